"""Forms about complaints: filing one, and deciding it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from marketplace.moderation.drafts import MAX_NOTE, MAX_TEXT, ComplaintDraft
from marketplace.moderation.labels import REASONS
from marketplace.moderation.models import ComplaintReason
from marketplace.web.forms.words import choices, lazy


def number_in(typed: str | None) -> int | None:
    """Return an id from a hidden field or an address, or None for anything else."""
    if typed and typed.isascii() and typed.isdigit() and len(typed) < 16:
        return int(typed)
    return None


class ComplaintForm(FlaskForm):
    """What is wrong, in a few words."""

    form_token = HiddenField()
    posting = HiddenField()
    organisation = HiddenField()
    lead = HiddenField()
    reason = RadioField(
        lazy("Chuyện gì vậy?"),
        choices=choices((reason.value, words) for reason, words in REASONS.items()),
        validators=[InputRequired(lazy("Mời chọn một loại việc."))],
        validate_choice=False,
    )
    text = TextAreaField(
        lazy("Kể rõ hơn"),
        description=lazy("Ai, việc gì, khi nào. Cán bộ tỉnh đọc; bên bị phản ánh không biết ai gửi."),
        render_kw={"maxlength": MAX_TEXT},
    )
    contact = StringField(
        lazy("Số điện thoại hoặc thư điện tử (không bắt buộc)"),
        description=lazy("Để cán bộ báo lại kết quả."),
    )

    def draft(self) -> ComplaintDraft:
        """Return what was typed; a made-up reason counts as another matter."""
        known = {reason.value: reason for reason in ComplaintReason}
        return ComplaintDraft(
            reason=known.get(self.reason.data or "", ComplaintReason.OTHER),
            text=self.text.data or "",
            contact=self.contact.data or "",
            posting_id=number_in(self.posting.data),
            organisation_id=number_in(self.organisation.data),
            lead_id=number_in(self.lead.data),
            form_token=self.form_token.data or None,
        )


class DecisionForm(FlaskForm):
    """What staff found and did."""

    decision = RadioField(
        lazy("Phản ánh có đúng không?"),
        choices=choices((("upheld", lazy("Đúng")), ("rejected", lazy("Không đúng")))),
        validators=[InputRequired(lazy("Mời chọn đúng hoặc không đúng."))],
    )
    note = TextAreaField(
        lazy("Cán bộ đã thấy gì, làm gì"),
        description=lazy("Người phản ánh đọc được. Nếu gỡ tin, chủ tin cũng đọc được."),
        render_kw={"maxlength": MAX_NOTE, "rows": 3},
    )
    takes_down = BooleanField(lazy("Gỡ tin bị phản ánh"))
