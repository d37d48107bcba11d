"""What somebody had typed when the session ended: kept for a day, thrown away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete

from marketplace.accounts.models import KeptForm, User
from marketplace.accounts.policy import is_usable
from marketplace.accounts.queries.kept_forms import KEPT_FOR, count_kept_forms, hash_kept_ticket
from marketplace.clock import now
from marketplace.db import session, take_turns

# of one user; a browser that is let loose on the site fills nothing
MAX_KEPT = 20
MAX_FIELDS = 300
MAX_BYTES = 200 * 1024
MAX_PATH = 500


def keep_form(
    user_id: int, *, ticket: str, path: str, fields: Sequence[tuple[str, str]], has_files: bool
) -> KeptForm | None:
    """Keep the fields of a form until the same person signs in again; None for what is too much to keep."""
    user = session.get(User, user_id)
    if user is None or not is_usable(user):
        return None
    size = sum(len(f"{name}{value}".encode(errors="surrogatepass")) for name, value in fields)
    if not fields or len(fields) > MAX_FIELDS or size > MAX_BYTES or len(path) > MAX_PATH:
        return None
    take_turns(f"kept form {user_id}")
    if count_kept_forms(user_id) >= MAX_KEPT:
        return None
    row = KeptForm(
        ticket_hash=hash_kept_ticket(ticket),
        user_id=user_id,
        path=path,
        fields=[{"name": name, "value": value} for name, value in fields],
        has_files=has_files,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    return row


def drop_kept_forms(ids: Collection[int]) -> None:
    """Throw kept forms away."""
    session.execute(delete(KeptForm).where(KeptForm.id.in_(ids)).execution_options(synchronize_session="fetch"))


def sweep_kept_forms() -> None:
    """Throw away what was kept for a day."""
    old = delete(KeptForm).where(KeptForm.created_at <= now() - KEPT_FOR)
    session.execute(old.execution_options(synchronize_session=False))
