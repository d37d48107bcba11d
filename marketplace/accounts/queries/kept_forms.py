"""Reading forms that were kept for whoever signs in again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from marketplace.accounts.models import KeptForm
from marketplace.clock import now
from marketplace.db import session

KEPT_FOR = timedelta(days=1)


def hash_kept_ticket(ticket: str) -> str:
    """Return the hash under which a kept form's ticket is stored."""
    return hashlib.sha256(f"kept {ticket}".encode(errors="surrogatepass")).hexdigest()


def find_kept_forms(tickets: Collection[str]) -> Sequence[KeptForm]:
    """Return the forms that a browser holds tickets of and that are not a day old, the newest first."""
    if not tickets:
        return []
    hashes = [hash_kept_ticket(ticket) for ticket in tickets]
    statement = select(KeptForm).where(KeptForm.ticket_hash.in_(hashes), KeptForm.created_at > now() - KEPT_FOR)
    return session.scalars(statement.order_by(KeptForm.id.desc())).all()


def find_kept_form(tickets: Collection[str], user_id: int | None) -> KeptForm | None:
    """Return the newest form that a browser holds a ticket of and that this user had typed."""
    return next((row for row in find_kept_forms(tickets) if row.user_id == user_id), None)


def count_kept_forms(user_id: int) -> int:
    """Return how many forms of a user are kept."""
    return session.scalar(select(func.count()).where(KeptForm.user_id == user_id)) or 0
