"""Real threads on a real database of their own: what happens when two people do a thing in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from marketplace.db import session, transaction

Act = Callable[[], object]


def attempt(act: Act) -> object:
    """Do one thing as a door does, in its own transaction; return what came of it, an exception where it failed."""
    try:
        with transaction():
            return act()
    except Exception as error:
        return error
    finally:
        session.remove()


def race(*acts: Act) -> list[object]:
    """Do several things at once, each in a thread of its own, and return what came of each."""
    start = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Act) -> None:
        start.wait()
        outcomes[place] = attempt(act)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
