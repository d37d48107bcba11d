"""Matches are kept in step with both sides, however often that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.matching import queries
from marketplace.matching.actions import compute_matches, dismiss_match, restore_match, store_matches
from marketplace.matching.candidates import find_candidates
from marketplace.matching.models import DismissReason, Match
from marketplace.matching.refresh import refresh
from marketplace.postings.indexing import index_postings
from marketplace.postings.models import Listing, Posting, PostingStatus, Side
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing

pytestmark = pytest.mark.usefixtures("index")


@dataclass(kw_only=True)
class Market:
    """A seller of honey and a buyer of it."""

    listing: Listing
    demand: Posting
    seller: Actor
    buyer: Actor
    maker: Organisation


@pytest.fixture
def market(index: None) -> Market:
    seller, buyer = make_user(), make_user("Trần Văn Mua")
    maker = make_organisation(seller)
    shop = make_organisation(buyer, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    listing = make_listing(maker)
    demand = make_demand(shop)
    make_listing(make_organisation(name="Xưởng gốm"), title="Bình gốm men lam", category_code="craft.ceramics")
    index_postings([row.id for row in session.scalars(select(Posting))])
    return Market(listing=listing, demand=demand, seller=actor_of(seller), buyer=actor_of(buyer), maker=maker)


def stored() -> dict[tuple[int, int], tuple[int, list[str], object]]:
    rows = session.scalars(select(Match).execution_options(populate_existing=True)).all()
    return {(m.listing_id, m.demand_id): (m.score, [gap["key"] for gap in m.gaps], m.computed_at) for m in rows}


def test_both_sides_find_each_other_with_one_score(market: Market) -> None:
    refresh(market.demand.id)
    from_demand = stored()
    assert list(from_demand) == [(market.listing.id, market.demand.id)]
    refresh(market.listing.id)
    assert stored() == from_demand
    assert from_demand[market.listing.id, market.demand.id][0] >= 40


def test_refreshing_twice_changes_nothing(market: Market) -> None:
    refresh(market.demand.id)
    first = stored()
    refresh(market.demand.id)
    computed = compute_matches(market.demand.id)
    session.rollback()
    with transaction():
        store_matches(computed)
        store_matches(computed)
    assert stored() == first


def change(posting: Posting, **values: object) -> None:
    with transaction():
        row = session.get_one(Posting, posting.id)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
    index_postings([posting.id])


def test_a_changed_field_changes_score_and_gap_for_both_sides(market: Market) -> None:
    refresh(market.demand.id)
    (before,) = stored().values()
    change(market.listing, quantity_amount=Decimal(100))
    refresh(market.listing.id)
    (after,) = stored().values()
    assert (before[1], after[1]) == ([], ["capacity_missed"])
    assert after[0] < before[0]
    for actor, side in ((market.seller, Side.SUPPLY), (market.buyer, Side.DEMAND)):
        (view,) = queries.get_matches(actor, side).items
        assert view.match.score == after[0]


def test_what_was_computed_from_an_older_version_is_not_stored(market: Market) -> None:
    old = compute_matches(market.demand.id)
    session.rollback()
    change(market.listing, quantity_amount=Decimal(100))
    refresh(market.listing.id)
    fresh = stored()
    with transaction():
        store_matches(old)
    assert stored() == fresh


def test_matches_go_when_a_posting_is_withdrawn(market: Market) -> None:
    refresh(market.demand.id)
    change(market.listing, status=PostingStatus.WITHDRAWN)
    refresh(market.listing.id)
    assert stored() == {}
    refresh(market.demand.id)
    assert stored() == {}


def test_a_closed_posting_is_not_shown_even_before_the_worker_comes(market: Market) -> None:
    refresh(market.demand.id)
    with transaction():
        session.get_one(Posting, market.listing.id).expires_on = today() - timedelta(days=1)
    assert queries.get_matches(market.buyer, Side.DEMAND).items == []
    assert queries.count_new_matches(market.buyer) == 0


def test_nobody_is_matched_with_themselves(market: Market) -> None:
    own = make_demand(market.maker)
    index_postings([own.id])
    assert [one.supply.id for one in find_candidates(own.id) or []] == []
    assert own.id not in [one.demand.id for one in find_candidates(market.listing.id) or []]


def test_candidates_of_what_is_not_there(market: Market) -> None:
    draft = make_demand(status=PostingStatus.DRAFT)
    assert find_candidates(draft.id) is None
    assert find_candidates(10**9) is None
    refresh(10**9)


def test_dismissing_is_for_the_own_side_and_can_be_taken_back(market: Market) -> None:
    refresh(market.demand.id)
    match = session.scalars(select(Match)).one()
    with transaction():
        dismiss_match(match, DismissReason.PRICE, "giá cao", by=market.buyer)
    assert queries.get_matches(market.buyer, Side.DEMAND).items == []
    assert [v.match.id for v in queries.get_matches(market.buyer, Side.DEMAND, dismissed=True).items] == [match.id]
    assert len(queries.get_matches(market.seller, Side.SUPPLY).items) == 1
    refresh(market.demand.id)
    assert queries.get_matches(market.buyer, Side.DEMAND).items == []
    with transaction():
        restore_match(match, by=market.buyer)
    assert len(queries.get_matches(market.buyer, Side.DEMAND).items) == 1


def test_a_dismissed_match_does_not_come_back_as_new(market: Market) -> None:
    refresh(market.demand.id)
    with transaction():
        dismiss_match(session.scalars(select(Match)).one(), DismissReason.OTHER, by=market.buyer)
    change(market.listing, title="Chén sứ", category_code="craft.ceramics", description="")
    refresh(market.listing.id)
    assert len(stored()) == 1


def test_matches_are_nobody_elses_business(market: Market) -> None:
    refresh(market.demand.id)
    match = session.scalars(select(Match)).one()
    other = make_user("Lê Người Khác")
    make_organisation(other, name="Tổ hợp tác khác")
    staff = actor_of(make_staff(StaffRole.MINISTRY))
    for actor in (actor_of(other), VISITOR, staff):
        with pytest.raises(NotFound):
            queries.get_match(match.id, actor)
        with pytest.raises(Refused), transaction():
            dismiss_match(match, DismissReason.OTHER, by=actor)
        with pytest.raises(Refused), transaction():
            restore_match(match, by=actor)
    assert queries.get_match(match.id, market.seller).id == queries.get_match(match.id, market.buyer).id


def test_tasks_count_the_demands_that_a_gap_costs(market: Market) -> None:
    for number in range(3):
        make_demand(
            make_organisation(name=f"Cửa hàng {number}", is_producer=False, is_distributor=True),
            papers=["barcode"] if number else ["barcode", "label"],
        )
    index_postings([row.id for row in session.scalars(select(Posting))])
    refresh(market.listing.id)
    tasks = [(task.entry["values"]["want"], task.count) for task in queries.get_tasks(market.listing)]  # type: ignore[index]
    assert tasks == [("barcode", 3), ("label", 1)]


def test_ranking_for_evaluation_is_strictly_ordered(market: Market) -> None:
    ranked = queries.rank_matches_of(market.demand.id)
    assert ranked[0][0] == market.listing.id
    assert [key for _, key in ranked] == sorted((key for _, key in ranked), reverse=True)


def test_lists_take_a_fixed_number_of_statements(market: Market) -> None:
    refresh(market.demand.id)
    one = count_statements(lambda: queries.get_matches(market.seller, Side.SUPPLY).items)
    for number in range(3):
        make_demand(make_organisation(name=f"Cửa hàng {number}", is_producer=False, is_distributor=True))
    index_postings([row.id for row in session.scalars(select(Posting))])
    refresh(market.listing.id)
    session.rollback()
    four = count_statements(lambda: queries.get_matches(market.seller, Side.SUPPLY).items)
    assert len(queries.get_matches(market.seller, Side.SUPPLY).items) == 4
    assert one == four
