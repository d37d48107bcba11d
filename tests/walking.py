"""Walks every state of a thing: each verb as each person, compared with a table that can be read aloud."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from marketplace.accounts.actor import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused

T = TypeVar("T")
WORDS = {Refused: "refused", NotFound: "hidden", Conflict: "closed", Invalid: "invalid"}


class _Undo(Exception):
    """Ends a try, so that nothing of it stays."""


def outcome(make: Callable[[], T], act: Callable[[T, Actor], object], actor: Actor) -> str:
    """Say in a word what became of one try: yes, refused, hidden, closed or invalid."""
    said = "yes"
    try:
        with transaction():
            thing = make()
            session.flush()
            try:
                act(thing, actor)
                session.flush()
            except tuple(WORDS) as error:
                said = WORDS[type(error)]
            raise _Undo
    except _Undo:
        return said


def walk(
    states: Mapping[str, Callable[[], T]],
    verbs: Mapping[str, Callable[[T, Actor], object]],
    actors: Mapping[str, Actor],
) -> str:
    """Return a table: a line for each state and verb, a column for each person."""
    lines = ["\t".join(["state", "verb", *actors])]
    for state, make in states.items():
        for verb, act in verbs.items():
            lines.append("\t".join([state, verb, *(outcome(make, act, actor) for actor in actors.values())]))
    return "".join(f"{line}\n" for line in lines)


def compare(found: str, table: Path) -> None:
    """Fail where the walk differs from the table; ``WRITE_TABLE=yes`` writes it anew: read the difference."""
    if os.environ.get("WRITE_TABLE"):
        table.write_text(found, encoding="utf-8")
    assert found.splitlines() == table.read_text(encoding="utf-8").splitlines()
