"""A door's errand: bring the matches of a posting up to date, ranking outside the transaction and storing inside."""

from __future__ import annotations

from marketplace.db import session, transaction
from marketplace.matching.actions import compute_matches, store_matches


def refresh(posting_id: int) -> None:
    """Compare a posting with the other side anew and store what came of it; may run twice with no harm."""
    computed = compute_matches(posting_id)
    session.rollback()
    with transaction():
        store_matches(computed)
