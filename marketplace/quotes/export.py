"""What a person wrote in quotes and questions, as plain values for the person's own file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import session
from marketplace.quotes.models import Question, Quote, QuoteFile, SavedListing

MOST = 5000


def export_quotes(user_id: int) -> dict[str, Any]:
    """Return the quotes, questions, answers and notes of one user, the newest first."""
    quotes = (
        select(Quote)
        .where(Quote.created_by_id == user_id)
        .options(joinedload(Quote.posting), selectinload(Quote.files).joinedload(QuoteFile.document))
        .order_by(Quote.id.desc())
        .limit(MOST)
    )
    asked = select(Question).where(Question.asked_by_id == user_id).order_by(Question.id.desc()).limit(MOST)
    answered = select(Question).where(Question.answered_by_id == user_id).order_by(Question.id.desc()).limit(MOST)
    noted = select(SavedListing).where(SavedListing.created_by_id == user_id).order_by(SavedListing.id.desc())
    return {
        "quotes": [_quote(row) for row in session.scalars(quotes)],
        "questions": [{"at": row.created_at.isoformat(), "body": row.body} for row in session.scalars(asked)],
        "answers": [
            {"at": row.answered_at.isoformat(), "answer": row.answer}
            for row in session.scalars(answered)
            if row.answered_at is not None
        ],
        "notes": [{"listing_id": row.listing_id, "note": row.note} for row in session.scalars(noted.limit(MOST))],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "posting": quote.posting.title,
        "status": quote.status.value,
        "sent_at": quote.sent_at.isoformat() if quote.sent_at else None,
        "price": quote.price,
        "price_unit": quote.price_unit,
        "note": quote.note,
        "answers": quote.answers,
        "files": [one.document.name for one in quote.files],
    }
