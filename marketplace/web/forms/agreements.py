"""Forms of agreements: figures, papers, months, and why a deal came to nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from marketplace.agreements.drafts import (
    MAX_EXTRA,
    MAX_GOODS,
    MAX_NOTE,
    MAX_WORDS,
    MONTHS_BACK,
    PARTY_FIELDS,
    MonthDraft,
    PaperDraft,
    PartyDraft,
    TermsDraft,
    months_before,
)
from marketplace.agreements.labels import FAIL_REASONS
from marketplace.agreements.models import FailReason
from marketplace.clock import today
from marketplace.i18n import format_month
from marketplace.web.forms.words import choices, lazy

_VAT = {True: "yes", False: "no", None: ""}


class VersionedForm(FlaskForm):
    """A form of something that others may change too; ``version`` is the one that was opened."""

    version = HiddenField()
    is_stale = False

    def expected_version(self) -> int | None:
        """Return the version that the form was opened with; None where it says none."""
        raw = self.version.data or ""
        return int(raw) if raw.isdecimal() and len(raw) < 12 else None


class TermsForm(VersionedForm):
    """The figures of a deal."""

    form_token = HiddenField()
    goods = StringField(lazy("Tên hàng"), render_kw={"maxlength": MAX_GOODS})
    quantity = StringField(lazy("Số lượng mỗi tháng"), description=lazy("Ví dụ: 300 kg"))
    price = StringField(lazy("Giá"), description=lazy("Ví dụ: 85k/kg"))
    has_vat = RadioField(
        lazy("Thuế giá trị gia tăng (VAT)"),
        choices=choices([("yes", lazy("Giá đã gồm VAT")), ("no", lazy("Giá chưa gồm VAT")), ("", lazy("Chưa bàn"))]),
        validate_choice=False,
    )
    monthly_value = StringField(
        lazy("Giá trị mỗi tháng (đồng)"), description=lazy("Để trống thì tự tính từ số lượng và giá.")
    )
    discount = StringField(lazy("Chiết khấu (%)"))
    payment_days = StringField(
        lazy("Nhận hàng xong bao lâu thì trả tiền"), description=lazy("Ví dụ: 0, 15 ngày, 1 tháng")
    )
    payment = TextAreaField(
        lazy("Cách trả tiền"), description=lazy("Tiền mặt, chuyển khoản, hóa đơn."), render_kw={"maxlength": MAX_WORDS}
    )
    delivery = TextAreaField(
        lazy("Giao hàng"), description=lazy("Giao ở đâu, ai chở, mấy ngày một lần."), render_kw={"maxlength": MAX_WORDS}
    )
    quality = TextAreaField(
        lazy("Chất lượng, đóng gói"), description=lazy("Mỗi ý một dòng."), render_kw={"maxlength": MAX_WORDS}
    )
    starts_on = StringField(lazy("Làm từ ngày"))
    ends_on = StringField(lazy("Đến hết ngày"))

    def start_from(self, draft: TermsDraft, version: int | None = None) -> None:
        """Fill in what is known; a value that is only quantity times price stays empty, so that it follows them."""
        for name in ("goods", "quantity", "price", "monthly_value", "discount", "payment_days", "payment"):
            self[name].data = getattr(draft, name)
        for name in ("delivery", "quality", "starts_on", "ends_on"):
            self[name].data = getattr(draft, name)
        self.has_vat.data = _VAT[draft.has_vat]
        self.version.data = "" if version is None else str(version)

    def draft(self) -> TermsDraft:
        """Return what was typed."""
        return TermsDraft(
            goods=self.goods.data or "",
            quantity=self.quantity.data or "",
            price=self.price.data or "",
            has_vat={"yes": True, "no": False}.get(self.has_vat.data or ""),
            monthly_value=self.monthly_value.data or "",
            quality=self.quality.data or "",
            delivery=self.delivery.data or "",
            payment_days=self.payment_days.data or "",
            payment=self.payment.data or "",
            discount=self.discount.data or "",
            starts_on=self.starts_on.data or "",
            ends_on=self.ends_on.data or "",
        )


class NewAgreementForm(TermsForm):
    """The figures of a new deal, and how it begins."""

    lead = HiddenField()
    quote = HiddenField()
    start = RadioField(
        lazy("Bắt đầu từ bước nào?"),
        choices=choices([("negotiation", lazy("Đang thương lượng")), ("sample", lazy("Gửi hàng mẫu trước"))]),
        default="negotiation",
        validate_choice=False,
    )


class PaperForm(VersionedForm):
    """A memorandum or contract: the parties as the paper names them, number, place, date, further articles."""

    form_token = HiddenField()
    number = StringField(lazy("Số của giấy"), description=lazy("Theo cách đánh số của hai bên, có thể để trống."))
    place = StringField(lazy("Nơi ký"))
    dated_on = StringField(lazy("Ngày ký"))
    seller_name = StringField(lazy("Tên bên bán"))
    seller_address = StringField(lazy("Địa chỉ bên bán"))
    seller_tax_code = StringField(lazy("Mã số thuế bên bán"))
    seller_person = StringField(lazy("Người đại diện bên bán"))
    seller_position = StringField(lazy("Chức vụ người đại diện bên bán"))
    seller_phone = StringField(lazy("Điện thoại bên bán"))
    buyer_name = StringField(lazy("Tên bên mua"))
    buyer_address = StringField(lazy("Địa chỉ bên mua"))
    buyer_tax_code = StringField(lazy("Mã số thuế bên mua"))
    buyer_person = StringField(lazy("Người đại diện bên mua"))
    buyer_position = StringField(lazy("Chức vụ người đại diện bên mua"))
    buyer_phone = StringField(lazy("Điện thoại bên mua"))
    extra = TextAreaField(
        lazy("Thỏa thuận khác"),
        description=lazy("Mỗi ý một dòng. In thành một điều riêng trên giấy."),
        render_kw={"maxlength": MAX_EXTRA},
    )

    def start_from(self, draft: PaperDraft, version: int | None = None) -> None:
        """Fill in what is known."""
        for name in ("number", "place", "dated_on", "extra"):
            self[name].data = getattr(draft, name)
        for side, party in (("seller", draft.seller), ("buyer", draft.buyer)):
            for name in PARTY_FIELDS:
                self[f"{side}_{name}"].data = getattr(party, name)
        self.version.data = "" if version is None else str(version)

    def _party(self, side: str) -> PartyDraft:
        return PartyDraft(**{name: self[f"{side}_{name}"].data or "" for name in PARTY_FIELDS})

    def draft(self) -> PaperDraft:
        """Return what was typed."""
        return PaperDraft(
            number=self.number.data or "",
            place=self.place.data or "",
            dated_on=self.dated_on.data or "",
            seller=self._party("seller"),
            buyer=self._party("buyer"),
            extra=self.extra.data or "",
        )


class ScansForm(FlaskForm):
    """Pages of a signed paper."""

    scans = MultipleFileField(
        lazy("Ảnh chụp hoặc tệp PDF của giấy đã ký"), description=lazy("Mỗi lần nhiều nhất 5 tệp, mỗi tệp 10 MB.")
    )


class OutsideForm(ScansForm):
    """A paper that was signed elsewhere."""

    form_token = HiddenField()
    kind = RadioField(
        lazy("Đã ký giấy gì?"),
        choices=choices([("memorandum", lazy("Biên bản ghi nhớ")), ("contract", lazy("Hợp đồng"))]),
        default="contract",
        validate_choice=False,
    )
    signed_on = StringField(lazy("Ký ngày nào"))
    number = StringField(lazy("Số của giấy"))


class DeliveringForm(FlaskForm):
    """Since when goods are delivered."""

    first_on = StringField(lazy("Giao đợt đầu ngày nào"))


class FailForm(FlaskForm):
    """Why a deal came to nothing, from the field's own list of reasons."""

    reason = RadioField(
        lazy("Vì sao không thành?"),
        choices=choices((reason.value, words) for reason, words in FAIL_REASONS.items()),
        validators=[InputRequired(lazy("Mời chọn một lý do."))],
        validate_choice=False,
    )
    note = TextAreaField(
        lazy("Ghi thêm"), description=lazy("Bên kia đọc được lời này."), render_kw={"maxlength": MAX_NOTE}
    )

    def chosen(self) -> FailReason:
        """Return the reason; a made-up one counts as another reason."""
        return {reason.value: reason for reason in FailReason}.get(self.reason.data or "", FailReason.OTHER)


class HoldForm(FlaskForm):
    """Why to wait."""

    note = TextAreaField(
        lazy("Vì sao tạm dừng?"), description=lazy("Bên kia đọc được lời này."), render_kw={"maxlength": MAX_NOTE}
    )


def recent_months() -> list[Any]:
    """Return this month and those before it, the newest first, as choices."""
    first = today().replace(day=1)
    months: list[date] = [months_before(first, count) for count in range(MONTHS_BACK + 1)]
    return choices((f"{month:%Y-%m}", format_month(month)) for month in months)


class MonthForm(FlaskForm):
    """What was delivered in a month."""

    month = SelectField(lazy("Tháng"), choices=recent_months, validate_choice=False)
    value = StringField(lazy("Tiền hàng đã giao (đồng)"), description=lazy("Ví dụ: 24 triệu, 24.000.000"))
    quantity = StringField(lazy("Số lượng đã giao"), description=lazy("Ví dụ: 280 kg"))

    def draft(self) -> MonthDraft:
        """Return what was typed."""
        return MonthDraft(month=self.month.data or "", value=self.value.data or "", quantity=self.quantity.data or "")
