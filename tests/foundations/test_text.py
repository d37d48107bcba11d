"""Vietnamese text made comparable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.text import fold, fold_key, nfc, person_sort_key, slug, tidy, tidy_lines


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Đường phèn", "duong phen"),
        ("NƯỚC MẮM", "nuoc mam"),
        ("hoà", "hoa"),
        ("ngưỡng", "nguong"),
        (unicodedata.normalize("NFD", "Bưởi Diễn"), "buoi dien"),
        ("OCOP 4★", "ocop 4★"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_fold_key_ignores_punctuation() -> None:
    assert fold_key("HTX  Mây-tre  Đan") == fold_key("htx mây tre đan") == "htx may tre dan"


def test_direction_marks_and_nul_are_dropped() -> None:
    assert tidy("a\u202eb\x00c\u200b") == "abc"


def test_lines_are_kept_but_tidied() -> None:
    assert tidy_lines("  một \r\nhai\n\n\n\nba  ") == "một\nhai\n\nba"


def test_people_are_listed_by_given_name() -> None:
    names = ["Trần Văn Bình", "Nguyễn Thị An", "Lê Ân"]
    assert sorted(names, key=person_sort_key) == ["Lê Ân", "Nguyễn Thị An", "Trần Văn Bình"]


@given(st.text())
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)
    assert slug(slug(raw)) == slug(raw)
    assert nfc(nfc(raw)) == nfc(raw)
