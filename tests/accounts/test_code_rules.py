"""How often a code may be asked for, and how long wrong passwords pause a sign-in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.accounts.codes import code_key, digits_of, new_code, pause_after, wait_before_code

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds_ago", "wait"),
    [
        ([], None),
        ([10], 50),
        ([60], None),
        ([61], None),
        ([70, 200, 400, 800], None),
        ([70, 200, 400, 800, 1600], 2000),
        ([70, 200, 400, 800, 3601], None),
        ([10, 200, 400, 800, 1600], 2000),
    ],
)
def test_wait(seconds_ago: list[int], wait: int | None) -> None:
    moments = [NOON - timedelta(seconds=s) for s in seconds_ago]
    assert wait_before_code(moments, moment=NOON) == (timedelta(seconds=wait) if wait else None)


@pytest.mark.parametrize(
    ("failed", "minutes"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (12, 60), (1000, 60)]
)
def test_pause(failed: int, minutes: int) -> None:
    assert pause_after(failed) == (timedelta(minutes=minutes) if minutes else None)


def test_codes_are_six_digits() -> None:
    assert all(len(code) == 6 and code.isdigit() for code in (new_code() for _ in range(50)))


@pytest.mark.parametrize(
    ("typed", "digits"), [("123 456", "123456"), (" 123-456 ", "123456"), ("", ""), ("１２３", "")]
)
def test_digits(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


def test_a_kept_code_depends_on_browser_and_secret() -> None:
    kept = {code_key("123456", ticket_hash=t, secret=s) for t in ("a", "b") for s in (b"x", b"y")}
    assert len(kept) == 4
    assert not any("123456" in key for key in kept)
