"""How near two kinds of goods are: the first noun decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matching.likeness import kinds_of, kinship, likeness_of, nearness


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("processed.noodle.glass", "processed.noodle.glass", 1.0),
        ("processed.noodle", "processed.noodle.glass", 0.85),
        ("processed.noodle.rice", "processed.noodle.glass", 0.7),
        ("processed", "processed.noodle.glass", 0.5),
        ("processed.seafood.fish", "processed.noodle.glass", 0.15),
        ("machinery.food", "processed.noodle.glass", 0.0),
    ],
)
def test_nearness_in_the_tree(one: str, other: str, expected: float) -> None:
    assert nearness(one, other) == nearness(other, one) == expected


def kin(demand: str, listing: str) -> float:
    return kinship(kinds_of(demand, "", None), kinds_of(listing, "", None))


@pytest.mark.parametrize(
    ("demand", "right", "wrong"),
    [
        ("Cần mua lạc rang", "Đậu phộng rang muối", "Máy ép dầu lạc"),
        ("Cần máy sấy xoài", "Máy sấy nông sản", "Xoài sấy dẻo"),
        ("Cần mua trà ô long", "Trà ô long Bảo Lộc", "Ấm chén pha trà"),
        ("Cần mua mật ong", "Mật ong hoa nhãn", "Máy chiết rót mật ong"),
    ],
)
def test_a_machine_is_not_what_it_makes(demand: str, right: str, wrong: str) -> None:
    assert kin(demand, right) > 2 * kin(demand, wrong)


def test_own_category_counts_fully_and_words_fill_in() -> None:
    kinds = kinds_of("Miến dong", "", "craft")
    assert kinds["craft"] == 1.0
    assert max(weight for code, weight in kinds.items() if code != "craft") == 1.0
    assert kinds_of("xyz", "", None) == {}
    assert kinship({}, {"craft": 1.0}) == 0.5


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_likeness_grows_with_both_witnesses(share: float, kin_one: float, kin_two: float) -> None:
    low, high = sorted((kin_one, kin_two))
    assert 0 <= likeness_of(share, low) <= likeness_of(share, high) < 1
