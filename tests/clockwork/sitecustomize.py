"""Moves the clock of a test site: Python imports this by itself in every process that has this folder in PYTHONPATH.

The file that ``CLOCK_SHIFT`` names holds how many seconds the site is ahead; it is read whenever the time is asked for,
so that web and worker leap together. The site itself knows nothing of this.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from marketplace import clock

SHIFT = Path(os.environ["CLOCK_SHIFT"])


def shifted() -> datetime:
    """Return the present moment of the test site."""
    return datetime.now(UTC) + timedelta(seconds=float(SHIFT.read_text() or 0))


clock.now = shifted
