"""Vietnamese working days: weekends, Tết, swapped Saturdays, and the deadline that follows from them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import VIETNAM, local
from marketplace.workdays import add_working_days, due_after, end_of, is_working_day, working_days_between

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),  # an ordinary Monday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 11, 24), False),  # Vietnam Cultural Day, a day off since 2026
        (date(2026, 8, 22), True),  # a Saturday worked in exchange for
        (date(2026, 8, 31), False),  # this Monday before National Day
        (date(2026, 2, 16), False),  # Tết
        (date(2026, 2, 20), False),
        (date(2026, 4, 27), False),  # Hùng Kings' day fell on a Sunday
        (date(2025, 4, 26), True),  # another swapped Saturday
        (date(2025, 5, 2), False),
    ],
)
def test_which_days_are_worked(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 20), 2, date(2026, 11, 25)),  # over a weekend and a Tuesday off
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # the Friday before Tết
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 8, 21), 5, date(2026, 8, 27)),  # the swapped Saturday counts
        (date(2026, 8, 28), 1, date(2026, 9, 3)),  # and the day it was swapped for does not
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
    ],
)
def test_adding_working_days(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


def test_at_least_one_day_is_added() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        add_working_days(date(2026, 11, 16), 0)


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_what_is_added_is_counted(day: date, count: int) -> None:
    then = add_working_days(day, count)
    assert is_working_day(then)
    assert working_days_between(day, then) == count
    assert working_days_between(then, day) == 0


@given(DAYS, st.integers(min_value=1, max_value=10))
def test_a_later_day_is_never_due_earlier(day: date, count: int) -> None:
    assert add_working_days(day, count) <= add_working_days(day + timedelta(days=1), count)


def test_a_deadline_is_the_end_of_a_day_in_vietnam() -> None:
    # Late on a Monday evening in UTC it is Tuesday in Vietnam already.
    asked = datetime(2026, 11, 16, 1, 30, tzinfo=VIETNAM)
    due = due_after(asked, 5)
    assert due == datetime(2026, 11, 24, 0, 0, tzinfo=VIETNAM) == end_of(date(2026, 11, 23))
    assert local(due_after(datetime.fromisoformat("2026-11-16T18:00:00+00:00"), 5)).date() == date(2026, 11, 26)
