"""How a listing fits a demand: requirements one by one, a score from 0 to 100, reasons and gaps; no database.

A requirement is checked only where the demand states it, and is *met*, *missed* or *unknown* (the listing does not
say, or says it in a unit that does not compare). The score is, in this order of weight,

    100 x likeness x KEEP_MISSED^missed x KEEP_UNKNOWN^unknown x (1 - SOFT + SOFT x soft)

``likeness`` (0-1) is how much both speak of the same goods, so other goods never rise by having all the papers. Each
requirement missed takes the same clear share away, each unknown one slightly less; between listings of the same
goods, all met comes before one not met, and that before several. ``soft`` (0-1) is what a buyer or seller would like
but does not ask for - near by, the channel wanted, verified - and decides only between what is equal before.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from marketplace.matching.conditions import breach, exclusions_of
from marketplace.matching.papers import proof_of
from marketplace.matching.seasons import capacity_in, needed_months
from marketplace.postings.facts import DemandFacts, SupplyFacts
from marketplace.taxonomy.certificates import satisfies
from marketplace.taxonomy.units import Quantity, compare, price_per_base


class Outcome(enum.Enum):
    """How one requirement turned out."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What the parts of the score count; see the module's docstring."""

    keep_missed: float = 0.72
    keep_unknown: float = 0.75
    soft: float = 0.06
    # below this likeness the goods are probably others, and the owner is told so
    like: float = 0.5
    # shares of the soft part; each pair adds up with the others to 1
    same_province: float = 0.4
    same_region: float = 0.2
    channel: float = 0.3
    verified_supply: float = 0.15
    verified_demand: float = 0.15


WEIGHTS = Weights()

# From this score on two fit well enough to be told of each other unasked.
GOOD_SCORE = 55


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One requirement and how it turned out; ``key`` and plain ``values`` are worded by ``matching.labels``."""

    requirement: str
    outcome: Outcome
    key: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])

    def plain(self) -> dict[str, object]:
        """Return key and values as they are stored."""
        return {"key": self.key, "values": dict(self.values)}


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What came of comparing a listing with a demand.

    ``reasons`` are the requirements met, then the preferences met; ``gaps`` that the goods are probably others, what
    is missed, then what is unknown. Only requirements decide ``is_eligible``.
    """

    score: int
    # the score before rounding, for ranking
    exact: float
    is_eligible: bool
    reasons: tuple[Finding, ...]
    gaps: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def _found(requirement: str, outcome: Outcome, ending: str = "", **values: str) -> Finding:
    return Finding(
        requirement=requirement, outcome=outcome, key=f"{requirement}_{ending or outcome.value}", values=values
    )


def _amount(quantity: Quantity) -> str:
    return format(quantity.amount, "f")


def _capacity(supply: SupplyFacts, demand: DemandFacts, months: frozenset[int]) -> Iterator[Finding]:
    if demand.quantity_amount is None or not demand.quantity_unit:
        return
    want = Quantity(amount=demand.quantity_amount, unit=demand.quantity_unit)
    wanted = {"want": _amount(want), "want_unit": want.unit}
    have = capacity_in(supply, months)
    if have is None:
        yield _found("capacity", Outcome.UNKNOWN, **wanted)
        return
    values = {"have": _amount(have), "have_unit": have.unit, **wanted}
    order = compare(have, want)
    if order is None:
        yield _found("capacity", Outcome.UNKNOWN, "unlike", **values)
    else:
        yield _found("capacity", Outcome.MET if order >= 0 else Outcome.MISSED, **values)


def _min_order(supply: SupplyFacts, demand: DemandFacts) -> Iterator[Finding]:
    if demand.quantity_amount is None or not demand.quantity_unit:
        return
    if supply.min_order_amount is None or not supply.min_order_unit:
        yield _found("min_order", Outcome.MET, "open")
        return
    want = Quantity(amount=demand.quantity_amount, unit=demand.quantity_unit)
    have = Quantity(amount=supply.min_order_amount, unit=supply.min_order_unit)
    values = {"have": _amount(have), "have_unit": have.unit, "want": _amount(want), "want_unit": want.unit}
    order = compare(have, want)
    if order is not None:
        yield _found("min_order", Outcome.MET if order <= 0 else Outcome.MISSED, **values)
    elif have.unit != supply.quantity_unit:
        # In the unit of the capacity it would be the same question asked twice.
        yield _found("min_order", Outcome.UNKNOWN, "unlike", **values)


def _price(supply: SupplyFacts, demand: DemandFacts) -> Iterator[Finding]:
    if demand.price_max is None or not demand.price_unit:
        return
    wanted = {"want": str(demand.price_max), "want_unit": demand.price_unit}
    # A price for ten or more that is left open at the lower end still has an upper one.
    price = supply.price_min if supply.price_min is not None else supply.price_max
    if price is None or not supply.price_unit:
        yield _found("price", Outcome.UNKNOWN, **wanted)
        return
    values = {"have": str(price), "have_unit": supply.price_unit, **wanted}
    ask = price_per_base(price, supply.price_unit)
    ceiling = price_per_base(demand.price_max, demand.price_unit)
    if ask is None or ceiling is None or ask[0] != ceiling[0]:
        yield _found("price", Outcome.UNKNOWN, "unlike", **values)
    else:
        yield _found("price", Outcome.MET if ask[1] <= ceiling[1] else Outcome.MISSED, **values)


