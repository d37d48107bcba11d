"""Pagination by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.paging import decode_cursor, encode_cursor, page_of


@given(
    st.lists(
        st.one_of(
            st.integers(-(2**53), 2**53),
            st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
            st.none(),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_cursor_comes_back_as_it_was(values: list[int | str | None]) -> None:
    cursor = encode_cursor(*values)
    if len(cursor) <= 400:
        assert decode_cursor(cursor, len(values)) == tuple(values)


@given(st.text())
def test_any_other_text_is_no_cursor(raw: str) -> None:
    assert decode_cursor(raw, 7) is None


@pytest.mark.parametrize(
    "raw", [None, "", "!!!", "W10", "eyJhIjoxfQ", "W1tdXQ", encode_cursor(2**63), encode_cursor("\x00"), "x" * 1000]
)
def test_tampered_cursors_are_ignored(raw: str | None) -> None:
    assert decode_cursor(raw, 1) is None


def test_the_extra_row_tells_that_there_is_more() -> None:
    page = page_of([3, 2, 1], 2, lambda n: (n,))
    assert page.items == [3, 2]
    assert decode_cursor(page.next_cursor, 1) == (2,)
    assert page_of([3, 2], 2, lambda n: (n,)).next_cursor is None
