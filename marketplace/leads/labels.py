"""Words about leads."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from marketplace.i18n import Text, gettext, lazy, ngettext
from marketplace.leads.models import CallMeans, CallOutcome, DeclineReason, LeadStatus, ReplyKind
from marketplace.leads.response import Response
from marketplace.leads.waiting import Wait


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

KINDS: Mapping[ReplyKind, Text] = {
    ReplyKind.ENQUIRY: lazy("Liên hệ"),
    ReplyKind.QUOTE: lazy("Báo giá"),
    ReplyKind.LATER: lazy("Lần hẹn lại"),
}

WAITS: Mapping[Wait, Text] = {
    Wait.FORTNIGHT: lazy("Sau 2 tuần"),
    Wait.MONTH: lazy("Sau 1 tháng"),
    Wait.QUARTER: lazy("Sau 3 tháng"),
}

CALL_MEANS: Mapping[CallMeans, Text] = {
    CallMeans.PHONE: lazy("Gọi điện"),
    CallMeans.ZALO: lazy("Qua Zalo"),
    CallMeans.IN_PERSON: lazy("Gặp mặt"),
}

CALL_OUTCOMES: Mapping[CallOutcome, Text] = {
    CallOutcome.GOING_ON: lazy("Bàn tiếp"),
    CallOutcome.WILL_REPLY: lazy("Hẹn sẽ trả lời"),
    CallOutcome.LATER: lazy("Để khi khác"),
    CallOutcome.NOT_INTERESTED: lazy("Không hợp"),
    CallOutcome.NO_ANSWER: lazy("Không ai nghe máy"),
    CallOutcome.WRONG_NUMBER: lazy("Sai số"),
}


def usual_time(response: Response) -> str:
    """Return in plain words how soon an organisation answers as a rule; empty where it has never answered."""
    if response.usual_days is None:
        return ""
    if response.usual_hours is not None:
        hours = response.usual_hours
        return ngettext("thường trong %(num)s giờ", "thường trong %(num)s giờ", hours)
    return ngettext("thường sau %(num)s ngày làm việc", "thường sau %(num)s ngày làm việc", response.usual_days)


def response_words(response: Response) -> str:
    """Return in plain words how an organisation answers, and of how many cases that is said."""
    share = ngettext(
        "đúng hạn %(in_time)s trên %(num)s lần trong 12 tháng qua",
        "đúng hạn %(in_time)s trên %(num)s lần trong 12 tháng qua",
        response.total,
        in_time=response.in_time,
    )
    return gettext("%(share)s, %(time)s", share=share, time=usual_time(response)) if usual_time(response) else share


HISTORY: Mapping[str, Text] = {
    "leads.send": lazy("Gửi liên hệ"),
    "leads.begin_for_quote": lazy("Mở liên hệ để gửi báo giá"),
    "leads.reply": lazy("Nhắn tin"),
    "leads.accept": lazy("Đồng ý liên hệ"),
    "leads.decline": lazy("Từ chối"),
    "leads.undo_decline": lazy("Bỏ từ chối"),
    "leads.undo_accept": lazy("Bỏ đồng ý"),
    "leads.withdraw": lazy("Rút liên hệ"),
    "leads.postpone": lazy("Hẹn lại ngày khác"),
    "leads.undo_postpone": lazy("Bỏ hẹn lại"),
    "leads.ask_again": lazy("Đến ngày hẹn, hỏi lại"),
    "leads.miss": lazy("Quá hạn mà chưa trả lời"),
    "leads.log_call": lazy("Ghi lần nói chuyện"),
    "leads.log_office_call": lazy("Cán bộ gọi hỏi"),
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
    "leads.too_many_when_new": lazy(
        "Cơ sở mới, chưa xác minh nên mỗi ngày gửi được %(most)s liên hệ. Mời chờ đến mai rồi gửi tiếp."
    ),
    "leads.same_words": lazy(
        "Lời nhắn giống hệt nhau đã gửi cho nhiều nơi trong ngày. Mời viết riêng cho từng nơi, nói rõ mình cần gì."
    ),
    "leads.later_day": lazy("Mời chọn một ngày sau hôm nay, trong vòng một năm."),
    "leads.not_postponed": lazy("Liên hệ này không hẹn lại ngày nào."),
    "leads.answer_unknown": lazy("Mời bấm một trong các nút trả lời."),
    "leads.outcome_needed": lazy("Mời chọn kết quả cuộc nói chuyện."),
    "leads.due_not_found": lazy("Không có liên hệ quá hạn này."),
    "leads.not_your_province": lazy("Việc này thuộc tỉnh khác."),
    "leads.settled": lazy("Bên đó đã trả lời, không cần gọi nữa."),
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
