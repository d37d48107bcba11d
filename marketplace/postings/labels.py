"""Words about postings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from marketplace.clock import local
from marketplace.i18n import Text, format_day, format_money, format_number, gettext, lazy, ngettext
from marketplace.postings.models import FreightPayer, Posting, PostingStatus, SampleTerms, Side
from marketplace.postings.rules import is_stale
from marketplace.taxonomy.units import format_price, format_quantity

SIDES: Mapping[Side, Text] = {
    Side.SUPPLY: lazy("Hàng bán"),
    Side.DEMAND: lazy("Cần mua"),
}

STATUSES: Mapping[PostingStatus, Text] = {
    PostingStatus.DRAFT: lazy("Bản nháp"),
    PostingStatus.PENDING: lazy("Chờ duyệt"),
    PostingStatus.PUBLISHED: lazy("Đang đăng"),
    PostingStatus.PAUSED: lazy("Tạm ẩn"),
    PostingStatus.WITHDRAWN: lazy("Đã rút"),
    PostingStatus.EXPIRED: lazy("Hết hạn"),
}

TONES: Mapping[PostingStatus, str] = {
    PostingStatus.DRAFT: "off",
    PostingStatus.PENDING: "wait",
    PostingStatus.PUBLISHED: "good",
    PostingStatus.PAUSED: "wait",
    PostingStatus.WITHDRAWN: "off",
    PostingStatus.EXPIRED: "bad",
}

SAMPLE_TERMS: Mapping[SampleTerms, Text] = {
    SampleTerms.FREE: lazy("Gửi hàng mẫu miễn phí"),
    SampleTerms.PAID: lazy("Hàng mẫu có tính tiền"),
    SampleTerms.REFUNDED: lazy("Hàng mẫu tính tiền, trừ vào đơn đầu"),
    SampleTerms.NONE: lazy("Không gửi hàng mẫu"),
}

FREIGHT_PAYERS: Mapping[FreightPayer, Text] = {
    FreightPayer.SELLER: lazy("Bên bán trả"),
    FreightPayer.BUYER: lazy("Bên mua trả"),
    FreightPayer.SHARED: lazy("Hai bên chia nhau"),
    FreightPayer.NEGOTIABLE: lazy("Thỏa thuận"),
}

# What is missing, would help, or looks odd; each is a plain next step.
LACKS: Mapping[str, Text] = {
    "title": lazy("Ghi tên hàng"),
    "province": lazy("Chọn tỉnh có hàng"),
    "category": lazy("Chọn nhóm hàng"),
    "quantity": lazy("Ghi số lượng mỗi tháng"),
    "closing": lazy("Chọn ngày hết hạn nhận chào hàng"),
    "closing_past": lazy("Chọn lại ngày hết hạn, ngày cũ đã qua"),
    "delivery_province": lazy("Chọn tỉnh nhận hàng"),
    "photos": lazy("Thêm ảnh: tin có ảnh được xem nhiều hơn"),
    "price": lazy("Ghi giá để bên mua so sánh được"),
    "quantity_open": lazy("Ghi số lượng mỗi tháng: bên mua lớn luôn hỏi"),
    "papers": lazy("Đánh dấu giấy tờ đã có"),
    "certificates": lazy("Ghi chứng nhận nếu có, như OCOP, VietGAP"),
    "months": lazy("Chọn tháng có hàng"),
    "channels": lazy("Chọn nơi muốn bán"),
    "min_order": lazy("Ghi đơn ít nhất"),
    "description": lazy("Viết vài câu mô tả"),
    "ceiling": lazy("Ghi giá mua cao nhất để khỏi mất công đôi bên"),
    "period": lazy("Ghi tháng cần hàng"),
    "channel": lazy("Chọn hàng sẽ bán ở đâu"),
    "payment": lazy("Ghi bao nhiêu ngày thì trả tiền"),
    "certificate_expired": lazy("Có chứng nhận đã hết hạn: gia hạn rồi ghi ngày mới"),
    "min_order_large": lazy("Đơn ít nhất lớn hơn số lượng một tháng: xem lại cho chắc"),
    "units_differ": lazy("Giá và số lượng dùng hai đơn vị khó so sánh: nên dùng chung một đơn vị"),
    "chuc": lazy("Ghi rõ một chục là 10, 12 hay 14"),
    "phone_in_words": lazy(
        "Trong tin có số điện thoại: ai cũng đọc được. Nên bỏ, đồng ý liên hệ thì hai bên mới thấy số"
    ),
}

HISTORY: Mapping[str, Text] = {
    "postings.start": lazy("Bắt đầu viết tin"),
    "postings.edit": lazy("Sửa tin"),
    "postings.submit": lazy("Gửi tin chờ duyệt"),
    "postings.publish": lazy("Đăng tin"),
    "postings.withdraw": lazy("Rút tin"),
    "postings.restore": lazy("Đưa tin trở lại"),
    "postings.renew": lazy("Gia hạn tin"),
    "postings.confirm": lazy("Xác nhận tin còn đúng"),
    "postings.pause": lazy("Tạm ẩn tin"),
    "postings.resume": lazy("Tin hiện lại"),
    "postings.change_weeks": lazy("Đổi số lượng các tuần tới"),
    "postings.tell_weeks": lazy("Đã báo bên bán số lượng các tuần tới"),
    "postings.expire": lazy("Tin hết hạn"),
    "postings.approve": lazy("Duyệt tin"),
    "postings.decline": lazy("Trả tin lại để sửa"),
    "postings.take_down": lazy("Gỡ tin"),
    "postings.remind": lazy("Cán bộ nhắn nhắc"),
    "postings.office_call": lazy("Cán bộ đã gọi"),
    "postings.office_search": lazy("Cán bộ đã tìm hàng giúp"),
}

MESSAGES: Mapping[str, Text] = {
    "postings.place_unknown": lazy("Chưa biết nơi “%(text)s”. Mời ghi tên tỉnh hoặc vùng."),
    "postings.search_quantity": lazy("Chưa hiểu số lượng. Mời ghi như 2 tấn hoặc 500 cái."),
    "postings.search_price": lazy("Chưa hiểu giá. Mời ghi như 100k/kg."),
    "postings.not_found": lazy("Không có tin này, hoặc tin đã rút."),
    "postings.not_yours": lazy("Tin này của tổ chức khác."),
    "postings.staff_only": lazy("Chỉ cán bộ mới xem được."),
    "postings.not_your_province": lazy("Tin này thuộc tỉnh khác."),
    "postings.organisation_suspended": lazy("Tổ chức đang bị tạm dừng. Mời gọi số trợ giúp."),
    "postings.may_not_publish": lazy("Chưa đăng được tin này. Mời gọi số trợ giúp."),
    "postings.taken_down": lazy("Tin đã bị cán bộ gỡ. Mời gọi số trợ giúp."),
    "postings.changed_meanwhile": lazy(
        "Tin này vừa được sửa ở nơi khác. Mời xem lại rồi bấm lưu lần nữa nếu vẫn muốn đổi."
    ),
    "postings.not_pending": lazy("Tin này không còn chờ duyệt."),
    "postings.not_to_renew": lazy("Tin này chưa đăng hoặc đã rút nên chưa gia hạn được."),
    "postings.not_to_confirm": lazy("Tin này chưa đăng hoặc đã rút nên chưa xác nhận được."),
    "postings.closing_over": lazy("Tin đã hết hạn nhận chào hàng. Mời chọn ngày mới."),
    "postings.not_to_pause": lazy("Chỉ tạm ẩn được tin đang đăng."),
    "postings.pause_end": lazy("Ngày hiện lại phải từ mai trở đi và trong vòng 18 tháng."),
    "postings.not_standing": lazy("Chỉ tin mua đều, có ghi số lượng, mới chia theo tuần được."),
    "postings.weekly_differs": lazy(
        "Mỗi tuần như vậy là chừng %(monthly)s mỗi tháng, không khớp số mỗi tháng ở trên. "
        "Mời xem lại hoặc bỏ trống một ô."
    ),
    "postings.answer_unknown": lazy("Chưa rõ bấm nút nào. Mời bấm lại."),
    "postings.weekly_not_week": lazy("Ô này ghi số lượng của một tuần. Số mỗi tháng xin ghi ở ô trên."),
    "postings.weekly_unit": lazy("Số lượng mỗi tuần phải cùng loại đơn vị với số lượng mỗi tháng."),
    "postings.day_of_week_unknown": lazy("Mời chọn lại ngày giao trong tuần."),
    "postings.not_expiring": lazy("Tin này không đang đăng, hoặc không có ngày hết hạn."),
    "postings.asked_today": lazy("Hôm nay đã nhắn chủ tin rồi. Mời gọi điện, hoặc nhắn vào ngày mai."),
    "postings.photo_not_found": lazy("Không có ảnh này."),
    "postings.photos_many": lazy("Nhiều nhất %(max)s ảnh."),
    "postings.reason_needed": lazy("Mời ghi lý do để bà con biết đường sửa."),
    "postings.title_needed": lazy("Mời ghi tên hàng."),
    "postings.title_short": lazy("Tên hàng ngắn quá. Ví dụ: Mật ong hoa nhãn."),
    "postings.text_long": lazy("Dài quá, tối đa %(max)s chữ cái."),
    "postings.too_many": lazy("Nhiều nhất %(max)s mục."),
    "postings.quantity_zero": lazy("Số lượng phải lớn hơn 0."),
    "postings.quantity_absurd": lazy("Số lượng lớn quá. Mời xem lại số và đơn vị."),
    "postings.price_absurd": lazy("Giá cao quá, tối đa %(max)s. Mời xem lại."),
    "postings.price_order": lazy("Giá cao nhất không được thấp hơn giá thấp nhất."),
    "postings.price_units": lazy("Hai giá phải cùng một đơn vị."),
    "postings.tier_half": lazy("Mỗi mức giá cần cả số lượng và giá."),
    "postings.tier_unit": lazy("Mức giá phải cùng đơn vị với giá ở trên."),
    "postings.tier_twice": lazy("Có hai mức giá cho cùng một số lượng."),
    "postings.tier_dearer": lazy("Mua nhiều hơn thì giá không được cao hơn."),
    "postings.days_unreadable": lazy("Chưa hiểu “%(text)s”. Xin ghi như 7 ngày, 2 tuần hoặc 6 tháng."),
    "postings.days_out_of_range": lazy("Số ngày phải từ %(min)s đến %(max)s."),
    "postings.discount_out_of_range": lazy("Chiết khấu phải từ 0 đến %(max)s phần trăm."),
    "postings.day_unreadable": lazy("Chưa hiểu ngày “%(text)s”. Xin ghi như 24/11/2026."),
    "postings.month_unreadable": lazy("Chưa hiểu tháng “%(text)s”. Xin ghi như 11/2026."),
    "postings.month_unknown": lazy("Tháng phải từ 1 đến 12."),
    "postings.month_unit": lazy("Số lượng từng tháng phải cùng đơn vị với số lượng ở trên."),
    "postings.closing_past": lazy("Ngày hết hạn phải từ hôm nay trở đi."),
    "postings.closing_far": lazy("Ngày hết hạn xa quá, muộn nhất là %(latest)s."),
    "postings.period_order": lazy("Tháng cuối không được trước tháng đầu."),
    "postings.period_past": lazy("Tháng này đã qua."),
    "postings.period_far": lazy("Tháng này xa quá. Mời xem lại năm."),
    "postings.issued_later": lazy("Ngày cấp không được sau hôm nay."),
    "postings.certificate_order": lazy("Ngày hết hạn không được trước ngày cấp."),
    "postings.certificate_absurd": lazy("Ngày của chứng nhận chưa đúng. Mời xem lại năm."),
    "postings.missing_title": lazy("Mời ghi tên hàng."),
    "postings.missing_province": lazy("Mời chọn tỉnh có hàng."),
    "postings.missing_category": lazy("Mời chọn nhóm hàng."),
    "postings.missing_quantity": lazy("Mời ghi số lượng mỗi tháng."),
    "postings.missing_closing": lazy("Mời chọn ngày hết hạn."),
    "postings.missing_closing_past": lazy("Ngày hết hạn đã qua, mời chọn ngày khác."),
    "postings.missing_delivery_province": lazy("Mời chọn tỉnh nhận hàng."),
}


def title_of(posting: Posting) -> str:
    """Return the title, or words for a draft that has none yet."""
    return posting.title or gettext("Tin chưa đặt tên")


def status_of(posting: Posting, today: date) -> PostingStatus:
    """Return the status that people are shown: past its last day a posting is expired, job or no job.

    A paused listing waits beyond its last day: it has ninety days again when it comes back.
    """
    is_past = posting.expires_on is not None and posting.expires_on < today
    ends = posting.status is PostingStatus.PUBLISHED or (
        posting.status is PostingStatus.PAUSED and posting.side is Side.DEMAND
    )
    return PostingStatus.EXPIRED if ends and is_past else posting.status


def price_of(posting: Posting) -> str:
    """Return the price as one phrase: ``80.000 – 95.000 ₫/kg``; empty where none was said."""
    low, high, unit = posting.price_min, posting.price_max, posting.price_unit
    if not unit or (low is None and high is None):
        return ""
    if posting.side is Side.DEMAND:
        return gettext("tối đa %(price)s", price=format_price(high or 0, unit))
    if low is None or low == high:
        return format_price(high or 0, unit)
    if high is None:
        return gettext("từ %(price)s", price=format_price(low, unit))
    return f"{format_money(low)} – {format_price(high, unit)}"


def quantity_of(posting: Posting) -> str:
    """Return the quantity per month as one phrase; empty where none was said."""
    if posting.quantity_amount is None or not posting.quantity_unit:
        return ""
    return gettext("%(quantity)s mỗi tháng", quantity=format_quantity(posting.quantity_amount, posting.quantity_unit))


def min_order_of(posting: Posting) -> str:
    """Return the smallest order; empty where none was said."""
    if posting.min_order_amount is None or not posting.min_order_unit:
        return ""
    return format_quantity(posting.min_order_amount, posting.min_order_unit)


def tiers_of(posting: Posting) -> list[str]:
    """Return the price tiers as phrases."""
    unit = posting.price_unit or ""
    return [
        gettext(
            "từ %(quantity)s: %(price)s",
            quantity=format_quantity(tier.from_amount, unit),
            price=format_price(tier.price, unit),
        )
        for tier in posting.price_tiers
    ]


def days_text(days: int | None) -> str:
    """Return a number of days as people say it; empty for None."""
    if days is None:
        return ""
    if days >= 365 and days % 365 == 0:
        return ngettext("%(num)s năm", "%(num)s năm", days // 365)
    if days >= 60 and days % 30 == 0:
        return ngettext("%(num)s tháng", "%(num)s tháng", days // 30)
    return ngettext("%(num)s ngày", "%(num)s ngày", days)


def months_of(posting: Posting) -> str:
    """Return the season in words: all year, or ranges of months; empty where it was not said."""
    months = sorted(row.month for row in posting.months)
    if not months:
        return ""
    if len(months) == 12:
        return gettext("Cả năm")
    parts: list[tuple[int, int]] = []
    for month in months:
        if parts and parts[-1][1] == month - 1:
            parts[-1] = (parts[-1][0], month)
        else:
            parts.append((month, month))
    if len(parts) > 1 and parts[0][0] == 1 and parts[-1][1] == 12:
        parts = [(parts[-1][0], parts[0][1]), *parts[1:-1]]
    words = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
    return gettext("Tháng %(months)s", months=words)


def month_amounts_of(posting: Posting) -> list[str]:
    """Return the months whose capacity differs from the usual one, with it."""
    unit = posting.quantity_unit or ""
    return [
        gettext("tháng %(month)s: %(quantity)s", month=row.month, quantity=format_quantity(row.amount, unit))
        for row in posting.months
        if row.amount is not None
    ]


def percent_of(value: Decimal | None) -> str:
    """Return a percentage; empty for None."""
    return "" if value is None else gettext("%(number)s%%", number=format_number(value))


# 1 Monday to 7 Sunday, as in DemandWeek's calendar
WEEKDAYS: Mapping[int, Text] = {
    1: lazy("Thứ Hai"),
    2: lazy("Thứ Ba"),
    3: lazy("Thứ Tư"),
    4: lazy("Thứ Năm"),
    5: lazy("Thứ Sáu"),
    6: lazy("Thứ Bảy"),
    7: lazy("Chủ nhật"),
}


def freshness_of(posting: Posting, moment: datetime) -> dict[str, str]:
    """Return when its owner last said that it holds, as words and tone of a status; empty where it never showed."""
    said_at = posting.confirmed_at or posting.published_at
    if said_at is None:
        return {}
    day = format_day(local(said_at).date())
    if is_stale(said_at, moment):
        return {"words": gettext("Chưa xác nhận lại từ %(day)s", day=day), "tone": "wait"}
    if posting.side is Side.SUPPLY:
        return {"words": gettext("Xác nhận còn hàng %(day)s", day=day), "tone": "good"}
    return {"words": gettext("Xác nhận còn cần %(day)s", day=day), "tone": "good"}


def pause_of(posting: Posting) -> str:
    """Return until when a paused posting is out of sight, as a sentence."""
    back = format_day(posting.paused_until + timedelta(days=1)) if posting.paused_until else ""
    if posting.side is Side.SUPPLY:
        return gettext("Tạm hết hàng, dự kiến có lại %(day)s.", day=back) if back else gettext("Tạm hết hàng.")
    return gettext("Tạm dừng mua, dự kiến mua lại %(day)s.", day=back) if back else gettext("Tạm dừng mua.")


def weekly_of(posting: Posting) -> list[str]:
    """Return how much a standing demand takes a week, and on which days; empty where neither was said."""
    lines: list[str] = []
    if posting.weekly_amount is not None and posting.quantity_unit:
        lines.append(format_quantity(posting.weekly_amount, posting.quantity_unit))
    if posting.delivery_days:
        days = ", ".join(str(WEEKDAYS[day]) for day in posting.delivery_days if day in WEEKDAYS)
        lines.append(gettext("giao %(days)s", days=days))
    return lines
