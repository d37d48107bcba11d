"""The only source of time: aware moments in UTC, and the civil day in Vietnam."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_earlier: ContextVar[datetime | None] = ContextVar("earlier", default=None)


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _earlier.get() or datetime.now(UTC)


@contextmanager
def at_earlier(moment: datetime) -> Generator[None]:
    """Let what is done inside have been done at a past moment: a demonstration begins with a history.

    Only the loader of the sample does this (a test looks), before anything else runs.
    """
    if moment > datetime.now(UTC):
        raise ValueError("the moment must be past")
    token = _earlier.set(moment)
    try:
        yield
    finally:
        _earlier.reset(token)


def today() -> date:
    """Return the civil day in Vietnam, which is what deadlines and expiry dates mean."""
    return now().astimezone(VIETNAM).date()


def local(moment: datetime) -> datetime:
    """Return a stored moment as wall-clock time in Vietnam, for showing to people."""
    return moment.astimezone(VIETNAM)


def is_polite_hour() -> bool:
    """Tell whether people may be written to without being asked: from seven in the morning to eight in the evening."""
    return 7 <= local(now()).hour < 20
