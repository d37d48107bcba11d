"""When somebody who wants to be told of new things is due to be told; values in, answer out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from marketplace.clock import VIETNAM
from marketplace.matching.models import AlertPace

# Where nobody has said how often.
USUAL_PACE = AlertPace.DAILY
MORNING = time(7)
MONDAY = 0


def next_due(pace: AlertPace, after: datetime) -> datetime | None:
    """Return the next moment after another at which a pace is due: at seven in the morning in Vietnam.

    None where it is not a matter of the clock: at once, or never.
    """
    if pace in (AlertPace.AT_ONCE, AlertPace.NEVER):
        return None
    day = after.astimezone(VIETNAM).date()
    if pace is AlertPace.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    due = datetime.combine(day, MORNING, tzinfo=VIETNAM)
    if due > after:
        return due
    return due + (timedelta(days=7) if pace is AlertPace.WEEKLY else timedelta(days=1))
