"""The search engine on Whoosh's files: one writer, any number of readers, rebuilt beside and swapped in.

The directory holds one subdirectory for each build, and ``CURRENT``, which names the one in use. Readers look at
both before every query, so that what another process commits is found by the next query.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from marketplace.errors import Conflict
from marketplace.search import finding, whoosh_store
from marketplace.search.columns import View, Vocabulary
from marketplace.search.documents import Document, Found, Query, Ranked
from marketplace.search.whoosh_store import FORM, BrokenIndex, FileLock, LockBase, LockError, StoredSegment

log = logging.getLogger(__name__)
T = TypeVar("T")

POINTER = "CURRENT"
LOCK = "write.lock"
# An index begun by ``put`` without a rebuild: it may lack what was there before.
PARTIAL = "partial"
REBUILD_STEP = 10_000
RETRIES = 20
RETRY_SECONDS = 0.02

# Segments of about the same size are merged when there are this many; small ones at once, large ones by ``tidy``.
FANOUT = 6
MERGED_AT_ONCE = 300
MAX_SEGMENTS = 64


def choose_merge(sizes: Sequence[tuple[int, int]], limit: int | None) -> list[int]:
    """Pick segments to merge, from pairs of living and all rows, so that few remain and little is rewritten.

    Without a limit on the rows rewritten, segments half of whose rows are gone are rewritten as well.
    """
    empty = [at for at, (living, _) in enumerate(sizes) if not living]
    levels: dict[int, list[int]] = {}
    for at, (living, _) in enumerate(sizes):
        if living:
            levels.setdefault(int(math.log(living, FANOUT)), []).append(at)
    for level in sorted(levels):
        group = levels[level]
        if len(group) >= FANOUT and (limit is None or sum(sizes[at][0] for at in group) <= limit):
            return empty + group
    if len(sizes) > MAX_SEGMENTS:
        return empty + sorted(set(range(len(sizes))) - set(empty), key=lambda at: sizes[at])[: MAX_SEGMENTS // 2]
    if limit is None:
        empty += [at for at, (living, rows) in enumerate(sizes) if living and living * 2 < rows]
    return empty


# What waits for the end of a batch: the newest state of each document, None for a dropped one.
Changes = dict[tuple[str, int], Document | None]


# Name of the build, its generation, and whether it was built whole.
Place = tuple[str, int, bool]


@dataclass(frozen=True)
class State:
    """The generation that was read last, or an empty view where it could not be."""

    place: Place | None
    view: View
    is_readable: bool = True
    segments: Mapping[str, StoredSegment] = field(default_factory=dict)


class WhooshEngine:
    """A search engine in a directory; see ``SearchEngine`` for what its methods promise."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._vocabulary = Vocabulary()
        self._loading = threading.Lock()
        self._writing = threading.RLock()
        self._pending: Changes | None = None
        self._state = self._nothing(None)

    # Reading

    @property
    def needs_rebuild(self) -> bool:
        """Tell whether the index is missing, unreadable, of an older form, or was begun without a rebuild."""
        state = self._refresh()
        return state.place is None or not state.is_readable or not state.place[2]

    def find(self, query: Query) -> Found:
        """Return one page of what a person's query finds."""
        return self._read(lambda view: finding.find(view, query))

    def rank(
        self,
        texts: Mapping[str, str],
        *,
        collection: str,
        any_of: Mapping[str, tuple[str, ...]] | None = None,
        none_of: Mapping[str, tuple[str, ...]] | None = None,
        k: int = 100,
    ) -> Ranked:
        """Return the ``k`` documents of a collection most like a whole document's texts."""
        return self._read(
            lambda view: finding.rank(
                view, texts, collection=collection, any_of=any_of or {}, none_of=none_of or {}, k=k
            )
        )

    def keys(self, collection: str) -> Mapping[int, int]:
        """Return the version of every document of a collection, by key."""
        view = self._refresh().view
        rows = view.in_collection(collection)
        return dict(zip(view.keys[rows].tolist(), view.versions[rows].tolist(), strict=True))

    def count(self, collection: str) -> int:
        """Return the number of documents in a collection."""
        return int(np.count_nonzero(self._refresh().view.in_collection(collection)))

    def _read(self, ask: Callable[[View], T]) -> T:
        state = self._refresh()
        try:
            return ask(state.view)
        except BrokenIndex:
            log.exception("search index at %s cannot be read: rebuild it", self._directory)
            self._state = self._nothing(state.place)
            return ask(self._state.view)

    def _nothing(self, place: Place | None) -> State:
        return State(place, View(self._vocabulary), is_readable=False)

    def _newest(self) -> Place | None:
        """Return the newest generation of the build in use, or None where there is none of our form."""
        try:
            words = (self._directory / POINTER).read_text("ascii").split()
        except (OSError, ValueError):
            return None
        if not words or not words[0].startswith(FORM + "-") or "/" in words[0]:
            return None
        try:
            generation = whoosh_store.latest_generation(self._directory / words[0])
        except OSError:
            generation = -1
        return words[0], generation, PARTIAL not in words

    def _refresh(self) -> State:
        """Return the newest generation, read now if it is not the one read last."""
        place = self._newest()
        for _ in range(RETRIES):
            if place == self._state.place:
                return self._state
            try:
                with self._loading:
                    self._state = self._load(place)
            except FileNotFoundError:
                # A writer may have removed the files between two of our steps, and put newer ones in their place.
                time.sleep(RETRY_SECONDS)
            place = self._newest()
        if place != self._state.place:
            log.error("search index at %s lacks files: rebuild it", self._directory)
            self._state = self._nothing(place)
        return self._state

    def _load(self, place: Place | None) -> State:
        state = self._state
        if place == state.place:
            return state
        if place is None:
            return self._nothing(None)
        name, generation, _ = place
        directory = self._directory / name
        known = state.segments if state.place and state.place[0] == name else {}
        try:
            described = whoosh_store.read_segments(directory, generation)
            segments: dict[str, StoredSegment] = {}
            for one in described:
                identity = one.segment_id()
                segments[identity] = known.get(identity) or StoredSegment(directory, one, self._vocabulary)
            removed = [whoosh_store.removed_rows(one) for one in described]
            return State(place, View(self._vocabulary, list(segments.values()), removed), segments=segments)
        except FileNotFoundError:
            raise
        except Exception:
            # A torn file can raise anything.
            log.exception("search index at %s cannot be read: rebuild it", directory)
            return self._nothing(place)

    # Writing

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of the same collection and key."""
        with self.batch():
            assert self._pending is not None
            for document in documents:
                self._pending[document.collection, document.key] = document

    def drop(self, keys: Iterable[int], *, collection: str) -> None:
        """Remove documents; keys that are not there are ignored."""
        with self.batch():
            assert self._pending is not None
            for key in keys:
                self._pending[collection, key] = None

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make all ``put`` and ``drop`` in the block one write, kept together or not at all."""
        with self._writing:
            if self._pending is not None:
                yield
                return
            self._pending = {}
            try:
                yield
                pending = self._pending
            finally:
                self._pending = None
            self._write(pending)

    def clear(self) -> None:
        """Remove everything."""
        self.rebuild([])

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew beside the old one, then swap; return the number of documents."""
        with self._locked():
            name = self._next_name()
            directory = self._directory / name
            whoosh_store.create_index(directory)
            seen: set[tuple[str, int]] = set()
            rest = iter(documents)
            while step := list(islice(rest, REBUILD_STEP)):
                fresh = {(one.collection, one.key): one for one in step if (one.collection, one.key) not in seen}
                seen.update(fresh)
                whoosh_store.write(directory, add=fresh.values(), remove=(), choose=lambda _sizes: ())
            self._point_to(name)
            return len(seen)

    def tidy(self) -> bool:
        """Merge one group of segments where that is due; tell whether it was."""
        with self._locked():
            state = self._refresh()
            if state.place is None or not state.is_readable:
                return False
            directory = self._directory / state.place[0]
            segments = whoosh_store.read_segments(directory, state.place[1])
            chosen = choose_merge([(one.doc_count(), one.doc_count_all()) for one in segments], None)
            if chosen:
                whoosh_store.write(directory, add=(), remove=(), choose=lambda _sizes: chosen)
            return bool(chosen)

    def _write(self, changes: Changes) -> None:
        if not changes:
            return
        with self._locked():
            state = self._refresh()
            if state.place is None or not state.is_readable:
                state = self._begin()
            added = [document for document in changes.values() if document is not None]
            removed = self._rows_of(state.view, changes)
            if state.place and (added or removed):
                whoosh_store.write(
                    self._directory / state.place[0],
                    add=added,
                    remove=removed,
                    choose=lambda sizes: choose_merge(sizes, MERGED_AT_ONCE),
                )

    def _rows_of(self, view: View, named: Iterable[tuple[str, int]]) -> list[int]:
        wanted: dict[str, list[int]] = {}
        for collection, key in named:
            wanted.setdefault(collection, []).append(key)
        rows: list[int] = []
        for collection, keys in wanted.items():
            rows += np.flatnonzero(view.in_collection(collection) & np.isin(view.keys, keys)).tolist()
        return rows

    def _begin(self) -> State:
        """Begin an index where none can be read, so that new documents are found until the rebuild."""
        name = self._next_name()
        whoosh_store.create_index(self._directory / name)
        self._point_to(f"{name} {PARTIAL}")
        return self._refresh()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the writer's lock; raises ``Conflict("search.locked")`` where another process holds it."""
        with self._writing:
            self._directory.mkdir(parents=True, exist_ok=True)
            lock: LockBase = FileLock(str(self._directory / LOCK))
            if not lock.acquire():
                raise Conflict("search.locked")
            try:
                yield
            except LockError as error:
                raise Conflict("search.locked") from error
            finally:
                lock.release()

    def _next_name(self) -> str:
        numbers = [int(name.rsplit("-", 1)[1]) for name in os.listdir(self._directory) if self._is_build(name)]
        return f"{FORM}-{max(numbers, default=0) + 1:06d}"

    def _is_build(self, name: str) -> bool:
        return name.rpartition("-")[2].isdigit() and (self._directory / name).is_dir()

    def _point_to(self, words: str) -> None:
        """Make a build the one in use, in one step, and remove the others."""
        draft = self._directory / f"{POINTER}.new"
        draft.write_text(words + "\n", "ascii")
        whoosh_store.flush_file(draft)
        draft.replace(self._directory / POINTER)
        whoosh_store.flush_file(self._directory)
        for name in os.listdir(self._directory):
            if self._is_build(name) and name != words.split()[0]:
                shutil.rmtree(self._directory / name, ignore_errors=True)


def open_engine(directory: Path) -> WhooshEngine:
    """Return the engine of a directory, which need not exist yet."""
    return WhooshEngine(directory)
