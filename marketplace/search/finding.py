"""Answers queries from a view of the index: BM25F scores, filters, facet counts, order and pages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marketplace.paging import decode_cursor, encode_cursor
from marketplace.search.columns import Codes, Floats, Ints, Mask, View
from marketplace.search.documents import NEWEST, PUBLISHED, RELEVANCE, Found, Hit, Query, Ranked
from marketplace.search.weighting import (
    K1,
    MAX_TERMS,
    MAX_WORDS,
    SUNK,
    Term,
    Word,
    Wording,
    asked_terms,
    document_terms,
    read_query,
    saturate,
)

MAX_SIZE = 500
# With fewer documents than this that have all the words, those that have enough of them are shown too.
ENOUGH = 10
# Larger than any moment in seconds: what sinks stands after all that does not.
DEPTHS = 1e12
# Enough means this share of the words, each counted by its rarity.
SHARE = 0.2
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Place:
    """Where a page ended: the sort value and key of its last row, and the largest key when the first was read.

    Rarity is counted over keys up to ``horizon`` only, so that documents added between two pages leave the
    scores of the others as they were.
    """

    value: float
    key: int
    horizon: int


def read_place(cursor: str | None) -> Place | None:
    """Return the place that a cursor names, or None for no cursor or one that was tampered with."""
    values = decode_cursor(cursor, 3)
    if values is None:
        return None
    value, key, horizon = values
    if not isinstance(key, int) or not isinstance(horizon, int) or isinstance(value, str):
        return None
    if not (abs(key) <= LARGEST and abs(horizon) <= LARGEST):
        return None
    try:
        number = -math.inf if value is None else float(value)
    except OverflowError:
        return None
    return None if math.isnan(number) else Place(number, key, horizon)


def write_place(place: Place) -> str:
    """Return a place as a cursor."""
    return encode_cursor(None if math.isinf(place.value) else place.value, place.key, place.horizon)


class Weigher:
    """Scores terms against one view, with rarity counted over the given rows."""

    def __init__(self, view: View, counted: Mask) -> None:
        self.view = view
        self.counted = counted
        self.total = int(np.count_nonzero(counted))
        # No score can be higher than this.
        self.most = 0.0

    def frequency(self, term: str) -> int:
        """Return how many of the counted rows have a term."""
        return int(np.count_nonzero(self.counted[self.view.postings(term)[0]]))

    def rarity(self, frequency: int) -> float:
        """Return the inverse document frequency, which is always positive."""
        return math.log(1 + (self.total - frequency + 0.5) / (frequency + 0.5))

    def add(self, scores: Floats, term: Term) -> Codes:
        """Add the worth of a term to the scores of the rows that have it; return those rows."""
        rows, weights = self.view.postings(term.text)
        most = term.weight * self.rarity(self.frequency(term.text))
        self.most += most
        if len(rows):
            worth = weights.astype(np.float64)
            worth /= worth + K1
            worth *= most
            scores[rows] += worth
        return rows


def _rarest(weigher: Weigher, words: Sequence[Word]) -> Sequence[Word]:
    if len(words) <= MAX_WORDS:
        return words
    counts = {word.said: min(weigher.frequency(form.text) for form in word.forms) for word in words}
    known = [word for word in words if counts[word.said]]
    chosen = {word.said for word in sorted(known, key=lambda word: counts[word.said])[:MAX_WORDS]}
    return [word for word in words if word.said in chosen]


@dataclass(frozen=True)
class Scored:
    """Rows that a text finds, with the score of each."""

    mask: Mask
    scores: Floats
    words: tuple[str, ...]


def score_wording(
    view: View, wording: Wording, counted: Mask, *, is_whole: bool = False, sunk: Mask | None = None
) -> Scored:
    """Find the rows that have all words, or unless ``is_whole`` enough of them where they are few, and score them."""
    weigher = Weigher(view, counted)
    words = _rarest(weigher, wording.words)
    scores = np.zeros(view.size)
    matched = np.zeros(view.size, np.int16)
    share = np.zeros(view.size)
    possible = 0.0
    for word in words:
        here = np.zeros(view.size, np.bool_)
        for form in word.forms:
            here[weigher.add(scores, form)] = True
        frequency = int(np.count_nonzero(here & counted))
        rarity = weigher.rarity(frequency)
        possible += rarity if frequency else 0.0
        share[here] += rarity
        matched[here] += 1
        for extra in word.extras:
            weigher.add(scores, extra)
    for pair in wording.pairs[:MAX_WORDS]:
        weigher.add(scores, pair)
    if sunk is not None:
        scores[sunk] *= SUNK
    full = matched == len(words) if words else np.zeros(view.size, np.bool_)
    said = tuple(word.said for word in words)
    if is_whole or int(np.count_nonzero(full & counted)) >= ENOUGH or not possible:
        return Scored(full, scores, said)
    # Whatever has all the words stands before whatever has not.
    scores[full] += weigher.most
    return Scored(full | (share >= SHARE * possible), scores, said)


def _filters(view: View, query: Query, rows: Mask) -> tuple[Mask, dict[str, Mask]]:
    """Return the rows that pass all filters but those of ``any_of``, and the mask of each of these."""
    rows = rows.copy()
    for name, values in query.none_of.items():
        rows &= ~view.having(name, values)
    for name, least in query.at_least.items():
        rows &= view.numbers(name) >= least
    for name, most in query.at_most.items():
        rows &= view.numbers(name) <= most
    return rows, {name: view.having(name, values) for name, values in query.any_of.items() if values}


def _together(rows: Mask, masks: Mapping[str, Mask], but: str | None = None) -> Mask:
    kept = rows.copy()
    for name, mask in masks.items():
        if name != but:
            kept &= mask
    return kept


def _sunk(view: View, query: Query) -> Mask | None:
    """Return the rows that fall short of what the query wants of them, or None where it wants nothing."""
    if query.sort != RELEVANCE or not query.sink_below:
        return None
    sunk = np.zeros(view.size, np.bool_)
    for name, least in query.sink_below.items():
        sunk |= view.numbers(name) < least
    return sunk


def _order_values(view: View, sort: str, scores: Floats | None, sunk: Mask | None) -> Floats:
    """Return what every row is sorted by, largest first; a row without the number stands last."""
    if sort == RELEVANCE and scores is not None:
        return scores
    if sort in (RELEVANCE, NEWEST):
        values = view.numbers(PUBLISHED)
    elif sort.startswith("-"):
        values = view.numbers(sort[1:])
    else:
        values = -view.numbers(sort)
    values = np.where(np.isnan(values), -np.inf, values)
    return values if sunk is None else np.where(sunk, values - DEPTHS, values)


def _start(place: Place | None, keys: Ints, values: Floats) -> int:
    """Return how many of the sorted hits were on earlier pages."""
    if place is None:
        return 0
    at = np.flatnonzero(keys == place.key)
    if len(at):
        return int(at[0]) + 1
    before = (values > place.value) | ((values == place.value) & (keys >= place.key))
    return int(np.count_nonzero(before))


def find(view: View, query: Query) -> Found:
    """Return one page of what a person's query finds."""
    rows = view.in_collection(query.collection)
    place = read_place(query.after)
    horizon = place.horizon if place else int(view.keys[rows].max(initial=0))
    scored, sunk = None, _sunk(view, query)
    if query.text.strip():
        counted = rows & (view.keys <= horizon)
        scored = score_wording(view, read_query(query.text), counted, is_whole=query.is_whole, sunk=sunk)
        rows &= scored.mask
    rows, masks = _filters(view, query, rows)
    hits = np.flatnonzero(_together(rows, masks))
    values = _order_values(view, query.sort, scored.scores if scored else None, sunk)[hits]
    keys = view.keys[hits]
    order = np.lexsort((-keys, -values))
    start = _start(place, keys[order], values[order])
    size = max(1, min(query.size, MAX_SIZE))
    page = order[start : start + size]
    cursor = None
    if start + size < len(order):
        last = page[-1]
        cursor = write_place(Place(float(values[last]), int(keys[last]), horizon))
    scores = scored.scores[hits] if scored else np.zeros(len(hits))
    return Found(
        hits=[Hit(key=int(keys[at]), score=float(scores[at])) for at in page],
        total=len(hits),
        facets={name: view.counts(name, _together(rows, masks, but=name)) for name in query.facets},
        next_cursor=cursor,
        understood=scored.words if scored else (),
    )


