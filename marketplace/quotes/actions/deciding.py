"""What the buyer decides about one quote: keep it in mind, take it, or not, about what was read."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.actor import Actor
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import Conflict, Refused
from marketplace.leads.actions import accept_lead, decline_with_quote, reopen_with_quote
from marketplace.leads.actions.changes import is_blocked
from marketplace.leads.actions.replies import ask_for_answer
from marketplace.leads.labels import DECLINE_REASONS
from marketplace.leads.models import DeclineReason, LeadStatus, ReplyKind
from marketplace.quotes import mail
from marketplace.quotes.actions.changes import (
    ensure_lead,
    hold_as_buyer,
    link_to,
    note_decision,
    write_history,
)
from marketplace.quotes.actions.drafting import find_alive
from marketplace.quotes.drafts import MAX_REASON_NOTE, read_note
from marketplace.quotes.models import Quote, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.quotes.policy import UNDECIDED, is_lapsed

UNDO_WITHIN = timedelta(minutes=10)


def _refuse_decided(request: QuoteRequest | None) -> None:
    if request is not None and request.status is not RequestStatus.OPEN:
        raise Conflict("quotes.request_closed")


def _refuse_unread(quote: Quote, version: int | None) -> None:
    """Raise Conflict when the supplier has changed the quote since the buyer read it."""
    if version is not None and quote.version != version:
        raise Conflict("quotes.revised_since")


def shortlist_quote(quote: Quote, *, version: int | None = None, site_url: str = "", by: Actor) -> None:
    """Keep a quote in mind, and let the supplier know; doing it twice changes nothing."""
    request = hold_as_buyer(quote, by=by)
    if quote.status is QuoteStatus.SHORTLISTED:
        return
    _refuse_decided(request)
    if quote.status is not QuoteStatus.SENT:
        raise Conflict("quotes.decided")
    _refuse_unread(quote, version)
    quote.status, quote.decided_at, quote.updated_at = QuoteStatus.SHORTLISTED, now(), now()
    note_decision(quote)
    write_history(quote, "shortlist", by, quote.buyer_id)
    tell_organisation(
        quote.supplier_id,
        template="quotes.shortlisted",
        write=lambda: mail.shortlisted(
            quote.buyer.name, quote.posting.title, link=link_to(f"/quotes/{quote.id}", site_url)
        ),
    )


def unshortlist_quote(quote: Quote, *, by: Actor) -> None:
    """Put a quote back among the others; nobody is told."""
    hold_as_buyer(quote, by=by)
    if quote.status is QuoteStatus.SENT:
        return
    if quote.status is not QuoteStatus.SHORTLISTED:
        raise Conflict("quotes.decided")
    quote.status, quote.decided_at, quote.updated_at = QuoteStatus.SENT, None, now()
    write_history(quote, "unshortlist", by, quote.buyer_id)


def decline_quote(
    quote: Quote,
    reason: DeclineReason,
    note: str = "",
    *,
    version: int | None = None,
    site_url: str = "",
    by: Actor,
) -> None:
    """Say no to a quote, with a reason and, if wished, a few words that the supplier reads."""
    request = hold_as_buyer(quote, by=by)
    if quote.status is QuoteStatus.DECLINED:
        return
    _refuse_decided(request)
    if quote.status not in UNDECIDED:
        raise Conflict("quotes.decided")
    _refuse_unread(quote, version)
    put_declined(quote, reason, read_note(note, MAX_REASON_NOTE), by=by)
    write_history(quote, "decline", by, quote.buyer_id, reason=reason.value)
    tell_organisation(
        quote.supplier_id,
        template="quotes.declined",
        write=lambda: mail.declined(
            quote.buyer.name,
            quote.posting.title,
            str(DECLINE_REASONS[reason]),
            link=link_to(f"/quotes/{quote.id}", site_url),
        ),
    )


def put_declined(quote: Quote, reason: DeclineReason, note: str = "", *, by: Actor) -> None:
    """Let a quote be declined, and the lead that it began; the buyer has answered with that."""
    quote.status, quote.decided_at, quote.updated_at = QuoteStatus.DECLINED, now(), now()
    quote.decline_reason, quote.decline_note = reason, note
    note_decision(quote)
    if quote.lead is not None:
        decline_with_quote(quote.lead, reason, by=by)


def can_undo(quote: Quote) -> bool:
    """Tell whether a no is young enough to be taken back."""
    return quote.decided_at is not None and quote.decided_at > now() - UNDO_WITHIN


def undo_decline(quote: Quote, *, site_url: str = "", by: Actor) -> None:
    """Take a no back within ten minutes; the supplier is told, and an answer is owed again."""
    request = hold_as_buyer(quote, by=by)
    if quote.status is QuoteStatus.SENT:
        return
    _refuse_decided(request)
    if quote.status is not QuoteStatus.DECLINED:
        raise Conflict("quotes.decided")
    if quote.decided_at is None or not can_undo(quote):
        raise Conflict("quotes.too_late")
    if find_alive(quote.posting_id, quote.supplier_id, quote.buyer_id) is not None:
        raise Conflict("quotes.alive_again")
    try:
        with session.begin_nested():
            quote.status = QuoteStatus.SENT
    except IntegrityError:
        # The supplier has begun another one in the same moment.
        raise Conflict("quotes.alive_again") from None
    if quote.lead is not None:
        reopen_with_quote(quote.lead, since=quote.decided_at, by=by)
        ask_for_answer(quote.lead, quote.buyer_id, ReplyKind.QUOTE)
    quote.decided_at = quote.decline_reason = None
    quote.decline_note, quote.updated_at = "", now()
    write_history(quote, "undo_decline", by, quote.buyer_id)
    tell_organisation(
        quote.supplier_id,
        template="quotes.reopened",
        write=lambda: mail.reopened(
            quote.buyer.name, quote.posting.title, link=link_to(f"/quotes/{quote.id}", site_url)
        ),
    )


def award_quote(quote: Quote, *, version: int | None = None, site_url: str = "", by: Actor) -> None:
    """Take a quote: both sides may see how to reach each other. Doing it twice changes nothing.

    Raises Conflict when the supplier has changed it since the buyer read it, or when it no longer holds.
    """
    request = hold_as_buyer(quote, by=by)
    if quote.status is QuoteStatus.AWARDED:
        return
    _refuse_decided(request)
    if quote.status not in UNDECIDED:
        raise Conflict("quotes.decided")
    _refuse_unread(quote, version)
    if is_lapsed(quote, today()):
        raise Conflict("quotes.lapsed")
    if quote.supplier.is_suspended or quote.buyer.is_suspended:
        raise Refused("quotes.organisation_suspended")
    if is_blocked(quote.supplier_id, quote.buyer_id):
        raise Refused("leads.blocked")
    lead = ensure_lead(quote, site_url=site_url)
    if lead.status is LeadStatus.OPEN:
        accept_lead(lead, site_url=site_url, by=by)
    quote.status, quote.decided_at, quote.updated_at = QuoteStatus.AWARDED, now(), now()
    note_decision(quote)
    write_history(quote, "award", by, quote.buyer_id, version=quote.version)
    tell_organisation(
        quote.supplier_id,
        template="quotes.awarded",
        write=lambda: mail.awarded(
            quote.buyer.name, quote.posting.title, link=link_to(f"/quotes/{quote.id}", site_url)
        ),
    )
