"""Numbers and money as people type them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.i18n import format_money, format_number, reading
from marketplace.taxonomy.units import MAX_MONEY, Unreadable, parse_money, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1 250 000", "1250000"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("0,125", "0.125"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250", "1250"),
        ("1,250", "1250"),
        ("1,234", "1.234"),
        ("1tr2", "1200000"),
        ("1tr250", "1250000"),
        ("1tr05", "1050000"),
        ("1 triệu 2", "1200000"),
        ("1 triệu 200 nghìn", "1200000"),
        ("2k5", "2500"),
        ("85k", "85000"),
        ("85 ngàn", "85000"),
        ("2 triệu rưỡi", "2500000"),
        ("2 trieu ruoi", "2500000"),
        ("1,2 tỷ", "1200000000"),
        ("3 trăm nghìn", "300000"),
        ("2 trăm rưỡi", "250"),
        ("hai chục", "20"),
        ("mười", "10"),
        ("nửa", "0.5"),
        ("2 million", "2000000"),
    ],
)
def test_number_is_read(text: str, value: str) -> None:
    assert parse_number(text, "vi") == Decimal(value)


def test_readers_language_decides_between_thousand_and_fraction() -> None:
    assert parse_number("1.234", "vi") == 1234
    assert parse_number("1.234", "en") == Decimal("1.234")
    assert parse_number("1,234", "vi") == Decimal("1.234")
    assert parse_number("1,234", "en") == 1234


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "-5", "1.2.3", "1,2,3", "1.23.456", "1e5", "nan", "inf", "1/2", "١٢", "5 6", "1.", "9" * 40, "k"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_number(text, "vi")
    assert refusal.value.reason == "taxonomy.number_unreadable"


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("85k", 85_000),
        ("85 K đ", 85_000),
        ("85.000đ", 85_000),
        ("85.000 VNĐ", 85_000),
        ("12,000đ", 12_000),
        ("12,345", 12_345),
        ("1.250.000 ₫", 1_250_000),
        ("1tr9", 1_900_000),
        ("1.250k", 1_250_000),
        ("1,25 tr", 1_250_000),
        ("150 nghìn đồng", 150_000),
        ("1,2 tỷ", 1_200_000_000),
        ("0", 0),
    ],
)
def test_money_is_read(text: str, dong: int) -> None:
    assert parse_money(text) == dong


@pytest.mark.parametrize("text", ["1,5", "0,5đ", "10.000 tỷ tỷ", "20000 tỷ", "free", "-1", "đ", "5 usd"])
def test_what_is_no_sum_in_dong_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_money(text)


@given(st.integers(min_value=0, max_value=MAX_MONEY), st.sampled_from(["vi", "en"]))
def test_money_as_shown_is_read_back(dong: int, language: str) -> None:
    with reading(language):
        assert parse_money(format_money(dong)) == dong


@given(st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from(["vi", "en"]))
def test_number_as_shown_is_read_back(value: Decimal, language: str) -> None:
    with reading(language):
        assert parse_number(format_number(value)) == value


@given(st.text(max_size=200))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for read in (parse_number, parse_money):
        with suppress(Unreadable):
            assert read(text) >= 0
