"""Sending a quote, and what the supplier may still do with it: revise, extend, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from marketplace.accounts.actions.telling import tell_organisation, tell_organisation_by_tap
from marketplace.accounts.actor import Actor
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import Conflict, FieldError, Invalid
from marketplace.files.documents import ReadDocument
from marketplace.files.store import FileStore
from marketplace.jobs.actions import enqueue
from marketplace.leads.actions.replies import waive_answers
from marketplace.leads.models import LeadOrigin
from marketplace.leads.policy import LIVE as LIVE_LEADS
from marketplace.quotes import mail
from marketplace.quotes.actions.changes import (
    count_live,
    hold_as_supplier,
    is_about_demand,
    join_lead,
    link_to,
    refuse_not_taking,
    refuse_strangers,
    write_history,
)
from marketplace.quotes.actions.drafting import add_files, plain_figures, put_values, read_for
from marketplace.quotes.completeness import missing_of
from marketplace.quotes.drafts import MAX_SUPPLIERS, QuoteDraft, read_validity
from marketplace.quotes.models import InvitationStatus, Quote, QuoteInvitation, QuoteRequest, QuoteStatus
from marketplace.quotes.policy import LIVE, UNDECIDED, closes_at, is_sealed
from marketplace.quotes.requirements import requirements_of

MAX_QUOTES_A_DAY = 20


def refuse_incomplete(quote: Quote) -> None:
    """Raise Invalid with everything that a quote must say before it is sent."""
    missing = missing_of(quote, requirements_of(quote.posting), today())
    if missing:
        raise Invalid(*missing)


def _refuse_flood(supplier_id: int) -> None:
    since = now() - timedelta(days=1)
    sent = select(func.count()).select_from(Quote).where(Quote.supplier_id == supplier_id, Quote.sent_at > since)
    if (session.scalar(sent) or 0) >= MAX_QUOTES_A_DAY:
        raise Conflict("quotes.too_many")


def _refuse_closed(quote: Quote, request: QuoteRequest | None) -> None:
    """Raise Conflict when nothing may be sent or changed any more."""
    if is_about_demand(quote):
        refuse_not_taking(quote.posting, request)
    elif quote.lead is None or quote.lead.status not in LIVE_LEADS:
        raise Conflict("leads.closed")


def _refuse_full(quote: Quote, request: QuoteRequest | None) -> None:
    most = (request.max_suppliers if request else None) or MAX_SUPPLIERS
    if is_about_demand(quote) and count_live(quote.posting_id) >= most:
        raise Conflict("quotes.full", max=most)


def _mark_invitation(quote: Quote, request: QuoteRequest | None) -> None:
    if request is None:
        return
    statement = select(QuoteInvitation).where(
        QuoteInvitation.request_id == request.id, QuoteInvitation.supplier_id == quote.supplier_id
    )
    invitation = session.scalars(statement).first()
    if invitation is not None:
        # An earlier no stays written down: while quotes are sealed it is what the buyer goes on seeing.
        invitation.status, invitation.answered_at = InvitationStatus.QUOTED, now()


def _tell_buyer(quote: Quote, request: QuoteRequest | None, site_url: str) -> None:
    title = quote.posting.title
    if is_sealed(request, quote.posting, now()):
        link = link_to(f"/demands/{quote.posting_id}/quotes", site_url)
        day = quote.posting.expires_on
        tell_organisation(
            quote.buyer_id,
            template="quotes.arrived_sealed",
            write=lambda: mail.arrived_sealed(title, day, link=link),
        )
        return
    tell_organisation_by_tap(
        quote.buyer_id,
        template="quotes.arrived",
        purpose="quotes.answer",
        thing_id=quote.id,
        site_url=site_url,
        write=lambda link: mail.arrived(quote.supplier.name, title, quote.price, quote.price_unit, link=link),
    )


def send_quote(quote: Quote, *, site_url: str = "", by: Actor) -> None:
    """Send a draft to the buyer; sending twice changes nothing.

    Raises Conflict when the demand is closed, decided or has enough quotes, or too many were sent today; Invalid with
    what is missing; Refused for a suspended organisation or one that does not want to hear from the other.
    """
    request = hold_as_supplier(quote, by=by)
    if quote.status in LIVE:
        return
    if quote.status is not QuoteStatus.DRAFT:
        raise Conflict("quotes.not_a_draft")
    _refuse_closed(quote, request)
    refuse_strangers(quote.supplier_id, quote.buyer_id)
    _refuse_full(quote, request)
    _refuse_flood(quote.supplier_id)
    refuse_incomplete(quote)
    quote.status, quote.sent_at, quote.updated_at = QuoteStatus.SENT, now(), now()
    quote.created_by_id = by.user_id
    if is_sealed(request, quote.posting, now()):
        # The lead would say who it is: it begins when the quotes are opened.
        enqueue("quotes.open_sealed", run_at=closes_at(quote.posting), demand_id=quote.posting_id)
    else:
        join_lead(quote, request, site_url=site_url, by=by)
    _mark_invitation(quote, request)
    write_history(quote, "send", by, quote.supplier_id)
    _tell_buyer(quote, request, site_url)


def revise_quote(
    quote: Quote,
    draft: QuoteDraft,
    *,
    expected_version: int | None = None,
    uploads: Sequence[ReadDocument] = (),
    store: FileStore | None = None,
    site_url: str = "",
    by: Actor,
) -> None:
    """Change a quote that was sent, until the closing date; the old figures stay in the history."""
    request = hold_as_supplier(quote, by=by)
    if quote.status not in UNDECIDED:
        raise Conflict("quotes.decided")
    if expected_version is not None and quote.version != expected_version:
        raise Conflict("quotes.changed_meanwhile")
    _refuse_closed(quote, request)
    refuse_strangers(quote.supplier_id, quote.buyer_id)
    before, said = plain_figures(quote), (quote.note, quote.answers)
    put_values(quote, read_for(quote.posting, quote.listing, draft))
    add_files(quote, uploads, store, by)
    refuse_incomplete(quote)
    changes = {name: [old, new] for name, new in plain_figures(quote).items() if (old := before[name]) != new}
    if not changes and not uploads and said == (quote.note, quote.answers):
        return
    quote.version += 1
    write_history(quote, "revise", by, quote.supplier_id, version=quote.version, changes=changes)
    if is_sealed(request, quote.posting, now()):
        return
    join_lead(quote, request, site_url=site_url, by=by)
    tell_organisation_by_tap(
        quote.buyer_id,
        template="quotes.revised",
        purpose="quotes.answer",
        thing_id=quote.id,
        site_url=site_url,
        write=lambda link: mail.revised(
            quote.supplier.name, quote.posting.title, quote.price, quote.price_unit, link=link
        ),
    )


def extend_quote(quote: Quote, valid_until: str, *, by: Actor) -> None:
    """Let an undecided quote hold longer, after the closing date too; nothing else about it changes."""
    hold_as_supplier(quote, by=by)
    if quote.status not in UNDECIDED:
        raise Conflict("quotes.decided")
    day = read_validity(valid_until, today())
    if day is None:
        raise Invalid.of("valid_until", "quotes.validity_needed")
    if quote.valid_until is not None and day < quote.valid_until:
        raise Invalid(FieldError(field="valid_until", key="quotes.validity_shorter"))
    quote.valid_until, quote.updated_at = day, now()
    write_history(quote, "extend", by, quote.supplier_id, valid_until=day.isoformat())


def withdraw_quote(quote: Quote, *, site_url: str = "", by: Actor) -> None:
    """Take back a quote that was not decided; doing it twice changes nothing."""
    request = hold_as_supplier(quote, by=by)
    if quote.status is QuoteStatus.WITHDRAWN:
        return
    if quote.status not in UNDECIDED:
        raise Conflict("quotes.decided")
    was_sealed = is_sealed(request, quote.posting, now())
    quote.status, quote.decided_at, quote.updated_at = QuoteStatus.WITHDRAWN, now(), now()
    if quote.lead is not None and quote.lead.origin is LeadOrigin.QUOTE:
        waive_answers(quote.lead)
    write_history(quote, "withdraw", by, quote.supplier_id)
    if was_sealed:
        return
    link = link_to(f"/demands/{quote.posting_id}/quotes" if is_about_demand(quote) else "/leads", site_url)
    tell_organisation(
        quote.buyer_id,
        template="quotes.withdrawn",
        write=lambda: mail.withdrawn(quote.supplier.name, quote.posting.title, link=link),
    )


def remove_file(quote: Quote, file_id: int, *, by: Actor) -> None:
    """Take a file away from a draft, or from a sent quote while it may be revised; one that is gone is no fault."""
    request = hold_as_supplier(quote, by=by)
    if quote.status not in (QuoteStatus.DRAFT, *UNDECIDED):
        raise Conflict("quotes.decided")
    found = next((one for one in quote.files if one.id == file_id), None)
    if found is None:
        return
    if quote.status is not QuoteStatus.DRAFT:
        _refuse_closed(quote, request)
        quote.version += 1
    quote.files.remove(found)
    quote.updated_at = now()
    write_history(quote, "remove_file", by, quote.supplier_id)
