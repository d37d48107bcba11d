"""When a posting is old, when its owner is asked and warned, how long a pause is, what a week is in a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.postings import rules

START = datetime(2026, 1, 5, 3, tzinfo=UTC)
DAY = date(2026, 11, 24)


def at(days: float) -> datetime:
    """Return the moment so many days after the owner's last word."""
    return START + timedelta(days=days)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (59.99, False), (60, True), (400, True)])
def test_stale_after_sixty_days(days: float, stale: bool) -> None:
    assert rules.is_stale(START, at(days)) is stale
    assert rules.is_stale(None, at(days)) is False


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        (None, 44.99, False),
        (None, 45, True),
        (None, 300, True),  # never asked, however late: the worker was away
        (-3, 45, True),  # asked about an earlier word
        (45, 45.1, False),
        (45, 58.99, False),
        (45, 59, True),
        (59, 72.99, False),
        (59, 73, False),  # twice is enough
        (59, 200, False),
        (70, 84, False),
    ],
)
def test_asked_after_45_days_and_once_more(asked: float | None, days: float, due: bool) -> None:
    assert rules.is_due_for_question(START, None if asked is None else at(asked), at(days)) is due


@given(st.lists(st.floats(0, 8), min_size=10, max_size=120))
def test_nobody_is_asked_more_than_twice_or_too_soon(steps: list[float]) -> None:
    asked: list[float] = []
    passed = 0.0
    for step in steps:
        passed += step
        if rules.is_due_for_question(START, at(asked[-1]) if asked else None, at(passed)):
            asked.append(passed)
    assert len(asked) <= 2
    assert all(moment >= 45 for moment in asked)
    # a thousandth of a day: floats are not exact to the microsecond
    assert len(asked) < 2 or asked[1] - asked[0] >= 13.999
    assert asked or passed < 45.001


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (15, 0, False), (14, 0, True), (14, 1, False), (4, 1, False), (3, 1, True), (3, 0, True), (3, 2, False),
        (0, 1, True), (0, 2, False), (-1, 0, False), (-1, 2, False),
    ],
)  # fmt: skip
def test_warned_two_weeks_and_three_days_before(left: int, sent: int, due: bool) -> None:
    assert rules.warning_due(DAY + timedelta(days=left), DAY, sent) is due


def test_without_a_last_day_there_is_no_warning() -> None:
    assert not rules.warning_due(None, DAY, 0)
    assert rules.warnings_reached(None, DAY) == 0


@given(st.integers(0, 100), st.lists(st.integers(1, 5), max_size=60))
def test_a_last_day_is_warned_of_at_most_twice(life: int, steps: list[int]) -> None:
    last, day = DAY + timedelta(days=life), DAY
    sent, letters = rules.warnings_reached(last, day), 0
    for step in steps:
        day += timedelta(days=step)
        if rules.warning_due(last, day, sent):
            letters += 1
            sent = rules.warnings_reached(last, day)
    assert letters <= 2 - rules.warnings_reached(last, DAY)


@pytest.mark.parametrize(
    ("months", "start"),
    [
        ((5, 6, 7), date(2027, 5, 1)),
        ((11, 12, 1), date(2027, 11, 1)),  # in season now: the one after
        ((12, 1), date(2026, 12, 1)),
        ((3, 4, 9), date(2027, 3, 1)),
        ((), None),
        (tuple(range(1, 13)), None),
    ],
)
def test_the_next_season(months: tuple[int, ...], start: date | None) -> None:
    assert rules.next_season(months, DAY) == start


@given(st.sets(st.integers(1, 12)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_season_begins_in_one_of_its_months_within_a_year(months: set[int], day: date) -> None:
    start = rules.next_season(months, day)
    if start is not None:
        assert start.month in months
        assert start.day == 1
        assert day < start <= day + timedelta(days=366)
        assert (start - timedelta(days=1)).month not in months
        assert rules.pause_problem(start - timedelta(days=1), day) is None


def test_how_long_a_pause_is() -> None:
    assert rules.pause_end("two_weeks", (), DAY) == DAY + timedelta(days=14)
    assert rules.pause_end("month", (), DAY) == DAY + timedelta(days=30)
    assert rules.pause_end("season", (5, 6), DAY) == date(2027, 4, 30)
    assert rules.pause_end("open", (5, 6), DAY) is None
    for wrong in (DAY - timedelta(days=1), DAY + rules.MAX_AHEAD + timedelta(days=1)):
        assert rules.pause_problem(wrong, DAY)


@pytest.mark.parametrize(
    ("weekly", "unit", "monthly"),
    [
        ("100", "kg", "433"), ("50", "kg", "217"), ("1000", "kg", "4330"), ("1", "tấn", "4.33"), ("0.5", "tấn", "2.17"),
        ("30", "chai", "130"), ("10", "hũ 200g", "43"), ("1", "cái", "4"), ("0.1", "cái", "1"),
    ],
)  # fmt: skip
def test_a_week_in_a_month(weekly: str, unit: str, monthly: str) -> None:
    assert rules.monthly_of(Decimal(weekly), unit) == Decimal(monthly)


@given(st.decimals("0.1", "1000000", places=1), st.sampled_from(["kg", "tấn", "chai", "hũ 200g", "litre"]))
def test_a_month_from_a_week_agrees_with_the_week(weekly: Decimal, unit: str) -> None:
    monthly = rules.monthly_of(weekly, unit)
    assert monthly > 0
    assert weekly < 5 or rules.weekly_problem(weekly, monthly, unit) is None


@pytest.mark.parametrize(
    ("weekly", "monthly", "wrong"), [(100, 433, False), (100, 300, False), (100, 100, True), (50, 2000, True)]
)
def test_a_week_that_contradicts_the_month(weekly: int, monthly: int, wrong: bool) -> None:
    assert bool(rules.weekly_problem(Decimal(weekly), Decimal(monthly), "kg")) is wrong


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_next_weeks_are_eight_mondays_after_this_week(day: date) -> None:
    weeks = rules.weeks_ahead(day)
    assert len(weeks) == rules.WEEKS_AHEAD
    assert all(monday.weekday() == 0 for monday in weeks)
    assert day < weeks[0] <= day + timedelta(days=7)
