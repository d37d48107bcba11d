"""How far a deadline is, counted in Vietnamese working days; values in, answer out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marketplace.clock import local
from marketplace.workdays import end_of, working_days_between

# Vietnamese working days.
REPLY_DAYS = 5
REMIND_AFTER = (2, 4)


def last_day(due_at: datetime) -> date:
    """Return the last civil day in Vietnam on which an answer is still in time."""
    return local(due_at - timedelta(microseconds=1)).date()


def days_left(due_at: datetime, today: date) -> int:
    """Return how many working days are left after today; 0 on the last day, and when it is over."""
    return working_days_between(today, last_day(due_at))


def days_over(due_at: datetime, today: date) -> int:
    """Return how many working days have passed since the last day."""
    return working_days_between(last_day(due_at), today)


def asked_before(working_days: int, today: date) -> datetime:
    """Return the moment before which something was asked whose ``working_days``-th working day has come today."""
    day = today
    while working_days_between(day, today) < working_days:
        day -= timedelta(days=1)
    return end_of(day)