def _certificates(supply: SupplyFacts, demand: DemandFacts) -> Iterator[Finding]:
    for want in sorted(demand.certificates):
        held = sorted(code for code in supply.certificates if satisfies(code, want, strict=True))
        if held:
            have = want if want in held else held[-1]
            yield _found("certificate", Outcome.MET, want=want, have=have)
        else:
            yield _found("certificate", Outcome.MISSED, want=want)


def _papers(supply: SupplyFacts, demand: DemandFacts) -> Iterator[Finding]:
    for want in sorted(demand.papers):
        proof = proof_of(want, supply.certificates)
        if want in supply.papers:
            yield _found("paper", Outcome.MET, want=want)
        elif proof:
            yield _found("paper", Outcome.MET, "proved", want=want, have=proof)
        else:
            yield _found("paper", Outcome.MISSED, want=want)


def _season(supply: SupplyFacts, months: frozenset[int]) -> Iterator[Finding]:
    if not months:
        return
    if supply.months is None:
        yield _found("season", Outcome.MET, "open")
        return
    lacking = months - supply.months
    values = {"want": _joined(months), "have": _joined(supply.months)}
    if lacking:
        yield _found("season", Outcome.MISSED, **values, lacking=_joined(lacking))
    else:
        yield _found("season", Outcome.MET, **values)


def _joined(months: frozenset[int]) -> str:
    return ",".join(str(month) for month in sorted(months))


def _conditions(supply: SupplyFacts, demand: DemandFacts) -> Iterator[Finding]:
    offered = f"{supply.title}\n{supply.description}"
    for exclusion in exclusions_of(f"{demand.title}\n{demand.description}"):
        said = breach(exclusion, offered)
        if said:
            yield _found("condition", Outcome.MISSED, want=exclusion.phrase, have=said)
        else:
            yield _found("condition", Outcome.MET, want=exclusion.phrase)


def check_requirements(supply: SupplyFacts, demand: DemandFacts, *, on: date) -> tuple[Finding, ...]:
    """Return every requirement that the demand states, and how the listing answers it."""
    months = needed_months(demand, on=on)
    return (
        *_capacity(supply, demand, months),
        *_price(supply, demand),
        *_certificates(supply, demand),
        *_papers(supply, demand),
        *_season(supply, months),
        *_conditions(supply, demand),
        *_min_order(supply, demand),
    )


def check_preferences(
    supply: SupplyFacts, demand: DemandFacts, weights: Weights = WEIGHTS
) -> tuple[float, tuple[Finding, ...]]:
    """Return how much of what is liked but not asked for is there (0-1), and which of it."""
    met: list[tuple[float, Finding]] = []
    if supply.province_code and supply.province_code == demand.province_code:
        met.append((weights.same_province, _found("place", Outcome.MET, "same_province", code=supply.province_code)))
    elif supply.region and supply.region == demand.region:
        met.append((weights.same_region, _found("place", Outcome.MET, "same_region", code=supply.region.value)))
    if demand.channel_code and demand.channel_code in supply.channels:
        met.append((weights.channel, _found("channel", Outcome.MET, "wanted", code=demand.channel_code)))
    if supply.is_verified:
        met.append((weights.verified_supply, _found("supply", Outcome.MET, "verified")))
    if demand.is_verified:
        met.append((weights.verified_demand, _found("demand", Outcome.MET, "verified")))
    return sum(weight for weight, _ in met), tuple(finding for _, finding in met)


def check_goods(supply: SupplyFacts, demand: DemandFacts, likeness: float, least: float) -> Finding | None:
    """Return what is to be said of the goods themselves, by the categories of both sides: probably others, or the
    same kind; None where the kinds differ and the words agree."""
    kinds = {"have": supply.category_code or "", "want": demand.category_code or ""}
    if likeness < least:
        return _found("goods", Outcome.UNKNOWN, "unlike", **kinds)
    if supply.category_code and supply.category_code == demand.category_code:
        return _found("goods", Outcome.MET, "same", **kinds)
    return None


def fit(supply: SupplyFacts, demand: DemandFacts, likeness: float, *, on: date, weights: Weights = WEIGHTS) -> Fit:
    """Compare a listing with a demand of the same or similar goods; ``on`` is the day of asking."""
    findings = check_requirements(supply, demand, on=on)
    missed = [one for one in findings if one.outcome is Outcome.MISSED]
    unknown = [one for one in findings if one.outcome is Outcome.UNKNOWN]
    soft, liked = check_preferences(supply, demand, weights)
    exact = 100 * min(max(likeness, 0.0), 1.0)
    exact *= weights.keep_missed ** len(missed) * weights.keep_unknown ** len(unknown)
    exact *= 1 - weights.soft + weights.soft * soft
    goods = check_goods(supply, demand, likeness, weights.like)
    same = (goods,) if goods and goods.outcome is Outcome.MET else ()
    unlike = (goods,) if goods and goods.outcome is Outcome.UNKNOWN else ()
    # What was left open by the seller is no reason to choose this one.
    met = [one for one in findings if one.outcome is Outcome.MET and not one.key.endswith("_open")]
    return Fit(
        score=round(exact),
        exact=exact,
        is_eligible=not missed and not unknown,
        reasons=(*met, *same, *liked),
        gaps=(*unlike, *missed, *unknown),
        findings=findings,
    )


def is_good(score: int, *, is_eligible: bool) -> bool:
    """Tell whether a match is worth telling of: every requirement is met, and the goods are the same."""
    return is_eligible and score >= GOOD_SCORE
