"""The clock of a living test site, which a test can move forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from marketplace.clock import VIETNAM
from tests.living import ROOT


class SiteClock:
    """Moves the time of a site that was started with ``env``; it only ever goes forward."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "clock_shift"
        self.shift = timedelta()
        self.go_to(self.now())

    @property
    def env(self) -> dict[str, str]:
        """What the site's processes need in their environment."""
        return {"PYTHONPATH": f"{ROOT / 'tests' / 'clockwork'}:{ROOT}", "CLOCK_SHIFT": str(self.file)}

    def now(self) -> datetime:
        """Return the present moment of the site."""
        return datetime.now(UTC) + self.shift

    def go_to(self, moment: datetime) -> None:
        """Move to ten in the morning in Vietnam of that day, or of the next where that is over: people are awake."""
        morning = moment.astimezone(VIETNAM).replace(hour=10, minute=0, second=0, microsecond=0)
        if morning < moment:
            morning += timedelta(days=1)
        self.shift = morning.astimezone(UTC) - datetime.now(UTC)
        draft = self.file.with_suffix(".new")
        draft.write_text(str(self.shift.total_seconds()))
        draft.replace(self.file)

    def pass_days(self, days: int) -> None:
        """Let some days go by."""
        self.go_to(self.now() + timedelta(days=days))
