"""The columns of an index in numpy: keys, filter terms and numbers of every row, and the postings beside them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Postings = tuple[Codes, NDArray[np.float32]]

COLLECTION = ""
MAX_CACHED_TERMS = 20_000
NO_ROWS: Postings = (np.zeros(0, np.int32), np.zeros(0, np.float32))


@dataclass(frozen=True)
class Row:
    """What the index keeps of a document besides its terms."""

    key: int
    version: int
    collection: str
    terms: Mapping[str, Sequence[str]]
    numbers: Mapping[str, float]


class Vocabulary:
    """Gives every value of a field a small number, the same in all segments and for good in this process."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, int]] = {}
        self._lock = threading.Lock()

    def code(self, name: str, value: str) -> int:
        """Return the number of a value, made if it is new."""
        codes = self._codes.get(name)
        found = codes.get(value) if codes is not None else None
        if found is not None:
            return found
        with self._lock:
            codes = self._codes.setdefault(name, {})
            return codes.setdefault(value, len(codes))

    def known(self, name: str, value: str) -> int | None:
        """Return the number of a value, or None where no document ever had it."""
        return self._codes.get(name, {}).get(value)

    def values(self, name: str) -> list[str]:
        """Return all values of a field, in the order of their numbers."""
        with self._lock:
            return list(self._codes.get(name, {}))


@dataclass(frozen=True)
class Columns:
    """The rows of one unchanging segment, by column; ``terms`` holds pairs of row and value number."""

    size: int
    keys: Ints
    versions: Ints
    collections: Codes
    terms: Mapping[str, tuple[Codes, Codes]]
    numbers: Mapping[str, Floats]

    @classmethod
    def of(cls, rows: Sequence[Row], vocabulary: Vocabulary) -> Columns:
        """Turn rows into columns."""
        terms: dict[str, tuple[list[int], list[int]]] = {}
        numbers: dict[str, Floats] = {}
        for at, row in enumerate(rows):
            for name, values in row.terms.items():
                where, what = terms.setdefault(name, ([], []))
                for value in values:
                    where.append(at)
                    what.append(vocabulary.code(name, value))
            for name, number in row.numbers.items():
                if name not in numbers:
                    numbers[name] = np.full(len(rows), np.nan)
                numbers[name][at] = number
        return cls(
            size=len(rows),
            keys=np.array([row.key for row in rows], np.int64),
            versions=np.array([row.version for row in rows], np.int64),
            collections=np.array([vocabulary.code(COLLECTION, row.collection) for row in rows], np.int32),
            terms={name: (np.array(a, np.int32), np.array(b, np.int32)) for name, (a, b) in terms.items()},
            numbers=numbers,
        )


class Segment(Protocol):
    """A part of the index that never changes."""

    @property
    def columns(self) -> Columns:
        """Return its rows."""
        ...

    def postings(self, term: str) -> Postings | None:
        """Return the rows that have a term and its weight in each, or None where no row has it."""
        ...


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


@dataclass
class View:
    """One generation of the index as one table: all segments end to end, with the removed rows marked."""

    vocabulary: Vocabulary
    segments: Sequence[Segment] = ()
    removed: Sequence[Sequence[int]] = ()
    size: int = field(init=False)

    def __post_init__(self) -> None:
        columns = [segment.columns for segment in self.segments]
        self.bases = np.cumsum([0] + [part.size for part in columns])[:-1].astype(np.int32)
        self.size = sum(part.size for part in columns)
        self.keys: Ints = _joined([part.keys for part in columns], np.int64)
        self.versions: Ints = _joined([part.versions for part in columns], np.int64)
        self.collections: Codes = _joined([part.collections for part in columns], np.int32)
        self.live: Mask = np.ones(self.size, np.bool_)
        for base, gone in zip(self.bases, self.removed, strict=False):
            if gone:
                self.live[np.fromiter(gone, np.int32) + base] = False
        self._has_removed = not bool(self.live.all())
        self._columns = columns
        self._terms: dict[str, tuple[Codes, Codes]] = {}
        self._numbers: dict[str, Floats] = {}
        self._postings: dict[str, Postings] = {}

    def in_collection(self, name: str) -> Mask:
        """Return which rows are there and belong to a collection."""
        code = self.vocabulary.known(COLLECTION, name)
        if code is None:
            return np.zeros(self.size, np.bool_)
        return self.live & (self.collections == code)

    def terms(self, name: str) -> tuple[Codes, Codes]:
        """Return the pairs of row and value number of a field."""
        found = self._terms.get(name)
        if found is None:
            both = zip(self.bases, self._columns, strict=True)
            parts = [(base, part.terms[name]) for base, part in both if name in part.terms]
            rows = _joined([where + base for base, (where, _) in parts], np.int32)
            found = self._terms[name] = (rows, _joined([what for _, (_, what) in parts], np.int32))
        return found

    def numbers(self, name: str) -> Floats:
        """Return a number of every row, NaN where it has none."""
        found = self._numbers.get(name)
        if found is None:
            parts = [part.numbers.get(name, np.full(part.size, np.nan)) for part in self._columns]
            found = self._numbers[name] = _joined(parts, np.float64)
        return found

    def having(self, name: str, values: Sequence[str]) -> Mask:
        """Return which rows have any of these values in a field."""
        mask = np.zeros(self.size, np.bool_)
        codes = [code for code in (self.vocabulary.known(name, value) for value in values) if code is not None]
        if codes:
            rows, found = self.terms(name)
            mask[rows[np.isin(found, codes)]] = True
        return mask

    def counts(self, name: str, mask: Mask) -> dict[str, int]:
        """Return how many of the marked rows have each value of a field; values that none has are left out."""
        rows, codes = self.terms(name)
        values = self.vocabulary.values(name)
        numbers = np.bincount(codes[mask[rows]], minlength=len(values))
        return {values[at]: int(numbers[at]) for at in np.flatnonzero(numbers)}

    def postings(self, term: str) -> Postings:
        """Return the rows that have a term and its weight in each, without the removed ones."""
        found = self._postings.get(term)
        if found is not None:
            return found
        parts = [(base, segment.postings(term)) for base, segment in zip(self.bases, self.segments, strict=True)]
        found = self._collected([(base, part) for base, part in parts if part is not None])
        if len(self._postings) >= MAX_CACHED_TERMS:
            self._postings.clear()
        self._postings[term] = found
        return found

    def _collected(self, parts: Sequence[tuple[int, Postings]]) -> Postings:
        if not parts:
            return NO_ROWS
        rows = np.concatenate([rows + base for base, (rows, _) in parts])
        weights = np.concatenate([weights for _, (_, weights) in parts])
        if self._has_removed:
            there = self.live[rows]
            return rows[there], weights[there]
        return rows, weights
