"""Phone numbers and addresses as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts.contacts import Contact, masked, parse_contact, parse_email, parse_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("0912-345-678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("+84 0912345678", "+84912345678"),
        ("84 912 345 678", "+84912345678"),
        ("0084 912345678", "+84912345678"),
        ("  0912345678 ", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("(024) 3825 1234", "+842438251234"),
        ("024.3825.1234", "+842438251234"),
        ("0168 234 5678", "+84382345678"),
        ("0123 456 7890", "+84834567890"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+1 650-253-0000", "+16502530000"),
    ],
)
def test_numbers_that_can_be_called(typed: str, stored: str) -> None:
    assert parse_phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "0912",
        "091234567890123",
        "không có",
        "0912 345 678 anh Ba",
        "113",
        "1900 1234",
        "+999 123",
        "0012345678",
        "²³¹²³⁴⁵⁶⁷⁸",
    ],
)
def test_what_is_no_number(typed: str) -> None:
    assert parse_phone(typed) is None


@given(st.integers(min_value=0, max_value=9_999_999), st.sampled_from([" ", ".", "-", ""]))
def test_separators_and_country_code_make_no_difference(tail: int, separator: str) -> None:
    digits = f"091{tail:07d}"
    grouped = separator.join([digits[:4], digits[4:7], digits[7:]])
    international = "+84" + separator + digits[1:]
    assert parse_phone(grouped) == parse_phone(digits) == parse_phone(international) == "+84" + digits[1:]


@given(st.text(max_size=60))
def test_any_text_is_a_contact_or_none(text: str) -> None:
    found = parse_contact(text)
    assert found is None or parse_contact(found.value) == found


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Hoa@Gmail.COM", "hoa@gmail.com"),
        (" hoa.nguyen@batrang.vn ", "hoa.nguyen@batrang.vn"),
        ("hoa@", None),
        ("hoa", None),
        ("hoa@gmail", None),
        ("a b@gmail.com", None),
        ("x" * 300 + "@gmail.com", None),
    ],
)
def test_addresses(typed: str, stored: str | None) -> None:
    assert parse_email(typed) == stored


def test_either_may_be_typed() -> None:
    assert parse_contact("0912345678") == Contact("phone", "+84912345678")
    assert parse_contact("Hoa@gmail.com") == Contact("email", "hoa@gmail.com")
    assert parse_contact("hoa") is None


@pytest.mark.parametrize(
    ("value", "shown"), [("+84912345678", "+84***678"), ("hoa@gmail.com", "h***@gmail.com"), ("", "")]
)
def test_masked(value: str, shown: str) -> None:
    assert masked(value) == shown
