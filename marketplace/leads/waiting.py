"""How long somebody wants to be left alone: a few usual spans, or a day; values in, answer out."""

from __future__ import annotations

import calendar
import enum
from datetime import date, timedelta


class Wait(enum.Enum):
    """A usual span after which to be asked again."""

    FORTNIGHT = "2w"
    MONTH = "1m"
    QUARTER = "3m"


def day_after(wait: Wait, today: date) -> date:
    """Return the day after a span; of a month that is shorter its last day."""
    if wait is Wait.FORTNIGHT:
        return today + timedelta(days=14)
    count = today.year * 12 + today.month - 1 + (1 if wait is Wait.MONTH else 3)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
