"""Reading the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from marketplace.db import session
from marketplace.notifications.models import Delivery, OutboxMessage
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of


def get_outbox(*, status: Delivery | None = None, after: str | None = None) -> Page[OutboxMessage]:
    """Return messages, newest first; with ``status`` only those."""
    statement = select(OutboxMessage)
    if status is not None:
        statement = statement.where(OutboxMessage.status == status)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(OutboxMessage.id < key[0])
    rows = session.scalars(statement.order_by(OutboxMessage.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def get_messages_to(user_id: int, *, limit: int = 2000) -> Sequence[OutboxMessage]:
    """Return what was sent to one user, newest first."""
    statement = select(OutboxMessage).where(OutboxMessage.user_id == user_id)
    return session.scalars(statement.order_by(OutboxMessage.id.desc()).limit(limit)).all()


def count_stuck() -> int:
    """Return how many messages could not be sent or wait for staff to hand them over."""
    stuck = OutboxMessage.status.in_((Delivery.FAILED, Delivery.HELD))
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(stuck)) or 0
