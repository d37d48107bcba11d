"""A round of telling: killed in the middle, done twice, for many people, in a fixed number of statements."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.leads.queries.unwanted import get_unwanted
from marketplace.matching.actions import (
    tell_news,
)
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.matching.news import FreshPostings, find_due_people, moment_of, read_news
from marketplace.worker.alerting import SETTLED, send_alerts
from tests.counting import count_statements
from tests.factories.accounts import make_user
from tests.factories.alerts import (
    SOON,
    WEDNESDAY,
    RunJobs,
    digests,
    keep,
    make_buyer,
    offer,
    tick,
    want,
)

pytestmark = pytest.mark.usefixtures("index")


def send() -> bool:
    return send_alerts(site="Chắp Nối", site_url="https://chapnoi.example", ask_unwanted=get_unwanted)


def test_a_worker_killed_between_two_people_tells_each_once(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        people = [make_buyer(f"Người {number}")[0] for number in range(3)]
        for person in people:
            keep(person, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        offer()
        clock.shift(SOON)
        wrote: list[int] = []

        def die(*_args: object, **values: object) -> None:
            wrote.append(1)
            if len(wrote) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr("marketplace.matching.actions.telling.next_due", die)
        with pytest.raises(KeyboardInterrupt):
            send()
        session.rollback()
        assert len(digests()) == 1
        monkeypatch.undo()
        tick(run_jobs)
        assert sorted(one.user_id or 0 for one in digests()) == sorted(person.id for person in people)


def test_news_that_another_worker_has_told_meanwhile_is_not_told_again(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        offer()
        clock.shift(SOON)
        moment = moment_of(now(), now() - SETTLED)
        (news,) = read_news([buyer.id], moment, FreshPostings(moment), get_unwanted)
        for _ in range(2):
            with transaction():
                tell_news(news, moment, site="Chắp Nối", site_url="https://chapnoi.example")
        assert len(digests()) == 1


def test_many_people_take_several_rounds_and_all_are_told(monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
    monkeypatch.setattr("marketplace.worker.alerting.MAX_MESSAGES", 2)
    monkeypatch.setattr("marketplace.worker.alerting.PEOPLE", 2)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        people = [make_user(f"Người {number}").id for number in range(5)]
        for user_id in people:
            keep(session.get_one(User, user_id), pace=AlertPace.AT_ONCE)
        clock.shift(60)
        offer()
        clock.shift(SOON)
        tick(run_jobs)
        assert sorted(one.user_id or 0 for one in digests()) == sorted(people)
        assert all("/my/alerts" in one.body for one in digests())


def test_reading_news_takes_a_fixed_number_of_statements(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:

        def grow(number: int) -> None:
            buyer, shop = make_buyer(f"Người {number}")
            keep(buyer, pace=AlertPace.AT_ONCE)
            want(organisation=shop)
            clock.shift(60)
            offer(f"Mật ong {number}")
            run_jobs()

        def read() -> None:
            moment = moment_of(now(), now() - SETTLED)
            people = list(find_due_people(moment, after=0, limit=100))
            read_news(people, moment, FreshPostings(moment), get_unwanted)
            session.rollback()

        grow(1)
        clock.shift(SOON)
        one = count_statements(read)
        for number in (2, 3):
            grow(number)
        clock.shift(SOON)
        assert count_statements(read) == one


def test_somebody_who_cannot_be_reached_is_passed_over(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        with transaction():
            session.get_one(User, buyer.id).is_disabled = True
        clock.shift(60)
        offer()
        clock.shift(SOON)
        tick(run_jobs)
        assert digests() == []
        assert session.scalars(select(SavedSearch.told_until)).one() == now() - SETTLED
