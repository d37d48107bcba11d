"""Certificates: which text names which, and what stands for what."""

from __future__ import annotations

import pytest

from marketplace.taxonomy.certificates import (
    Standing,
    applies_to_category,
    recognise_certificate,
    satisfied_by,
    satisfies,
    standing,
)
from marketplace.taxonomy.channels import recognise_channel
from marketplace.taxonomy.tables import read_table, split_cell


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("OCOP 4 sao", "ocop4"),
        ("ocop 5 sao", "ocop5"),
        ("chứng nhận OCOP 3 sao năm 2025", "ocop3"),
        ("OCOP", "ocop3"),
        ("Công bố ATTP", "self_declare"),
        ("ATTP", "atp_facility"),
        ("GlobalGAP", "globalgap"),
        ("GLOBALG.A.P.", "globalgap"),
        ("VietGAP", "vietgap"),
        ("Hữu cơ", "organic_vn"),
        ("hữu cơ EU", "organic_eu"),
        ("FSC", "fsc"),
        ("HACCP", "haccp"),
        ("ISO 22000", "iso22000"),
        ("ISO 9001", "iso9001"),
        ("Halal", "halal"),
        ("Sản phẩm CNNT tiêu biểu cấp tỉnh", "cnnt_tinh"),
        ("Sản phẩm CNNT tiêu biểu cấp khu vực", "cnnt_khuvuc"),
        ("Sản phẩm CNNT tiêu biểu cấp quốc gia", "cnnt_quocgia"),
        ("giấy khen", None),
    ],
)
def test_certificate_is_recognised(text: str, code: str | None) -> None:
    assert recognise_certificate(text) == code


@pytest.mark.parametrize(
    ("have", "want", "how"),
    [
        ("ocop4", "ocop4", Standing.SAME),
        ("ocop5", "ocop4", Standing.HIGHER),
        ("ocop3", "ocop4", None),
        ("cnnt_quocgia", "cnnt_tinh", Standing.HIGHER),
        ("ocop5", "cnnt_tinh", None),
        ("iso22000", "haccp", Standing.ACCEPTED),
        ("haccp", "iso22000", None),
        ("haccp", "atp_facility", Standing.ACCEPTED),
        ("globalgap", "vietgap", Standing.ACCEPTED),
        ("iatf16949", "iso9001", Standing.ACCEPTED),
        ("asc", "bap", None),
        ("unknown", "unknown", Standing.SAME),
        ("unknown", "ocop3", None),
    ],
)
def test_how_one_stands_for_another(have: str, want: str, how: Standing | None) -> None:
    assert standing(have, want) is how
    assert satisfies(have, want) is (how is not None)
    assert satisfies(have, want, strict=True) is (how in (Standing.SAME, Standing.HIGHER))


def test_everything_implied_by_holding_one() -> None:
    assert satisfied_by("ocop5") == {"ocop3", "ocop4", "ocop5"}
    assert satisfied_by("brcgs") == {"brcgs", "haccp", "atp_facility"}
    assert satisfied_by("fsc") == {"fsc"}
    assert satisfied_by("unknown") == {"unknown"}


def test_every_scope_in_the_list_has_a_meaning() -> None:
    scopes = {scope for row in read_table("certificates") for scope in split_cell(row["applies_to"])} - {"tourism"}
    for scope in scopes:
        assert any(applies_to_category([scope], row["code"]) for row in read_table("categories")), scope


def test_a_weaver_is_not_offered_food_papers() -> None:
    assert not applies_to_category(["food", "drink"], "craft.weaving.basket")
    assert applies_to_category(["wood", "bamboo"], "craft.weaving.basket")
    assert applies_to_category(["food"], "processed.condiment")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("đại lý", "dealer"),
        ("siêu thị", "supermarket"),
        ("sieu thi", "supermarket"),
        ("chợ truyền thống", "market"),
        ("chợ đầu mối", "wholesale_market"),
        ("nhà hàng khách sạn", "restaurant"),
        ("xuất khẩu", "export_direct"),
        ("trung tâm thương mại", "mall"),
        ("tạp hóa", "grocer"),
        ("tạp hoá", "grocer"),
        ("cửa hàng tiện lợi", "convenience"),
        ("thương mại điện tử", "marketplace"),
        ("sàn TMĐT", "marketplace"),
        ("Supermarket", "supermarket"),
        ("hàng xóm", None),
    ],
)
def test_channel_is_recognised(text: str, code: str | None) -> None:
    assert recognise_channel(text) == code
