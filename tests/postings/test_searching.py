"""Search pages: what was asked, what was found, and counts over all hits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from marketplace.i18n import reading
from marketplace.postings.indexing import index_postings
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.searching import SearchPage, SearchRequest, search_postings
from tests.factories.accounts import make_organisation
from tests.factories.postings import make_demand, make_listing

pytestmark = pytest.mark.usefixtures("index")


def search(text: str = "", side: Side = Side.SUPPLY, **asked: object) -> SearchPage:
    return search_postings(SearchRequest(side=side, text=text, **asked))  # type: ignore[arg-type]


def indexed(*postings: Posting) -> Sequence[Posting]:
    index_postings([posting.id for posting in postings])
    return postings


def titles(page: SearchPage) -> list[str]:
    return [posting.title for posting in page.postings]


def counts(page: SearchPage, name: str) -> dict[str, int]:
    facet = next(one for one in page.facets if one.name == name)
    return {option.value: option.count for option in facet.options}


@pytest.mark.parametrize("typed", ["mật ong", "mat ong", "MẬT ONG", "mat ong hoa nhan", "Mật  ong,", "honey"])
def test_found_as_people_type(typed: str) -> None:
    indexed(make_listing(title="Mật ong hoa nhãn"), make_listing(title="Chiếu cói", category_code=None))
    assert titles(search(typed))[0] == "Mật ong hoa nhãn"


def test_both_sides_are_counted() -> None:
    indexed(make_listing(), make_demand(), make_demand())
    page = search("mật ong")
    assert (page.total, page.other_total) == (1, 2)
    assert search("mật ong", side=Side.DEMAND).total == 2


def test_earlier_provinces_and_regions_are_understood() -> None:
    in_phu_tho = make_listing(make_organisation(name="HTX Vĩnh Phúc", province_code="25"))
    in_can_tho = make_listing(make_organisation(name="HTX Cần Thơ", province_code="92"))
    indexed(in_phu_tho, in_can_tho)
    assert [p.id for p in search(chosen={"province": ("Vĩnh Phúc",)}).postings] == [in_phu_tho.id]
    assert [p.id for p in search(chosen={"province": ("25",)}).postings] == [in_phu_tho.id]
    assert [p.id for p in search(place="miền Tây").postings] == [in_can_tho.id]
    assert [p.id for p in search("vinh phuc").postings][0] == in_phu_tho.id


def test_an_unknown_place_is_said_and_does_not_hide_everything() -> None:
    indexed(make_listing())
    page = search(place="Atlantis")
    assert [(problem.field, problem.key) for problem in page.problems] == [("place", "postings.place_unknown")]
    assert page.total == 1


def test_a_better_certificate_is_found_by_a_lower_one() -> None:
    indexed(make_listing(title="Mật ong bạc hà", certificates=["ocop5"]), make_listing(title="Mật ong rừng"))
    assert titles(search(chosen={"certificate": ("ocop4",)})) == ["Mật ong bạc hà"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"capacity": "1 tấn"}, ["nhiều"]),
        ({"capacity": "5 tạ"}, ["nhiều", "vừa"]),
        ({"price": "90k/kg"}, ["nhiều", "vừa"]),
        ({"price": "9k/lạng"}, ["nhiều", "vừa"]),
        ({"price": "50.000/kg"}, []),
    ],
)
def test_limits_in_the_units_people_use(asked: dict[str, str], found: list[str]) -> None:
    indexed(
        make_listing(title="Mật ong nhiều", quantity_amount=Decimal(2), quantity_unit="tấn", price_min=60_000),
        make_listing(title="Mật ong vừa", quantity_amount=Decimal(500), quantity_unit="kg", price_min=80_000),
        make_listing(title="Mật ong ít", quantity_amount=Decimal(20), quantity_unit="kg", price_min=95_000),
    )
    assert sorted(title.removeprefix("Mật ong ") for title in titles(search(**asked))) == sorted(found)


def test_what_is_not_understood_is_said_beside_its_field() -> None:
    page = search(capacity="rất nhiều", price="rẻ")
    assert {problem.field: problem.key for problem in page.problems} == {
        "capacity": "postings.search_quantity",
        "price": "postings.search_price",
    }


def test_counts_are_of_all_hits_and_a_facet_ignores_its_own_filter() -> None:
    north, south = (
        make_organisation(name="HTX Bắc", province_code="01"),
        make_organisation(name="HTX Nam", province_code="79"),
    )
    indexed(*(make_listing(north) for _ in range(23)), *(make_listing(south) for _ in range(4)))
    page = search("mật ong", chosen={"province": ("79",)})
    assert (page.total, len(page.postings)) == (4, 4)
    assert counts(page, "province") == {"01": 23, "79": 4}
    page = search("mật ong")
    assert (page.total, len(page.postings)) == (27, 20)
    assert counts(page, "category")["processed.health"] == 27


def test_pages_neither_repeat_nor_skip_when_somebody_publishes_in_between() -> None:
    owner = make_organisation()
    old = indexed(*(make_listing(owner) for _ in range(45)))
    first = search("mật ong")
    indexed(*(make_listing(owner) for _ in range(7)))
    second = search("mật ong", after=first.next_cursor)
    indexed(make_listing(owner))
    third = search("mật ong", after=second.next_cursor)
    seen = [posting.id for page in (first, second, third) for posting in page.postings]
    assert len(seen) == len(set(seen))
    assert {posting.id for posting in old} <= set(seen)


def test_a_withdrawn_posting_is_gone_even_before_the_index_knows(db: object) -> None:
    owner = make_organisation()
    listing = make_listing(owner)
    indexed(listing)
    listing.status = PostingStatus.WITHDRAWN
    assert search("mật ong").postings == []


def test_prices_sort_by_what_a_kilogram_costs() -> None:
    indexed(
        make_listing(title="Mật ong lọ", price_min=30_000, price_max=30_000, price_unit="hũ 200g"),
        make_listing(title="Mật ong can", price_min=90_000, price_max=90_000, price_unit="kg"),
    )
    assert titles(search(sort="price_mass")) == ["Mật ong can", "Mật ong lọ"]


def test_chips_take_one_filter_away_each() -> None:
    page = search("mật ong", chosen={"province": ("01", "79")}, price="100k/kg")
    with reading("vi"):
        assert [chip.label for chip in page.chips] == ["Hà Nội", "Hồ Chí Minh", "Đến 100.000 ₫/kg"]
    assert page.chips[0].without.chosen == {"province": ("79",)}
    assert page.chips[2].without.price == ""


@pytest.mark.parametrize("nonsense", ["x" * 5000, "((( AND OR ~^*", "\x00\ufffe", "💥", "'; DROP TABLE posting; --"])
def test_nonsense_is_answered(nonsense: str) -> None:
    page = search(nonsense, chosen={"province": (nonsense,), "category": (nonsense,)}, sort=nonsense, after=nonsense)
    assert page.total == 0
