"""How many statements a piece of code sends to the database."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event

from marketplace import db as database
from marketplace.db import session


def count_statements(ask: Callable[[], object]) -> int:
    """Run something with nothing loaded yet, and count its statements."""
    count = 0

    def seen(*_args: object) -> None:
        nonlocal count
        count += 1

    event.listen(database.engine(), "before_cursor_execute", seen)
    try:
        session.expire_all()
        ask()
    finally:
        event.remove(database.engine(), "before_cursor_execute", seen)
    return count
