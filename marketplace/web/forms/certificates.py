"""Certificates as choices: those ticked before, the usual ones, then the rest by what they are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from marketplace.taxonomy.labels import name_of
from marketplace.taxonomy.models import Certificate
from marketplace.web.forms.words import choices, lazy

COMMON = frozenset(
    {"ocop3", "ocop4", "ocop5", "cnnt_tinh", "atp_facility", "self_declare", "vietgap", "haccp", "iso22000"}
)
# what each heading is, in the order of showing; a family that stands nowhere comes under the last
FOOD_SAFETY = frozenset({"foodsafety", "brcgs", "ifs", "gmp", "foodlegal", "fooddeclare"})
ORGANIC = frozenset({"organic_vn", "organic_usda", "organic_eu", "organic_jas", "organic_pgs"})
GROWING = ORGANIC | {"gap", "aqua", "fishing", "grower", "sustain_ra", "sustain_4c", "fair"}
FORESTS = frozenset({"forest_fsc", "forest_pefc"})
REPRESENTATIVE = frozenset({"ocop", "cnnt", "artisan", "village", "heritage"})
MARKS = frozenset({"gi", "mark", "ip", "barcode", "trace", "brand", "hvnclc"})
STANDARDS = frozenset({"std", "iso9001", "iso14001", "iso45001", "iatf", "cr", "hopchuan", "eco", "cosmetic"})
TEXTILES = frozenset({"textile_oeko", "textile_gots"})
ABROAD = frozenset({"halal", "kosher", "fda", "gacc", "ce", "social_bsci", "social_smeta", "social_sa"})
SUBJECTS: Sequence[tuple[str, Collection[str]]] = (
    (lazy("An toàn thực phẩm"), FOOD_SAFETY),
    (lazy("Hữu cơ, trồng trọt, nuôi trồng, rừng"), GROWING | FORESTS),
    (lazy("Hàng tiêu biểu, làng nghề, nghệ nhân"), REPRESENTATIVE),
    (lazy("Nhãn hiệu, mã vạch, nguồn gốc"), MARKS),
    (lazy("Tiêu chuẩn chất lượng"), STANDARDS | TEXTILES),
    (lazy("Bán ra nước ngoài"), ABROAD),
)


def certificate_choices(rows: Sequence[Certificate], *, chosen: Collection[str] = ()) -> list[Any]:
    """Return certificates under headings, the likely ones first."""
    ticked = [row for row in rows if row.code in chosen]
    usual = [row for row in rows if row.code in COMMON and row not in ticked]
    rest = [row for row in rows if row not in ticked and row not in usual]
    groups = [(lazy("Đã đánh dấu"), ticked), (lazy("Hay gặp"), usual)]
    groups += [(heading, [row for row in rest if row.family in families]) for heading, families in SUBJECTS]
    sorted_in = {row.code for _heading, found in groups for row in found}
    groups.append((lazy("Giấy khác"), [row for row in rest if row.code not in sorted_in]))
    return [one for words, found in groups for one in choices([(r.code, name_of(r)) for r in found], heading=words)]
