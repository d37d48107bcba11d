"""Ending a request for quotes: awarded, none suitable, or cancelled; everybody who took part is told."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Conflict, Invalid
from marketplace.leads.models import DeclineReason
from marketplace.postings.models import Posting
from marketplace.quotes import mail
from marketplace.quotes.actions.changes import link_to, write_history
from marketplace.quotes.actions.deciding import put_declined
from marketplace.quotes.actions.requesting import hold_request, record_request
from marketplace.quotes.drafts import MAX_REASON_NOTE, read_note
from marketplace.quotes.models import (
    InvitationStatus,
    NoneReason,
    Quote,
    QuoteInvitation,
    QuoteRequest,
    QuoteStatus,
    RequestStatus,
)
from marketplace.quotes.policy import LIVE, UNDECIDED, is_sealed

# What the others are told when one was taken, and what the buyer's reason means for each quote.
_DECLINED_FOR = {
    NoneReason.CAPACITY: DeclineReason.CAPACITY,
    NoneReason.REQUIREMENTS: DeclineReason.REQUIREMENTS,
    NoneReason.PRICE: DeclineReason.PRICE,
    NoneReason.PAYMENT: DeclineReason.PAYMENT,
    NoneReason.LOGISTICS: DeclineReason.LOGISTICS,
    NoneReason.PLANS_CHANGED: DeclineReason.NOT_NOW,
    NoneReason.FOUND_ELSEWHERE: DeclineReason.HAS_PARTNER,
}


def _quotes(demand: Posting) -> Sequence[Quote]:
    statement = (
        select(Quote)
        .where(Quote.posting_id == demand.id, Quote.status.in_(LIVE))
        .options(joinedload(Quote.lead))
        .order_by(Quote.id)
        .with_for_update(of=Quote, key_share=True)
    )
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def _refuse_outcome(
    request: QuoteRequest, demand: Posting, outcome: RequestStatus, reason: NoneReason | None, quotes: Sequence[Quote]
) -> None:
    has_award = any(quote.status is QuoteStatus.AWARDED for quote in quotes)
    if outcome is RequestStatus.AWARDED and not has_award:
        raise Conflict("quotes.nothing_awarded")
    if outcome is not RequestStatus.AWARDED and has_award:
        raise Conflict("quotes.already_awarded")
    if outcome is not RequestStatus.AWARDED and reason is None:
        raise Invalid.of("reason", "quotes.reason_needed")
    if outcome is RequestStatus.NONE_SUITABLE and is_sealed(request, demand, now()):
        raise Conflict("quotes.still_sealed")


def close_request(
    demand: Posting,
    outcome: RequestStatus,
    *,
    reason: NoneReason | None = None,
    note: str = "",
    site_url: str = "",
    by: Actor,
) -> None:
    """End a request; the same outcome twice changes nothing.

    Quotes that were neither taken nor declined are declined. A cancellation is told to everybody who was invited too.
    """
    request = hold_request(demand, by=by)
    if request.status is not RequestStatus.OPEN:
        if request.status is outcome:
            return
        raise Conflict("quotes.request_closed")
    words = read_note(note, MAX_REASON_NOTE)
    quotes = _quotes(demand)
    _refuse_outcome(request, demand, outcome, reason, quotes)
    request.status, request.reason, request.note = outcome, reason, words
    request.decided_at, request.decided_by_id = now(), by.user_id
    is_award = outcome is RequestStatus.AWARDED
    why = DeclineReason.HAS_PARTNER if is_award or reason is None else _DECLINED_FOR.get(reason, DeclineReason.OTHER)
    left = [quote for quote in quotes if quote.status in UNDECIDED]
    for quote in left:
        put_declined(quote, why, by=by)
        write_history(quote, "decline", by, quote.buyer_id, reason=why.value)
    record_request(demand, "close_request", by, outcome=outcome.value, reason=reason.value if reason else None)
    _tell(demand, request, left, outcome, why, words, site_url)


def _tell(
    demand: Posting,
    request: QuoteRequest,
    left: Sequence[Quote],
    outcome: RequestStatus,
    why: DeclineReason,
    words: str,
    site_url: str,
) -> None:
    """Tell everybody whose quote was not taken, and of a cancellation those who were invited and have not said no."""
    buyer = demand.organisation.name
    for quote in left:
        link = link_to(f"/quotes/{quote.id}", site_url)
        if outcome is RequestStatus.CANCELLED:
            _tell_cancelled(quote.supplier_id, buyer, demand.title, words, link)
        else:
            tell_organisation(
                quote.supplier_id,
                template="quotes.not_taken",
                write=lambda link=link: mail.not_taken(buyer, demand.title, why, link=link),
            )
    if outcome is not RequestStatus.CANCELLED:
        return
    waiting = select(QuoteInvitation.supplier_id).where(
        QuoteInvitation.request_id == request.id, QuoteInvitation.status == InvitationStatus.SENT
    )
    for supplier_id in session.scalars(waiting.order_by(QuoteInvitation.id)):
        _tell_cancelled(supplier_id, buyer, demand.title, words, link_to(f"/demands/{demand.id}", site_url))


def _tell_cancelled(supplier_id: int, buyer: str, title: str, words: str, link: str) -> None:
    tell_organisation(
        supplier_id, template="quotes.cancelled", write=lambda: mail.cancelled(buyer, title, words, link=link)
    )
