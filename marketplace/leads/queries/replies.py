"""Reading what is owed, and how organisations answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import session
from marketplace.leads.models import Call, ReplyDue, ReplyKind
from marketplace.leads.response import Response, Settled, response_to

# What is longer ago says nothing about how an organisation answers now.
LOOK_BACK = timedelta(days=365)
MAX_CALLS = 100


def is_owed() -> ColumnElement[bool]:
    """Return the condition for answers that are still owed."""
    return and_(ReplyDue.answered_at.is_(None), ReplyDue.waived_at.is_(None))


def get_owed(lead_ids: Iterable[int]) -> Mapping[tuple[int, int], ReplyDue]:
    """Return what is owed in these leads, by lead and by who owes it; what is asked for later is left out."""
    statement = select(ReplyDue).where(ReplyDue.lead_id.in_(list(lead_ids)), is_owed(), ReplyDue.asked_at <= now())
    return {(row.lead_id, row.organisation_id): row for row in session.scalars(statement)}


def _owed_by(actor: Actor) -> ColumnElement[bool]:
    own_id = actor.organisation_id if actor.belongs_to(actor.organisation_id) else None
    return and_(ReplyDue.organisation_id == own_id, is_owed(), ReplyDue.asked_at <= now())


def count_owed(actor: Actor) -> int:
    """Return how many answers the organisation owes that the actor acts for."""
    return session.scalar(select(func.count()).where(_owed_by(actor))) or 0


def next_deadline(actor: Actor) -> datetime | None:
    """Return when the first answer is due that the organisation owes that the actor acts for."""
    return session.scalar(select(func.min(ReplyDue.due_at)).where(_owed_by(actor)))


def find_last_asked(lead_id: int, organisation_id: int) -> ReplyKind | None:
    """Return what an organisation was last asked to answer in a lead, answered or not; None where nothing was."""
    statement = select(ReplyDue.kind).where(
        ReplyDue.lead_id == lead_id, ReplyDue.organisation_id == organisation_id, ReplyDue.asked_at <= now()
    )
    return session.scalars(statement.order_by(ReplyDue.id.desc()).limit(1)).first()


def response_of(organisation_ids: Iterable[int]) -> Mapping[int, Response]:
    """Return how organisations answered in the last twelve months; those with too few cases are left out.

    One statement, however many organisations.
    """
    is_settled = or_(ReplyDue.answered_at.is_not(None), ReplyDue.missed_at.is_not(None))
    columns = (ReplyDue.organisation_id, ReplyDue.asked_at, ReplyDue.answered_at, ReplyDue.missed_at)
    statement = select(*columns).where(
        ReplyDue.organisation_id.in_(sorted(set(organisation_ids))), is_settled, ReplyDue.asked_at > now() - LOOK_BACK
    )
    rows: dict[int, list[Settled]] = {}
    for organisation_id, asked_at, answered_at, missed_at in session.execute(statement).all():
        rows.setdefault(organisation_id, []).append(
            Settled(asked_at=asked_at, answered_at=answered_at, is_missed=missed_at is not None)
        )
    said = {organisation_id: response_to(settled) for organisation_id, settled in rows.items()}
    return {organisation_id: response for organisation_id, response in said.items() if response is not None}


def get_calls(lead_id: int) -> Sequence[Call]:
    """Return the talks between the parties of a lead, the oldest first; who may read it is asked before."""
    statement = select(Call).where(Call.lead_id == lead_id, Call.organisation_id.is_not(None))
    newest = session.scalars(statement.order_by(Call.id.desc()).limit(MAX_CALLS)).all()
    return list(reversed(newest))
