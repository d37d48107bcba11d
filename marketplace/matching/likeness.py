"""How much a demand and a listing speak of the same goods, from 0 to 1; no database and no index.

Two witnesses are heard. The search engine says what share of the demand's words the listing says. The category tree
says how near the kinds of goods stand to each other; there the first noun decides, so a machine that presses peanuts
is far from peanuts however many words they share. A posting is of its own category and, no less, of what its words
suggest: a buyer who names five spices can choose only one category for them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from marketplace.taxonomy.queries import is_under
from marketplace.taxonomy.suggestions import suggest_categories


@dataclass(frozen=True, kw_only=True)
class LikenessWeights:
    """How the two witnesses are weighed against each other."""

    # share of the words that still counts between goods of quite different kinds
    unlike_kind: float = 0.25
    # where nothing is known of the kind of one side
    unknown_kind: float = 0.5
    # share of the words at which likeness reaches 63%: a listing never says all that a demand says
    scale: float = 0.25
    # what the same kind of goods alone is worth, in shares of words: on a young site few words are shared
    same_kind: float = 0.05
    # below 1 lifts the goods named second and third: a posting may be about several
    evenness: float = 0.6
    # one kind is a part of the other: within a root, within a group
    part_of: tuple[float, float] = (0.5, 0.85)
    # two kinds with the same root, the same group
    siblings: tuple[float, float] = (0.15, 0.7)


WEIGHTS = LikenessWeights()
MAX_KINDS = 6

Kinds = Mapping[str, float]


@lru_cache(maxsize=8192)
def kinds_of(title: str, description: str, category_code: str | None) -> Kinds:
    """Return the categories that a posting may be of, its own and the likeliest with 1."""
    suggested = suggest_categories(title, description, limit=MAX_KINDS)
    most = suggested[0][1] if suggested else 1.0
    kinds = {code: (score / most) ** WEIGHTS.evenness for code, score in suggested}
    if category_code is None:
        return kinds
    inside = {code: weight for code, weight in kinds.items() if is_under(code, category_code)}
    highest = max(inside.values(), default=0.0)
    own = {code: weight / highest for code, weight in inside.items()} or {category_code: 1.0}
    return {**kinds, **own}


@lru_cache(maxsize=65536)
def nearness(one: str, other: str, weights: LikenessWeights = WEIGHTS) -> float:
    """Return how near two categories stand in the tree, from 0 to 1."""
    if one == other:
        return 1.0
    first, second = one.split("."), other.split(".")
    shared = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        shared += 1
    if shared == 0:
        return 0.0
    steps = weights.part_of if shared == min(len(first), len(second)) else weights.siblings
    return steps[min(shared, len(steps)) - 1]


def kinship(demand: Kinds, listing: Kinds, weights: LikenessWeights = WEIGHTS) -> float:
    """Return how near the kinds of goods of two postings are, from 0 to 1."""
    pairs = [a * b * nearness(x, y, weights) for x, a in demand.items() for y, b in listing.items()]
    return max(pairs, default=weights.unknown_kind)


def likeness_of(share: float, kin: float, weights: LikenessWeights = WEIGHTS) -> float:
    """Return the likeness of a demand and a listing.

    ``share`` is how much of the demand's words the listing says, ``kin`` how near the kinds are, both from 0 to 1.
    """
    told = share * (weights.unlike_kind + (1 - weights.unlike_kind) * kin) + weights.same_kind * kin**2
    return 1 - math.exp(-told / weights.scale)
