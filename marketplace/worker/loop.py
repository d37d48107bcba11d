"""One queue's loop: claim, work, say how it went."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.jobs.actions import (
    LEASE,
    claim_jobs,
    enqueue,
    fail_job,
    finish_job,
    release_jobs_of_dead,
    renew_lease,
)
from marketplace.jobs.leases import INDEX_WRITER, give_lease_back, is_alive, take_lease, this_process
from marketplace.jobs.models import Queue
from marketplace.jobs.queries import has_due_jobs
from marketplace.logs import without_personal
from marketplace.postings.indexing import rebuild_index
from marketplace.search.registry import search_engine
from marketplace.taxonomy.places import find_places
from marketplace.taxonomy.suggestions import suggest_categories
from marketplace.worker.handlers import BATCH_HANDLERS, HANDLERS

IDLE_SECONDS = 0.25
BATCH: Mapping[Queue, int] = {Queue.INDEX: 200, Queue.LIGHT: 1, Queue.HEAVY: 1}
# job name -> how often it is asked for, by the light process
PERIODIC: Mapping[str, timedelta] = {
    "agreements.follow_up": timedelta(minutes=30),
    "alerts.due": timedelta(minutes=2),
    "leads.follow_deadlines": timedelta(minutes=15),
    "postings.ask_freshness": timedelta(minutes=10),
    "postings.expire": timedelta(minutes=5),
    "postings.follow_certificates": timedelta(hours=6),
    "jobs.sweep": timedelta(hours=1),
    "files.forget_documents": timedelta(days=1),
    "files.forget_pictures": timedelta(days=1),
}

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A claimed job as plain values, usable after its transaction has ended."""

    id: int
    name: str
    payload: Mapping[str, Any]


@contextmanager
def kept_alive(jobs: Sequence[Claimed], worker: str) -> Iterator[None]:
    """Renew the jobs' leases in the background while a long one runs."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(LEASE.total_seconds() / 3):
            try:
                with transaction():
                    for job in jobs:
                        renew_lease(job.id, worker=worker)
            except Exception as problem:  # the database may be away for a moment; the next time may go well
                log.warning("lease not renewed", reason=type(problem).__name__)
            finally:
                session.remove()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def run_together(jobs: Sequence[Claimed]) -> None:
    """Run claimed jobs of one name."""
    name = jobs[0].name
    if name in BATCH_HANDLERS:
        BATCH_HANDLERS[name]([job.payload for job in jobs])
        return
    for job in jobs:
        HANDLERS[name](job.payload)


def settle(jobs: Sequence[Claimed], worker: str, error: str | None) -> None:
    """Write down how the jobs went."""
    with transaction():
        for job in jobs:
            if error is None:
                finish_job(job.id, worker=worker)
            else:
                fail_job(job.id, worker=worker, error=error)


def work_at(jobs: Sequence[Claimed], worker: str) -> None:
    """Do claimed jobs of one name and write down how they went.

    When several fail together, each is done by itself, so that only the one at fault is put back.
    """
    error = None
    try:
        with kept_alive(jobs, worker):
            run_together(jobs)
    except Exception as problem:  # a job's failure must not end the worker
        session.rollback()
        error = without_personal(f"{type(problem).__name__}: {problem}\n{traceback.format_exc(limit=8)}")
        log.warning("job failed", job=jobs[0].name, count=len(jobs), reason=type(problem).__name__)
    if error is None or len(jobs) == 1:
        settle(jobs, worker, error)
        return
    for job in jobs:
        work_at([job], worker)


def work_once(queue: Queue, worker: str) -> int:
    """Claim and do what is due on a queue now; return how many jobs that was."""
    with transaction():
        claimed = [
            Claimed(id=job.id, name=job.name, payload=job.payload)
            for job in claim_jobs(queue, worker=worker, limit=BATCH[queue])
        ]
    by_name: dict[str, list[Claimed]] = {}
    for job in claimed:
        by_name.setdefault(job.name, []).append(job)
    for name, jobs in by_name.items():
        started = time.monotonic()
        work_at(jobs, worker)
        log.debug("jobs", job=name, count=len(jobs), seconds=round(time.monotonic() - started, 3))
        session.remove()
    return len(claimed)


class Timetable:
    """Asks for periodic jobs when they are due; asking twice adds nothing."""

    def __init__(self) -> None:
        self.due = {name: now() for name in PERIODIC}

    def ask(self) -> None:
        """Enqueue whatever is due."""
        late = [name for name, moment in self.due.items() if moment <= now()]
        if not late:
            return
        with transaction():
            for name in late:
                enqueue(name)
        for name in late:
            self.due[name] = now() + PERIODIC[name]


def may_write_index() -> bool:
    """Take or renew the lease of the one index writer."""
    with transaction():
        return take_lease(INDEX_WRITER)


def let_others_write_index() -> None:
    """Give the index writer's lease back, so that a rebuild can take it."""
    with transaction():
        give_lease_back(INDEX_WRITER)


def is_due(queue: Queue) -> bool:
    """Look, without writing, whether a queue has anything to do."""
    try:
        return has_due_jobs(queue)
    finally:
        session.remove()


def keep_lease() -> None:
    """Renew the writer's lease in the middle of a long piece of work."""
    may_write_index()


def work_index_off(worker: str, stop: threading.Event) -> None:
    """Work the index queue off while holding the writer's lease; build the index first where it is missing."""
    engine = search_engine()
    if not (engine.needs_rebuild or is_due(Queue.INDEX)):
        return
    while not may_write_index():
        if stop.wait(IDLE_SECONDS):
            return
    try:
        if engine.needs_rebuild:
            log.info("index is being built")
            rebuild_index(renew=keep_lease)
        while not stop.is_set() and work_once(Queue.INDEX, worker):
            keep_lease()
        engine.tidy()
    finally:
        let_others_write_index()


def warm_up(queue: Queue) -> None:
    """Read the word lists that matching needs before anybody waits for them."""
    if queue is Queue.LIGHT:
        suggest_categories("nước mắm")
        find_places("Hà Nội")


def work_off(queue: Queue, worker: str, stop: threading.Event) -> None:
    """Do everything that is due on a queue."""
    if queue is Queue.INDEX:
        work_index_off(worker, stop)
        return
    while not stop.is_set() and is_due(queue) and work_once(queue, worker):
        pass


def run_queue(queue: Queue, stop: threading.Event) -> None:
    """Work a queue off until told to stop."""
    worker = this_process()
    with transaction():
        release_jobs_of_dead(queue, is_alive=is_alive)
    warm_up(queue)
    timetable = Timetable() if queue is Queue.LIGHT else None
    while not stop.is_set():
        try:
            if timetable is not None:
                timetable.ask()
            work_off(queue, worker, stop)
            stop.wait(IDLE_SECONDS)
        except Exception as problem:  # the database may be away for a while; try again
            session.remove()
            log.error("worker", queue=queue.value, reason=f"{type(problem).__name__}: {problem}"[:300])
            stop.wait(2)
