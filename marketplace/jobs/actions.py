"""Asking for work, claiming it, and saying how it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.clock import now
from marketplace.db import engine, session
from marketplace.errors import NotFound
from marketplace.jobs.models import Job, JobStatus, Queue, dedupe_key

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 6
KEEP_DONE = timedelta(days=7)


def enqueue(name: str, *, queue: Queue = Queue.LIGHT, run_at: datetime | None = None, **payload: Any) -> None:
    """Ask for a job, in the same transaction as the change that needs it.

    While a job of the same name and payload is still waiting, asking again adds nothing: handlers re-read the
    row, so the one that waits will see this change too. That one is held until then, or a worker could claim it
    and read the row before this change can be seen.
    """
    moment = now()
    values = {
        "name": name,
        "queue": queue,
        "payload": payload,
        "dedupe_key": dedupe_key(name, payload),
        "status": JobStatus.WAITING,
        "run_at": run_at or moment,
        "attempts": 0,
        "created_at": moment,
    }
    insert = postgresql.insert if engine().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Job).values(**values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["dedupe_key"],
            index_where=text("status = 'waiting'"),
            set_={"dedupe_key": statement.excluded.dedupe_key},
        )
    )


def claim_jobs(queue: Queue, *, worker: str, limit: int = 1) -> Sequence[Job]:
    """Take up to ``limit`` jobs that are due, or whose worker has died; the caller commits, then works.

    On PostgreSQL, workers skip each other's rows. A job whose worker has died as often as a job may fail is laid
    aside: it is most likely what killed them.
    """
    moment = now()
    _lay_aside_killers(queue, moment)
    due = (
        select(Job.id)
        .where(
            Job.queue == queue,
            or_(
                (Job.status == JobStatus.WAITING) & (Job.run_at <= moment),
                (Job.status == JobStatus.RUNNING) & (Job.lease_until < moment),
            ),
        )
        .order_by(Job.run_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = session.scalars(
        update(Job)
        .where(Job.id.in_(due.scalar_subquery()))
        .values(status=JobStatus.RUNNING, lease_until=moment + LEASE, claimed_by=worker, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(claimed, key=lambda job: job.id)


def _lay_aside_killers(queue: Queue, moment: datetime) -> None:
    session.execute(
        update(Job)
        .where(
            Job.queue == queue,
            Job.status == JobStatus.RUNNING,
            Job.lease_until < moment,
            Job.attempts >= MAX_ATTEMPTS,
        )
        .values(status=JobStatus.DEAD, finished_at=moment, lease_until=None, last_error="the worker died each time")
        .execution_options(synchronize_session=False)
    )


def release_jobs_of_dead(queue: Queue, *, is_alive: Callable[[str], bool]) -> int:
    """Give back jobs whose worker is known to be dead, without waiting for their leases; return how many."""
    running = session.scalars(select(Job).where(Job.queue == queue, Job.status == JobStatus.RUNNING)).all()
    orphans = [job for job in running if job.claimed_by and not is_alive(job.claimed_by)]
    for job in orphans:
        job.lease_until = now()
        job.run_at = now()
    return len(orphans)


def renew_lease(job_id: int, *, worker: str) -> bool:
    """Say that a long job is still being worked on; False when another worker has taken it."""
    result = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.claimed_by == worker, Job.status == JobStatus.RUNNING)
        .values(lease_until=now() + LEASE)
        .returning(Job.id)
    )
    return result.first() is not None


def finish_job(job_id: int, *, worker: str) -> None:
    """Mark a job done, unless another worker has taken it meanwhile."""
    session.execute(
        update(Job)
        .where(Job.id == job_id, Job.claimed_by == worker)
        .values(status=JobStatus.DONE, finished_at=now(), lease_until=None, last_error=None)
    )


def fail_job(job_id: int, *, worker: str, error: str) -> None:
    """Put a failed job back with growing delay (5 s, 20 s, 80 s ...), or lay it aside as dead for staff to see."""
    job = session.get(Job, job_id, populate_existing=True)
    if job is None or job.claimed_by != worker:
        return
    job.last_error = error[:4000]
    job.lease_until = None
    if job.attempts >= MAX_ATTEMPTS:
        job.status = JobStatus.DEAD
        job.finished_at = now()
        return
    job.status = JobStatus.WAITING
    job.run_at = now() + timedelta(seconds=5 * 4 ** (job.attempts - 1))
    job.dedupe_key = None


def retry_job(job_id: int) -> None:
    """Give a dead job another round of attempts."""
    job = session.get(Job, job_id)
    if job is None or job.status is not JobStatus.DEAD:
        raise NotFound("jobs.not_found")
    job.status = JobStatus.WAITING
    job.dedupe_key = None
    job.attempts = 0
    job.run_at = now()
    job.finished_at = None


def drop_waiting_jobs(names: Collection[str]) -> int:
    """Take back requests for work that has been done in another way; return how many."""
    result = session.execute(
        delete(Job)
        .where(Job.status == JobStatus.WAITING, Job.name.in_(names))
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(result.all())


def sweep_done_jobs() -> int:
    """Delete jobs that were done more than a week ago; return how many."""
    result = session.execute(
        delete(Job)
        .where(Job.status == JobStatus.DONE, Job.finished_at < now() - KEEP_DONE)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(result.all())
