"""Words about quotes."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date

from marketplace.i18n import Text, format_month, gettext, lazy
from marketplace.postings.models import Posting
from marketplace.quotes.comparison import Difference, Item
from marketplace.quotes.models import InvitationStatus, NoneReason, Quote, QuoteStatus, RequestStatus
from marketplace.quotes.policy import is_lapsed
from marketplace.quotes.requirements import Kind, Met, Requirement
from marketplace.taxonomy.labels import name_of
from marketplace.taxonomy.places import label_for_province
from marketplace.taxonomy.units import format_price, format_quantity


class Tab(enum.Enum):
    """A part of the list of own quotes."""

    DRAFTS = "drafts"
    WAITING = "waiting"
    DECIDED = "decided"


TABS: Mapping[Tab, Text] = {
    Tab.WAITING: lazy("Chờ bên mua"),
    Tab.DRAFTS: lazy("Đang viết"),
    Tab.DECIDED: lazy("Đã xong"),
}

STATUSES: Mapping[QuoteStatus, Text] = {
    QuoteStatus.DRAFT: lazy("Bản nháp"),
    QuoteStatus.SENT: lazy("Đã gửi, chờ bên mua"),
    QuoteStatus.SHORTLISTED: lazy("Đang được xem xét"),
    QuoteStatus.AWARDED: lazy("Được chọn"),
    QuoteStatus.DECLINED: lazy("Không được chọn"),
    QuoteStatus.WITHDRAWN: lazy("Đã rút"),
}
# The same, as the buyer reads them.
STATUSES_FOR_BUYER: Mapping[QuoteStatus, Text] = {
    **STATUSES,
    QuoteStatus.SENT: lazy("Mới, chờ mình xem"),
    QuoteStatus.SHORTLISTED: lazy("Đang xem xét"),
    QuoteStatus.AWARDED: lazy("Đã chọn"),
    QuoteStatus.DECLINED: lazy("Đã từ chối"),
}
LAPSED = lazy("Hết hiệu lực")

# The colour and shape of a status on a page.
TONES: Mapping[QuoteStatus, str] = {
    QuoteStatus.DRAFT: "off",
    QuoteStatus.SENT: "wait",
    QuoteStatus.SHORTLISTED: "new",
    QuoteStatus.AWARDED: "good",
    QuoteStatus.DECLINED: "bad",
    QuoteStatus.WITHDRAWN: "off",
}

REQUEST_STATUSES: Mapping[RequestStatus, Text] = {
    RequestStatus.OPEN: lazy("Đang nhận báo giá"),
    RequestStatus.AWARDED: lazy("Đã chọn xong"),
    RequestStatus.NONE_SUITABLE: lazy("Không chọn nơi nào"),
    RequestStatus.CANCELLED: lazy("Đã hủy"),
}

INVITATION_STATUSES: Mapping[InvitationStatus, Text] = {
    InvitationStatus.SENT: lazy("Đã mời, chờ trả lời"),
    InvitationStatus.QUOTED: lazy("Đã báo giá"),
    InvitationStatus.DECLINED: lazy("Không báo giá"),
}

NONE_REASONS: Mapping[NoneReason, Text] = {
    NoneReason.PRICE: lazy("Giá chưa hợp"),
    NoneReason.REQUIREMENTS: lazy("Chưa đủ giấy tờ, yêu cầu"),
    NoneReason.CAPACITY: lazy("Số lượng chưa đủ"),
    NoneReason.PAYMENT: lazy("Cách trả tiền chưa hợp"),
    NoneReason.LOGISTICS: lazy("Giao hàng khó"),
    NoneReason.TOO_FEW: lazy("Ít nơi báo giá quá"),
    NoneReason.PLANS_CHANGED: lazy("Thay đổi kế hoạch mua"),
    NoneReason.FOUND_ELSEWHERE: lazy("Đã mua nơi khác"),
    NoneReason.OTHER: lazy("Lý do khác"),
}

METS: Mapping[Met, Text] = {
    Met.YES: lazy("Có"),
    Met.SOON: lazy("Sắp có"),
    Met.NO: lazy("Chưa có"),
}

ITEMS: Mapping[Item, Text] = {
    Item.PRICE: lazy("Giá"),
    Item.PRICE_BARE: lazy("Giá chưa gồm thuế"),
    Item.PRICE_TAXED: lazy("Giá đã gồm thuế"),
    Item.PRICE_NET: lazy("Giá sau chiết khấu"),
    Item.QUANTITY: lazy("Số lượng mỗi tháng"),
    Item.WEEKLY: lazy("Số lượng mỗi tuần"),
    Item.MIN_ORDER: lazy("Đơn ít nhất"),
    Item.LEAD_TIME: lazy("Thời gian chuẩn bị hàng"),
    Item.PAYMENT: lazy("Cho nợ sau khi giao"),
    Item.DISCOUNT: lazy("Chiết khấu"),
    Item.FREIGHT: lazy("Tiền chở hàng"),
    Item.INVOICE: lazy("Xuất hóa đơn thuế"),
    Item.VALIDITY: lazy("Báo giá dùng đến hết ngày"),
}

DIFFERENCES: Mapping[Difference, Text] = {
    Difference.MEETS: lazy("đạt yêu cầu"),
    Difference.MISSES: lazy("chưa đạt yêu cầu"),
}

HISTORY: Mapping[str, Text] = {
    "quotes.start": lazy("Bắt đầu viết báo giá"),
    "quotes.send": lazy("Gửi báo giá"),
    "quotes.revise": lazy("Sửa báo giá"),
    "quotes.extend": lazy("Gia hạn báo giá"),
    "quotes.withdraw": lazy("Rút báo giá"),
    "quotes.discard": lazy("Bỏ bản nháp báo giá"),
    "quotes.drop": lazy("Báo giá không mở được"),
    "quotes.remove_file": lazy("Bỏ tệp kèm báo giá"),
    "quotes.shortlist": lazy("Đưa báo giá vào diện xem xét"),
    "quotes.unshortlist": lazy("Bỏ khỏi diện xem xét"),
    "quotes.decline": lazy("Từ chối báo giá"),
    "quotes.undo_decline": lazy("Bỏ từ chối báo giá"),
    "quotes.award": lazy("Chọn báo giá"),
    "quotes.set_request": lazy("Đặt cách nhận báo giá"),
    "quotes.open_sealed": lazy("Mở báo giá kín"),
    "quotes.close_request": lazy("Kết thúc nhận báo giá"),
    "quotes.invite": lazy("Mời báo giá"),
    "quotes.decline_invitation": lazy("Từ chối lời mời báo giá"),
    "quotes.ask": lazy("Đặt câu hỏi về tin"),
    "quotes.answer": lazy("Trả lời câu hỏi về tin"),
    "quotes.hide_question": lazy("Ẩn câu hỏi"),
    "quotes.show_question": lazy("Hiện lại câu hỏi"),
}

MESSAGES: Mapping[str, Text] = {
    "quotes.not_found": lazy("Không có báo giá này."),
    "quotes.supplier_only": lazy("Chỉ bên bán mới làm được việc này."),
    "quotes.buyer_only": lazy("Chỉ bên mua mới quyết định được."),
    "quotes.owner_only": lazy("Chỉ bên đăng tin mới làm được việc này."),
    "quotes.organisation_needed": lazy("Mời khai tổ chức của mình trước."),
    "quotes.organisation_suspended": lazy("Tổ chức đang bị tạm dừng nên chưa làm được. Mời gọi số trợ giúp."),
    "quotes.own_demand": lazy("Đây không phải nhu cầu của nơi khác nên không báo giá được."),
    "quotes.own_posting": lazy("Đây là tin của chính mình nên không cần hỏi."),
    "quotes.listing_unknown": lazy("Hàng kèm theo không phải của mình."),
    "quotes.already_sent": lazy("Đã gửi báo giá cho tin này rồi. Muốn đổi thì sửa báo giá đã gửi."),
    "quotes.not_a_draft": lazy("Báo giá này không còn là bản nháp."),
    "quotes.decided": lazy("Báo giá này đã có quyết định, không đổi được nữa."),
    "quotes.closed": lazy("Nhu cầu này đã hết hạn nhận báo giá."),
    "quotes.request_closed": lazy("Bên mua đã kết thúc việc chọn báo giá."),
    "quotes.full": lazy("Đã đủ %(max)s nơi báo giá, bên mua không nhận thêm."),
    "quotes.too_many": lazy("Hôm nay đã gửi nhiều báo giá. Mời chờ đến mai rồi gửi tiếp."),
    "quotes.changed_meanwhile": lazy("Báo giá vừa được sửa ở nơi khác. Mời xem lại rồi sửa tiếp."),
    "quotes.revised_since": lazy("Bên bán vừa sửa báo giá này. Mời xem số mới rồi quyết định."),
    "quotes.lapsed": lazy("Báo giá đã hết hiệu lực. Mời nhắn bên bán gia hạn rồi chọn."),
    "quotes.too_late": lazy("Đã quá 10 phút nên không đổi lại được."),
    "quotes.alive_again": lazy("Bên bán đã viết báo giá khác cho tin này."),
    "quotes.files_many": lazy("Mỗi báo giá kèm nhiều nhất %(max)s tệp."),
    "quotes.file_gone": lazy("Không có tệp này."),
    "quotes.price_needed": lazy("Mời ghi giá."),
    "quotes.vat_needed": lazy("Mời chọn giá đã gồm thuế hay chưa."),
    "quotes.quantity_needed": lazy("Mời ghi số lượng mỗi tháng."),
    "quotes.validity_needed": lazy("Mời ghi báo giá dùng đến ngày nào."),
    "quotes.validity_past": lazy("Ngày này đã qua. Mời chọn từ hôm nay trở đi."),
    "quotes.validity_far": lazy("Ngày xa quá, muộn nhất là %(latest)s."),
    "quotes.validity_shorter": lazy("Ngày mới phải sau ngày cũ."),
    "quotes.answer_needed": lazy("Mời chọn một câu trả lời."),
    "quotes.weekly_unit": lazy("Số lượng mỗi tuần phải cùng đơn vị với số lượng mỗi tháng."),
    "quotes.request_not_yours": lazy("Nhu cầu này của tổ chức khác."),
    "quotes.sealed_fixed": lazy("Đã có báo giá nên không đổi cách nhận kín hay mở được nữa."),
    "quotes.still_sealed": lazy("Báo giá còn niêm kín, chưa xem nên chưa kết luận được."),
    "quotes.cap_range": lazy("Số nơi báo giá phải từ 1 đến %(max)s."),
    "quotes.cap_low": lazy("Số nơi đã báo giá nhiều hơn số này."),
    "quotes.nothing_awarded": lazy("Chưa chọn báo giá nào. Mời chọn trước, hoặc ghi là không chọn nơi nào."),
    "quotes.already_awarded": lazy("Đã chọn báo giá rồi nên không hủy được nữa."),
    "quotes.reason_needed": lazy("Mời chọn một lý do."),
    "quotes.invite_self": lazy("Không mời được tin này."),
    "quotes.invited_already": lazy("Đã mời nơi này rồi."),
    "quotes.invitations_many": lazy("Đang có %(max)s nơi chưa trả lời lời mời. Mời chờ rồi mời thêm."),
    "quotes.invitations_today": lazy("Hôm nay đã mời nhiều nơi. Mời chờ đến mai rồi mời tiếp."),
    "quotes.invitation_not_found": lazy("Không có lời mời này."),
    "quotes.question_not_found": lazy("Không có câu hỏi này."),
    "quotes.questions_closed": lazy("Tin đã đóng nên không hỏi, không trả lời được nữa."),
    "quotes.questions_waiting": lazy("Đang có %(max)s câu hỏi chờ trả lời. Mời chờ rồi hỏi tiếp."),
    "quotes.questions_many": lazy("Hôm nay đã hỏi nhiều. Mời chờ đến mai rồi hỏi tiếp."),
    "quotes.answered_already": lazy("Câu hỏi này đã được trả lời."),
    "quotes.words_needed": lazy("Mời viết vài lời."),
    "quotes.phone_in_words": lazy("Chỗ này ai cũng đọc được. Mời bỏ số điện thoại rồi gửi lại."),
    "quotes.save_own": lazy("Chỉ lưu được hàng bán của nơi khác."),
    "quotes.saved_many": lazy("Danh sách đã đủ %(max)s tin. Mời bỏ bớt rồi lưu thêm."),
    "quotes.saved_not_found": lazy("Tin này không có trong danh sách đã lưu."),
}


def requirement_words(one: Requirement, posting: Posting) -> str:
    """Return what is asked for, as a phrase."""
    if one.thing is not None:
        return name_of(one.thing)
    if one.kind is Kind.DELIVERY:
        place = label_for_province(posting.province) if posting.province else ""
        return gettext("Giao được tới %(place)s", place=place)
    start, end = format_month(posting.needed_from), format_month(posting.needed_until)
    if start and end:
        return gettext("Có hàng đều từ %(start)s đến %(end)s", start=start, end=end)
    return gettext("Có hàng vào tháng %(month)s", month=start or end)


def status_of(quote: Quote, today: date, *, is_buyer: bool = False) -> dict[str, Text]:
    """Return where a quote stands, with the colour for it."""
    if is_lapsed(quote, today):
        return {"words": LAPSED, "tone": "bad"}
    words = STATUSES_FOR_BUYER if is_buyer else STATUSES
    return {"words": words[quote.status], "tone": TONES[quote.status]}


def price_of(quote: Quote) -> str:
    """Return the price with what it says of tax; empty where none was said."""
    if quote.price is None or not quote.price_unit:
        return ""
    price = format_price(quote.price, quote.price_unit)
    if quote.has_vat is None:
        return price
    tax = gettext("đã gồm thuế") if quote.has_vat else gettext("chưa gồm thuế")
    return f"{price} ({tax})"


def quantity_of(quote: Quote) -> str:
    """Return the quantity per month; empty where none was said."""
    if quote.quantity_amount is None or not quote.quantity_unit:
        return ""
    return gettext("%(quantity)s mỗi tháng", quantity=format_quantity(quote.quantity_amount, quote.quantity_unit))
