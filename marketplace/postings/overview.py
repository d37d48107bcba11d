"""Postings as a province looks after them: those whose last day is near, and what staff did about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting
from marketplace.postings.queries import is_open_on
from marketplace.text import tidy

SOON = timedelta(days=14)
# What staff do about a posting that is not theirs, as it is recorded.
OFFICE_VERBS = ("postings.office_call", "postings.office_search", "postings.remind")


def in_reach(statement: Select[Posting], actor: Actor, province_code: str | None) -> Select[Posting]:
    """Keep to the postings that staff look after: provincial staff their own province's, others all or one's.

    The statement joins ``Organisation``.
    """
    if not actor.is_staff:
        raise Refused("postings.staff_only")
    if actor.staff_role is StaffRole.PROVINCIAL:
        return statement.where(Organisation.province_code == actor.staff_province_code)
    if province_code:
        return statement.where(Organisation.province_code == tidy(province_code))
    return statement


def _expiring(actor: Actor, province_code: str | None) -> Select[Posting]:
    day = today()
    statement = select(Posting).join(Posting.organisation).where(is_open_on(day), Posting.expires_on <= day + SOON)
    return in_reach(statement, actor, province_code)


def get_expiring(actor: Actor, *, province_code: str | None = None, after: str | None = None) -> Page[Posting]:
    """Return published postings whose last day is today or within two weeks, the nearest first."""
    statement = _expiring(actor, province_code).options(
        joinedload(Posting.organisation).joinedload(Organisation.province)
    )
    key = decode_cursor(after, 2)
    if key is not None and isinstance(key[0], str) and isinstance(key[1], int):
        try:
            statement = statement.where(tuple_(Posting.expires_on, Posting.id) > (date.fromisoformat(key[0]), key[1]))
        except ValueError:
            return Page(items=[])
    rows = session.scalars(statement.order_by(Posting.expires_on, Posting.id).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.expires_on.isoformat() if row.expires_on else "", row.id))


def count_expiring(actor: Actor, *, province_code: str | None = None) -> int:
    """Return how many published postings end within two weeks in this member of staff's reach."""
    if not actor.is_staff:
        return 0
    return session.scalar(select(func.count()).select_from(_expiring(actor, province_code).subquery())) or 0


def last_office_entries(posting_ids: Sequence[int]) -> Mapping[int, AuditEntry]:
    """Return what staff did last about each of these postings; one statement."""
    newest = (
        select(func.max(AuditEntry.id))
        .where(
            AuditEntry.thing_kind == "posting",
            AuditEntry.thing_id.in_(posting_ids),
            AuditEntry.verb.in_(OFFICE_VERBS),
        )
        .group_by(AuditEntry.thing_id)
    )
    rows = session.scalars(select(AuditEntry).where(AuditEntry.id.in_(newest)))
    return {row.thing_id: row for row in rows if row.thing_id is not None}
