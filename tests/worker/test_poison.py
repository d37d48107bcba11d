"""Jobs that can never be done: they are laid aside, hold up nobody else, and do not bring the worker down for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from marketplace.db import session, transaction
from marketplace.jobs.actions import LEASE, MAX_ATTEMPTS, claim_jobs, enqueue, renew_lease
from marketplace.jobs.models import Job, JobStatus, Queue
from marketplace.jobs.queries import has_due_jobs
from marketplace.search.registry import search_engine
from marketplace.worker import loop
from marketplace.worker.loop import Claimed, kept_alive, work_once
from tests.factories.postings import make_listing

pytestmark = pytest.mark.usefixtures("index")
START = datetime(2026, 11, 24, 3, tzinfo=UTC)


def job(name: str, **payload: object) -> Job:
    rows = session.scalars(select(Job).where(Job.name == name).execution_options(populate_existing=True))
    return next(row for row in rows if row.payload == payload)


def test_one_poisoned_payload_does_not_spoil_what_was_claimed_with_it(app: Flask) -> None:
    ids = [make_listing().id for _ in range(3)]
    with transaction():
        enqueue("search.put", queue=Queue.INDEX, posting_id="no number")
        for posting_id in ids:
            enqueue("search.put", queue=Queue.INDEX, posting_id=posting_id)
    with app.app_context():
        work_once(Queue.INDEX, "test")
    assert set(search_engine().keys("supply")) == set(ids)
    assert [job("search.put", posting_id=posting_id).status for posting_id in ids] == [JobStatus.DONE] * 3
    assert job("search.put", posting_id="no number").status is JobStatus.WAITING


def test_a_job_that_fails_for_ever_is_laid_aside(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock, app.app_context():
        with transaction():
            enqueue("search.put", queue=Queue.INDEX, posting_id="no number")
        for _ in range(MAX_ATTEMPTS + 3):
            work_once(Queue.INDEX, "test")
            clock.shift(timedelta(days=1))
        assert job("search.put", posting_id="no number").status is JobStatus.DEAD
        assert job("search.put", posting_id="no number").attempts == MAX_ATTEMPTS


def test_a_job_that_kills_its_worker_every_time_is_laid_aside(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        with transaction():
            enqueue("jobs.sweep", n=1)
        for _ in range(MAX_ATTEMPTS):
            with transaction():
                assert len(claim_jobs(Queue.LIGHT, worker="dies")) == 1
            clock.shift(LEASE + timedelta(seconds=1))
        with transaction():
            assert list(claim_jobs(Queue.LIGHT, worker="dies")) == []
        laid_aside = job("jobs.sweep", n=1)
        assert (laid_aside.status, laid_aside.lease_until) == (JobStatus.DEAD, None)
        assert laid_aside.last_error
        assert not has_due_jobs(Queue.LIGHT)


def test_a_lease_is_renewed_again_after_the_database_was_away_for_a_moment(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def renew(job_id: int, *, worker: str) -> bool:
        calls.append(job_id)
        if len(calls) == 1:
            raise OSError("the database is away")
        return True

    monkeypatch.setattr(loop, "LEASE", timedelta(seconds=0.06))
    monkeypatch.setattr(loop, "renew_lease", renew)
    assert renew is not renew_lease
    with kept_alive([Claimed(id=7, name="x", payload={})], "test"):
        for _ in range(100):
            if len(calls) >= 3:
                break
            session.remove()
            loop.time.sleep(0.02)
    assert len(calls) >= 3
