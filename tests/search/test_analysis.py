"""How Vietnamese text becomes search terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.search.analysis import phrases, syllable
from marketplace.search.weighting import document_terms, read_query


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Nước mắm", ["nước/nuoc", "mắm/mam"]),
        ("ĐƯỜNG PHÈN", ["đường/duong", "phèn/phen"]),
        (unicodedata.normalize("NFD", "Bánh tráng"), ["bánh/banh", "tráng/trang"]),
        ("hoà thuý loè", ["hòa/hoa", "thúy/thuy", "lòe/loe"]),
        ("quý khách", ["quý/quy", "khách/khach"]),
        ("mỳ, kỹ, lý, y", ["mì/mi", "kĩ/ki", "lí/li", "y/y"]),
        ("hũ 200g, 500 ml, 1,5 tấn", ["hũ/hu", "200g/200g", "500ml/500ml", "1,5/1,5", "tấn/tan"]),
        ("gạo ST25 85k/kg 1tr2", ["gạo/gao", "st25/st25", "85k/85k", "kg/kg", "1tr2/1tr2"]),
        ("cashew nuts boxes berries glass", ["cashew/cashew", "nut/nut", "box/box", "berry/berry", "glass/glass"]),
        ("", []),
        ("?!… 😀 \0", []),
    ],
)
def test_syllables(text: str, terms: list[str]) -> None:
    assert [f"{one.typed}/{one.folded}" for run in phrases(text) for one in run] == terms


def test_a_syllable_knows_whether_it_was_typed_with_marks() -> None:
    assert syllable("mắm").is_marked
    assert not syllable("mam").is_marked
    assert not syllable("nuts").is_marked


def test_pairs_do_not_cross_punctuation() -> None:
    terms = document_terms({"title": "lạc rang, mè đen"})
    assert {"lac rang", "me den"} <= terms.keys()
    assert "rang me" not in terms


def test_long_fields_weigh_less_and_titles_more() -> None:
    short = document_terms({"body": "gạo ngon"})
    long = document_terms({"body": "gạo ngon " + "từ đồng bằng sông lớn " * 20})
    assert long["gao"] < short["gao"] < document_terms({"title": "gạo ngon"})["gao"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cần mua nước mắm", ["nước", "mắm"]),
        ("can mua nuoc mam", ["can", "nuoc", "mam"]),
        ("mua hàng", ["mua", "hàng"]),
        ("mua gạo", ["mua", "gạo"]),
        ("gạo gạo GẠO", ["gạo"]),
    ],
)
def test_words_that_say_nothing_are_left_out_where_enough_remain(text: str, words: list[str]) -> None:
    assert [word.said for word in read_query(text).words] == words


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text: str) -> None:
    for run in phrases(text):
        for one in run:
            assert one.typed.encode()
            assert one.folded.encode()
