"""A search engine in plain Python that looks at every document: the yardstick for the others, and for small tests."""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from marketplace.search.documents import NEWEST, PUBLISHED, RELEVANCE, Document, Found, Hit, Query, Ranked
from marketplace.search.finding import DEPTHS, ENOUGH, MAX_SIZE, SHARE, Place, read_place, write_place
from marketplace.search.weighting import (
    MAX_TERMS,
    MAX_WORDS,
    SUNK,
    Term,
    asked_terms,
    document_terms,
    read_query,
    saturate,
)

Rows = dict[int, Document]
Scores = dict[int, float]


def _stored(weight: float) -> float:
    """Return a weight with the precision that an index keeps."""
    return struct.unpack("f", struct.pack("f", weight))[0]


class MemoryEngine:
    """A search engine that forgets; see ``SearchEngine`` for what its methods promise."""

    needs_rebuild = False

    def __init__(self) -> None:
        self._documents: dict[str, Rows] = {}
        self._terms: dict[str, dict[int, dict[str, float]]] = {}

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of the same collection and key."""
        for document in documents:
            terms = {term: _stored(weight) for term, weight in document_terms(document.texts).items()}
            self._documents.setdefault(document.collection, {})[document.key] = document
            self._terms.setdefault(document.collection, {})[document.key] = terms

    def drop(self, keys: Iterable[int], *, collection: str) -> None:
        """Remove documents; keys that are not there are ignored."""
        for key in keys:
            self._documents.get(collection, {}).pop(key, None)
            self._terms.get(collection, {}).pop(key, None)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Put the documents back as they were where the block fails."""
        before = {name: dict(rows) for name, rows in self._documents.items()}
        try:
            yield
        except BaseException:
            self.rebuild(document for rows in before.values() for document in rows.values())
            raise

    def clear(self) -> None:
        """Remove everything."""
        self._documents.clear()
        self._terms.clear()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replace everything; return the number of documents."""
        fresh = list(documents)
        self.clear()
        self.put(fresh)
        return sum(map(len, self._documents.values()))

    def tidy(self) -> bool:
        """There is never anything to do."""
        return False

    def keys(self, collection: str) -> Mapping[int, int]:
        """Return the version of every document of a collection, by key."""
        return {key: document.version for key, document in self._documents.get(collection, {}).items()}

    def count(self, collection: str) -> int:
        """Return the number of documents in a collection."""
        return len(self._documents.get(collection, {}))

    def find(self, query: Query) -> Found:
        """Return one page of what a person's query finds."""
        rows = self._documents.get(query.collection, {})
        place = read_place(query.after)
        horizon = place.horizon if place else max(rows, default=0)
        scores: Scores | None = None
        words: tuple[str, ...] = ()
        if query.text.strip():
            words, scores = self._search(query, horizon)
            rows = {key: rows[key] for key in scores}
        hits = [key for key, document in rows.items() if passes(document, query)]
        ordered = sorted(((_sort_value(rows[key], query, scores), key) for key in hits), reverse=True)
        start = _start(place, ordered)
        size = max(1, min(query.size, MAX_SIZE))
        page = ordered[start : start + size]
        more = start + size < len(ordered)
        return Found(
            hits=[Hit(key=key, score=scores[key] if scores else 0.0) for _, key in page],
            total=len(hits),
            facets={name: _counts(rows, query, name) for name in query.facets},
            next_cursor=write_place(Place(*page[-1], horizon)) if more else None,
            understood=words,
        )

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
        asked = asked_terms(texts)
        keys = set(self._terms.get(collection, {}))
        counts = {term: len(self._having(term, collection)) for term in asked}
        worth = {
            term: weight * _rarity(len(keys), counts[term])
            for term, weight in asked.items()
            if counts[term] or (term.isascii() and " " not in term)
        }
        chosen = sorted(worth, key=lambda term: (-worth[term], term))[:MAX_TERMS]
        scores: Scores = {}
        for term in chosen:
            self._add(scores, Term(term, asked[term]), collection, keys)
        own = document_terms(texts)
        query = Query(collection=collection, any_of=any_of or {}, none_of=none_of or {})
        rows = self._documents.get(collection, {})
        best = sorted(((score, key) for key, score in scores.items() if passes(rows[key], query)), reverse=True)
        return Ranked(
            hits=[Hit(key=key, score=score) for score, key in best[:k]],
            ceiling=sum(worth[term] * saturate(own[term]) for term in chosen),
        )

    def _having(self, term: str, collection: str) -> set[int]:
        return {key for key, terms in self._terms.get(collection, {}).items() if term in terms}

    def _add(self, scores: Scores, term: Term, collection: str, counted: set[int]) -> float:
        having = self._having(term.text, collection)
        most = term.weight * _rarity(len(counted), len(having & counted))
        for key in having:
            scores[key] = scores.get(key, 0.0) + saturate(self._terms[collection][key][term.text]) * most
        return most

    def _search(self, query: Query, horizon: int) -> tuple[tuple[str, ...], Scores]:
        """Return the words looked for, and the scores of the documents that have all, or else enough, of them."""
        wording, collection = read_query(query.text), query.collection
        counted = {key for key in self._terms.get(collection, {}) if key <= horizon}
        words = wording.words[:MAX_WORDS]
        scores: Scores = {}
        matched: Counter[int] = Counter()
        share: dict[int, float] = {}
        possible = most = 0.0
        for word in words:
            for form in word.forms:
                most += self._add(scores, form, collection, counted)
            here = set().union(*(self._having(form.text, collection) for form in word.forms))
            rarity = _rarity(len(counted), len(here & counted))
            possible += rarity if here & counted else 0.0
            matched.update(here)
            share.update((key, share.get(key, 0.0) + rarity) for key in here)
            for extra in word.extras:
                most += self._add(scores, extra, collection, counted)
        for pair in wording.pairs[:MAX_WORDS]:
            most += self._add(scores, pair, collection, counted)
        rows = self._documents.get(collection, {})
        scores = {key: score * SUNK if sinks(rows[key], query) else score for key, score in scores.items()}
        said = tuple(word.said for word in words)
        full = {key for key, count in matched.items() if count == len(words)}
        if query.is_whole or len(full & counted) >= ENOUGH or not possible:
            return said, {key: scores[key] for key in full}
        kept = full | {key for key, part in share.items() if part >= SHARE * possible}
        return said, {key: scores[key] + (most if key in full else 0.0) for key in kept}


