"""Amounts of goods."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.i18n import reading
from marketplace.taxonomy.models import Region
from marketplace.taxonomy.units import (
    MAX_AMOUNT,
    MIN_AMOUNT,
    Quantity,
    UnknownUnit,
    Unreadable,
    compare,
    convert,
    format_quantity,
    in_base,
    needs_asking,
    parse_quantity,
    parse_unit,
)
from marketplace.taxonomy.units.specs import unit_rows


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1,5 tấn", "1.5", "tấn"),
        ("2 tạ", "2", "tạ"),
        ("500 hũ 200g", "500", "hũ 200g"),
        ("1 chục", "1", "chục"),
        ("1.500 cái", "1500", "cái"),
        ("1,500 cái", "1500", "cái"),
        ("2 tấn/tháng", "2", "tấn"),
        ("mỗi tháng 2 tấn", "2", "tấn"),
        ("2 tan moi thang", "2", "tấn"),
        ("khoảng 3 tạ", "3", "tạ"),
        ("1tr2 viên", "1200000", "viên"),
        ("2 nghìn viên", "2000", "viên"),
        ("2 nghìn", "2", "nghìn"),
        ("2 chục viên", "20", "viên"),
        ("5 chục 12", "5", "chục 12"),
        ("1 tấn rưỡi", "1.5", "tấn"),
        ("1 tấn 2", "1.2", "tấn"),
        ("2 tấn 3 tạ", "2.3", "tấn"),
        ("nửa tấn", "0.5", "tấn"),
        ("hai tạ", "2", "tạ"),
        ("1m4", "1.4", "m"),
        ("1 m2", "1", "m2"),
        ("20 tấn gạo", "20", "tấn"),
        ("500 con dao phay", "500", "con"),
        ("10 thùng 24 chai 500ml", "10", "thùng 24 chai 500ml"),
        ("0,3336 kg", "0.334", "kg"),
    ],
)
def test_amount_is_read(text: str, amount: str, unit: str) -> None:
    assert parse_quantity(text, language="vi") == Quantity(amount=Decimal(amount), unit=unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "taxonomy.amount_unreadable"),
        ("nhiều", "taxonomy.amount_unreadable"),
        ("kg", "taxonomy.amount_unreadable"),
        ("nan kg", "taxonomy.amount_unreadable"),
        ("-5 kg", "taxonomy.amount_unreadable"),
        ("500", "taxonomy.unit_missing"),
        ("500 abc", "taxonomy.unit_unknown"),
        ("0 kg", "taxonomy.amount_out_of_range"),
        ("0,0001 kg", "taxonomy.amount_out_of_range"),
        ("2 tỷ kg", "taxonomy.amount_out_of_range"),
        ("2-3 tấn", "taxonomy.amount_range"),
        ("2 đến 3 tấn", "taxonomy.amount_range"),
        ("20 tấn/năm", "taxonomy.amount_period"),
        ("20 tấn mỗi vụ", "taxonomy.amount_period"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_quantity(text, language="vi")
    assert refusal.value.reason == reason
    assert refusal.value.problems[0].key == reason


def test_only_the_unit_is_the_trouble() -> None:
    with pytest.raises(UnknownUnit) as refusal:
        parse_quantity("500 abc", language="vi")
    assert refusal.value.problems[0].field == "unit"
    assert refusal.value.text == "abc"


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("1 tấn", "10 tạ", 0),
        ("1 tấn", "999 kg", 1),
        ("9 yến", "1 tạ", -1),
        ("500 hũ 200g", "100 kg", 0),
        ("10 chai 250ml", "2 lít", 1),
        ("2 chục", "20 chiếc", 0),
        ("1 lố", "1 tá", 0),
        ("6 đôi", "12 con", 0),
        ("3 máy", "3 cái", 0),
        ("5 bộ", "6 bộ", -1),
        ("5 bộ", "5 cái", None),
        ("5 hộp", "5 gói", None),
        ("5 bức", "5 cái", None),
        ("1 kg", "1 lít", None),
        ("1 hũ", "1 hũ 200g", None),
        ("1 bộ 6 món", "1 bộ 4 món", None),
    ],
)
def test_amounts_compare_only_where_they_convert(left: str, right: str, answer: int | None) -> None:
    a, b = parse_quantity(left), parse_quantity(right)
    assert compare(a, b) == answer
    assert compare(b, a) == (None if answer is None else -answer)


def test_conversion() -> None:
    assert convert(Quantity(amount=Decimal(2), unit="tạ"), "tấn") == Quantity(amount=Decimal("0.2"), unit="tấn")
    assert convert(Quantity(amount=Decimal(500), unit="hũ 200g"), "kg") == Quantity(amount=Decimal(100), unit="kg")
    assert convert(Quantity(amount=Decimal(1), unit="kg"), "lít") is None
    assert convert(Quantity(amount=Decimal(1), unit="?"), "lít") is None
    assert in_base(Decimal(3), "chục") == ("piece", Decimal(30))
    assert in_base(Decimal(3), "?") is None


def test_a_southern_chuc_is_asked_about() -> None:
    assert needs_asking("chục", Region.SOUTH)
    assert needs_asking("chục", "south")
    assert not needs_asking("chục", Region.NORTH)
    assert not needs_asking("chục 12", Region.SOUTH)
    assert not needs_asking("kg", Region.SOUTH)
    assert not needs_asking("?", Region.SOUTH)


def test_amounts_are_shown_in_the_readers_language() -> None:
    shown = [
        (Decimal("1500.5"), "kg"),
        (Decimal(500), "hũ 200g"),
        (Decimal(2), "tạ"),
        (Decimal(1), "thùng 24 chai 500ml"),
    ]
    assert [format_quantity(*one) for one in shown] == [
        "1.500,5 kg",
        "500 hũ 200g",
        "2 tạ",
        "1 thùng 24 chai 500ml",
    ]
    with reading("en"):
        assert [format_quantity(*one) for one in shown] == [
            "1,500.5 kg",
            "500 pots of 200 g",
            "200 kg",
            "1 carton of 24 bottles of 500 ml",
        ]


UNITS = st.sampled_from([row.spec.text for row in unit_rows().values()])
PACKS = st.sampled_from(["hũ", "chai", "bao", "túi", "thùng", "hộp", "can", "lon"])
CONTENTS = st.tuples(st.decimals(min_value="0.01", max_value=5000, places=2), st.sampled_from(["g", "kg", "ml", "lít"]))
PACKED = st.builds(
    lambda pack, content: parse_unit(f"{pack} {format(content[0], 'f').replace('.', ',')} {content[1]}").text,
    PACKS,
    CONTENTS,
)
AMOUNTS = st.decimals(min_value=MIN_AMOUNT, max_value=MAX_AMOUNT, places=3)


@given(AMOUNTS, UNITS | PACKED)
def test_amount_as_shown_is_read_back(amount: Decimal, unit: str) -> None:
    with reading("vi"):
        assert parse_quantity(format_quantity(amount, unit)) == Quantity(amount=amount, unit=unit)


@given(
    AMOUNTS.filter(lambda amount: amount < 10**6), st.sampled_from(["kg", "tấn", "lít", "cái", "bộ", "hộp"]) | PACKED
)
def test_amount_as_shown_in_english_is_the_same_size(amount: Decimal, unit: str) -> None:
    with reading("en"):
        again = parse_quantity(format_quantity(amount, unit))
    assert in_base(again.amount, again.unit) == in_base(amount, unit)


@given(st.text(max_size=200))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        found = parse_quantity(text)
    except Unreadable:
        return
    assert MIN_AMOUNT <= found.amount <= MAX_AMOUNT
    assert in_base(found.amount, found.unit) is not None


WORDS = ("1", "2", "5", ",", ".", "tr", "k", "tấn", "rưỡi", "hũ", "200g", "chục", "/", "x", "nghìn", "ml", "-", "kg")


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_any_mixture_of_known_words_is_an_amount_or_refused(words: list[str]) -> None:
    for text in ("".join(words), " ".join(words)):
        with suppress(Unreadable):
            parse_quantity(text)
