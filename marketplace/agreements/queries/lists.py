"""Agreements as staff follow them up: totals of their province, and the rows behind every figure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.agreements.models import Agreement, DeliveredMonth, FailReason, FollowUp, Stage
from marketplace.agreements.queries.own import SHOWN
from marketplace.db import session
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of


class AgreementFilter(enum.Enum):
    """Which agreements a list for staff shows, besides those of one stage or reason."""

    ALL = "all"
    UNANSWERED = "unanswered"  # asked and reminded twice, and nobody has said anything
    DIFFERING = "differing"  # the two sides do not say the same


@dataclass(frozen=True, kw_only=True)
class StageTotal:
    """Deals in one stage: how many, what they are worth a month, what was delivered as each side says."""

    count: int = 0
    monthly_value: int = 0
    by_seller: int = 0
    by_buyer: int = 0


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Everything that staff see at a glance."""

    stages: Mapping[Stage, StageTotal]
    reasons: Mapping[FailReason, int]
    unanswered: int
    differing: int


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that staff have a say in one of the parties' provinces."""
    if actor.staff_role in (StaffRole.MINISTRY, StaffRole.SYSTEM):
        return Agreement.id.is_not(None)
    there = select(Organisation.id).where(Organisation.province_code == actor.staff_province_code)
    return or_(Agreement.seller_id.in_(there), Agreement.buyer_id.in_(there))


def _is_unanswered() -> ColumnElement[bool]:
    silent = select(FollowUp.id).where(
        FollowUp.agreement_id == Agreement.id,
        FollowUp.reminders_sent >= 2,
        FollowUp.answered_at.is_(None),
        FollowUp.waived_at.is_(None),
    )
    return silent.correlate(Agreement).exists()


def _is_differing() -> ColumnElement[bool]:
    """Return the condition that the two sides answered the same question differently."""
    one, other = aliased(FollowUp), aliased(FollowUp)
    pair = (
        select(one.id)
        .join(other, and_(other.agreement_id == one.agreement_id, other.months == one.months, other.id > one.id))
        .where(one.agreement_id == Agreement.id, one.answer.is_not(None), other.answer.is_not(None))
        .where(one.answer != other.answer)
    )
    return pair.correlate(Agreement).exists()


def _delivered(actor: Actor) -> Mapping[tuple[Stage, bool], int]:
    """Return delivered values by stage, and by whether the seller says so."""
    by_seller = DeliveredMonth.organisation_id == Agreement.seller_id
    statement = (
        select(Agreement.stage, by_seller, func.sum(DeliveredMonth.value))
        .join(DeliveredMonth, DeliveredMonth.agreement_id == Agreement.id)
        .where(_in_reach(actor), DeliveredMonth.value.is_not(None))
        .group_by(Agreement.stage, by_seller)
    )
    return {(row[0], bool(row[1])): int(row[2] or 0) for row in session.execute(statement).all()}


def _count(actor: Actor, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Agreement).where(_in_reach(actor), condition)) or 0


def get_totals(actor: Actor) -> Totals:
    """Return the totals within the actor's reach, every stage and reason among them; five statements."""
    counted = (
        select(Agreement.stage, func.count(), func.sum(Agreement.monthly_value))
        .where(_in_reach(actor))
        .group_by(Agreement.stage)
    )
    found = {row[0]: (row[1], int(row[2] or 0)) for row in session.execute(counted).all()}
    delivered = _delivered(actor)
    failed = (
        select(Agreement.fail_reason, func.count())
        .where(_in_reach(actor), Agreement.stage == Stage.FAILED, Agreement.fail_reason.is_not(None))
        .group_by(Agreement.fail_reason)
    )
    reasons = {row[0]: row[1] for row in session.execute(failed).all() if row[0] is not None}
    return Totals(
        stages={
            stage: StageTotal(
                count=found.get(stage, (0, 0))[0],
                monthly_value=found.get(stage, (0, 0))[1],
                by_seller=delivered.get((stage, True), 0),
                by_buyer=delivered.get((stage, False), 0),
            )
            for stage in Stage
        },
        reasons={reason: reasons.get(reason, 0) for reason in FailReason},
        unanswered=_count(actor, _is_unanswered()),
        differing=_count(actor, _is_differing()),
    )


def _chosen(
    statement: Select[Agreement], which: AgreementFilter, stage: Stage | None, reason: FailReason | None
) -> Select[Agreement]:
    if which is AgreementFilter.UNANSWERED:
        statement = statement.where(_is_unanswered())
    elif which is AgreementFilter.DIFFERING:
        statement = statement.where(_is_differing())
    if stage is not None:
        statement = statement.where(Agreement.stage == stage)
    if reason is not None:
        statement = statement.where(Agreement.stage == Stage.FAILED, Agreement.fail_reason == reason)
    return statement


def get_for_staff(
    actor: Actor,
    which: AgreementFilter = AgreementFilter.ALL,
    *,
    stage: Stage | None = None,
    reason: FailReason | None = None,
    after: str | None = None,
) -> Page[Agreement]:
    """Return agreements within the actor's reach, the newest first; nothing for others than staff."""
    if not actor.is_staff:
        return Page(items=[])
    statement = _chosen(select(Agreement).where(_in_reach(actor)), which, stage, reason).options(*SHOWN)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Agreement.id < key[0])
    rows = session.scalars(statement.order_by(Agreement.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))
