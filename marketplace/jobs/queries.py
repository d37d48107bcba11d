"""What waits, what failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from marketplace.clock import now
from marketplace.db import session
from marketplace.jobs.models import Job, JobStatus, Queue, dedupe_key


def count_by_status() -> Mapping[JobStatus, int]:
    """Return how many jobs stand where."""
    rows = session.execute(select(Job.status, func.count()).group_by(Job.status)).all()
    return {status: int(count) for status, count in rows}


def get_dead_jobs(*, limit: int = 100) -> Sequence[Job]:
    """Return jobs that failed too often, newest first."""
    return session.scalars(select(Job).where(Job.status == JobStatus.DEAD).order_by(Job.id.desc()).limit(limit)).all()


def get_waiting_jobs(*, limit: int = 100) -> Sequence[Job]:
    """Return jobs that are due or running, oldest first."""
    open_states = (JobStatus.WAITING, JobStatus.RUNNING)
    return session.scalars(select(Job).where(Job.status.in_(open_states)).order_by(Job.id).limit(limit)).all()


def has_due_jobs(queue: Queue | None = None) -> bool:
    """Tell whether a job could be done now, or has lost its worker."""
    moment = now()
    due = or_(
        (Job.status == JobStatus.WAITING) & (Job.run_at <= moment),
        (Job.status == JobStatus.RUNNING) & (Job.lease_until < moment),
    )
    statement = select(Job.id).where(due)
    if queue is not None:
        statement = statement.where(Job.queue == queue)
    return session.scalars(statement.limit(1)).first() is not None


def is_any_waiting(names: Iterable[str], payloads: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether one of these very jobs still waits or runs, so that a page can say that its result is on the way."""
    keys = [dedupe_key(name, payload) for name in names for payload in payloads]
    if not keys:
        return False
    is_open = Job.status.in_((JobStatus.WAITING, JobStatus.RUNNING))
    return session.scalars(select(Job.id).where(Job.dedupe_key.in_(keys), is_open).limit(1)).first() is not None


def is_waiting(name: str, **payload: Any) -> bool:
    """Tell whether this very job still waits or runs."""
    return is_any_waiting((name,), [payload])
