"""Reading history."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select

from marketplace.audit.models import AuditEntry, ContactLook
from marketplace.db import session
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of


def get_history(thing_kind: str, thing_id: int, *, limit: int = 50) -> Sequence[AuditEntry]:
    """Return what happened to one thing, newest first."""
    statement = (
        select(AuditEntry)
        .where(AuditEntry.thing_kind == thing_kind, AuditEntry.thing_id == thing_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()


def find_last(thing_kind: str, thing_id: int, verbs: Collection[str]) -> AuditEntry | None:
    """Return the newest of some verbs in the history of one thing, or None."""
    statement = select(AuditEntry).where(
        AuditEntry.thing_kind == thing_kind, AuditEntry.thing_id == thing_id, AuditEntry.verb.in_(verbs)
    )
    return session.scalars(statement.order_by(AuditEntry.id.desc()).limit(1)).first()


def handled_by(user_id: int, thing_kind: str) -> Select[int | None]:
    """Return a query for the things of one kind with which a user has done anything."""
    return select(AuditEntry.thing_id).where(AuditEntry.thing_kind == thing_kind, AuditEntry.user_id == user_id)


def get_contact_looks(organisation_id: int, *, after: str | None = None) -> Page[ContactLook]:
    """Return who looked at an organisation's contact details, newest first."""
    statement = select(ContactLook).where(ContactLook.owner_organisation_id == organisation_id)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(ContactLook.id < key[0])
    rows = session.scalars(statement.order_by(ContactLook.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def get_doings(user_id: int, *, limit: int = 5000) -> Sequence[AuditEntry]:
    """Return what one user did, newest first."""
    statement = select(AuditEntry).where(AuditEntry.user_id == user_id)
    return session.scalars(statement.order_by(AuditEntry.id.desc()).limit(limit)).all()


def get_looks_by(user_id: int, *, limit: int = 5000) -> Sequence[ContactLook]:
    """Return at whose contact details one user looked, newest first."""
    statement = select(ContactLook).where(ContactLook.user_id == user_id)
    return session.scalars(statement.order_by(ContactLook.id.desc()).limit(limit)).all()
