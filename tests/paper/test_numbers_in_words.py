"""Numbers read out in Vietnamese: a table of cases, and reading them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.paper.numbers_in_words import dong_in_words, in_words

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
VALUES = {**{word: digit for digit, word in enumerate(DIGITS)}, "mốt": 1, "lăm": 5}


def read_back(words: str) -> int:
    """Return the number that words name, worked out in another way than they were made."""
    total = billions = group = last = 0
    for word in words.split():
        if word == "tỷ":
            billions = (billions + total + group + last) * 10**9
            total = group = last = 0
        elif word in ("nghìn", "triệu"):
            total += (group + last) * (1000 if word == "nghìn" else 10**6)
            group = last = 0
        elif word == "trăm":
            group, last = last * 100, 0
        elif word == "mươi":
            group, last = group + last * 10, 0
        elif word == "mười":
            group += 10
        elif word != "linh":
            last = VALUES[word]
    return billions + total + group + last


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (555, "năm trăm năm mươi lăm"),
        (1000, "một nghìn"),
        (1001, "một nghìn không trăm linh một"),
        (1010, "một nghìn không trăm mười"),
        (21_000, "hai mươi mốt nghìn"),
        (24_000_000, "hai mươi bốn triệu"),
        (1_005_021, "một triệu không trăm linh năm nghìn không trăm hai mươi mốt"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (2_015_000_000, "hai tỷ không trăm mười lăm triệu"),
        (1_000_000_000_000, "một nghìn tỷ"),
        (5_000_005_000_000_000, "năm triệu không trăm linh năm tỷ"),
        (10**18, "một tỷ tỷ"),
    ],
)
def test_numbers_are_read_as_people_read_them(number: int, words: str) -> None:
    assert in_words(number) == words
    assert read_back(words) == number


@given(st.integers(0, 10**15))
def test_what_is_read_out_can_be_read_back(number: int) -> None:
    words = in_words(number)
    assert read_back(words) == number
    assert "  " not in words
    assert words == words.strip()


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_different_numbers_are_read_differently(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) is (one == other)


def test_money_begins_a_sentence() -> None:
    assert dong_in_words(24_000_000) == "Hai mươi bốn triệu đồng"
    assert dong_in_words(0) == "Không đồng"


def test_nothing_is_owed_backwards() -> None:
    with pytest.raises(ValueError, match="upwards"):
        in_words(-1)
