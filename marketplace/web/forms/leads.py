"""Forms of a conversation: the first enquiry, further messages, a decline, a talk written down."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from marketplace.errors import Invalid
from marketplace.leads.actions import CallDraft
from marketplace.leads.drafts import MAX_BODY, MAX_NOTE, MessageDraft
from marketplace.leads.labels import CALL_MEANS, DECLINE_REASONS
from marketplace.leads.models import CallMeans, CallOutcome, DeclineReason
from marketplace.web.forms.words import choices, lazy


class MessageForm(FlaskForm):
    """A message, with figures where there are any. What is wrong with it is said by the domain."""

    form_token = HiddenField()
    body = TextAreaField(lazy("Lời nhắn"), render_kw={"maxlength": MAX_BODY})
    quantity = StringField(lazy("Số lượng"), description=lazy("Ví dụ: 300 kg mỗi tháng"))
    price = StringField(lazy("Giá"), description=lazy("Ví dụ: 85k/kg"))

    def draft(self) -> MessageDraft:
        """Return what was typed."""
        return MessageDraft(
            body=self.body.data or "",
            quantity=self.quantity.data or "",
            price=self.price.data or "",
            form_token=self.form_token.data or None,
        )


class EnquiryForm(MessageForm):
    """The first message, about a posting and perhaps because of a match."""

    posting = HiddenField()
    match = HiddenField()


class DeclineForm(FlaskForm):
    """Why not, from the field's own list of reasons."""

    reason = RadioField(
        lazy("Vì sao chưa nhận?"),
        choices=choices((reason.value, words) for reason, words in DECLINE_REASONS.items()),
        validators=[InputRequired(lazy("Mời chọn một lý do."))],
        validate_choice=False,
    )
    note = TextAreaField(
        lazy("Nhắn thêm (không bắt buộc)"),
        description=lazy("Bên gửi đọc được lời này."),
        render_kw={"maxlength": MAX_NOTE, "rows": 3},
    )

    def chosen(self) -> DeclineReason:
        """Return the reason; a made-up one counts as another reason."""
        known = {reason.value: reason for reason in DeclineReason}
        return known.get(self.reason.data or "", DeclineReason.OTHER)


class CallForm(FlaskForm):
    """A talk outside the site: by which means; the button says what came of it."""

    form_token = HiddenField()
    means = RadioField(
        lazy("Nói chuyện bằng cách nào?"),
        choices=choices((means.value, words) for means, words in CALL_MEANS.items()),
        default=CallMeans.PHONE.value,
        validate_choice=False,
    )
    note = StringField(lazy("Ghi thêm"), render_kw={"maxlength": MAX_NOTE})
    outcome = HiddenField()

    def draft(self) -> CallDraft:
        """Return what was pressed; a made-up means counts as the telephone. Raises Invalid without an outcome."""
        outcome = next((one for one in CallOutcome if one.value == self.outcome.data), None)
        if outcome is None:
            raise Invalid.of("outcome", "leads.outcome_needed")
        means = next((one for one in CallMeans if one.value == self.means.data), CallMeans.PHONE)
        return CallDraft(
            means=means, outcome=outcome, note=self.note.data or "", form_token=self.form_token.data or None
        )
