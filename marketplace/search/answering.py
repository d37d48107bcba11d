"""Which of a few documents answer a query: for many queries about what is new, without asking the index each time.

It answers as the index does where a query ``is_whole``: a document needs all the words, and passes all the filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketplace.search.documents import Document, Query
from marketplace.search.memory import passes
from marketplace.search.weighting import MAX_WORDS, document_terms, read_query


class Handful:
    """Some documents, read once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {(one.collection, one.key): one for one in documents}
        self._collections: dict[str, set[int]] = {}
        self._having: dict[tuple[str, str], set[int]] = {}
        for (collection, key), document in self._documents.items():
            self._collections.setdefault(collection, set()).add(key)
            for term in document_terms(document.texts):
                self._having.setdefault((collection, term), set()).add(key)

    def answers(self, query: Query) -> Sequence[int]:
        """Return the keys of the documents that a query finds, in order."""
        keys = self._saying_all(query) if query.text.strip() else self._collections.get(query.collection, set())
        return sorted(key for key in keys if passes(self._documents[query.collection, key], query))

    def _saying_all(self, query: Query) -> set[int]:
        words = read_query(query.text).words[:MAX_WORDS]
        found: set[int] | None = None
        for word in words:
            here: set[int] = set()
            for form in word.forms:
                here |= self._having.get((query.collection, form.text), set())
            found = here if found is None else found & here
            if not found:
                return set()
        return found or set()
