"""The worker's loop: what is due is done once, what fails is tried again, what was left behind is taken up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.jobs.actions import claim_jobs, enqueue
from marketplace.jobs.models import Job, JobStatus, Queue
from marketplace.matching.models import Match
from marketplace.notifications.actions import post_message
from marketplace.notifications.models import Delivery, Medium, OutboxMessage
from marketplace.postings.models import Posting, PostingStatus
from marketplace.search.documents import Query
from marketplace.search.registry import search_engine
from marketplace.worker.loop import PERIODIC, Timetable, work_once
from tests.factories.accounts import make_organisation
from tests.factories.postings import make_demand, make_listing

pytestmark = pytest.mark.usefixtures("index")


def jobs(name: str) -> list[Job]:
    statement = select(Job).where(Job.name == name).order_by(Job.id)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def ask_for_index(*posting_ids: int) -> None:
    with transaction():
        for posting_id in posting_ids:
            enqueue("search.put", queue=Queue.INDEX, posting_id=posting_id)


def test_a_published_listing_is_found_and_matched(run_jobs: Callable[[], None]) -> None:
    listing_id, demand_id = make_listing().id, make_demand().id
    ask_for_index(listing_id, demand_id)
    run_jobs()
    assert [hit.key for hit in search_engine().find(Query(text="mat ong", collection="supply")).hits] == [listing_id]
    match = session.scalars(select(Match)).one()
    assert (match.listing_id, match.demand_id) == (listing_id, demand_id)


def test_a_job_that_fails_waits_and_does_not_hold_up_the_others(app: Flask, run_jobs: Callable[[], None]) -> None:
    with transaction():
        enqueue("nobody.knows", n=1)
        enqueue("jobs.sweep")
    run_jobs()
    failed = jobs("nobody.knows")[0]
    assert (failed.status, failed.attempts) == (JobStatus.WAITING, 1)
    assert failed.run_at > failed.created_at
    assert "nobody.knows" in (failed.last_error or "")
    assert jobs("jobs.sweep")[0].status is JobStatus.DONE


def test_doing_a_job_twice_does_no_harm(run_jobs: Callable[[], None]) -> None:
    listing_id, demand_id = make_listing().id, make_demand().id
    for _ in range(2):
        ask_for_index(listing_id, demand_id)
        run_jobs()
    assert search_engine().keys("supply") == {listing_id: 1}
    assert len(session.scalars(select(Match)).all()) == 1


def test_a_message_is_sent_once(app: Flask, run_jobs: Callable[[], None]) -> None:
    with transaction():
        message = post_message(
            medium=Medium.SMS, recipient="+84912000000", user_id=None, language="vi", template="t", subject="", body="x"
        )
        enqueue("notifications.deliver", message_id=message.id)
    run_jobs()
    with transaction():
        enqueue("notifications.deliver", message_id=message.id)
    run_jobs()
    sent = session.get_one(OutboxMessage, message.id, populate_existing=True)
    assert (sent.status, sent.attempts) == (Delivery.SENT, 1)


def test_a_demand_past_its_closing_date_expires_and_loses_its_matches(run_jobs: Callable[[], None]) -> None:
    listing_id, demand_id = make_listing().id, make_demand(expires_on=today()).id
    ask_for_index(listing_id, demand_id)
    run_jobs()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        with transaction():
            enqueue("postings.expire")
        run_jobs()
        assert session.get_one(Posting, demand_id).status is PostingStatus.EXPIRED
        assert search_engine().keys("demand") == {}
        assert session.scalars(select(Match)).all() == []


def test_an_expired_certificate_no_longer_counts(run_jobs: Callable[[], None]) -> None:
    listing = make_listing(make_organisation(), certificates=["ocop4"])
    with transaction():
        listing.certificates[0].expires_on = today()
    ask_for_index(listing.id)
    run_jobs()
    wanted = Query(collection="supply", any_of={"certificate": ("ocop4",)})
    assert search_engine().find(wanted).total == 1
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, hours=7)):
        with transaction():
            enqueue("postings.follow_certificates")
        run_jobs()
        assert search_engine().find(wanted).total == 0


def test_the_timetable_asks_for_everything_periodic_once(db: scoped_session[Session]) -> None:
    timetable = Timetable()
    timetable.ask()
    timetable.ask()
    assert sorted(job.name for name in PERIODIC for job in jobs(name)) == sorted(PERIODIC)


def test_index_jobs_are_written_together(app: Flask, db: scoped_session[Session]) -> None:
    ids = [make_listing().id for _ in range(5)]
    ask_for_index(*ids)
    with app.app_context():
        assert work_once(Queue.INDEX, "test") == 5
    assert set(search_engine().keys("supply")) == set(ids)
    with transaction():
        assert claim_jobs(Queue.INDEX, worker="test") == []
