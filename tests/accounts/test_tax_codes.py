"""Tax codes of organisations and of persons."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from marketplace.accounts.tax_codes import is_personal, masked, parse_tax_code, public_tax_code

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0314409058", "0314409058"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
        ("01.00233488", "0100233488"),
        ("0100 233 488", "0100233488"),
        ("0100233480", None),
        ("0314409058-000", None),
        ("12345", None),
        ("", None),
        ("không có", None),
        ("001185012345", "001185012345"),
        ("001 185 012 345", "001185012345"),
        ("079203012345", "079203012345"),
        ("003185012345", None),
        ("001485012345", None),
        ("001227012345", None),
        ("001005012345", None),
        ("٠٣١٤٤٠٩٠٥٨", None),
    ],
)
def test_tax_codes(typed: str, stored: str | None) -> None:
    assert parse_tax_code(typed, today=TODAY) == stored


@given(st.text(max_size=30))
def test_any_text_gives_a_code_that_is_read_again(text: str) -> None:
    found = parse_tax_code(text, today=TODAY)
    assert found is None or parse_tax_code(found, today=TODAY) == found


@given(st.integers(min_value=1, max_value=9_999_999), st.integers(min_value=1, max_value=99))
def test_the_check_digit_is_checked(number: int, province: int) -> None:
    body = f"{province:02d}{number:07d}"
    right = mst.calc_check_digit(body)
    accepted = [d for d in "0123456789" if parse_tax_code(body + d, today=TODAY)]
    assert accepted == ([right] if len(right) == 1 else [])


def test_a_personal_number_is_never_shown_whole() -> None:
    assert is_personal("001185012345")
    assert masked("001185012345") == "•••••••••345"
    assert public_tax_code("001185012345") is None


@pytest.mark.parametrize("code", ["0314409058", "0314409058-002", None])
def test_an_organisations_code_is_public(code: str | None) -> None:
    assert not is_personal(code)
    assert public_tax_code(code) == code
    assert masked(code) == (code or "")
