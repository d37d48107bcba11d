"""Which province a text means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.i18n import reading
from marketplace.taxonomy.models import Province
from marketplace.taxonomy.places import (
    PlaceKind,
    find_place,
    find_places,
    find_province,
    label_for_province,
    predecessors_of,
)
from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.text import fold


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hà Nội", "01"),
        ("ha noi", "01"),
        ("TP. Hồ Chí Minh", "79"),
        ("Thành phố Hồ Chí Minh", "79"),
        ("TPHCM", "79"),
        ("tp.hcm", "79"),
        ("Sài Gòn", "79"),
        ("Thừa Thiên Huế", "46"),
        ("thua thien hue", "46"),
        ("Tỉnh Bình Định", "52"),
        ("binh dinh", "52"),
        ("Bình Dương", "79"),
        ("Hoà Bình", "25"),
        ("Hòa Bình", "25"),
        ("Yên Bái (cũ)", "15"),
        ("tỉnh Yên Bái cũ", "15"),
        ("Daklak", "66"),
        ("BMT", "66"),
        ("Bà Rịa - Vũng Tàu", "79"),
        ("Hà Nam Ninh", "37"),
        ("xã Bát Tràng, huyện Gia Lâm, Hà Nội", "01"),
        ("Can Tho city", "92"),
        ("Miền Tây", None),
        ("Hải dưỡng", None),
        ("abc", None),
        ("", None),
    ],
)
def test_province_is_found(text: str, code: str | None) -> None:
    assert find_province(text) == code


def test_each_name_in_force_and_each_earlier_name_is_found_with_and_without_diacritics() -> None:
    for row in read_table("provinces"):
        for name in (row["name_vi"], row["name_short"], fold(row["name_short"])):
            assert find_province(name) == row["code"], name
    for row in read_table("predecessors"):
        for name in (row["name_vi"], row["name_full"], fold(row["name_vi"])):
            assert find_province(name) == row["province_code"], name


def test_each_part_of_the_country_is_found_by_every_name() -> None:
    for row in read_table("macroregions"):
        place = find_place(row["alias"])
        assert place is not None
        if place.kind is PlaceKind.PART:
            assert place.province_codes == tuple(split_cell(row["province_codes"]))


def test_places_in_running_text() -> None:
    text = "Chè Thái Nguyên bán ở miền Tây, giao TP HCM và Yên Bái"
    assert [(match.place.name, text[match.start : match.end]) for match in find_places(text)] == [
        ("Thái Nguyên", "Thái Nguyên"),
        ("Đồng bằng sông Cửu Long", "miền Tây"),
        ("Hồ Chí Minh", "TP HCM"),
        ("Yên Bái", "Yên Bái"),
    ]


def test_words_that_look_like_places_are_left_alone() -> None:
    assert find_places("hoa huệ, cam vinh dự, size NA HT KT, bình dưỡng") == []


def test_typed_diacritics_outrank_missing_ones() -> None:
    bare, typed = find_places("binh duong"), find_places("Bình Dương")
    assert bare[0].place == typed[0].place
    assert bare[0].exactness < typed[0].exactness


def test_earlier_names_stand_beside_the_new_one() -> None:
    assert [one.name for one in predecessors_of("15")] == ["Lào Cai", "Yên Bái"]
    assert label_for_province(Province(code="15", name_short="Lào Cai")) == "Lào Cai (gồm Yên Bái cũ)"
    assert label_for_province(Province(code="01", name_short="Hà Nội")) == "Hà Nội"
    with reading("en"):
        assert (
            label_for_province(Province(code="86", name_short="Vĩnh Long"))
            == "Vĩnh Long (with the former Bến Tre, Trà Vinh)"
        )


@given(st.text(max_size=200))
def test_any_text_is_searched_without_failing(text: str) -> None:
    find_province(text)
    for match in find_places(text):
        assert match.start < match.end
