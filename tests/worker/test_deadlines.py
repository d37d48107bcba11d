"""Nothing unanswered, by the clock: the real worker, its own timetable, and Vietnam's working days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from marketplace.clock import VIETNAM
from marketplace.db import session, transaction
from marketplace.leads import actions, queries
from marketplace.leads.models import Lead
from marketplace.notifications.models import OutboxMessage
from marketplace.worker.loop import Timetable
from tests.factories.accounts import actor_of, make_staff
from tests.factories.leads import make_lead, make_pair

KINDS = ("leads.reminder", "leads.unanswered")


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)


def four_times_a_day(first: date, last: date) -> Iterator[datetime]:
    """Yield moments at which the worker looks, from the morning of the first to the evening of the last day."""
    for number in range((last - first).days + 1):
        yield from (at(first + timedelta(days=number), hour) for hour in (1, 7, 13, 20))


def live_through(run: Callable[[], None], clock: time_machine.Coordinates, first: date, last: date) -> None:
    """Let the worker's timetable ask for whatever is due, and the worker do it, all these days long."""
    timetable = Timetable()
    for moment in four_times_a_day(first, last):
        clock.move_to(moment)
        timetable.ask()
        run()


def told(kind: str) -> list[datetime]:
    statement = select(OutboxMessage.created_at).where(OutboxMessage.template == kind).order_by(OutboxMessage.id)
    return [moment.astimezone(VIETNAM) for moment in session.scalars(statement)]


@pytest.mark.parametrize(
    ("sent", "second", "fourth", "after"),
    [
        # one plain week, sent on a Monday; over on the Monday after, found so on Tuesday morning
        (date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 9), date(2026, 10, 13)),
        # Saturday 22 August 2026 is worked: it is the second day
        (date(2026, 8, 20), date(2026, 8, 22), date(2026, 8, 25), date(2026, 8, 27)),
        # over Tết 2027, which nobody is reminded in
        (date(2027, 2, 3), date(2027, 2, 12), date(2027, 2, 16), date(2027, 2, 18)),
    ],
    ids=["a plain week", "a swapped Saturday", "Tết"],
)
def test_silence_is_reminded_of_twice_and_then_seen_by_the_province(
    app: Flask, run_jobs: Callable[[], None], sent: date, second: date, fourth: date, after: date
) -> None:
    with time_machine.travel(at(sent, 9), tick=False) as clock:
        pair = make_pair()
        quick = make_pair()
        office = actor_of(make_staff())
        lead_id = make_lead(pair).id
        answered = make_lead(quick)
        with transaction():
            actions.accept_lead(session.get_one(Lead, answered.id), by=quick.recipient)
        live_through(run_jobs, clock, sent + timedelta(days=1), after - timedelta(days=1))
        assert told("leads.reminder") == [at(second, 7), at(fourth, 7)]
        assert told("leads.unanswered") == []
        assert queries.get_unanswered(office).items == []
        live_through(run_jobs, clock, after, after + timedelta(days=1))
        assert told("leads.unanswered") == [at(after, 7)]
        (one,) = queries.get_unanswered(office).items
        assert (one.due.lead_id, one.owing.id, one.waiting.id) == (lead_id, pair.maker.id, pair.shop.id)
        live_through(run_jobs, clock, after + timedelta(days=2), after + timedelta(days=4))
        assert [len(told(kind)) for kind in KINDS] == [2, 1]
