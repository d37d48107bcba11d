"""Working days, spans of waiting and response rates: values in, answers out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import VIETNAM
from marketplace.i18n import set_language
from marketplace.leads.deadlines import asked_before, days_left, days_over, last_day
from marketplace.leads.labels import response_words
from marketplace.leads.response import Response, Settled, response_to
from marketplace.leads.waiting import Wait, day_after
from marketplace.workdays import add_working_days, due_after

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(asked=DAYS, minutes=st.integers(0, 1439), today=DAYS, count=st.integers(1, 5))
def test_a_reminder_is_due_from_the_working_day_on_that_it_names(
    asked: date, minutes: int, today: date, count: int
) -> None:
    moment = datetime(asked.year, asked.month, asked.day, tzinfo=VIETNAM) + timedelta(minutes=minutes)
    assert (moment < asked_before(count, today)) == (add_working_days(moment.date(), count) <= today)


@given(asked=DAYS, hour=st.integers(0, 23))
def test_what_is_left_when_it_is_asked_is_the_whole_time(asked: date, hour: int) -> None:
    moment = datetime(asked.year, asked.month, asked.day, hour, tzinfo=VIETNAM)
    due_at = due_after(moment, 5)
    assert (days_left(due_at, asked), days_over(due_at, asked)) == (5, 0)
    assert last_day(due_at) == add_working_days(asked, 5)
    assert days_over(due_at, add_working_days(last_day(due_at), 1)) == 1


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        (date(2026, 10, 5), date(2026, 10, 12)),  # over one weekend
        (date(2026, 11, 23), date(2026, 12, 1)),  # 24 November is a holiday
        (date(2026, 8, 21), date(2026, 8, 27)),  # Saturday 22 August 2026 is worked in exchange
        (date(2027, 2, 3), date(2027, 2, 17)),  # over Tết
    ],
)
def test_deadlines_over_weekends_holidays_and_swapped_saturdays(asked: date, last: date) -> None:
    assert last_day(due_after(datetime(asked.year, asked.month, asked.day, 9, tzinfo=VIETNAM), 5)) == last


@pytest.mark.parametrize(
    ("wait", "today", "day"),
    [
        (Wait.FORTNIGHT, date(2026, 12, 24), date(2027, 1, 7)),
        (Wait.MONTH, date(2026, 12, 24), date(2027, 1, 24)),
        (Wait.MONTH, date(2027, 1, 31), date(2027, 2, 28)),
        (Wait.QUARTER, date(2026, 11, 30), date(2027, 2, 28)),
    ],
)
def test_spans_of_waiting_end_on_a_day_that_is_there(wait: Wait, today: date, day: date) -> None:
    assert day_after(wait, today) == day


ASKED = datetime(2026, 10, 5, 2, tzinfo=UTC)  # a Monday, nine in the morning


def settled(*answers: timedelta | None, missed: int = 0) -> list[Settled]:
    """Return answers after these spans; the first ``missed`` of them after the deadline."""
    return [
        Settled(asked_at=ASKED, answered_at=None if span is None else ASKED + span, is_missed=number < missed)
        for number, span in enumerate(answers)
    ]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("rows", "response", "words"),
    [
        (settled(HOUR, HOUR), None, ""),
        (
            settled(HOUR, 2 * HOUR, 3 * HOUR),
            Response(total=3, in_time=3, usual_days=0, usual_hours=2),
            "đúng hạn 3 trên 3 lần trong 12 tháng qua, thường trong 2 giờ",
        ),
        (
            settled(10 * DAY, HOUR, DAY, 2 * DAY, missed=1),
            Response(total=4, in_time=3, usual_days=1, usual_hours=None),
            "đúng hạn 3 trên 4 lần trong 12 tháng qua, thường sau 1 ngày làm việc",
        ),
        (
            settled(None, None, None, missed=3),
            Response(total=3, in_time=0, usual_days=None, usual_hours=None),
            "đúng hạn 0 trên 3 lần trong 12 tháng qua",
        ),
    ],
)
def test_how_an_organisation_answers(rows: list[Settled], response: Response | None, words: str) -> None:
    set_language("vi")
    found = response_to(rows)
    assert found == response
    assert (response_words(found) if found else "") == words


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=3, max_size=30))
def test_a_response_never_says_more_than_it_counts(rows: list[tuple[int, bool]]) -> None:
    found = response_to(
        Settled(asked_at=ASKED, answered_at=ASKED + hours * HOUR, is_missed=late) for hours, late in rows
    )
    assert found is not None
    assert 0 <= found.in_time <= found.total == len(rows)
    assert (found.percent == 100) == (found.in_time == found.total)
    assert (found.usual_hours is not None) == (found.usual_days == 0)
