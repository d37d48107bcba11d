"""Words about matches: why two postings fit, what is missing, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from marketplace.i18n import Text, gettext, lazy
from marketplace.matching.fit import GOOD_SCORE
from marketplace.matching.models import AlertPace, DismissReason
from marketplace.postings.drafts import Step
from marketplace.postings.models import Side
from marketplace.taxonomy.labels import REGIONS
from marketplace.taxonomy.models import Region
from marketplace.taxonomy.units import format_price, format_quantity

# A fit from this score on is called so.
FITS: tuple[tuple[int, Text], ...] = (
    (70, lazy("Rất phù hợp")),
    (GOOD_SCORE, lazy("Phù hợp")),
    (40, lazy("Tạm được")),
    (0, lazy("Ít phù hợp")),
)

DISMISS_REASONS: Mapping[DismissReason, Text] = {
    DismissReason.WRONG_PRODUCT: lazy("Không đúng mặt hàng"),
    DismissReason.TOO_FAR: lazy("Xa quá"),
    DismissReason.PRICE: lazy("Giá không hợp"),
    DismissReason.QUANTITY: lazy("Số lượng không hợp"),
    DismissReason.ALREADY_PARTNERS: lazy("Đã làm ăn với nhau"),
    DismissReason.OTHER: lazy("Lý do khác"),
}

PACES: Mapping[AlertPace, Text] = {
    AlertPace.AT_ONCE: lazy("Báo ngay"),
    AlertPace.DAILY: lazy("Mỗi ngày"),
    AlertPace.WEEKLY: lazy("Mỗi tuần"),
    AlertPace.NEVER: lazy("Không báo"),
}

# What a pace means, as the end of a sentence that stands alone.
PROMISES: Mapping[AlertPace, Text] = {
    AlertPace.AT_ONCE: lazy("Có tin mới là báo ngay, ban đêm thì để 7 giờ sáng."),
    AlertPace.DAILY: lazy("Có tin mới thì 7 giờ sáng báo một lần."),
    AlertPace.WEEKLY: lazy("Có tin mới thì 7 giờ sáng thứ hai báo một lần."),
    AlertPace.NEVER: lazy("Không gửi thư, không nhắn tin."),
}

HISTORY: Mapping[str, Text] = {
    "matching.dismiss": lazy("Bỏ qua một nơi hợp"),
    "matching.restore": lazy("Đưa một nơi hợp trở lại"),
    "matching.save_search": lazy("Lưu một tìm kiếm"),
    "matching.remove_search": lazy("Xóa một tìm kiếm đã lưu"),
    "matching.restore_search": lazy("Lấy lại một tìm kiếm đã xóa"),
    "matching.rename_search": lazy("Đổi tên một tìm kiếm đã lưu"),
    "matching.set_search_pace": lazy("Đổi cách báo tin của một tìm kiếm"),
    "matching.set_match_pace": lazy("Đổi cách báo nơi hợp mới"),
    "matching.pace_everything": lazy("Đổi cách báo tin"),
}

MESSAGES: Mapping[str, Text] = {
    "matching.not_found": lazy("Không có lần ghép này, hoặc tin đã rút."),
    "matching.not_yours": lazy("Lần ghép này của tổ chức khác."),
    "matching.note_long": lazy("Ghi chú dài quá, tối đa %(max)s chữ cái."),
    "matching.reason_needed": lazy("Mời chọn một lý do."),
    "matching.search_not_found": lazy("Không có tìm kiếm này, hoặc đã xóa."),
    "matching.sign_in_to_save": lazy("Mời đăng nhập để lưu tìm kiếm."),
    "matching.searches_full": lazy("Đã lưu đủ %(max)s tìm kiếm. Mời xóa bớt một tìm kiếm cũ."),
    "matching.name_missing": lazy("Mời ghi tên cho tìm kiếm này."),
    "matching.name_long": lazy("Tên dài quá, tối đa %(max)s chữ cái."),
    "matching.pace_missing": lazy("Mời chọn một cách báo."),
    "matching.not_member": lazy("Bà con không thuộc tổ chức này."),
}

# key -> what it says, and the figures of both sides beside it
LINES: Mapping[str, tuple[Text, Text]] = {
    "capacity_met": (lazy("Đủ số lượng"), lazy("có %(have)s, cần %(want)s mỗi tháng")),
    "capacity_missed": (lazy("Chưa đủ số lượng"), lazy("có %(have)s, cần %(want)s mỗi tháng")),
    "capacity_unknown": (lazy("Chưa rõ mỗi tháng có bao nhiêu hàng"), lazy("cần %(want)s mỗi tháng")),
    "capacity_unlike": (lazy("Số lượng ghi hai đơn vị khó so sánh"), lazy("có %(have)s, cần %(want)s mỗi tháng")),
    "min_order_met": (lazy("Đơn ít nhất vừa với số cần mua"), lazy("từ %(have)s, cần %(want)s mỗi tháng")),
    "min_order_missed": (lazy("Đơn ít nhất lớn hơn số cần mua"), lazy("từ %(have)s, cần %(want)s mỗi tháng")),
    "min_order_unlike": (
        lazy("Đơn ít nhất ghi đơn vị khó so sánh"),
        lazy("từ %(have)s, cần %(want)s mỗi tháng"),
    ),
    "price_met": (lazy("Giá trong mức mua"), lazy("bán từ %(have)s, mua tối đa %(want)s")),
    "price_missed": (lazy("Giá cao hơn mức mua"), lazy("bán từ %(have)s, mua tối đa %(want)s")),
    "price_unknown": (lazy("Chưa rõ giá bán"), lazy("mua tối đa %(want)s")),
    "price_unlike": (lazy("Giá ghi hai đơn vị khó so sánh"), lazy("bán từ %(have)s, mua tối đa %(want)s")),
    "certificate_met": (lazy("Có %(have)s"), lazy("bên mua cần %(want)s")),
    "certificate_missed": (lazy("Thiếu %(want)s"), lazy("bên mua yêu cầu")),
    "paper_met": (lazy("Có %(want)s"), lazy("bên mua yêu cầu")),
    "paper_proved": (lazy("Có %(want)s"), lazy("theo %(have)s")),
    "paper_missed": (lazy("Thiếu %(want)s"), lazy("bên mua yêu cầu")),
    "season_met": (lazy("Có hàng đủ các tháng cần"), lazy("cần tháng %(want)s")),
    "season_missed": (lazy("Không có hàng tháng %(lacking)s"), lazy("có hàng tháng %(have)s")),
    "condition_met": (lazy("Tin bán không ghi “%(want)s”"), lazy("bên mua không nhận")),
    "condition_missed": (lazy("Bên mua không nhận “%(want)s”"), lazy("tin bán ghi “%(have)s”")),
    "goods_unlike": (lazy("Có thể là mặt hàng khác"), lazy("bán: %(have)s, mua: %(want)s")),
    "goods_same": (lazy("Cùng nhóm hàng"), "%(have)s"),
    "place_same_province": (lazy("Cùng tỉnh, thành phố"), "%(place)s"),
    "place_same_region": (lazy("Cùng miền"), "%(place)s"),
    "channel_wanted": (lazy("Đúng nơi bên bán muốn bán"), "%(channel)s"),
    "supply_verified": (lazy("Bên bán đã được xác minh"), ""),
    "demand_verified": (lazy("Bên mua đã được xác minh"), ""),
}

# requirement -> the step of the form that changes it, on the seller's and on the buyer's side
STEPS: Mapping[str, Mapping[Side, Step]] = {
    "capacity": {Side.SUPPLY: Step.QUANTITY, Side.DEMAND: Step.QUANTITY},
    "min_order": {Side.SUPPLY: Step.QUANTITY, Side.DEMAND: Step.QUANTITY},
    "price": {Side.SUPPLY: Step.PRICE, Side.DEMAND: Step.TERMS},
    "certificate": {Side.SUPPLY: Step.PAPERS, Side.DEMAND: Step.REQUIREMENTS},
    "paper": {Side.SUPPLY: Step.PAPERS, Side.DEMAND: Step.REQUIREMENTS},
    "season": {Side.SUPPLY: Step.QUANTITY, Side.DEMAND: Step.QUANTITY},
    "condition": {Side.SUPPLY: Step.GOODS, Side.DEMAND: Step.GOODS},
    "goods": {Side.SUPPLY: Step.CATEGORY, Side.DEMAND: Step.CATEGORY},
}

# What the owner of each side is told to do.
_ACTIONS: Mapping[str, Mapping[Side, Text]] = {
    "capacity": {Side.SUPPLY: lazy("Sửa số lượng của mình"), Side.DEMAND: lazy("Sửa số lượng cần mua")},
    "min_order": {Side.SUPPLY: lazy("Sửa đơn ít nhất"), Side.DEMAND: lazy("Sửa số lượng cần mua")},
    "price": {Side.SUPPLY: lazy("Sửa giá bán"), Side.DEMAND: lazy("Sửa giá mua cao nhất")},
    "certificate": {Side.SUPPLY: lazy("Đã có thì thêm vào tin"), Side.DEMAND: lazy("Sửa yêu cầu")},
    "paper": {Side.SUPPLY: lazy("Đã có thì thêm vào tin"), Side.DEMAND: lazy("Sửa yêu cầu")},
    "season": {Side.SUPPLY: lazy("Sửa tháng có hàng"), Side.DEMAND: lazy("Sửa tháng cần hàng")},
    "condition": {Side.SUPPLY: lazy("Sửa mô tả hàng"), Side.DEMAND: lazy("Sửa mô tả nhu cầu")},
    "goods": {Side.SUPPLY: lazy("Xem lại nhóm hàng"), Side.DEMAND: lazy("Xem lại nhóm hàng")},
}


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of what reasons and gaps speak of, in the reader's language, by code."""

    certificates: Mapping[str, str]
    papers: Mapping[str, str]
    channels: Mapping[str, str]
    provinces: Mapping[str, str]
    categories: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reason or gap in words; ``step`` of the own posting's form changes it, ``action`` says so."""

    words: str
    detail: str
    step: Step | None = None
    action: str = ""
    # what the other side insists on and does not get; the rest is not known
    is_missed: bool = False