def _rarity(total: int, frequency: int) -> float:
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def passes(document: Document, query: Query, but: str | None = None) -> bool:
    """Tell whether a document passes the filters of a query, all or all ``but`` one."""

    def has(name: str, values: tuple[str, ...]) -> bool:
        return not set(values).isdisjoint(document.terms.get(name, ()))

    return (
        all(has(name, values) for name, values in query.any_of.items() if values and name != but)
        and not any(has(name, values) for name, values in query.none_of.items())
        and all(document.numbers.get(name, math.nan) >= least for name, least in query.at_least.items())
        and all(document.numbers.get(name, math.nan) <= most for name, most in query.at_most.items())
    )


def sinks(document: Document, query: Query) -> bool:
    """Tell whether a document falls short of what the query wants of it."""
    return query.sort == RELEVANCE and any(
        document.numbers.get(name, math.nan) < least for name, least in query.sink_below.items()
    )


def _sort_value(document: Document, query: Query, scores: Scores | None) -> float:
    sort = query.sort
    if sort == RELEVANCE and scores is not None:
        return scores[document.key]
    if sort in (RELEVANCE, NEWEST):
        return document.numbers.get(PUBLISHED, -math.inf) - (DEPTHS if sinks(document, query) else 0.0)
    if sort.startswith("-"):
        return document.numbers.get(sort[1:], -math.inf)
    return -document.numbers.get(sort, math.inf)


def _start(place: Place | None, ordered: list[tuple[float, int]]) -> int:
    if place is None:
        return 0
    for at, (_, key) in enumerate(ordered):
        if key == place.key:
            return at + 1
    return sum(pair >= (place.value, place.key) for pair in ordered)


def _counts(rows: Rows, query: Query, name: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for document in rows.values():
        if passes(document, query, but=name):
            counts.update(set(document.terms.get(name, ())))
    return dict(counts)
