"""Writing a quote: begun from a demand or within a lead, kept as a draft at any time, files put to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.clock import now, today
from marketplace.db import add_unless_taken, session
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.files.documents import ReadDocument, keep_document
from marketplace.files.store import FileStore
from marketplace.leads.models import Lead
from marketplace.leads.policy import LIVE as LIVE_LEADS
from marketplace.leads.policy import may_read, other_side
from marketplace.postings.models import Posting, Side
from marketplace.quotes.actions.changes import (
    hold_as_supplier,
    own_organisation,
    refuse_not_taking,
    refuse_strangers,
    take_turn,
    write_history,
)
from marketplace.quotes.drafts import QuoteDraft, QuoteValues, read_quote
from marketplace.quotes.models import Quote, QuoteFile, QuoteStatus
from marketplace.quotes.policy import LIVE, may_quote
from marketplace.quotes.prefill import first_values, usual_of
from marketplace.quotes.requirements import requirements_of, rows_of

MAX_FILES = 5
FIGURES = (
    "quantity_amount",
    "quantity_unit",
    "weekly_amount",
    "price",
    "price_unit",
    "has_vat",
    "gives_vat_invoice",
    "min_order_amount",
    "min_order_unit",
    "lead_time_days",
    "freight_payer",
    "payment_days",
    "discount_percent",
    "valid_until",
)


def find_alive(posting_id: int, supplier_id: int, buyer_id: int) -> Quote | None:
    """Return the quote of a supplier to a buyer about a posting that is a draft or in the buyer's hands, or None."""
    statement = select(Quote).where(
        Quote.posting_id == posting_id,
        Quote.supplier_id == supplier_id,
        Quote.buyer_id == buyer_id,
        Quote.status.in_((QuoteStatus.DRAFT, *LIVE)),
    )
    return session.scalars(statement).first()


def read_for(posting: Posting, listing: Posting | None, draft: QuoteDraft) -> QuoteValues:
    """Read a quote about a posting; raises Invalid."""
    keys = [one.key for one in requirements_of(posting)]
    return read_quote(draft, usual_of(posting, listing), keys, today())


def put_values(quote: Quote, values: QuoteValues) -> None:
    """Let a quote say what was read."""
    for name in FIGURES:
        setattr(quote, name, getattr(values, name))
    quote.note = values.note
    quote.answers = rows_of(values.answers)
    quote.updated_at = now()


def plain_figures(quote: Quote) -> dict[str, object]:
    """Return the figures of a quote as plain values for the history."""
    found: dict[str, object] = {}
    for name in FIGURES:
        value = getattr(quote, name)
        if isinstance(value, Decimal):
            value = format(value, "f")
        elif hasattr(value, "isoformat"):
            value = value.isoformat()
        found[name] = getattr(value, "value", value)
    return found


def add_files(quote: Quote, uploads: Sequence[ReadDocument], store: FileStore | None, by: Actor) -> None:
    """Put files to a quote, five at most; raises Invalid."""
    if not uploads or store is None:
        return
    if len(quote.files) + len(uploads) > MAX_FILES:
        raise Invalid.of("files", "quotes.files_many", max=MAX_FILES)
    for read in uploads:
        document = keep_document(read, store=store, organisation_id=quote.supplier_id, user_id=by.user_id)
        quote.files.append(QuoteFile(document_id=document.id))
    session.flush()


def _begin(posting: Posting, *, supplier_id: int, buyer_id: int, by: Actor) -> Quote:
    quote = Quote(
        posting_id=posting.id,
        supplier_id=supplier_id,
        buyer_id=buyer_id,
        created_by_id=by.user_id,
        created_at=now(),
        updated_at=now(),
        status=QuoteStatus.DRAFT,
        answers=[],
        version=1,
    )
    if not add_unless_taken(quote):
        raise Conflict("quotes.already_sent")
    write_history(quote, "start", by, supplier_id, posting_id=posting.id)
    return quote


def _keep(
    quote: Quote, draft: QuoteDraft, uploads: Sequence[ReadDocument], store: FileStore | None, by: Actor
) -> Quote:
    put_values(quote, read_for(quote.posting, quote.listing, draft))
    add_files(quote, uploads, store, by)
    return quote


