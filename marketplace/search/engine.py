"""What every search engine can do; one contract test runs them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from marketplace.search.documents import Document, Found, Query, Ranked


class SearchEngine(Protocol):
    """An index of documents that one process writes and any number read."""

    @property
    def needs_rebuild(self) -> bool:
        """Tell whether the index is missing, unreadable or of an older form; reads then find nothing."""
        ...

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of the same collection and key."""
        ...

    def drop(self, keys: Iterable[int], *, collection: str) -> None:
        """Remove documents; keys that are not there are ignored."""
        ...

    def batch(self) -> AbstractContextManager[None]:
        """Make all ``put`` and ``drop`` in the block one write, kept together or not at all."""
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew beside the old one, then swap; return the number of documents."""
        ...

    def tidy(self) -> bool:
        """Do one step of housekeeping; tell whether there was any to do. For a writer with nothing else to do."""
        ...

    def find(self, query: Query) -> Found:
        """Return one page of what a person's query finds."""
        ...

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
        ...

    def keys(self, collection: str) -> Mapping[int, int]:
        """Return the version of every document of a collection, by key."""
        ...

    def count(self, collection: str) -> int:
        """Return the number of documents in a collection."""
        ...
