"""Words about agreements."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from marketplace.agreements.models import FailReason, FollowUpAnswer, PaperKind, PaperStatus, Stage
from marketplace.i18n import Text, lazy


class Tab(enum.Enum):
    """A part of the list of one's agreements."""

    TALKING = "talking"
    SIGNED = "signed"
    DELIVERING = "delivering"
    OVER = "over"


TABS: Mapping[Tab, Text] = {
    Tab.TALKING: lazy("Đang bàn"),
    Tab.SIGNED: lazy("Đã ký"),
    Tab.DELIVERING: lazy("Đang giao hàng"),
    Tab.OVER: lazy("Đã đóng"),
}

STAGES_IN: Mapping[Tab, tuple[Stage, ...]] = {
    Tab.TALKING: (Stage.SAMPLE, Stage.NEGOTIATION),
    Tab.SIGNED: (Stage.MEMORANDUM, Stage.CONTRACT),
    Tab.DELIVERING: (Stage.DELIVERING,),
    Tab.OVER: (Stage.ENDED, Stage.FAILED),
}

STAGES: Mapping[Stage, Text] = {
    Stage.SAMPLE: lazy("Gửi hàng mẫu"),
    Stage.NEGOTIATION: lazy("Đang thương lượng"),
    Stage.MEMORANDUM: lazy("Đã ký biên bản ghi nhớ"),
    Stage.CONTRACT: lazy("Đã ký hợp đồng"),
    Stage.DELIVERING: lazy("Đang giao hàng"),
    Stage.ENDED: lazy("Đã kết thúc"),
    Stage.FAILED: lazy("Không thành"),
}

# The colour and shape of a stage on a page.
TONES: Mapping[Stage, str] = {
    Stage.SAMPLE: "wait",
    Stage.NEGOTIATION: "wait",
    Stage.MEMORANDUM: "good",
    Stage.CONTRACT: "good",
    Stage.DELIVERING: "good",
    Stage.ENDED: "off",
    Stage.FAILED: "bad",
}

FAIL_REASONS: Mapping[FailReason, Text] = {
    FailReason.CAPACITY: lazy("Không đủ sản lượng"),
    FailReason.REQUIREMENT_NOT_MET: lazy("Chưa đạt yêu cầu của bên mua"),
    FailReason.DISCOUNT: lazy("Chiết khấu không hợp"),
    FailReason.PAYMENT_TERMS: lazy("Cách trả tiền không hợp"),
    FailReason.PRICE: lazy("Giá không hợp"),
    FailReason.LOGISTICS: lazy("Giao hàng khó"),
    FailReason.NO_REPLY: lazy("Bên kia không trả lời"),
    FailReason.OTHER: lazy("Lý do khác"),
}

PAPER_KINDS: Mapping[PaperKind, Text] = {
    PaperKind.MEMORANDUM: lazy("Biên bản ghi nhớ"),
    PaperKind.CONTRACT: lazy("Hợp đồng mua bán hàng hóa"),
}

PAPER_STATUSES: Mapping[PaperStatus, Text] = {
    PaperStatus.DRAFT: lazy("Dự thảo"),
    PaperStatus.CONFIRMED: lazy("Hai bên đã xác nhận"),
    PaperStatus.ON_HOLD: lazy("Giấy đang tạm dừng"),
    PaperStatus.CANCELLED: lazy("Đã hủy"),
}

PAPER_TONES: Mapping[PaperStatus, str] = {
    PaperStatus.DRAFT: "wait",
    PaperStatus.CONFIRMED: "good",
    PaperStatus.ON_HOLD: "off",
    PaperStatus.CANCELLED: "off",
}

ANSWERS: Mapping[FollowUpAnswer, Text] = {
    FollowUpAnswer.DELIVERING: lazy("Đang giao hàng"),
    FollowUpAnswer.NOT_YET: lazy("Chưa giao"),
    FollowUpAnswer.ENDED: lazy("Đã giao xong, kết thúc"),
    FollowUpAnswer.FAILED: lazy("Không thành"),
}

# What the other side is told; the same keys as in the history.
NEWS: Mapping[str, Text] = {
    "begin": lazy("%(name)s mở thỏa thuận mua bán với bà con"),
    "edit": lazy("%(name)s sửa số liệu thỏa thuận"),
    "move": lazy("%(name)s chuyển bước của thỏa thuận"),
    "deliver": lazy("%(name)s báo đã bắt đầu giao hàng"),
    "end": lazy("%(name)s báo thỏa thuận đã kết thúc"),
    "fail": lazy("%(name)s báo thỏa thuận không thành"),
    "undo_move": lazy("%(name)s bỏ bước vừa báo"),
    "draw_up": lazy("%(name)s soạn giấy, mời xem và xác nhận"),
    "edit_paper": lazy("%(name)s sửa dự thảo, mời xem lại"),
    "record_outside": lazy("%(name)s gửi bản đã ký, mời xác nhận"),
    "confirm": lazy("%(name)s đã xác nhận, mời bà con xác nhận"),
    "sign": lazy("%(name)s đã xác nhận, giấy đã đủ hai bên"),
    "put_on_hold": lazy("%(name)s đề nghị tạm dừng giấy"),
    "resume": lazy("%(name)s đề nghị làm tiếp giấy"),
    "cancel": lazy("%(name)s hủy dự thảo"),
    "attach": lazy("%(name)s gửi kèm bản chụp giấy đã ký"),
}

