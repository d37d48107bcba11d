"""Words about the reference lists that people see."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import Text, language, lazy
from marketplace.taxonomy.models import Category, Certificate, Channel, ProvinceKind, ReadinessPaper, Region, Unit, Ward

Named = Category | Certificate | Channel | ReadinessPaper | Unit

REGIONS: Mapping[Region, Text] = {
    Region.NORTH: lazy("Miền Bắc"),
    Region.CENTRE: lazy("Miền Trung"),
    Region.SOUTH: lazy("Miền Nam"),
}

PROVINCE_KINDS: Mapping[ProvinceKind, Text] = {
    ProvinceKind.PROVINCE: lazy("Tỉnh"),
    ProvinceKind.CITY: lazy("Thành phố trực thuộc trung ương"),
}

CHANNEL_KINDS: Mapping[str, Text] = {
    "traditional": lazy("Kênh truyền thống"),
    "modern": lazy("Kênh hiện đại"),
    "horeca": lazy("Nhà hàng, khách sạn, bếp ăn"),
    "export": lazy("Xuất khẩu"),
    "online": lazy("Bán qua mạng"),
}

ENTRY_KINDS: Mapping[str, Text] = {
    "category": lazy("Nhóm hàng"),
    "province": lazy("Tỉnh, thành phố"),
    "certificate": lazy("Chứng nhận"),
    "paper": lazy("Giấy tờ"),
    "channel": lazy("Kênh bán hàng"),
}

FIELDS: Mapping[str, Text] = {
    "name_vi": lazy("Tên tiếng Việt"),
    "name_en": lazy("Tên tiếng Anh"),
    "name_short": lazy("Tên ngắn"),
    "typical_units": lazy("Đơn vị hay dùng"),
    "valid_from": lazy("Dùng từ ngày"),
    "valid_until": lazy("Dùng đến hết ngày"),
    "kind": lazy("Loại"),
    "kind_from": lazy("Loại này từ ngày"),
    "region": lazy("Miền"),
    "note": lazy("Ghi chú"),
    "help_phone": lazy("Số điện thoại giúp bà con"),
    "issuer_vi": lazy("Nơi cấp"),
    "issuer_en": lazy("Nơi cấp, tiếng Anh"),
    "typical_validity_months": lazy("Thời hạn thường gặp (tháng)"),
    "asked_by": lazy("Kênh nào hỏi"),
    "applies_to_categories": lazy("Cho nhóm hàng"),
    "how_to_get_vi": lazy("Cách làm"),
    "how_to_get_en": lazy("Cách làm, tiếng Anh"),
    "typical_days": lazy("Số ngày thường mất"),
    "typical_cost_note": lazy("Chi phí thường gặp"),
    "typical_cost_note_en": lazy("Chi phí thường gặp, tiếng Anh"),
    "typical_requirements": lazy("Giấy tờ hay hỏi"),
    "typical_discount_percent": lazy("Chiết khấu thường gặp (%)"),
    "typical_payment_days": lazy("Số ngày trả tiền"),
}

# Fields whose text is in one language, whatever the reader's.
FIELD_LANGUAGES: Mapping[str, str] = {
    "name_vi": "vi",
    "name_en": "en",
    "name_short": "vi",
    "note": "vi",
    "issuer_vi": "vi",
    "issuer_en": "en",
    "how_to_get_vi": "vi",
    "how_to_get_en": "en",
    "typical_cost_note": "vi",
    "typical_cost_note_en": "en",
}

HISTORY: Mapping[str, Text] = {
    "taxonomy.edit": lazy("Sửa danh mục"),
}

MESSAGES: Mapping[str, Text] = {
    "taxonomy.not_found": lazy("Không có mục này."),
    "taxonomy.edit_refused": lazy("Anh chị không có quyền sửa mục này."),
    "taxonomy.field_fixed": lazy("Chỗ này không sửa được."),
    "taxonomy.required": lazy("Chỗ này không được để trống."),
    "taxonomy.too_long": lazy("Dài quá, xin viết không quá %(limit)s chữ."),
    "taxonomy.too_many": lazy("Nhiều quá, xin chọn không quá %(limit)s mục."),
    "taxonomy.text_expected": lazy("Xin ghi bằng chữ."),
    "taxonomy.code_unknown": lazy("Không có mã “%(code)s” trong danh mục."),
    "taxonomy.choice_unknown": lazy("Xin chọn một mục trong danh sách."),
    "taxonomy.date_unreadable": lazy("Ngày chưa đúng, xin ghi như 2026-11-24."),
    "taxonomy.months_out_of_range": lazy("Số tháng phải từ 1 đến %(limit)s."),
    "taxonomy.phone_unreadable": lazy("Số điện thoại chưa đúng, xin ghi như 0204 3854 321."),
    "taxonomy.range_unreadable": lazy("Xin ghi một số, hoặc hai số như 13-20."),
    "taxonomy.number_unreadable": lazy("Chưa hiểu số “%(text)s”. Xin ghi như 1.250 hoặc 1,5."),
    "taxonomy.money_unreadable": lazy("Chưa hiểu giá “%(text)s”. Xin ghi như 85.000, 85k hoặc 1tr2."),
    "taxonomy.price_zero": lazy("Giá phải lớn hơn 0."),
    "taxonomy.price_range": lazy("Xin ghi một giá. Giá thấp nhất và cao nhất ghi ở hai ô."),
    "taxonomy.amount_unreadable": lazy("Chưa hiểu số lượng “%(text)s”. Xin ghi như 500 kg hoặc 1,5 tấn."),
    "taxonomy.amount_range": lazy("Xin ghi một con số, không ghi từ… đến…"),
    "taxonomy.amount_period": lazy("Xin ghi số lượng của một tháng."),
    "taxonomy.amount_out_of_range": lazy("Số lượng phải từ 0,001 đến 1 tỷ."),
    "taxonomy.unit_missing": lazy("Thiếu đơn vị, xin ghi thêm như kg, cái, hộp."),
    "taxonomy.unit_unknown": lazy("Chưa hiểu đơn vị “%(text)s”. Xin ghi như kg, tấn, cái, hũ 200g."),
}


def name_of(row: Named) -> str:
    """Return the name of a category, certificate, paper, channel or unit in the reader's language."""
    return row.name_en if language() == "en" and row.name_en else row.name_vi


def issuer_of(certificate: Certificate) -> str:
    """Return who issues a certificate, in the reader's language."""
    return certificate.issuer_en if language() == "en" and certificate.issuer_en else certificate.issuer_vi


def advice_of(paper: ReadinessPaper) -> str:
    """Return how to get a paper, in the reader's language."""
    return paper.how_to_get_en if language() == "en" and paper.how_to_get_en else paper.how_to_get_vi


def cost_of(paper: ReadinessPaper) -> str:
    """Return what a paper usually costs, in the reader's language."""
    return paper.typical_cost_note_en if language() == "en" and paper.typical_cost_note_en else paper.typical_cost_note


def ward_name(ward: Ward) -> str:
    """Return a ward with its kind, such as "xã Bát Tràng"; a proper name, the same in every language."""
    return f"{ward.kind} {ward.name_vi}"
