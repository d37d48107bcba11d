"""What every change of a quote has in common: come one after the other, hold the rows, write history, join a lead."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import MemberRole, Organisation
from marketplace.audit.actions import record
from marketplace.clock import now, today
from marketplace.db import lock_row, session, take_turns
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.leads.actions import accept_lead, begin_lead_for_quote
from marketplace.leads.actions.changes import is_blocked, mark_active
from marketplace.leads.actions.replies import ask_for_answer, note_answer
from marketplace.leads.models import Lead, LeadStatus, ReplyHow, ReplyKind
from marketplace.leads.policy import LIVE as LIVE_LEADS
from marketplace.postings.models import Posting, Side
from marketplace.quotes.models import Quote, QuoteRequest, RequestStatus
from marketplace.quotes.policy import LIVE, closes_at, is_taking, may_decide, may_read_quote


def take_turn(posting_id: int) -> QuoteRequest | None:
    """Let everything about the quotes of one posting come one after the other; return the request, held."""
    session.flush()
    take_turns(f"quotes {posting_id}")
    request = session.scalars(select(QuoteRequest).where(QuoteRequest.demand_id == posting_id)).first()
    if request is not None:
        lock_row(request)
    return request


def _hold(quote: Quote, by: Actor) -> QuoteRequest | None:
    """Hold both parties, the posting and the quote, in the order in which whoever is being erased holds them."""
    request = take_turn(quote.posting_id)
    parties = select(Organisation).where(Organisation.id.in_((quote.supplier_id, quote.buyer_id)))
    held = parties.order_by(Organisation.id).with_for_update(of=Organisation, key_share=True)
    session.scalars(held.execution_options(populate_existing=True)).all()
    lock_row(quote.posting)
    lock_row(quote)
    if not may_read_quote(by, quote, request, now()):
        raise NotFound("quotes.not_found")
    return request


def hold_as_supplier(quote: Quote, *, by: Actor) -> QuoteRequest | None:
    """Hold a quote of the actor's organisation; raises Refused for its buyer, NotFound for others."""
    request = _hold(quote, by)
    if not by.belongs_to(quote.supplier_id):
        raise Refused("quotes.supplier_only")
    return request


def hold_as_buyer(quote: Quote, *, by: Actor) -> QuoteRequest | None:
    """Hold a quote that the actor's organisation may decide about; raises Refused for its supplier, NotFound else."""
    request = _hold(quote, by)
    if not may_decide(by, quote):
        raise Refused("quotes.buyer_only")
    return request


def write_history(quote: Quote, verb: str, by: Actor, own_id: int, **detail: object) -> None:
    """Add a line to the history of a quote: figures and reasons, never what somebody wrote."""
    record(
        f"quotes.{verb}",
        by_user_id=by.user_id,
        thing_kind="quote",
        thing_id=quote.id,
        organisation_id=own_id,
        **detail,
    )


def link_to(path: str, site_url: str) -> str:
    """Return an address in full; without the site's address only the path."""
    return f"{site_url}{path}"


def count_live(posting_id: int) -> int:
    """Return how many suppliers' quotes about a posting are in the buyer's hands."""
    statement = select(func.count()).select_from(Quote).where(Quote.posting_id == posting_id, Quote.status.in_(LIVE))
    return session.scalar(statement) or 0


def refuse_not_taking(posting: Posting, request: QuoteRequest | None) -> None:
    """Raise Conflict when a demand takes no quotes, or no more: closed, decided, or its sealed quotes opened."""
    if request is not None and request.status is not RequestStatus.OPEN:
        raise Conflict("quotes.request_closed")
    if not is_taking(request, posting, today()):
        raise Conflict("quotes.closed")


def refuse_strangers(supplier_id: int, buyer_id: int) -> Organisation:
    """Hold the supplier; raises Refused when it is suspended, or one of the two has blocked the other."""
    supplier = session.get_one(Organisation, supplier_id)
    lock_row(supplier)
    if supplier.is_suspended:
        raise Refused("quotes.organisation_suspended")
    if is_blocked(supplier_id, buyer_id):
        raise Refused("leads.blocked")
    return supplier


def own_organisation(by: Actor) -> int:
    """Return the organisation that the actor acts for; raises Refused for somebody without one."""
    if by.organisation_id is None or not by.belongs_to(by.organisation_id):
        raise Refused("quotes.organisation_needed")
    return by.organisation_id


def _as_supplier(quote: Quote) -> Actor:
    """Return whoever sent a quote as an actor, for what follows from sending when it is opened later."""
    return Actor(
        user_id=quote.created_by_id,
        memberships={quote.supplier_id: MemberRole.MEMBER},
        organisation_id=quote.supplier_id,
    )


def ensure_lead(quote: Quote, *, site_url: str, by: Actor | None = None) -> Lead:
    """Return the live lead of a quote's two parties, or begin one.

    Without ``by`` it is done for whoever sent the quote. A supplier that was written to says yes by quoting.
    """
    actor = by or _as_supplier(quote)
    lead = quote.lead
    if lead is None or lead.status not in LIVE_LEADS:
        lead = begin_lead_for_quote(quote.posting, supplier_id=quote.supplier_id, buyer_id=quote.buyer_id, by=actor)
        quote.lead = lead
        session.flush()
    if lead.recipient_id == quote.supplier_id and lead.status is LeadStatus.OPEN:
        accept_lead(lead, site_url=site_url, by=actor)
    return lead


def _hold_lead(lead: Lead) -> None:
    """Hold a lead before what is owed in it, as everything does that is written there."""
    session.flush()
    lock_row(lead)


def join_lead(quote: Quote, request: QuoteRequest | None, *, site_url: str, by: Actor | None = None) -> None:
    """Put a quote into the lead of its two parties; the buyer then owes an answer, counted from when it could read."""
    lead = ensure_lead(quote, site_url=site_url, by=by)
    _hold_lead(lead)
    note_answer(lead, quote.supplier_id, ReplyHow.MESSAGE)
    mark_active(lead, quote.supplier_id)
    was_sealed = request is not None and request.is_sealed
    asked_at = min(closes_at(quote.posting) or now(), now()) if was_sealed else None
    ask_for_answer(lead, quote.buyer_id, ReplyKind.QUOTE, asked_at=asked_at)


def note_decision(quote: Quote) -> None:
    """Note that the buyer has answered: it owes nothing more for now, and it is the supplier's turn."""
    if quote.lead is not None:
        _hold_lead(quote.lead)
        note_answer(quote.lead, quote.buyer_id, ReplyHow.DECISION)
        mark_active(quote.lead, quote.buyer_id)


def is_about_demand(quote: Quote) -> bool:
    """Tell whether a quote answers a demand, and not an enquiry about a listing."""
    return quote.posting.side is Side.DEMAND
