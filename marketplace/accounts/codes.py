"""One-time codes: how they are made, kept and limited; pure but for the random digits."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

CODE_LIFE = timedelta(minutes=15)
MAX_ATTEMPTS = 5
RESEND_AFTER = timedelta(seconds=60)
MAX_AN_HOUR = 5
MIN_TICKET = 16

# A right password resets these; a pause is forgotten a day after the last wrong one.
FREE_TRIES = 5
LONGEST_PAUSE = timedelta(hours=1)
FORGET_AFTER = timedelta(days=1)


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_ticket() -> str:
    """Return the word by which a browser is known again as the one that asked for a code."""
    return secrets.token_urlsafe(24)


def ticket_key(ticket: str) -> str:
    """Return the form in which a ticket is stored."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def code_key(code: str, *, ticket_hash: str, secret: bytes) -> str:
    """Return the form in which a code is stored: bound to the browser that asked, worthless without the secret."""
    return hmac.new(secret, f"code {ticket_hash} {code}".encode(), hashlib.sha256).hexdigest()


def contact_key(contact: str, *, secret: bytes) -> str:
    """Return the key under which wrong passwords for a phone or address are counted."""
    return hmac.new(secret, f"contact {contact}".encode(), hashlib.sha256).hexdigest()


def digits_of(typed: str) -> str:
    """Return the digits of a code as typed (``123 456``, ``123-456``)."""
    return "".join(c for c in typed if c.isascii() and c.isdigit())


def wait_before_code(requested: Sequence[datetime], *, moment: datetime) -> timedelta | None:
    """Return how long to wait before another code, given when the last ones were asked for, or None."""
    recent = sorted(at for at in requested if at > moment - timedelta(hours=1))
    waits = [timedelta(0)]
    if recent:
        waits.append(recent[-1] + RESEND_AFTER - moment)
    if len(recent) >= MAX_AN_HOUR:
        waits.append(recent[-MAX_AN_HOUR] + timedelta(hours=1) - moment)
    longest = max(waits)
    return longest if longest > timedelta(0) else None


def pause_after(failed_attempts: int) -> timedelta | None:
    """Return how long to pause after so many wrong passwords: nothing, then 1, 2, 4 ... minutes up to an hour."""
    if failed_attempts < FREE_TRIES:
        return None
    doublings = min(failed_attempts - FREE_TRIES, 6)
    return min(timedelta(minutes=2**doublings), LONGEST_PAUSE)
