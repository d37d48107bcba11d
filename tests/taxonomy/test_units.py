"""One unit as typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.i18n import reading
from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.taxonomy.units import UnknownUnit, Unreadable, find_unit, format_unit, parse_unit
from marketplace.taxonomy.units.specs import unit_rows


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("KG", "kg"),
        ("ký", "kg"),
        ("ky", "kg"),
        ("cân", "kg"),
        ("kilo", "kg"),
        ("tấn", "tấn"),
        ("tạ", "tạ"),
        ("lit", "lít"),
        ("m2", "m2"),
        ("m²", "m2"),
        ("cái", "cái"),
        ("chiec", "chiếc"),
        ("pcs", "cái"),
        ("bịch", "bịch"),
        ("hủ 200g", "hũ 200g"),
        ("hũ loại 200 gr", "hũ 200g"),
        ("hũ (200g)", "hũ 200g"),
        ("200g/hũ", "hũ 200g"),
        ("hũ 0,2kg", "hũ 200g"),
        ("bao 50 ký", "bao 50kg"),
        ("chai 1,5 lít", "chai 1,5 lít"),
        ("chai 1500ml", "chai 1,5 lít"),
        ("can 20L", "can 20 lít"),
        ("thùng 24 chai 500ml", "thùng 24 chai 500ml"),
        ("thùng 24 x 500ml", "thùng 24x500ml"),
        ("bộ 6 món", "bộ 6 món"),
        ("phuy 290kg", "phuy 290kg"),
        ("chục 12 quả", "chục 12"),
        ("/kg", "kg"),
        ("mỗi ký", "kg"),
        ("1 kg", "kg"),
        ("jars of 200 g", "lọ 200g"),
        ("boxes", "hộp"),
    ],
)
def test_unit_is_read(typed: str, text: str) -> None:
    assert parse_unit(typed).text == text


@pytest.mark.parametrize(
    ("typed", "dimension", "factor"),
    [
        ("yến", "mass", "10"),
        ("lạng", "mass", "0.1"),
        ("hũ 200g", "mass", "0.2"),
        ("bánh 100g", "mass", "0.1"),
        ("chai 250ml", "volume", "0.25"),
        ("thùng 24 chai 500ml", "volume", "12"),
        ("phuy", "volume", "200"),
        ("phuy 290kg", "mass", "290"),
        ("con", "piece", "1"),
        ("máy", "piece", "1"),
        ("đôi", "piece", "2"),
        ("lố", "piece", "12"),
        ("chục", "piece", "10"),
        ("chục 14", "piece", "14"),
        ("hộp 10 cái", "piece", "10"),
        ("hộp", "unit:box", "1"),
        ("bức", "unit:picture", "1"),
        ("hộp 10 gói", "unit:packet", "10"),
        ("bộ 6 món", "unit:bộ 6 món", "1"),
    ],
)
def test_dimension_and_size(typed: str, dimension: str, factor: str) -> None:
    spec = parse_unit(typed)
    assert (spec.dimension, spec.factor) == (dimension, Decimal(factor))


@pytest.mark.parametrize(
    ("typed", "typical", "code"),
    [
        ("ta", (), "quintal"),
        ("ta", ("piece", "dozen"), "dozen"),
        ("can", ("litre", "bottle"), "can"),
        ("can", ("kg", "packet"), "kg"),
        ("bo", ("piece", "set"), "set"),
        ("bo", ("bunch",), "bunch"),
        ("lo", ("kg", "jar"), "jar"),
        ("lo", ("piece", "dozen"), "lo12"),
        ("thung", (), "carton"),
        ("tan", ("kg", "ton"), "ton"),
        ("phan", ("metre",), "cm"),
    ],
)
def test_missing_diacritics_are_resolved_by_the_usual_units(typed: str, typical: tuple[str, ...], code: str) -> None:
    spec = parse_unit(typed, typical)
    assert spec.code == code
    assert spec.ambiguous


def test_typed_diacritics_leave_no_doubt() -> None:
    assert [parse_unit(typed).code for typed in ("tạ", "tá", "bộ", "bó", "lọ", "lố", "lô", "thúng")] == [
        "quintal",
        "dozen",
        "set",
        "bunch",
        "jar",
        "lo12",
        "batch",
        "thung_dan",
    ]
    assert not parse_unit("tá").ambiguous


@pytest.mark.parametrize("typed", ["", "xyz", "kg kg kg", "kg 200g", "chục 13", "hũ 0g", "hũ 1/2", "12", "a" * 500])
def test_what_is_no_unit_is_refused(typed: str) -> None:
    with pytest.raises(UnknownUnit):
        parse_unit(typed)
    assert find_unit(typed) is None


def test_every_alias_of_the_list_is_read() -> None:
    for row in read_table("units"):
        for alias in split_cell(row["aliases"]):
            assert find_unit(alias) is not None, alias


def test_canonical_text_of_every_unit_is_its_own() -> None:
    for code, row in unit_rows().items():
        again = parse_unit(row.spec.text, (code,))
        assert (again.code, again.text) == (code, row.spec.text)


def test_every_unit_can_be_shown_in_english() -> None:
    with reading("en"):
        assert format_unit("hũ 200g") == "pot of 200 g"
        assert format_unit("tạ") == "100 kg"
        assert format_unit("lố") == "12 pieces"
        assert format_unit("kg") == "kg"
        for row in unit_rows().values():
            shown = format_unit(row.spec.text)
            assert shown.isascii(), shown


def test_unknown_unit_text_is_shown_as_it_is() -> None:
    assert format_unit("thùng phi to") == "thùng phi to"


@given(st.text(max_size=120))
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    try:
        spec = parse_unit(text)
    except Unreadable:
        return
    assert parse_unit(spec.text).text == spec.text
    assert spec.factor > 0
