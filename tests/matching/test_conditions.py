"""What a buyer's text rules out, and what a seller's text says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matching.conditions import breach, exclusions_of

RULED_OUT = [
    ("Không nhận can lớn, không chất bảo quản.", ["can lớn", "chất bảo quản"]),
    ("Không lấy chè bồm chè cám. OCOP từ 4 sao.", ["chè bồm", "chè cám"]),
    ("Sợi dai, không pha bột sắn", ["bột sắn"]),
    ("Cần giỏ tre, no lacquer please", ["lacquer"]),
    ("khong lay hang dong lanh", ["dong lanh"]),
    ("cà phê hạt chứ không phải cà phê bột", ["cà phê bột"]),
    ("Cá khô các loại trừ cá tẩm", ["cá tẩm"]),
    ("Hàng đông lạnh thì không lấy", ["đông lạnh"]),
    ("Không lấy nhựa hoặc kim loại", ["nhựa", "kim loại"]),
    # no conditions
    ("Không cần đạm cao", []),
    ("Giá không quá 60 ngàn", []),
    ("Hút chân không gói 500g", []),
    ("Bánh mềm, cuốn không rách", []),
    ("Ưu tiên sấy không thêm đường", []),
    ("Tranh ghép đá tự nhiên", []),
    ("Không lấy", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), RULED_OUT)
def test_what_is_ruled_out(text: str, expected: list[str]) -> None:
    assert [one.phrase for one in exclusions_of(text)] == expected


SAID = [
    ("Không nhận can lớn", "Tương ớt can 5kg giá sỉ", "can 5kg"),
    ("Không nhận can lớn", "Tương ớt can 500 ml", None),
    ("Không nhận can lớn", "Rượu cần Ê Đê", None),
    ("Không nhận can lớn", "Tương ớt chai 200g, hũ 500g", None),
    ("Không lấy chè cám", "chè móc câu, chè búp, chè cám. bao 10 ký", "chè cám"),
    ("Không lấy chè cám", "che moc cau, che cam nau nuoc", "che cam"),
    ("Không pha bột sắn", "Sợi pha bột đao với bột sắn, trắng đẹp", "Sợi pha bột đao với bột sắn"),
    ("Không pha bột sắn", "Miến dong, không pha bột sắn", None),
    ("Không pha bột sắn", "Miến dong và bột sắn dây", None),
    ("Không tẩm bơ", "Cafe pha bơ, đậm đà", "Cafe pha bơ"),
    ("Không hàn the", "Giò lụa, không hàn the", None),
    ("No lacquer", "Bamboo tray without lacquer", None),
    ("No lacquer", "Bamboo tray with lacquer", "lacquer"),
]


@pytest.mark.parametrize(("wanted", "offered", "expected"), SAID)
def test_whether_it_is_said_all_the_same(wanted: str, offered: str, expected: str | None) -> None:
    (exclusion,) = exclusions_of(wanted)
    assert breach(exclusion, offered) == expected


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_read(wanted: str, offered: str) -> None:
    for exclusion in exclusions_of(wanted):
        assert exclusion.words
        breach(exclusion, offered)