def fit_word(score: int) -> str:
    """Return a score as a word."""
    return next(str(words) for least, words in FITS if score >= least)


def requirement_of(key: str) -> str:
    """Return which requirement a key is about: ``min_order`` of ``min_order_missed``."""
    return next((name for name in STEPS if key.startswith(f"{name}_")), "")


def _months(joined: str) -> str:
    return ", ".join(joined.split(","))


def _measures(values: Mapping[str, str], *, is_price: bool) -> dict[str, str]:
    """Return amounts or prices with their units as the reader writes them."""
    said: dict[str, str] = {}
    for name in ("have", "want"):
        if name not in values:
            continue
        unit = values[f"{name}_unit"]
        said[name] = format_price(int(values[name]), unit) if is_price else format_quantity(Decimal(values[name]), unit)
    return said


def _said(key: str, values: Mapping[str, str], names: Names) -> dict[str, str]:
    requirement = requirement_of(key)
    if requirement in ("capacity", "min_order", "price"):
        return _measures(values, is_price=requirement == "price")
    if requirement == "certificate":
        return {name: names.certificates.get(code, code) for name, code in values.items()}
    if requirement == "paper":
        known = {"want": names.papers, "have": names.certificates}
        return {name: known[name].get(code, code) for name, code in values.items()}
    if requirement == "season":
        return {name: _months(joined) for name, joined in values.items()}
    if requirement == "goods":
        unsaid = gettext("chưa chọn nhóm")
        return {name: names.categories.get(code, unsaid) for name, code in values.items()}
    code = values.get("code", "")
    if key == "place_same_region":
        return {"place": str(REGIONS[Region(code)])}
    if key == "place_same_province":
        return {"place": names.provinces.get(code, code)}
    if key == "channel_wanted":
        return {"channel": names.channels.get(code, code)}
    return dict(values)


def line_of(entry: Mapping[str, object], names: Names, *, own_side: Side | None = None) -> Line:
    """Return a stored reason or gap in words; for a gap give the side that reads it, which is told what to do."""
    key = str(entry["key"])
    values = cast("Mapping[str, str]", entry["values"])
    words, detail = LINES[key]
    said = _said(key, values, names)
    requirement = requirement_of(key)
    # The very certificate that was asked for needs no second mention.
    is_plain = key == "certificate_met" and values.get("have") == values.get("want")
    shown = gettext("bên mua yêu cầu") if is_plain else str(detail) % said if detail else ""
    has_step = own_side is not None and requirement in STEPS
    return Line(
        words=str(words) % said,
        detail=shown,
        step=STEPS[requirement][own_side] if has_step and own_side else None,
        action=str(_ACTIONS[requirement][own_side]) if has_step and own_side else "",
        is_missed=key.endswith("_missed"),
    )
