"""What the search engine takes and gives: documents, queries and hits, with no word of the trade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

RELEVANCE = "relevance"
NEWEST = "newest"
# The number by which "newest" sorts: seconds since 1970.
PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class Document:
    """One thing that can be found, known by its collection and key.

    ``texts`` are searched ("title", "words", "body", "place", "maker"), ``terms`` are filtered and counted,
    ``numbers`` are compared and sorted. ``version`` tells which state of the row was indexed.
    """

    key: int
    collection: str
    texts: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Query:
    """What somebody looks for; an empty text means everything, newest first.

    ``any_of`` is OR within a field and AND between fields. ``sort`` is "relevance", "newest" or the name of
    a number, with "-" in front for the largest first. ``after`` is the cursor of the page before. ``is_whole`` asks for
    all the words even where few documents have them. ``sink_below`` holds a least for numbers: in the order by
    relevance documents that fall short of it sink, and those without the number do not.
    """

    text: str = ""
    collection: str
    any_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    none_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: str = RELEVANCE
    after: str | None = None
    size: int = 20
    is_whole: bool = False
    sink_below: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document found; a higher score is better, and scores compare within one query only."""

    key: int
    score: float


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of hits; ``total`` and ``facets`` count all hits, not those of the page.

    The counts of a facet that is itself filtered leave its own filter out. ``understood`` are the words that
    were searched for.
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    next_cursor: str | None
    understood: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Documents like a given one, best first; ``ceiling`` is the score of a document that says all of it."""

    hits: Sequence[Hit]
    ceiling: float

    def likeness(self, hit: Hit) -> float:
        """Return how much of what was asked the hit says, from 0 to 1."""
        return min(1.0, hit.score / self.ceiling) if self.ceiling > 0 else 0.0