HISTORY: Mapping[str, Text] = {
    "agreements.begin": lazy("Mở thỏa thuận"),
    "agreements.edit": lazy("Sửa số liệu thỏa thuận"),
    "agreements.move": lazy("Chuyển bước"),
    "agreements.deliver": lazy("Bắt đầu giao hàng"),
    "agreements.end": lazy("Kết thúc thỏa thuận"),
    "agreements.fail": lazy("Báo không thành"),
    "agreements.undo_move": lazy("Bỏ bước vừa báo"),
    "agreements.draw_up": lazy("Soạn giấy"),
    "agreements.edit_paper": lazy("Sửa dự thảo"),
    "agreements.record_outside": lazy("Gửi giấy đã ký ở ngoài"),
    "agreements.confirm": lazy("Xác nhận giấy"),
    "agreements.sign": lazy("Hai bên đã xác nhận giấy"),
    "agreements.put_on_hold": lazy("Tạm dừng giấy"),
    "agreements.resume": lazy("Làm tiếp giấy"),
    "agreements.cancel": lazy("Hủy dự thảo"),
    "agreements.attach": lazy("Gửi kèm bản chụp"),
    "agreements.remove_scan": lazy("Bỏ bản chụp"),
    "agreements.report_month": lazy("Ghi số đã giao trong tháng"),
    "agreements.answer_follow_up": lazy("Trả lời khi được hỏi lại"),
    "agreements.take_back_answer": lazy("Bỏ câu vừa trả lời"),
}

MESSAGES: Mapping[str, Text] = {
    "agreements.not_found": lazy("Không có thỏa thuận này."),
    "agreements.not_yours": lazy("Thỏa thuận này của hai tổ chức khác."),
    "agreements.paper_not_found": lazy("Không có giấy này."),
    "agreements.scan_not_found": lazy("Không có bản chụp này."),
    "agreements.follow_up_not_found": lazy("Không có câu hỏi này."),
    "agreements.too_early": lazy("Hai bên đồng ý liên hệ rồi mới lập thỏa thuận được."),
    "agreements.alive_again": lazy("Hai bên đã có thỏa thuận khác đang làm."),
    "agreements.stage_wrong": lazy("Thỏa thuận không còn ở bước này. Mời tải lại trang."),
    "agreements.terms_closed": lazy("Đã ký hợp đồng nên không sửa số liệu được nữa."),
    "agreements.changed_meanwhile": lazy(
        "Bên kia hoặc người cùng tổ chức vừa sửa. Mời xem chỗ khác nhau rồi bấm lưu lần nữa."
    ),
    "agreements.paper_exists": lazy("Đã có giấy này rồi. Mời sửa giấy đó hoặc hủy trước."),
    "agreements.paper_changed": lazy("Giấy vừa được sửa. Mời đọc lại rồi mới xác nhận."),
    "agreements.paper_closed": lazy("Giấy này không còn là dự thảo nên không làm được việc đó."),
    "agreements.holder_only": lazy("Bên đề nghị tạm dừng mới bấm làm tiếp được."),
    "agreements.undo_late": lazy("Đã quá 10 phút, hoặc đã có việc khác sau đó, nên không bỏ được nữa."),
    "agreements.goods_needed": lazy("Mời ghi tên hàng."),
    "agreements.text_long": lazy("Dài quá. Mời viết không quá %(max)s chữ."),
    "agreements.date_absurd": lazy("Ngày này không hợp lý. Mời xem lại."),
    "agreements.date_order": lazy("Ngày cuối phải sau ngày đầu."),
    "agreements.date_needed": lazy("Mời ghi ngày."),
    "agreements.date_future": lazy("Ngày này chưa tới."),
    "agreements.name_needed": lazy("Mời ghi tên bên này."),
    "agreements.reason_needed": lazy("Mời chọn một lý do."),
    "agreements.hold_note_needed": lazy("Mời ghi vì sao tạm dừng."),
    "agreements.scan_needed": lazy("Mời chọn ảnh chụp hoặc tệp PDF của giấy đã ký."),
    "agreements.scan_kind": lazy("Bản chụp phải là ảnh hoặc tệp PDF."),
    "agreements.scans_many": lazy("Mỗi giấy kèm nhiều nhất %(max)s bản chụp."),
    "agreements.scan_not_yours": lazy("Chỉ bên gửi mới bỏ được bản chụp, và chỉ khi giấy chưa đủ xác nhận."),
    "agreements.month_needed": lazy("Mời chọn tháng."),
    "agreements.month_absurd": lazy("Chỉ ghi được từ 24 tháng trước đến tháng này."),
    "agreements.month_empty": lazy("Mời ghi số tiền hoặc số lượng đã giao."),
    "agreements.months_closed": lazy("Báo đã bắt đầu giao hàng rồi mới ghi số từng tháng được."),
    "agreements.answered_already": lazy("Câu này đã có người trong tổ chức trả lời."),
    "agreements.not_asked_yet": lazy("Chưa đến lúc hỏi câu này."),
    "agreements.question_over": lazy("Câu hỏi này không cần trả lời nữa."),
    "agreements.answer_needed": lazy("Mời chọn một câu trả lời."),
}
