"""Striking a person who is being erased out of quotes, questions and notes; the figures stay."""

from __future__ import annotations

from sqlalchemy import or_, select

from marketplace.accounts.traces import Traces
from marketplace.audit.queries import handled_by
from marketplace.db import session
from marketplace.files.models import Document
from marketplace.postings.models import Posting
from marketplace.quotes.models import Question, Quote, QuoteFile, QuoteRequest, SavedListing


def strike_out_of_quotes(traces: Traces) -> None:
    """Strike what gives a person away out of own texts, out of those of organisations that go too, and about these."""
    gone = traces.organisation_ids
    posted = select(Posting.id).where(Posting.organisation_id.in_(gone))
    quoted = select(Quote.posting_id).where(Quote.supplier_id.in_(gone))
    _strike_quotes(traces)
    asked = or_(
        Question.asked_by_id == traces.user_id,
        Question.answered_by_id == traces.user_id,
        Question.asked_by_organisation_id.in_(gone),
        Question.posting_id.in_(posted),
    )
    for question in session.scalars(select(Question).where(asked)):
        question.body, question.answer = traces.strike(question.body), traces.strike(question.answer)
    about = or_(QuoteRequest.demand_id.in_(posted), QuoteRequest.demand_id.in_(quoted))
    closed = or_(QuoteRequest.decided_by_id == traces.user_id, about)
    for request in session.scalars(select(QuoteRequest).where(closed, QuoteRequest.note != "")):
        request.note = traces.strike(request.note)
    kept = or_(
        SavedListing.created_by_id == traces.user_id,
        SavedListing.organisation_id.in_(gone),
        SavedListing.listing_id.in_(posted),
    )
    for row in session.scalars(select(SavedListing).where(kept, SavedListing.note != "")):
        row.note = traces.strike(row.note)


def _strike_quotes(traces: Traces) -> None:
    gone = traces.organisation_ids
    own = or_(
        Quote.created_by_id == traces.user_id,
        Quote.supplier_id.in_(gone),
        Quote.buyer_id.in_(gone),
        Quote.id.in_(handled_by(traces.user_id, "quote")),
    )
    for quote in session.scalars(select(Quote).where(own)):
        quote.note, quote.decline_note = traces.strike(quote.note), traces.strike(quote.decline_note)
        quote.answers = [{**row, "note": traces.strike(str(row.get("note", "")))} for row in quote.answers]
    files = select(QuoteFile.document_id).join(Quote, Quote.id == QuoteFile.quote_id).where(own)
    sent = or_(Document.id.in_(files), Document.user_id == traces.user_id)
    for document in session.scalars(select(Document).where(sent)):
        document.name = traces.strike(document.name)
