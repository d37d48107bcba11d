"""Forms of quotes: the editor with an answer for each requirement, decisions, requests, questions, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from marketplace.i18n import format_number
from marketplace.leads.labels import DECLINE_REASONS
from marketplace.postings.labels import FREIGHT_PAYERS
from marketplace.postings.models import FreightPayer, Posting
from marketplace.quotes.drafts import (
    MAX_ANSWER,
    MAX_QUESTION,
    MAX_QUOTE_NOTE,
    MAX_REASON_NOTE,
    MAX_SAVED_NOTE,
    AnswerDraft,
    QuoteDraft,
    QuoteValues,
)
from marketplace.quotes.labels import METS, NONE_REASONS, requirement_words
from marketplace.quotes.models import NoneReason, Quote, RequestStatus
from marketplace.quotes.prefill import values_from_quote
from marketplace.quotes.requirements import MAX_NOTE, Requirement, requirements_of
from marketplace.web.forms.leads import DeclineForm
from marketplace.web.forms.postings import amount_text, usual_units
from marketplace.web.forms.words import choices, lazy

YES_NO: Mapping[str, bool] = {"yes": True, "no": False}


def _chosen(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


class QuoteForm(FlaskForm):
    """The figures of a quote; what is wrong with them is said by the domain."""

    form_token = HiddenField()
    version = HiddenField()
    listing = HiddenField()
    price = StringField(lazy("Giá bán"), description=lazy("Ví dụ: 85k/kg, 1tr2/thùng"))
    has_vat = RadioField(
        lazy("Giá này đã gồm thuế chưa?"),
        choices=choices([("yes", lazy("Đã gồm thuế")), ("no", lazy("Chưa gồm thuế"))]),
        validate_choice=False,
    )
    gives_vat_invoice = RadioField(
        lazy("Xuất được hóa đơn thuế không?"),
        choices=choices([("yes", lazy("Xuất được")), ("no", lazy("Chưa xuất được"))]),
        validate_choice=False,
    )
    quantity = StringField(lazy("Mỗi tháng giao được"), description=lazy("Ví dụ: 300 kg, 500 hũ 200g"))
    weekly = StringField(lazy("Mỗi tuần giao được"), description=lazy("Cùng đơn vị với số mỗi tháng"))
    min_order = StringField(lazy("Đơn ít nhất"), description=lazy("Ví dụ: 50 kg"))
    lead_time = StringField(lazy("Đặt hàng bao lâu thì có"), description=lazy("Ví dụ: 7 ngày, 2 tuần"))
    freight_payer = SelectField(
        lazy("Ai trả tiền chở hàng"),
        choices=lambda: choices([("", lazy("Chưa nói")), *((one.value, FREIGHT_PAYERS[one]) for one in FreightPayer)]),
        validate_choice=False,
    )
    payment_days = StringField(
        lazy("Cho nợ bao lâu sau khi giao"), description=lazy("Ví dụ: 0 là trả ngay, 15 ngày, 1 tháng")
    )
    discount = StringField(lazy("Chiết khấu (%)"), description=lazy("Từ 0 đến 60"))
    valid_until = StringField(lazy("Báo giá này dùng đến hết ngày"))
    note = TextAreaField(
        lazy("Nhắn bên mua"),
        description=lazy("Cách đóng gói, hàng mẫu, điều cần nói thêm."),
        render_kw={"maxlength": MAX_QUOTE_NOTE},
    )
    files = MultipleFileField(
        lazy("Tệp kèm theo"),
        description=lazy("Bảng giá, giấy chứng nhận, ảnh. Nhiều nhất 5 tệp, mỗi tệp không quá 10 MB."),
    )

    requirements: Sequence[Requirement] = ()
    units: Sequence[str] = ()

    def rows(self) -> list[dict[str, Any]]:
        """Return the requirements with their two fields each."""
        return [
            {"met": self[f"answer-{one.key}"], "note": self[f"note-{one.key}"], "requirement": one}
            for one in self.requirements
        ]

    def start_from(self, values: QuoteValues) -> None:
        """Fill in what is known."""
        unit = values.quantity_unit
        self.price.data = f"{format_number(values.price)}/{values.price_unit}" if values.price else ""
        self.has_vat.data = _chosen(values.has_vat)
        self.gives_vat_invoice.data = _chosen(values.gives_vat_invoice)
        self.quantity.data = amount_text(values.quantity_amount, unit)
        self.weekly.data = amount_text(values.weekly_amount, unit)
        self.min_order.data = amount_text(values.min_order_amount, values.min_order_unit)
        self.lead_time.data = "" if values.lead_time_days is None else str(values.lead_time_days)
        self.freight_payer.data = values.freight_payer.value if values.freight_payer else ""
        self.payment_days.data = "" if values.payment_days is None else str(values.payment_days)
        self.discount.data = "" if values.discount_percent is None else format_number(values.discount_percent)
        self.valid_until.data = values.valid_until.isoformat() if values.valid_until else ""
        self.note.data = values.note
        for one in self.requirements:
            said = values.answers.get(one.key)
            self[f"answer-{one.key}"].data = said.met.value if said else None
            self[f"note-{one.key}"].data = said.note if said else ""

    def expected_version(self) -> int | None:
        """Return the version of the quote that was opened; None where the form says none."""
        raw = self.version.data or ""
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else None

    def draft(self) -> QuoteDraft:
        """Return what was typed."""
        return QuoteDraft(
            price=self.price.data or "",
            has_vat=YES_NO.get(self.has_vat.data or ""),
            gives_vat_invoice=YES_NO.get(self.gives_vat_invoice.data or ""),
            quantity=self.quantity.data or "",
            weekly=self.weekly.data or "",
            min_order=self.min_order.data or "",
            lead_time=self.lead_time.data or "",
            freight_payer={one.value: one for one in FreightPayer}.get(self.freight_payer.data or ""),
            payment_days=self.payment_days.data or "",
            discount=self.discount.data or "",
            valid_until=self.valid_until.data or "",
            note=self.note.data or "",
            answers={
                one.key: AnswerDraft(met=self[f"answer-{one.key}"].data or "", note=self[f"note-{one.key}"].data or "")
                for one in self.requirements
            },
        )


def quote_form(posting: Posting) -> QuoteForm:
    """Return an editor with the questions that a posting asks."""
    requirements = requirements_of(posting)
    fields: dict[str, object] = {}
    for one in requirements:
        fields[f"answer-{one.key}"] = RadioField(
            requirement_words(one, posting),
            choices=choices((met.value, words) for met, words in METS.items()),
            validate_choice=False,
        )
        fields[f"note-{one.key}"] = StringField(lazy("Nói thêm"), render_kw={"maxlength": MAX_NOTE})
    form: QuoteForm = type("QuoteFormOfPosting", (QuoteForm,), fields)()
    form.requirements, form.units = requirements, usual_units(posting)
    return form


def values_of(quote: Quote, today: date) -> QuoteValues:
    """Return what a quote says, its own last day kept."""
    values = values_from_quote(quote, quote.posting, today)
    return QuoteValues(**{**values.__dict__, "valid_until": quote.valid_until})


class DecideForm(FlaskForm):
    """A button about one quote; ``version`` is what the buyer read."""

    version = HiddenField()

    def expected_version(self) -> int | None:
        """Return the version that was read; None where the form says none."""
        raw = self.version.data or ""
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else None


class QuoteDeclineForm(DeclineForm, DecideForm):
    """Why a quote is not taken."""

    reason = RadioField(
        lazy("Vì sao chưa chọn?"),
        choices=choices((reason.value, words) for reason, words in DECLINE_REASONS.items()),
        validators=[InputRequired(lazy("Mời chọn một lý do."))],
        validate_choice=False,
    )
    note = TextAreaField(
        lazy("Nhắn thêm"),
        description=lazy("Bên bán đọc được lời này."),
        render_kw={"maxlength": MAX_REASON_NOTE, "rows": 3},
    )


class ExtendForm(FlaskForm):
    """Until when a quote holds."""

    valid_until = StringField(lazy("Báo giá dùng đến hết ngày"))


class RequestForm(FlaskForm):
    """How the buyer of a demand takes quotes."""

    is_sealed = BooleanField(lazy("Nhận báo giá kín: hết hạn mới xem được, ai báo giá và giá bao nhiêu"))
    max_suppliers = StringField(lazy("Nhận nhiều nhất bao nhiêu nơi"), description=lazy("Bỏ trống là không giới hạn."))


class CloseForm(FlaskForm):
    """How a request for quotes ends."""

    outcome = RadioField(
        lazy("Kết thúc thế nào?"),
        choices=choices(
            [
                (RequestStatus.AWARDED.value, lazy("Đã chọn xong, báo cho các nơi còn lại")),
                (RequestStatus.NONE_SUITABLE.value, lazy("Không chọn nơi nào")),
                (RequestStatus.CANCELLED.value, lazy("Hủy, không mua nữa")),
            ]
        ),
        validators=[InputRequired(lazy("Mời chọn một câu trả lời."))],
        validate_choice=False,
    )
    reason = SelectField(
        lazy("Lý do"),
        choices=lambda: choices(
            [("", lazy("Chọn lý do")), *((one.value, words) for one, words in NONE_REASONS.items())]
        ),
        description=lazy("Cần ghi khi không chọn nơi nào hoặc hủy."),
        validate_choice=False,
    )
    note = TextAreaField(
        lazy("Nhắn các bên"),
        description=lazy("Khi hủy, các bên đọc được lời này."),
        render_kw={"maxlength": MAX_REASON_NOTE, "rows": 3},
    )

    def chosen(self) -> RequestStatus:
        """Return the outcome; a made-up one counts as a cancellation without a reason, which the domain refuses."""
        known = {one.value: one for one in RequestStatus if one is not RequestStatus.OPEN}
        return known.get(self.outcome.data or "", RequestStatus.CANCELLED)

    def why(self) -> NoneReason | None:
        """Return the reason, or None."""
        return {one.value: one for one in NoneReason}.get(self.reason.data or "")


class AskForm(FlaskForm):
    """A question that everybody will read."""

    form_token = HiddenField()
    body = TextAreaField(
        lazy("Câu hỏi"),
        description=lazy("Ai cũng đọc được câu hỏi và câu trả lời, không ai biết ai hỏi. Không ghi số điện thoại."),
        render_kw={"maxlength": MAX_QUESTION, "rows": 4},
    )


class AnswerForm(FlaskForm):
    """An answer that everybody will read."""

    answer = TextAreaField(
        lazy("Trả lời"),
        description=lazy("Trả lời một lần, ai cũng đọc được. Không ghi số điện thoại."),
        render_kw={"maxlength": MAX_ANSWER, "rows": 5},
    )


class SavedNoteForm(FlaskForm):
    """Why a listing is kept in mind."""

    note = StringField(
        lazy("Ghi chú cho mình"),
        render_kw={"maxlength": MAX_SAVED_NOTE},
        description=lazy("Chỉ tổ chức mình đọc được."),
    )
