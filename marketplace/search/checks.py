"""Compares an index with what ought to be in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.search.engine import SearchEngine


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Keys by which index and database differ, sorted."""

    missing: tuple[int, ...]
    stale: tuple[int, ...]
    surplus: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus)


def compare_keys(engine: SearchEngine, collection: str, expected: Mapping[int, int]) -> Difference:
    """Compare a collection in the index with the versions that the database has, by key."""
    present = engine.keys(collection)
    return Difference(
        missing=tuple(sorted(expected.keys() - present.keys())),
        stale=tuple(sorted(key for key in expected.keys() & present.keys() if expected[key] != present[key])),
        surplus=tuple(sorted(present.keys() - expected.keys())),
    )
