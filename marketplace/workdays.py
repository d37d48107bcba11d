"""Vietnamese working days: Monday to Friday without public holidays, and the Saturdays worked in exchange for one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from marketplace.clock import VIETNAM, local


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    # Years are filled in as they are asked for. Days swapped by government notice are in the package's own list.
    return holidays.country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Tell whether offices work on this day in Vietnam."""
    return _calendar().is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``, which itself is not counted; ``count`` is at least 1."""
    if count < 1:
        raise ValueError("count must be at least 1")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def end_of(day: date) -> datetime:
    """Return the moment at which a civil day in Vietnam is over."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)


def due_after(moment: datetime, working_days: int) -> datetime:
    """Return the end of the ``working_days``-th working day in Vietnam after a moment."""
    return end_of(add_working_days(local(moment).date(), working_days))
