"""The only source of time: aware moments in UTC, and the civil day in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the civil day in Vietnam, which is what deadlines and expiry dates mean."""
    return now().astimezone(VIETNAM).date()


def local(moment: datetime) -> datetime:
    """Return a stored moment as wall-clock time in Vietnam, for showing to people."""
    return moment.astimezone(VIETNAM)


def is_polite_hour() -> bool:
    """Tell whether people may be written to without being asked: from seven in the morning to eight in the evening."""
    return 7 <= local(now()).hour < 20
