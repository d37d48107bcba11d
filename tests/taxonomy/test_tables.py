"""The published files themselves."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from marketplace.taxonomy.tables import FOLDER, read_table, split_cell

COUNTS = {
    "categories": 218,
    "units": 119,
    "certificates": 68,
    "readiness": 29,
    "channels": 25,
    "provinces": 34,
    "predecessors": 63,
    "macroregions": 183,
    "wards": 3321,
    "craft_villages": 567,
}


def codes(table: str, column: str = "code") -> set[str]:
    return {row[column] for row in read_table(table)}


@pytest.mark.parametrize(("table", "count"), COUNTS.items())
def test_number_of_rows(table: str, count: int) -> None:
    assert len(read_table(table)) == count


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_text_is_in_one_form(path: object) -> None:
    for row in read_table(path.stem):  # type: ignore[attr-defined]
        for cell in row.values():
            assert cell == unicodedata.normalize("NFC", cell).strip()


@pytest.mark.parametrize(
    "table", ["categories", "units", "certificates", "readiness", "channels", "provinces", "wards"]
)
def test_codes_are_unique(table: str) -> None:
    assert len(codes(table)) == len(read_table(table))


@pytest.mark.parametrize(
    ("table", "column", "target", "also"),
    [
        ("categories", "parent", "categories", set[str]()),
        ("categories", "typical_units", "units", set[str]()),
        ("category_words", "code", "categories", set[str]()),
        ("certificates", "also_satisfies", "certificates", set[str]()),
        ("readiness", "asked_by", "channels", set[str]()),
        ("readiness", "applies_to_categories", "categories", {"all"}),
        ("channels", "typical_requirements", "readiness", set[str]()),
        ("predecessors", "province_code", "provinces", set[str]()),
        ("macroregions", "province_codes", "provinces", set[str]()),
        ("wards", "province_code", "provinces", set[str]()),
        ("craft_villages", "province_34_code", "provinces", set[str]()),
        ("craft_villages", "category_code", "categories", set[str]()),
    ],
)
def test_references_resolve(table: str, column: str, target: str, also: set[str]) -> None:
    named = {code for row in read_table(table) for code in split_cell(row[column])}
    assert named <= codes(target) | also


def test_every_province_has_wards_and_predecessors() -> None:
    assert codes("wards", "province_code") == codes("provinces")
    assert codes("predecessors", "province_code") == codes("provinces")


def test_wards_have_the_three_kinds() -> None:
    assert codes("wards", "kind") == {"xã", "phường", "đặc khu"}


def test_english_texts_are_there() -> None:
    for row in read_table("readiness"):
        assert row["how_to_get_en"]
        assert row["typical_cost_note_en"]
    for row in read_table("certificates"):
        assert row["issuer_en"]
    for row in read_table("units"):
        assert row["name_en"]


def test_factors_of_packs_are_left_open() -> None:
    for row in read_table("units"):
        if row["kind"] == "pack":
            assert row["factor_to_base"] == ""
        else:
            assert Decimal(row["factor_to_base"]) > 0
