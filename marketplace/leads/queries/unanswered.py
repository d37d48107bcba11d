"""What has gone unanswered, for staff of the province of whoever owes the answer; no word of any message."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.leads.models import Call, Lead, ReplyDue
from marketplace.leads.policy import may_follow
from marketplace.leads.queries.replies import is_owed
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.text import tidy

MAX_CALLS = 50


class Followed(enum.Enum):
    """Whether staff have phoned since the deadline passed."""

    WAITING = "waiting"
    CALLED = "called"


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """One answer that is overdue: who owes it, whom, and what staff did about it last."""

    due: ReplyDue
    owing: Organisation
    waiting: Organisation
    title: str
    last_call: Call | None = None


_SHOWN = (
    joinedload(ReplyDue.organisation).joinedload(Organisation.province),
    joinedload(ReplyDue.lead).joinedload(Lead.posting),
    joinedload(ReplyDue.lead).joinedload(Lead.sender),
    joinedload(ReplyDue.lead).joinedload(Lead.recipient),
)


def _is_called() -> ColumnElement[bool]:
    return exists().where(
        Call.lead_id == ReplyDue.lead_id,
        Call.organisation_id.is_(None),
        Call.called_id == ReplyDue.organisation_id,
        Call.created_at >= ReplyDue.missed_at,
    )


def _in_reach(actor: Actor, province_code: str | None) -> Select[ReplyDue]:
    statement = select(ReplyDue).join(ReplyDue.organisation).where(is_owed(), ReplyDue.missed_at.is_not(None))
    if actor.staff_role is StaffRole.PROVINCIAL:
        return statement.where(Organisation.province_code == actor.staff_province_code)
    if province_code:
        return statement.where(Organisation.province_code == tidy(province_code))
    return statement


def _having(statement: Select[ReplyDue], followed: Followed) -> Select[ReplyDue]:
    return statement.where(_is_called() if followed is Followed.CALLED else ~_is_called())


def _last_calls(dues: Sequence[ReplyDue]) -> Mapping[tuple[int, int | None], Call]:
    newest = (
        select(func.max(Call.id))
        .where(Call.lead_id.in_([due.lead_id for due in dues]), Call.organisation_id.is_(None))
        .group_by(Call.lead_id, Call.called_id)
    )
    rows = session.scalars(select(Call).where(Call.id.in_(newest)))
    return {(row.lead_id, row.called_id): row for row in rows}


def _view(due: ReplyDue, last_call: Call | None) -> Unanswered:
    lead = due.lead
    waiting = lead.recipient if due.organisation_id == lead.sender_id else lead.sender
    return Unanswered(due=due, owing=due.organisation, waiting=waiting, title=lead.posting.title, last_call=last_call)


def _after(statement: Select[ReplyDue], after: str | None) -> Select[ReplyDue]:
    key = decode_cursor(after, 2)
    if key is None or not isinstance(key[0], str) or not isinstance(key[1], int):
        return statement
    try:
        moment = datetime.fromisoformat(key[0])
    except ValueError:
        return statement
    if moment.tzinfo is None:
        return statement
    return statement.where(tuple_(ReplyDue.due_at, ReplyDue.id) > (moment, key[1]))


def get_unanswered(
    actor: Actor, *, followed: Followed = Followed.WAITING, province_code: str | None = None, after: str | None = None
) -> Page[Unanswered]:
    """Return what is overdue in this member of staff's reach, what has waited longest first."""
    if not actor.is_staff:
        raise Refused("leads.not_your_province")
    statement = _having(_in_reach(actor, province_code), followed)
    ordered = _after(statement, after).order_by(ReplyDue.due_at, ReplyDue.id).options(*_SHOWN)
    rows = session.scalars(ordered.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.due_at.isoformat(), row.id))
    calls = _last_calls(page.items)
    views = [_view(due, calls.get((due.lead_id, due.organisation_id))) for due in page.items]
    return Page(items=views, next_cursor=page.next_cursor)


def count_unanswered(actor: Actor, *, followed: Followed = Followed.WAITING, province_code: str | None = None) -> int:
    """Return how many overdue answers are in this member of staff's reach."""
    if not actor.is_staff:
        return 0
    statement = _having(_in_reach(actor, province_code), followed)
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def get_unanswered_one(due_id: int, actor: Actor) -> Unanswered:
    """Return one overdue answer, settled meanwhile or not; raises NotFound, or Refused for another province's."""
    due = session.scalars(select(ReplyDue).where(ReplyDue.id == due_id).options(*_SHOWN)).first()
    if due is None or due.missed_at is None or not actor.is_staff:
        raise NotFound("leads.due_not_found")
    if not may_follow(actor, due):
        raise Refused("leads.not_your_province")
    return _view(due, None)


def get_office_calls(due: ReplyDue) -> Sequence[Call]:
    """Return the calls of staff to whoever owes the answer, the newest first."""
    statement = select(Call).where(
        Call.lead_id == due.lead_id, Call.organisation_id.is_(None), Call.called_id == due.organisation_id
    )
    return session.scalars(statement.order_by(Call.id.desc()).limit(MAX_CALLS)).all()
