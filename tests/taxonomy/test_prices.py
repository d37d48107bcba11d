"""Prices for a unit of goods."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.i18n import reading
from marketplace.taxonomy.units import UnknownUnit, Unreadable, format_price, parse_price, price_per_base


@pytest.mark.parametrize(
    ("text", "price", "unit"),
    [
        ("85k/kg", 85_000, "kg"),
        ("85.000đ / ký", 85_000, "kg"),
        ("1tr9/tấn", 1_900_000, "tấn"),
        ("3 triệu 2/tấn", 3_200_000, "tấn"),
        ("150.000 ₫/hũ 200g", 150_000, "hũ 200g"),
        ("120k 1 hũ 200g", 120_000, "hũ 200g"),
        ("150.000đ một ký", 150_000, "kg"),
        ("1.150đ viên", 1_150, "viên"),
        ("50k/500g", 100_000, "kg"),
        ("30k/10 cái", 3_000, "cái"),
        ("100k/2 hũ 200g", 50_000, "hũ 200g"),
    ],
)
def test_price_is_read(text: str, price: int, unit: str) -> None:
    assert parse_price(text) == (price, unit)


def test_a_price_without_a_unit_is_for_the_unit_given() -> None:
    assert parse_price("85k", default_unit="kg") == (85_000, "kg")
    with pytest.raises(UnknownUnit) as refusal:
        parse_price("85k")
    assert refusal.value.reason == "taxonomy.unit_missing"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "taxonomy.money_unreadable"),
        ("rẻ", "taxonomy.money_unreadable"),
        ("0/kg", "taxonomy.price_zero"),
        ("85k-90k/kg", "taxonomy.price_range"),
        ("85k/xyz", "taxonomy.unit_unknown"),
        ("1,5/kg", "taxonomy.money_unreadable"),
        ("1đ/1000000 kg", "taxonomy.money_unreadable"),
    ],
)
def test_what_is_no_price_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_price(text)
    assert refusal.value.reason == reason


def test_a_jar_compares_with_a_kilogram() -> None:
    assert price_per_base(30_000, "hũ 200g") == ("mass", Decimal(150_000))
    assert price_per_base(120_000, "kg") == ("mass", Decimal(120_000))
    assert price_per_base(2_400_000, "chục") == ("piece", Decimal(240_000))
    assert price_per_base(1, "?") is None


def test_price_is_shown_in_the_readers_language() -> None:
    assert format_price(85_000, "hũ 200g") == "85.000 ₫/hũ 200g"
    with reading("en"):
        assert format_price(85_000, "hũ 200g") == "85,000 ₫/pot of 200 g"


@given(
    st.integers(min_value=1, max_value=10**13), st.sampled_from(["kg", "hũ 200g", "cái", "tấn", "m2", "đôi", "thùng"])
)
def test_price_as_shown_is_read_back(price: int, unit: str) -> None:
    with reading("vi"):
        assert parse_price(format_price(price, unit)) == (price, unit)


@given(st.text(max_size=200))
def test_any_text_is_a_price_or_refused(text: str) -> None:
    try:
        price, unit = parse_price(text)
    except Unreadable:
        return
    assert price > 0
    assert price_per_base(price, unit) is not None
