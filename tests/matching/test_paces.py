"""When somebody is due to be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import VIETNAM
from marketplace.matching.models import AlertPace
from marketplace.matching.paces import next_due

CLOCKED = (AlertPace.DAILY, AlertPace.WEEKLY)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("pace", "after", "due"),
    [
        (AlertPace.DAILY, at(25, 10), at(26, 7)),
        (AlertPace.DAILY, at(25, 6, 59), at(25, 7)),
        (AlertPace.DAILY, at(25, 7), at(26, 7)),
        # the 23rd and the 30th are Mondays
        (AlertPace.WEEKLY, at(25, 10), at(30, 7)),
        (AlertPace.WEEKLY, at(23, 6), at(23, 7)),
        (AlertPace.WEEKLY, at(23, 7), at(30, 7)),
        (AlertPace.WEEKLY, at(22, 23), at(23, 7)),
        # midnight in Vietnam is 17:00 of the day before in UTC
        (AlertPace.DAILY, datetime(2026, 11, 24, 18, 0, tzinfo=UTC), at(25, 7)),
        (AlertPace.AT_ONCE, at(25, 10), None),
        (AlertPace.NEVER, at(25, 10), None),
    ],
)
def test_next_due(pace: AlertPace, after: datetime, due: datetime | None) -> None:
    assert next_due(pace, after) == due


@given(pace=st.sampled_from(CLOCKED), after=st.integers(1_735_000_000, 2_200_000_000))
def test_it_is_always_the_next_seven_in_the_morning(pace: AlertPace, after: int) -> None:
    moment = datetime.fromtimestamp(after, UTC)
    due = next_due(pace, moment)
    assert due is not None
    assert moment < due <= moment + timedelta(days=1 if pace is AlertPace.DAILY else 7)
    there = due.astimezone(VIETNAM)
    assert (there.hour, there.minute, there.second) == (7, 0, 0)
    assert pace is AlertPace.DAILY or there.weekday() == 0
