"""Says before the suite what it cannot run here, loudly, so that nobody takes silence for a pass."""

from __future__ import annotations

import os
import sys

from tests.browser.finding import find_browser


def main() -> int:
    """Print what is missing; fail where CI insists on it."""
    status = 0
    if find_browser() is None:
        print("!! NO CHROMIUM FOUND: BROWSER TESTS WILL NOT RUN (install chromium, or set CHROMIUM=/path/to/it)")
        if os.environ.get("NEED_BROWSER"):
            status = 1
    if not os.environ.get("TEST_POSTGRES_URL"):
        print("!! TEST_POSTGRES_URL IS NOT SET: THE SUITE RUNS ON SQLITE ONLY")
    return status


if __name__ == "__main__":
    sys.exit(main())
