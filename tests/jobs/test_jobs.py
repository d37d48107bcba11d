"""The queue: asked for once, claimed once, given back, laid aside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.jobs.actions import (
    LEASE,
    MAX_ATTEMPTS,
    claim_jobs,
    enqueue,
    fail_job,
    finish_job,
    release_jobs_of_dead,
    renew_lease,
    retry_job,
    sweep_done_jobs,
)
from marketplace.jobs.leases import give_lease_back, is_alive, take_lease, this_process
from marketplace.jobs.models import Job, JobStatus, Lease, Queue
from marketplace.jobs.queries import get_dead_jobs, has_due_jobs, is_waiting

START = datetime(2026, 11, 24, 3, tzinfo=UTC)


def only_job() -> Job:
    return session.scalars(select(Job).where(Job.name.like("test.%")).execution_options(populate_existing=True)).one()


def test_asking_twice_while_waiting_is_asking_once(db: scoped_session[Session]) -> None:
    for _ in range(3):
        with transaction():
            enqueue("test.a", n=1)
    only_job()
    assert is_waiting("test.a", n=1)
    assert not is_waiting("test.a", n=2)


def test_asking_while_it_runs_makes_a_second(db: scoped_session[Session]) -> None:
    with transaction():
        enqueue("test.a", n=1)
    with transaction():
        assert len(claim_jobs(Queue.LIGHT, worker="w")) == 1
    with transaction():
        enqueue("test.a", n=1)
        assert len(claim_jobs(Queue.LIGHT, worker="w2")) == 1


def test_a_claimed_job_is_not_claimed_again_before_its_lease_ends(db: scoped_session[Session]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        with transaction():
            enqueue("test.a")
        with transaction():
            job = claim_jobs(Queue.LIGHT, worker="first")[0]
            assert claim_jobs(Queue.LIGHT, worker="second") == []
        clock.shift(LEASE - timedelta(seconds=1))
        with transaction():
            assert renew_lease(job.id, worker="first")
            clock.shift(LEASE - timedelta(seconds=1))
            assert claim_jobs(Queue.LIGHT, worker="second") == []
            clock.shift(timedelta(seconds=2))
            assert [j.id for j in claim_jobs(Queue.LIGHT, worker="second")] == [job.id]
            assert not renew_lease(job.id, worker="first")
            finish_job(job.id, worker="first")
        assert only_job().status is JobStatus.RUNNING


def test_a_failing_job_waits_longer_each_time_and_is_laid_aside(db: scoped_session[Session]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        with transaction():
            enqueue("test.a")
        waits = []
        for _ in range(MAX_ATTEMPTS):
            with transaction():
                job = claim_jobs(Queue.LIGHT, worker="w")[0]
                fail_job(job.id, worker="w", error="no network")
            job = only_job()
            waits.append((job.run_at - START).total_seconds())
            clock.move_to(job.run_at)
        assert waits[:3] == [5, 25, 105]
        assert job.status is JobStatus.DEAD
        assert get_dead_jobs()[0].last_error == "no network"
        with transaction():
            retry_job(job.id)
        assert has_due_jobs()
        with pytest.raises(NotFound), transaction():
            retry_job(job.id)


def test_jobs_of_a_dead_process_are_taken_at_once(db: scoped_session[Session]) -> None:
    with transaction():
        enqueue("test.a", queue=Queue.INDEX)
        claim_jobs(Queue.INDEX, worker="gone")
    with transaction():
        assert release_jobs_of_dead(Queue.INDEX, is_alive=lambda holder: holder != "gone") == 1
        assert len(claim_jobs(Queue.INDEX, worker="new")) == 1


def test_done_jobs_are_swept_after_a_week(db: scoped_session[Session]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        with transaction():
            enqueue("test.a")
        with transaction():
            finish_job(claim_jobs(Queue.LIGHT, worker="w")[0].id, worker="w")
        clock.shift(timedelta(days=8))
        with transaction():
            assert sweep_done_jobs() == 1


def test_a_lease_has_one_holder(db: scoped_session[Session]) -> None:
    with transaction():
        assert take_lease("thing")
        assert take_lease("thing")
        lease = session.get_one(Lease, "thing")
        lease.holder = "elsewhere:1"
    with transaction():
        assert not take_lease("thing")
        give_lease_back("thing")
        assert session.get_one(Lease, "thing").holder == "elsewhere:1"
        lease = session.get_one(Lease, "thing")
        lease.holder = f"{this_process().rpartition(':')[0]}:999999999"
    with transaction():
        assert take_lease("thing"), "the holder has died on this machine"
        give_lease_back("thing")
    assert session.get(Lease, "thing") is None
    assert is_alive(this_process())
