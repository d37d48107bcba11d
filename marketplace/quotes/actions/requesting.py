"""What the buyer of a demand wants from quotes: sealed or open, how many; and opening sealed ones at closing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.actor import Actor
from marketplace.audit.actions import record
from marketplace.clock import now, today
from marketplace.db import add_unless_taken, session
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.jobs.actions import enqueue
from marketplace.postings.models import Posting
from marketplace.quotes import mail
from marketplace.quotes.actions.changes import (
    count_live,
    join_lead,
    link_to,
    refuse_not_taking,
    take_turn,
    write_history,
)
from marketplace.quotes.drafts import read_cap
from marketplace.quotes.models import Quote, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.quotes.policy import LIVE, closes_at, is_sealed, may_manage_request


def record_request(demand: Posting, verb: str, by: Actor, **detail: object) -> None:
    """Add a line about a whole request to the history of its demand."""
    record(
        f"quotes.{verb}",
        by_user_id=by.user_id,
        thing_kind="posting",
        thing_id=demand.id,
        organisation_id=demand.organisation_id,
        **detail,
    )


def hold_request(demand: Posting, *, by: Actor) -> QuoteRequest:
    """Hold the request of a demand, making its row where there is none; raises Refused for others than its owner."""
    if not may_manage_request(by, demand):
        raise Refused("quotes.request_not_yours")
    request = take_turn(demand.id)
    if request is not None:
        return request
    made = QuoteRequest(
        demand_id=demand.id, is_sealed=False, status=RequestStatus.OPEN, note="", created_at=now(), opened_at=None
    )
    if add_unless_taken(made):
        return made
    return session.scalars(select(QuoteRequest).where(QuoteRequest.demand_id == demand.id)).one()


def _has_quotes(demand: Posting) -> bool:
    """Tell whether anybody has ever sent a quote, one that was taken back included."""
    sent = select(Quote.id).where(Quote.posting_id == demand.id, Quote.sent_at.is_not(None))
    return session.scalar(sent.limit(1)) is not None


def set_request(demand: Posting, *, is_sealed: bool, max_suppliers: str = "", by: Actor) -> QuoteRequest:
    """Say how quotes are taken; sealed or not cannot be changed once a quote is there."""
    request = hold_request(demand, by=by)
    refuse_not_taking(demand, request)
    cap = read_cap(max_suppliers)
    if is_sealed != request.is_sealed and _has_quotes(demand):
        raise Conflict("quotes.sealed_fixed")
    if cap is not None and cap < count_live(demand.id):
        raise Invalid.of("max_suppliers", "quotes.cap_low")
    if (request.is_sealed, request.max_suppliers) == (is_sealed, cap):
        return request
    request.is_sealed, request.max_suppliers = is_sealed, cap
    record_request(demand, "set_request", by, is_sealed=is_sealed, max_suppliers=cap)
    return request


def _sent_quotes(demand_id: int) -> list[Quote]:
    statement = (
        select(Quote)
        .where(Quote.posting_id == demand_id, Quote.status.in_(LIVE))
        .options(joinedload(Quote.lead))
        .order_by(Quote.id)
    )
    return list(session.scalars(statement))


def open_sealed(demand: Posting, *, site_url: str = "") -> int:
    """Open the sealed quotes of a demand whose last day is over; return how many. Doing it twice changes nothing.

    Where the last day was moved meanwhile, it is put off until then. Leads begin now, and the buyer is told.
    """
    request = take_turn(demand.id)
    session.refresh(demand)
    if request is None or not request.is_sealed or request.opened_at is not None:
        return 0
    if request.status is not RequestStatus.OPEN:
        return 0
    if is_sealed(request, demand, now()):
        if closing := closes_at(demand):
            enqueue("quotes.open_sealed", run_at=closing, demand_id=demand.id)
        return 0
    request.opened_at = now()
    opened = 0
    for quote in _sent_quotes(demand.id):
        try:
            with session.begin_nested():
                join_lead(quote, request, site_url=site_url)
        except Refused:
            # Suspended, or the two do not want to hear from each other any more.
            quote.status, quote.decided_at, quote.updated_at = QuoteStatus.WITHDRAWN, now(), now()
            write_history(quote, "drop", Actor(is_machine=True), quote.supplier_id)
        else:
            opened += 1
    record_request(demand, "open_sealed", Actor(is_machine=True), opened=opened, day=today().isoformat())
    tell_organisation(
        demand.organisation_id,
        template="quotes.opened",
        write=lambda: mail.opened(opened, demand.title, link=link_to(f"/demands/{demand.id}/quotes", site_url)),
    )
    return opened
