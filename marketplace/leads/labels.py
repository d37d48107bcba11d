"""Words about leads."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from marketplace.i18n import Text, lazy
from marketplace.leads.models import DeclineReason, LeadStatus


class Tab(enum.Enum):
    """A part of the inbox."""

    OURS = "ours"  # open, and it is our turn
    THEIRS = "theirs"  # open, and it is the other side's turn
    ACCEPTED = "accepted"
    CLOSED = "closed"


TABS: Mapping[Tab, Text] = {
    Tab.OURS: lazy("Chờ mình trả lời"),
    Tab.THEIRS: lazy("Chờ bên kia"),
    Tab.ACCEPTED: lazy("Đã đồng ý"),
    Tab.CLOSED: lazy("Đã đóng"),
}

STATUSES: Mapping[LeadStatus, Text] = {
    LeadStatus.OPEN: lazy("Chờ trả lời"),
    LeadStatus.ACCEPTED: lazy("Đã đồng ý liên hệ"),
    LeadStatus.DECLINED: lazy("Đã từ chối"),
    LeadStatus.WITHDRAWN: lazy("Bên gửi đã rút"),
}

# The colour and shape of a status on a page.
TONES: Mapping[LeadStatus, str] = {
    LeadStatus.OPEN: "wait",
    LeadStatus.ACCEPTED: "good",
    LeadStatus.DECLINED: "bad",
    LeadStatus.WITHDRAWN: "off",
}

DECLINE_REASONS: Mapping[DeclineReason, Text] = {
    DeclineReason.CAPACITY: lazy("Số lượng không hợp"),
    DeclineReason.REQUIREMENTS: lazy("Chưa đủ giấy tờ, yêu cầu"),
    DeclineReason.PRICE: lazy("Giá không hợp"),
    DeclineReason.PAYMENT: lazy("Cách trả tiền không hợp"),
    DeclineReason.LOGISTICS: lazy("Giao hàng khó"),
    DeclineReason.NOT_NOW: lazy("Lúc này chưa cần"),
    DeclineReason.HAS_PARTNER: lazy("Đã có nơi khác"),
    DeclineReason.OTHER: lazy("Lý do khác"),
}

HISTORY: Mapping[str, Text] = {
    "leads.send": lazy("Gửi liên hệ"),
    "leads.reply": lazy("Nhắn tin"),
    "leads.accept": lazy("Đồng ý liên hệ"),
    "leads.decline": lazy("Từ chối"),
    "leads.undo_decline": lazy("Bỏ từ chối"),
    "leads.undo_accept": lazy("Bỏ đồng ý"),
    "leads.withdraw": lazy("Rút liên hệ"),
    "leads.block": lazy("Chặn tổ chức"),
    "leads.unblock": lazy("Bỏ chặn tổ chức"),
}

MESSAGES: Mapping[str, Text] = {
    "leads.not_found": lazy("Không có liên hệ này."),
    "leads.organisation_needed": lazy("Mời khai tổ chức của mình trước khi gửi liên hệ."),
    "leads.own_posting": lazy("Đây là tin của chính mình."),
    "leads.organisation_suspended": lazy("Tổ chức đang bị tạm dừng nên chưa gửi được. Mời gọi số trợ giúp."),
    "leads.posting_closed": lazy("Tin này đã đóng, không nhận liên hệ nữa."),
    "leads.blocked": lazy("Không gửi được liên hệ cho tổ chức này."),
    "leads.too_many": lazy("Hôm nay đã gửi nhiều liên hệ. Mời chờ đến mai rồi gửi tiếp."),
    "leads.wait_for_answer": lazy("Bên kia chưa trả lời. Mời chờ rồi nhắn tiếp."),
    "leads.not_yours": lazy("Liên hệ này của tổ chức khác."),
    "leads.recipient_only": lazy("Chỉ bên nhận mới trả lời được."),
    "leads.sender_only": lazy("Chỉ bên gửi mới rút được."),
    "leads.closed": lazy("Liên hệ này đã đóng."),
    "leads.too_late": lazy("Đã quá 10 phút nên không đổi lại được. Mời gửi liên hệ mới."),
    "leads.contacts_looked_at": lazy("Bên kia đã xem số điện thoại nên không đổi lại được."),
    "leads.live_again": lazy("Hai bên đã có liên hệ khác về tin này."),
    "leads.contacts_closed": lazy("Số điện thoại và địa chỉ chỉ mở khi hai bên cùng đồng ý."),
    "leads.body_needed": lazy("Mời viết vài lời."),
    "leads.text_long": lazy("Dài quá, tối đa %(max)s chữ cái."),
    "leads.reason_needed": lazy("Mời chọn một lý do."),
    "leads.block_self": lazy("Không chặn tổ chức của chính mình được."),
    "leads.own_posting_unknown": lazy("Tin kèm theo không phải của mình."),
}
