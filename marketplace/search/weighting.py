"""How much each term of a document or a query weighs, before anything is known about the other documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from marketplace.search.analysis import Syllable, is_filler, pairs, phrases


@dataclass(frozen=True, kw_only=True)
class FieldWeight:
    """What a text field counts: its boost, and how long it usually is, in syllables.

    ``asked`` is the boost when the field belongs to a document that is used as a query.
    """

    boost: float
    usual_length: float
    asked: float


FIELDS: Mapping[str, FieldWeight] = {
    "title": FieldWeight(boost=2.0, usual_length=10.0, asked=1.0),
    "words": FieldWeight(boost=1.5, usual_length=6.0, asked=1.0),
    "body": FieldWeight(boost=1.0, usual_length=30.0, asked=0.8),
    "place": FieldWeight(boost=0.7, usual_length=4.0, asked=0.0),
    "maker": FieldWeight(boost=0.7, usual_length=6.0, asked=0.0),
}
# Saturation of repeated terms, and how much long fields are discounted, as in BM25F.
K1 = 3.0
B = 0.5
# A syllable typed with the same marks, and two syllables side by side, on top of the folded syllable.
TYPED = 0.35
PAIR = 0.35
# What a document keeps of its score when it sinks: it stands below others that say about as much.
SUNK = 0.75
# A pair in a document that is used as a query.
PAIR_ASKED = 0.8

MAX_WORDS = 64
MAX_TERMS = 150
# Above this many, words of a query are dropped before the index is asked how rare they are.
MAX_READ = 600


@dataclass(frozen=True)
class Term:
    """A term to look up, and what finding it is worth."""

    text: str
    weight: float


@dataclass(frozen=True)
class Word:
    """One word of a query: any of ``forms`` means that a document has it, ``extras`` only add to the score."""

    said: str
    forms: tuple[Term, ...]
    extras: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Wording:
    """A person's query: its words, and the pairs that stand side by side in it."""

    words: tuple[Word, ...]
    pairs: tuple[Term, ...]


def document_terms(texts: Mapping[str, str]) -> dict[str, float]:
    """Return the weight of every term of a document: its count in each field by boost and length, summed."""
    weights: dict[str, float] = {}
    for name, text in texts.items():
        field = FIELDS.get(name)
        if field is None or not text:
            continue
        counts: dict[str, int] = {}
        length = 0
        for run in phrases(text):
            length += len(run)
            for one in run:
                counts[one.folded] = counts.get(one.folded, 0) + 1
                if one.is_marked:
                    counts[one.typed] = counts.get(one.typed, 0) + 1
            for pair in pairs(run):
                counts[pair] = counts.get(pair, 0) + 1
        unit = field.boost / (1 - B + B * length / field.usual_length)
        for term, count in counts.items():
            weights[term] = weights.get(term, 0.0) + unit * count
    return weights


def _word(one: Syllable) -> Word:
    extras = (Term(one.typed, TYPED),) if one.is_marked else ()
    return Word(one.typed, (Term(one.folded, 1.0),), extras)


def read_query(text: str) -> Wording:
    """Return the words of a person's query; words that say nothing are left out where enough others remain."""
    runs = list(phrases(text))
    distinct = {one.folded: one for run in runs for one in run}
    telling = {key: one for key, one in distinct.items() if not is_filler(one)}
    chosen = telling if len(telling) >= 2 else distinct
    side_by_side = dict.fromkeys(pair for run in runs for pair in pairs(run))
    return Wording(
        words=tuple(_word(one) for one in list(chosen.values())[:MAX_READ]),
        pairs=tuple(Term(pair, PAIR) for pair in list(side_by_side)[:MAX_READ]),
    )


def asked_terms(texts: Mapping[str, str]) -> dict[str, float]:
    """Return the weight of every term of a document that is used as a query: what its fields give, summed."""
    weights: dict[str, float] = {}
    for name, text in texts.items():
        boost = FIELDS[name].asked if name in FIELDS else 0.0
        if not boost:
            continue
        worth: dict[str, float] = {}
        for run in phrases(text):
            telling = [not is_filler(one) for one in run]
            worth.update((one.typed, TYPED) for one, tells in zip(run, telling, strict=True) if tells)
            worth.update((one.folded, 1.0) for one, tells in zip(run, telling, strict=True) if tells)
            both = (first and second for first, second in pairwise(telling))
            worth.update((pair, PAIR_ASKED) for pair, tell in zip(pairs(run), both, strict=False) if tell)
        for term, share in worth.items():
            weights[term] = weights.get(term, 0.0) + boost * share
    heaviest = sorted(weights.items(), key=lambda item: -item[1])
    return dict(heaviest[:MAX_READ])


def saturate(weight: float) -> float:
    """Return what a term of this weight in a document is worth, below 1 however often it is repeated."""
    return weight / (weight + K1)
