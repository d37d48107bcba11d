"""Reading the lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import today
from marketplace.errors import NotFound
from marketplace.i18n import reading
from marketplace.taxonomy import labels, queries
from marketplace.taxonomy.models import Certificate, ReadinessPaper, Region, Ward

Db = scoped_session[Session]


def test_the_tree_has_the_four_official_roots(db: Db) -> None:
    tree = queries.get_category_tree()
    assert [node.category.code for node in tree] == ["craft", "processed", "machinery", "other"]
    assert sum(len(root.children) for root in tree) == 34
    assert sum(len(group.children) for root in tree for group in root.children) == 180


def test_a_category_out_of_force_is_not_offered_but_can_be_read(db: Db) -> None:
    category = queries.get_category("craft.weaving.basket")
    category.valid_until = today() - timedelta(days=1)
    db.flush()
    assert "craft.weaving.basket" not in {leaf.code for leaf in queries.get_leaves("craft.weaving")}
    assert queries.get_category("craft.weaving.basket") is category
    with pytest.raises(NotFound):
        queries.get_category("craft.nothing")


def test_leaves_and_lineage(db: Db) -> None:
    assert len(queries.get_leaves("craft.weaving")) == 7
    assert [leaf.code for leaf in queries.get_leaves("craft.weaving.basket")] == ["craft.weaving.basket"]
    assert [row.code for row in queries.get_lineage("craft.weaving.basket")] == [
        "craft",
        "craft.weaving",
        "craft.weaving.basket",
    ]


@pytest.mark.parametrize(
    ("code", "ancestor", "answer"),
    [("a.b", "a", True), ("a", "a", True), ("ab", "a", False), ("a", "a.b", False)],
)
def test_standing_under(code: str, ancestor: str, answer: bool) -> None:
    assert queries.is_under(code, ancestor) is answer


def test_provinces_come_by_the_alphabet(db: Db) -> None:
    provinces = queries.get_provinces()
    assert len(provinces) == 34
    assert [row.name_short for row in provinces[:4]] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cần Thơ"]
    assert len(queries.get_provinces(Region.NORTH)) == 18
    assert queries.get_province("01").name_short == "Hà Nội"
    assert len(queries.get_provinces_by_code()) == 34
    with pytest.raises(NotFound):
        queries.get_province("99")


def test_wards_of_a_province(db: Db) -> None:
    wards = queries.get_wards("01")
    assert len(wards) == 126
    assert [ward.name_key for ward in wards] == sorted(ward.name_key for ward in wards)
    assert [labels.ward_name(ward) for ward in queries.get_wards("01", starting="bat trang")] == ["xã Bát Tràng"]
    assert queries.get_wards("01", starting="%") == wards
    assert queries.find_ward("nothing") is None


def test_a_ward_out_of_force_is_not_offered(db: Db) -> None:
    db.get_one(Ward, "00004").valid_until = today() - timedelta(days=1)
    db.flush()
    assert len(queries.get_wards("01")) == 125


def test_papers_for_goods_and_channels(db: Db) -> None:
    for_weaver = {paper.code for paper in queries.get_papers("craft.weaving.basket", ["supermarket"])}
    assert "barcode" in for_weaver
    assert "food_facility" not in for_weaver
    assert {paper.code for paper in queries.get_papers("processed.condiment.fishsauce", ["market"])} == {
        "business_registration",
        "sample",
        "market_stall",
    }
    assert len(queries.get_papers()) == 29
    assert queries.get_papers(channel_codes=[]) == []


def test_certificates_that_goods_can_have(db: Db) -> None:
    codes = {row.code for row in queries.get_certificates("machinery.farm.pump")}
    assert {"iso9001", "cnnt_tinh", "ce"} <= codes
    assert "halal" not in codes
    assert len(queries.get_certificates()) == 68


def test_channels_units_and_villages(db: Db) -> None:
    assert queries.get_channels()[0].code == "market"
    assert queries.get_units()[0].code == "mg"
    villages = queries.get_craft_villages("01", "craft.ceramics")
    assert "Gốm Bát Tràng" in {village.name_vi for village in villages}
    assert {village.province_code for village in villages} == {"01"}


def test_names_in_the_readers_language(db: Db) -> None:
    fan = queries.get_category("craft.paper.fan")
    certificate, paper = db.get_one(Certificate, "ocop4"), db.get_one(ReadinessPaper, "barcode")
    assert labels.name_of(fan) == "Quạt giấy, quạt nan"
    assert labels.issuer_of(certificate) == "UBND cấp tỉnh"
    with reading("en"):
        assert labels.name_of(fan) == "Paper and bamboo fans"
        assert labels.issuer_of(certificate) == "Provincial People's Committee"
        assert labels.advice_of(paper).startswith("Register online")
        assert labels.cost_of(paper).startswith("About 1 million")
        assert str(labels.REGIONS[Region.CENTRE]) == "Centre"
