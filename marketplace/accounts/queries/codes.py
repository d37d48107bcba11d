"""Reading one-time codes: those that wait for staff, and the one that a browser asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.codes import MIN_TICKET, ticket_key
from marketplace.accounts.models import OneTimeCode, StaffRole, User
from marketplace.accounts.queries.people import within_reach
from marketplace.clock import now
from marketplace.db import session

# A request that nobody has answered by then is no longer shown; the person asks again.
WAITS_FOR = timedelta(days=1)


def find_code(ticket: str | None) -> OneTimeCode | None:
    """Return the newest code that this browser asked for."""
    if not ticket or len(ticket) < MIN_TICKET:
        return None
    return session.scalars(
        select(OneTimeCode)
        .where(OneTimeCode.ticket_hash == ticket_key(ticket))
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    ).first()


def moments_of_requests(target: str) -> Sequence[datetime]:
    """Return when codes for a phone or address were asked for in the last hour."""
    recent = now() - timedelta(hours=1)
    return session.scalars(
        select(OneTimeCode.requested_at).where(OneTimeCode.target == target, OneTimeCode.requested_at > recent)
    ).all()


def _helpable(statement: Select[OneTimeCode], actor: Actor) -> Select[OneTimeCode]:
    """Keep codes of new people, and of users whom this member of staff may help."""
    statement = statement.outerjoin(User, User.id == OneTimeCode.user_id)
    lower = {StaffRole.PROVINCIAL: (StaffRole.NONE,), StaffRole.MINISTRY: (StaffRole.NONE, StaffRole.PROVINCIAL)}
    if actor.staff_role in lower:
        known = and_(User.staff_role.in_(lower[actor.staff_role]), within_reach(actor))
        return statement.where(or_(OneTimeCode.user_id.is_(None), known))
    return statement


def _waiting(actor: Actor) -> Select[OneTimeCode]:
    statement = select(OneTimeCode).where(
        OneTimeCode.code_hash.is_(None),
        OneTimeCode.used_at.is_(None),
        OneTimeCode.requested_at > now() - WAITS_FOR,
    )
    return _helpable(statement, actor)


def get_waiting_codes(actor: Actor, *, limit: int = 100) -> Sequence[OneTimeCode]:
    """Return requests for a code that wait for this member of staff, oldest first."""
    statement = _waiting(actor).options(joinedload(OneTimeCode.user))
    return session.scalars(statement.order_by(OneTimeCode.id).limit(limit)).all()


def find_waiting_code(code_id: int, actor: Actor) -> OneTimeCode | None:
    """Return one request that waits for this member of staff, held until the end of the transaction."""
    statement = _waiting(actor).where(OneTimeCode.id == code_id).with_for_update(of=OneTimeCode)
    return session.scalars(statement).first()


def count_waiting_codes(actor: Actor) -> int:
    """Return how many requests for a code wait for this member of staff."""
    return session.scalar(select(func.count()).select_from(_waiting(actor).subquery())) or 0


def name_behind(code: OneTimeCode) -> str:
    """Return the name of the person who waits for a code."""
    if code.user is not None:
        return code.user.full_name
    return str((code.pending or {}).get("full_name", ""))
