"""How an organisation answers: of how many, and how soon as a rule; values in, answer out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from marketplace.clock import local
from marketplace.workdays import working_days_between

# Of fewer cases nothing is said.
FEWEST = 3


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One answer that was owed: given, or missed, or given after it was missed."""

    asked_at: datetime
    answered_at: datetime | None
    is_missed: bool


@dataclass(frozen=True, kw_only=True)
class Response:
    """How many of ``total`` were answered in time, and the usual time to an answer, late ones counted too.

    ``usual_days`` is in Vietnamese working days, 0 for an answer on the same day, None where nothing was answered;
    ``usual_hours`` (at least 1) is given with 0 days.
    """

    total: int
    in_time: int
    usual_days: int | None
    usual_hours: int | None

    @property
    def percent(self) -> int:
        """Return the share that was answered in time, 0 to 100, rounded down: only all of them make 100."""
        return self.in_time * 100 // self.total


def _days(asked_at: datetime, answered_at: datetime) -> int:
    return working_days_between(local(asked_at).date(), local(answered_at).date())


def _hours(asked_at: datetime, answered_at: datetime) -> int:
    return max(1, -(-int((answered_at - asked_at).total_seconds()) // 3600))


def response_to(rows: Iterable[Settled]) -> Response | None:
    """Return how these were answered, or None for too few."""
    settled = list(rows)
    if len(settled) < FEWEST:
        return None
    answered = [(row.asked_at, row.answered_at) for row in settled if row.answered_at is not None]
    usual_days = median_low(_days(*pair) for pair in answered) if answered else None
    usual_hours = median_low(_hours(*pair) for pair in answered) if usual_days == 0 else None
    return Response(
        total=len(settled),
        in_time=sum(not row.is_missed for row in settled),
        usual_days=usual_days,
        usual_hours=usual_hours,
    )