def rank(
    view: View,
    texts: Mapping[str, str],
    *,
    collection: str,
    any_of: Mapping[str, tuple[str, ...]],
    none_of: Mapping[str, tuple[str, ...]],
    k: int,
) -> Ranked:
    """Return the documents most like a whole document's texts, which may share only some of its words."""
    rows = view.in_collection(collection)
    weigher = Weigher(view, rows)
    asked = asked_terms(texts)
    counts = {term: weigher.frequency(term) for term in asked}
    worth = {
        term: weight * weigher.rarity(counts[term])
        for term, weight in asked.items()
        # What nobody says counts against likeness, but only once: by its folded form.
        if counts[term] or (term.isascii() and " " not in term)
    }
    chosen = sorted(worth, key=lambda term: (-worth[term], term))[:MAX_TERMS]
    own = document_terms(texts)
    ceiling = sum(worth[term] * saturate(own[term]) for term in chosen)
    scores = np.zeros(view.size)
    for term in chosen:
        weigher.add(scores, Term(term, asked[term]))
    rows &= scores > 0
    rows, masks = _filters(view, Query(collection=collection, any_of=any_of, none_of=none_of), rows)
    hits = np.flatnonzero(_together(rows, masks))
    best = hits[np.lexsort((-view.keys[hits], -scores[hits]))][:k]
    return Ranked(hits=[Hit(key=int(view.keys[at]), score=float(scores[at])) for at in best], ceiling=ceiling)
