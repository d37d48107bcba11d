"""Which postings of the other side speak of the same goods, and how well each fits; reads only.

A pair is always measured in one direction, the demand's words looked for in the listing, whichever side asked:
otherwise a score would move by who was refreshed last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace.clock import today
from marketplace.db import session
from marketplace.matching.fit import Fit, fit
from marketplace.matching.likeness import Kinds, kinds_of, kinship, likeness_of
from marketplace.postings.facts import DemandFacts, Facts, SupplyFacts
from marketplace.postings.indexing import collection_of
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open
from marketplace.postings.queries import WHOLE, find_posting, load_facts
from marketplace.search.registry import search_engine

MAX_CANDIDATES = 100


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A listing and a demand that were compared."""

    supply: SupplyFacts
    demand: DemandFacts
    likeness: float
    fit: Fit

    @property
    def order_key(self) -> tuple[float, float]:
        """Return what candidates are ranked by, the best largest: the unrounded score, then likeness."""
        return (self.fit.exact, self.likeness)

    def other_than(self, side: Side) -> int:
        """Return the id of the posting on the other side."""
        return self.demand.id if side is Side.SUPPLY else self.supply.id


def asked_texts(posting: Posting) -> Mapping[str, str]:
    """Return the words in which a posting is looked for on the other side: what its owner wrote, and no more.

    The category is compared by ``likeness``, certificates and channels by ``fit``; as words they would count twice.
    """
    return {name: text for name, text in (("title", posting.title), ("body", posting.description)) if text}


def _kinds(facts: Facts) -> Kinds:
    return kinds_of(facts.title, facts.description, facts.category_code)


def compare(supply: SupplyFacts, demand: DemandFacts, share: float, *, on: date) -> Candidate:
    """Compare two postings; ``share`` is how much of the demand's words the listing says, from 0 to 1."""
    likeness = likeness_of(share, kinship(_kinds(demand), _kinds(supply)))
    return Candidate(supply=supply, demand=demand, likeness=likeness, fit=fit(supply, demand, likeness, on=on))


def _shares_of_demand(demand: Posting) -> Mapping[int, float]:
    """Return the listings of others that share words with a demand, with how much of it they say."""
    ranked = search_engine().rank(
        asked_texts(demand),
        collection=collection_of(Side.SUPPLY),
        none_of={"organisation": (str(demand.organisation_id),)},
        k=MAX_CANDIDATES,
    )
    return {hit.key: ranked.likeness(hit) for hit in ranked.hits}


def _load_demands(ids: Iterable[int]) -> Sequence[Posting]:
    statement = select(Posting).where(Posting.id.in_(list(ids)), Posting.side == Side.DEMAND).options(*WHOLE)
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def _shares_of_listing(listing: Posting, known: Iterable[int]) -> Mapping[int, float]:
    """Return the demands of others that share words with a listing, with how much of each it says."""
    engine = search_engine()
    own = (str(listing.organisation_id),)
    ranked = engine.rank(
        asked_texts(listing),
        collection=collection_of(Side.DEMAND),
        none_of={"organisation": own},
        k=MAX_CANDIDATES,
    )
    shares: dict[int, float] = {}
    for demand in _load_demands({hit.key for hit in ranked.hits} | set(known)):
        back = engine.rank(
            asked_texts(demand), collection=collection_of(Side.SUPPLY), any_of={"organisation": own}, k=MAX_CANDIDATES
        )
        shares.update((demand.id, back.likeness(hit)) for hit in back.hits if hit.key == listing.id)
    return shares


def find_candidates(posting_id: int, *, known: Iterable[int] = ()) -> list[Candidate] | None:
    """Return the postings of the other side that share words with one, compared with it, best first.

    ``known`` are demands to compare a listing with in any case. None where the posting is not there for everybody
    to see.
    """
    posting = find_posting(posting_id)
    day = today()
    if posting is None or not is_open(posting, day):
        return None
    is_supply = posting.side is Side.SUPPLY
    shares = _shares_of_listing(posting, known) if is_supply else _shares_of_demand(posting)
    facts = load_facts([posting_id, *shares])
    own = facts.pop(posting_id, None)
    found: list[Candidate] = []
    for other in facts.values():
        if own is None or other.organisation_id == own.organisation_id:
            continue
        supply, demand = (own, other) if is_supply else (other, own)
        if isinstance(supply, SupplyFacts) and isinstance(demand, DemandFacts):
            found.append(compare(supply, demand, shares[other.id], on=day))
    return sorted(found, key=lambda one: one.order_key, reverse=True)
