"""Categories suggested from what goods are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.taxonomy.suggestions import recognise_category, suggest_categories
from marketplace.taxonomy.tables import read_table


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Máy xay cà phê", "machinery.process.coffee"),
        ("may xay ca phe", "machinery.process.coffee"),
        ("Cà phê bột Buôn Ma Thuột", "processed.teacoffee.roasted"),
        ("Máy ép dầu lạc, dầu mè, dầu phộng", "machinery.process.press"),
        ("Dầu lạc ép lạnh", "processed.oilsugar.oil"),
        ("Muối tôm Tây Ninh", "processed.condiment.salt"),
        ("Kẹo dừa Bến Tre", "processed.confection.candy"),
        ("Chén gáo dừa", "craft.natural.coconut"),
        ("Túi xách lục bình đan tay", "craft.weaving.hyacinth"),
        ("Đèn lồng mây tre", "craft.weaving.decor"),
        ("Khuôn bánh trung thu", "machinery.parts.mould"),
        ("Bánh trung thu", "processed.confection.baked"),
        ("Phân trùn quế", "other.agriinput.fertiliser"),
        ("Bao bì cho hạt điều", "other.packaging"),
        ("Hột điều rang muối", "processed.fruitveg.cashew"),
        ("MAT ONG RUNG U MINH", "processed.health.honey"),
        ("Lụa Vạn Phúc", "craft.textile.silk"),
        ("Whole spices: cinnamon sticks, star anise", "processed.condiment.cinnamon"),
        ("Nước rửa chén bồ hòn", "other.homecare.soap"),
    ],
)
def test_first_suggestion(title: str, code: str) -> None:
    assert suggest_categories(title)[0][0] == code


def test_description_helps_where_the_title_says_little() -> None:
    assert suggest_categories("Hàng nhà làm") == []
    assert suggest_categories("Hàng nhà làm", "Tương ớt, sa tế đóng chai")[0][0] == "processed.condiment.chilli"


def test_suggestions_come_best_first_and_no_more_than_asked() -> None:
    found = suggest_categories("Chả bò, bò khô, nước mắm, mật ong, rượu nếp", limit=3)
    assert len(found) == 3
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_typed_diacritics_must_agree() -> None:
    codes = [code for code, _ in suggest_categories("dưa muối")]
    assert codes[0] == "processed.fruitveg.pickle"
    assert "processed.oilsugar.coconut" not in codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("craft.ceramics", "craft.ceramics"),
        ("Gốm sứ", "craft.ceramics"),
        ("VLXD", "other.building"),
        ("Gia vị", "processed.condiment"),
        ("Bún, miến, bánh tráng", "processed.noodle"),
        ("Mật ong", "processed.health.honey"),
        ("Hóa mỹ phẩm", "other.homecare"),
        ("may moc", "machinery"),
        ("Nón, quạt", "craft.folk.hat"),
        ("???", None),
    ],
)
def test_category_names_as_people_use_them(name: str, code: str | None) -> None:
    found = recognise_category(name)
    assert found == code


def test_every_category_is_recognised_by_its_name() -> None:
    for row in read_table("categories"):
        assert recognise_category(row["name_vi"]) == row["code"], row["name_vi"]
        assert recognise_category(row["name_en"]) == row["code"], row["name_en"]


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_failing(text: str) -> None:
    suggest_categories(text, text)
    recognise_category(text)
