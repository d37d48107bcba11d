"""The form with which a match is put away."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired

from marketplace.matching.labels import DISMISS_REASONS
from marketplace.matching.models import DismissReason
from marketplace.web.forms.words import choices, lazy


class DismissForm(FlaskForm):
    """Why a match is of no use."""

    next = HiddenField()
    reason = RadioField(
        lazy("Vì sao không hợp?"),
        choices=choices((reason.value, words) for reason, words in DISMISS_REASONS.items()),
        validators=[InputRequired(lazy("Mời chọn một lý do."))],
        validate_choice=False,
    )
    note = StringField(lazy("Ghi thêm (không bắt buộc)"), description=lazy("Chỉ bên mình thấy."))

    def chosen(self) -> DismissReason:
        """Return the reason; a made-up one counts as another reason."""
        known = {reason.value: reason for reason in DismissReason}
        return known.get(self.reason.data or "", DismissReason.OTHER)