def start_quote(
    demand: Posting,
    draft: QuoteDraft,
    *,
    listing: Posting | None = None,
    uploads: Sequence[ReadDocument] = (),
    store: FileStore | None = None,
    by: Actor,
) -> Quote:
    """Keep the first draft of a quote for a demand; while one is being written already, that is written on.

    ``listing`` is the supplier's own listing that it offers. A second submit of the form changes nothing more.
    """
    supplier_id = own_organisation(by)
    if not may_quote(by, demand):
        raise Refused("quotes.own_demand")
    refuse_not_taking(demand, take_turn(demand.id))
    refuse_strangers(supplier_id, demand.organisation_id)
    if listing is not None and (listing.organisation_id != supplier_id or listing.side is not Side.SUPPLY):
        raise Refused("quotes.listing_unknown")
    found = find_alive(demand.id, supplier_id, demand.organisation_id)
    if found is not None and found.status is not QuoteStatus.DRAFT:
        raise Conflict("quotes.already_sent")
    quote = found or _begin(demand, supplier_id=supplier_id, buyer_id=demand.organisation_id, by=by)
    if listing is not None:
        quote.listing = listing
    return _keep(quote, draft, uploads if found is None else (), store, by)


def start_quote_in_lead(
    lead: Lead,
    draft: QuoteDraft,
    *,
    uploads: Sequence[ReadDocument] = (),
    store: FileStore | None = None,
    by: Actor,
) -> Quote:
    """Keep the first draft of a quote within a lead about a listing; only the listing's owner quotes there."""
    listing = lead.posting
    take_turn(listing.id)
    if not may_read(by, lead):
        raise NotFound("leads.not_found")
    if listing.side is not Side.SUPPLY or not by.belongs_to(listing.organisation_id):
        raise Refused("quotes.supplier_only")
    if lead.status not in LIVE_LEADS:
        raise Conflict("leads.closed")
    supplier_id = listing.organisation_id
    buyer_id = other_side(lead, supplier_id)
    refuse_strangers(supplier_id, buyer_id)
    found = find_alive(listing.id, supplier_id, buyer_id)
    if found is not None and found.status is not QuoteStatus.DRAFT:
        raise Conflict("quotes.already_sent")
    quote = found or _begin(listing, supplier_id=supplier_id, buyer_id=buyer_id, by=by)
    quote.lead, quote.listing = lead, listing
    return _keep(quote, draft, uploads if found is None else (), store, by)


def save_draft(
    quote: Quote,
    draft: QuoteDraft,
    *,
    uploads: Sequence[ReadDocument] = (),
    store: FileStore | None = None,
    by: Actor,
) -> None:
    """Keep what was typed so far, complete or not."""
    hold_as_supplier(quote, by=by)
    if quote.status is not QuoteStatus.DRAFT:
        raise Conflict("quotes.not_a_draft")
    _keep(quote, draft, uploads, store, by)


def copy_quote(quote: Quote, source: Quote, *, by: Actor) -> None:
    """Let a draft say what an earlier quote of the same supplier said."""
    hold_as_supplier(quote, by=by)
    if not by.belongs_to(source.supplier_id) or source.supplier_id != quote.supplier_id:
        raise NotFound("quotes.not_found")
    if quote.status is not QuoteStatus.DRAFT:
        raise Conflict("quotes.not_a_draft")
    put_values(quote, first_values(quote.posting, None, source, today()))


def discard_draft(quote: Quote, *, by: Actor) -> None:
    """Throw a draft away; doing it twice changes nothing."""
    hold_as_supplier(quote, by=by)
    if quote.status is QuoteStatus.WITHDRAWN and quote.sent_at is None:
        return
    if quote.status is not QuoteStatus.DRAFT:
        raise Conflict("quotes.not_a_draft")
    quote.status, quote.decided_at = QuoteStatus.WITHDRAWN, now()
    quote.updated_at = now()
    write_history(quote, "discard", by, quote.supplier_id)
