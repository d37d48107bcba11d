"""Links in messages with which one person may do one thing without signing in: made, and swept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete

from marketplace.accounts.models import TapLink, User
from marketplace.clock import now
from marketplace.db import session

TAP_LIFE = timedelta(days=21)
# 72 random bits, twelve letters in the address: short enough for a text message, too many to try.
CODE_BYTES = 9


def hash_tap_code(code: str) -> str:
    """Return the hash under which a link's code is kept."""
    return hashlib.sha256(f"tap {code}".encode(errors="surrogatepass")).hexdigest()


def make_tap(
    user: User, *, organisation_id: int, purpose: str, thing_id: int, site_url: str, life: timedelta = TAP_LIFE
) -> str:
    """Return the address of a new link for one person and one purpose; only the message holds it."""
    code = secrets.token_urlsafe(CODE_BYTES)
    session.add(
        TapLink(
            code_hash=hash_tap_code(code),
            user_id=user.id,
            organisation_id=organisation_id,
            purpose=purpose,
            thing_id=thing_id,
            epoch=user.session_epoch,
            created_at=now(),
            expires_at=now() + life,
        )
    )
    return f"{site_url}/t/{code}"


def mark_tap_used(tap_id: int) -> None:
    """Note when a link was first used; it stays good until it expires, for looking and for changing one's mind."""
    row = session.get(TapLink, tap_id)
    if row is not None and row.first_used_at is None:
        row.first_used_at = now()


def sweep_taps() -> None:
    """Forget links that have expired."""
    session.execute(delete(TapLink).where(TapLink.expires_at < now()).execution_options(synchronize_session=False))
