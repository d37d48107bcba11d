"""Words about complaints."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import Text, lazy
from marketplace.moderation.models import ComplaintReason, ComplaintStatus

REASONS: Mapping[ComplaintReason, Text] = {
    ComplaintReason.FRAUD: lazy("Lừa đảo"),
    ComplaintReason.COUNTERFEIT: lazy("Hàng giả, hàng nhái"),
    ComplaintReason.FALSE_CLAIM: lazy("Ghi sai sự thật"),
    ComplaintReason.SPAM: lazy("Quấy rầy, quảng cáo"),
    ComplaintReason.ABUSE: lazy("Lời lẽ xúc phạm"),
    ComplaintReason.PERSONAL_DATA: lazy("Lộ thông tin cá nhân"),
    ComplaintReason.OTHER: lazy("Việc khác"),
}

STATUSES: Mapping[ComplaintStatus, Text] = {
    ComplaintStatus.OPEN: lazy("Chờ xem xét"),
    ComplaintStatus.UPHELD: lazy("Đúng, đã xử lý"),
    ComplaintStatus.REJECTED: lazy("Không đúng"),
}

TONES: Mapping[ComplaintStatus, str] = {
    ComplaintStatus.OPEN: "wait",
    ComplaintStatus.UPHELD: "good",
    ComplaintStatus.REJECTED: "off",
}

HISTORY: Mapping[str, Text] = {
    "moderation.complain": lazy("Gửi phản ánh"),
    "moderation.uphold": lazy("Phản ánh đúng"),
    "moderation.reject": lazy("Phản ánh không đúng"),
}

MESSAGES: Mapping[str, Text] = {
    "moderation.not_found": lazy("Không có phản ánh này."),
    "moderation.not_your_province": lazy("Phản ánh này thuộc tỉnh khác."),
    "moderation.staff_only": lazy("Chỉ cán bộ mới xem được phản ánh."),
    "moderation.decided": lazy("Phản ánh này đã được xử lý."),
    "moderation.text_needed": lazy("Mời kể ngắn gọn chuyện gì đã xảy ra."),
    "moderation.text_long": lazy("Dài quá, tối đa %(max)s chữ cái."),
    "moderation.contact_unreadable": lazy("Số điện thoại hoặc thư điện tử chưa đúng."),
    "moderation.reason_needed": lazy("Mời chọn một loại việc."),
    "moderation.note_needed": lazy("Mời ghi cán bộ đã thấy gì, làm gì."),
    "moderation.nothing_to_take_down": lazy("Phản ánh này không nói về tin nào để gỡ."),
}
