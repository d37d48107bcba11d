"""Requirements one by one, and what they do to the score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matching.fit import Outcome, check_requirements, fit
from marketplace.matching.labels import Names, line_of
from marketplace.postings.models import Side
from tests.matching.examples import DEMAND, LISTING, ON, compare

MET, MISSED, UNKNOWN = Outcome.MET, Outcome.MISSED, Outcome.UNKNOWN


def outcomes(requirement: str, listing: dict[str, Any], demand: dict[str, Any]) -> list[tuple[str, Outcome]]:
    findings = check_requirements(replace(LISTING, **listing), replace(DEMAND, **demand), on=ON)
    return [(one.key, one.outcome) for one in findings if one.requirement == requirement]


CASES = [
    # capacity, in one unit
    ("capacity", {}, {}, [("capacity_met", MET)]),
    ("capacity", {"quantity_amount": Decimal(4000), "quantity_unit": "kg"}, {}, [("capacity_met", MET)]),
    ("capacity", {"quantity_amount": Decimal(39), "quantity_unit": "tạ"}, {}, [("capacity_missed", MISSED)]),
    ("capacity", {"quantity_amount": None, "quantity_unit": None}, {}, [("capacity_unknown", UNKNOWN)]),
    ("capacity", {"quantity_unit": "hộp"}, {}, [("capacity_unlike", UNKNOWN)]),
    ("capacity", {}, {"quantity_amount": None, "quantity_unit": None}, []),
    # a pack with its content converts to that
    (
        "capacity",
        {"quantity_amount": Decimal(10_000), "quantity_unit": "hũ 200g"},
        {"quantity_amount": Decimal(2), "quantity_unit": "tấn"},
        [("capacity_met", MET)],
    ),
    # what the months of the season hold
    ("capacity", {"month_amounts": {1: Decimal(3)}}, {}, [("capacity_missed", MISSED)]),
    ("capacity", {"month_amounts": {6: Decimal(3)}}, {}, [("capacity_met", MET)]),
    ("capacity", {"month_amounts": {1: Decimal(3)}}, {"needed_until": None}, [("capacity_met", MET)]),
    # minimum order
    ("min_order", {}, {}, [("min_order_met", MET)]),
    ("min_order", {"min_order_amount": None, "min_order_unit": None}, {}, [("min_order_open", MET)]),
    (
        "min_order",
        {"min_order_amount": Decimal(5), "min_order_unit": "tấn"},
        {},
        [("min_order_missed", MISSED)],
    ),
    ("min_order", {"min_order_unit": "hộp"}, {}, [("min_order_unlike", UNKNOWN)]),
    ("min_order", {"min_order_unit": "hộp", "quantity_unit": "hộp"}, {}, []),
    # price, the lower end against the ceiling
    ("price", {}, {}, [("price_met", MET)]),
    ("price", {"price_min": 95_000}, {}, [("price_met", MET)]),
    ("price", {"price_min": 95_001}, {}, [("price_missed", MISSED)]),
    ("price", {"price_min": None, "price_max": None}, {}, [("price_unknown", UNKNOWN)]),
    ("price", {"price_unit": "hộp"}, {}, [("price_unlike", UNKNOWN)]),
    ("price", {"price_min": 18_000, "price_unit": "hũ 200g"}, {}, [("price_met", MET)]),
    ("price", {"price_min": 20_000, "price_unit": "hũ 200g"}, {}, [("price_missed", MISSED)]),
    ("price", {}, {"price_max": None}, []),
    # certificates: a higher level on the same ladder, and nothing else in its place
    ("certificate", {}, {}, [("certificate_met", MET)]),
    ("certificate", {"certificates": frozenset({"ocop3"})}, {}, [("certificate_missed", MISSED)]),
    (
        "certificate",
        {"certificates": frozenset({"iso22000"})},
        {"certificates": frozenset({"haccp", "ocop4"})},
        [("certificate_missed", MISSED), ("certificate_missed", MISSED)],
    ),
    ("certificate", {"certificates": frozenset()}, {"certificates": frozenset()}, []),
    # papers, or the certificate that proves them
    ("paper", {}, {}, [("paper_met", MET)]),
    ("paper", {"papers": frozenset()}, {}, [("paper_missed", MISSED)]),
    (
        "paper",
        {"papers": frozenset(), "certificates": frozenset({"barcode_gs1"})},
        {},
        [("paper_proved", MET)],
    ),
    # season: every month from the first to the last one needed
    ("season", {}, {}, [("season_open", MET)]),
    ("season", {"months": frozenset({11, 12, 1, 2})}, {}, [("season_met", MET)]),
    ("season", {"months": frozenset({12, 1})}, {}, [("season_missed", MISSED)]),
    ("season", {"months": frozenset({12})}, {"needed_until": None}, [("season_met", MET)]),
    ("season", {"months": frozenset({12})}, {"needed_from": None, "needed_until": None}, []),
    ("season", {"months": frozenset({12})}, {"needed_from": None}, [("season_missed", MISSED)]),
    # what the demand's text rules out
    ("condition", {}, {}, [("condition_met", MET)]),
    ("condition", {"description": "Sợi pha bột đao với bột sắn"}, {}, [("condition_missed", MISSED)]),
    ("condition", {}, {"description": "Sợi dai"}, []),
]


@pytest.mark.parametrize(("requirement", "listing", "demand", "expected"), CASES)
def test_requirement(
    requirement: str, listing: dict[str, Any], demand: dict[str, Any], expected: list[tuple[str, Outcome]]
) -> None:
    assert outcomes(requirement, listing, demand) == expected


def test_all_met_has_no_gaps_and_is_eligible() -> None:
    found = compare()
    assert found.is_eligible
    assert found.gaps == ()
    assert [one.key for one in found.reasons] == [
        "capacity_met",
        "price_met",
        "certificate_met",
        "paper_met",
        "condition_met",
        "min_order_met",
        "goods_same",
        "place_same_region",
        "channel_wanted",
    ]


def test_goods_that_are_probably_others_are_said_first_and_named_by_their_categories() -> None:
    kinds = {"category_code": "processed.meat.sausage"}, {"category_code": "processed.meat.ham"}
    found = compare(*kinds, likeness=0.3)
    assert (found.gaps[0].key, dict(found.gaps[0].values)) == (
        "goods_unlike",
        {"have": "processed.meat.sausage", "want": "processed.meat.ham"},
    )
    assert found.is_eligible, "no requirement is missed"
    same = compare({"category_code": "processed.meat.ham"}, {"category_code": "processed.meat.ham"}, likeness=0.9)
    assert "goods_same" in [one.key for one in same.reasons]


def test_gaps_name_what_is_missed_before_what_is_not_known() -> None:
    found = compare({"quantity_amount": None, "price_min": 120_000})
    assert [one.key for one in found.gaps] == ["price_missed", "capacity_unknown"]
    assert not found.is_eligible
    assert dict(found.gaps[0].values) == {"have": "120000", "have_unit": "kg", "want": "95000", "want_unit": "kg"}


def test_for_the_same_goods_all_met_comes_before_one_gap_and_that_before_several() -> None:
    scores = [
        compare().exact,
        compare({"quantity_amount": None}).exact,
        compare({"price_min": 120_000}).exact,
        compare({"price_min": 120_000, "quantity_amount": None}).exact,
        compare({"price_min": 120_000, "certificates": frozenset()}).exact,
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert scores[0] - scores[2] > 15


def test_other_goods_never_rise_by_having_all_the_papers() -> None:
    assert compare(likeness=0.2).score < compare({"price_min": 120_000, "papers": frozenset()}, likeness=0.9).score


def test_soft_preferences_decide_only_between_equals() -> None:
    near = compare({"province_code": "01"}).exact
    far = compare({"province_code": "79", "region": None, "channels": frozenset()}).exact
    assert near > far > compare({"province_code": "01", "price_min": 120_000}).exact


AMOUNTS = st.none() | st.decimals(min_value="0.001", max_value="100000", places=3)
UNITS = st.sampled_from(["kg", "tấn", "hộp", "cái", "hũ 200g", "lít"])
CODES = st.frozensets(st.sampled_from(["ocop3", "ocop4", "ocop5", "haccp", "iso22000", "halal"]))
PAPERS = st.frozensets(st.sampled_from(["barcode", "label", "e_invoice"]))
MONTHS = st.none() | st.frozensets(st.integers(1, 12), min_size=1)
PRICES = st.none() | st.integers(1, 10**9)

SUPPLIES = st.builds(
    lambda **values: replace(LISTING, **values),
    quantity_amount=AMOUNTS,
    quantity_unit=UNITS,
    min_order_amount=AMOUNTS,
    min_order_unit=UNITS,
    price_min=PRICES,
    price_max=st.none(),
    price_unit=UNITS,
    certificates=CODES,
    papers=PAPERS,
    months=MONTHS,
)
DEMANDS = st.builds(
    lambda **values: replace(DEMAND, **values),
    quantity_amount=AMOUNTS,
    quantity_unit=UNITS,
    price_max=PRICES,
    price_unit=UNITS,
    certificates=CODES,
    papers=PAPERS,
    needed_from=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    needed_until=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)
LIKENESS = st.floats(0, 1)
NO_NAMES = Names(certificates={}, papers={}, channels={}, provinces={}, categories={})


@given(SUPPLIES, DEMANDS, LIKENESS)
def test_score_stays_in_bounds_and_every_finding_has_words(supply: Any, demand: Any, likeness: float) -> None:
    found = fit(supply, demand, likeness, on=ON)
    assert 0 <= found.score <= 100
    assert found.is_eligible == (not [one for one in found.gaps if one.requirement != "goods"])
    for one in (*found.reasons, *found.gaps):
        for side in Side:
            line = line_of(one.plain(), NO_NAMES, own_side=side)
            assert "%(" not in line.words + line.detail
    assert all(line_of(one.plain(), NO_NAMES, own_side=Side.SUPPLY).step for one in found.gaps)


@given(SUPPLIES, DEMANDS, LIKENESS, PAPERS)
def test_meeting_one_more_requirement_never_lowers_the_score(
    supply: Any, demand: Any, likeness: float, more: frozenset[str]
) -> None:
    before = fit(supply, demand, likeness, on=ON)
    assert fit(replace(supply, papers=supply.papers | more), demand, likeness, on=ON).exact >= before.exact
    better = [
        replace(supply, certificates=supply.certificates | demand.certificates),
        replace(supply, months=None),
        replace(supply, price_min=0, price_unit=demand.price_unit),
        replace(supply, quantity_amount=Decimal(10**9), quantity_unit=demand.quantity_unit, month_amounts={}),
    ]
    # A capacity in the buyer's own unit may bring the minimum order into question, so it is set apart.
    better[-1] = replace(better[-1], min_order_amount=None)
    assert all(fit(one, demand, likeness, on=ON).exact >= before.exact for one in better)


@given(SUPPLIES, DEMANDS, LIKENESS, LIKENESS)
def test_more_likeness_never_lowers_the_score(supply: Any, demand: Any, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert fit(supply, demand, low, on=ON).exact <= fit(supply, demand, high, on=ON).exact
