"""Forms about who belongs to an organisation."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from marketplace.accounts.labels import MEMBER_ROLES
from marketplace.accounts.models import MemberRole
from marketplace.web.forms.words import choices, lazy

ROLE_HINTS = {
    MemberRole.MEMBER.value: lazy("Đăng tin, nhắn tin, trả lời thay cho tổ chức"),
    MemberRole.ADMIN.value: lazy("Như thành viên, và còn sửa hồ sơ, mời người, giao quyền"),
}


def role_from(value: str | None) -> MemberRole:
    """Return the role that was chosen; anything else is a plain member."""
    return next((role for role in MemberRole if role.value == value), MemberRole.MEMBER)


class InvitationForm(FlaskForm):
    """Whom to ask, and as what."""

    form_token = HiddenField()
    contact = StringField(
        lazy("Số điện thoại hoặc thư điện tử"),
        description=lazy("Của người được mời. Đường dẫn nhận lời gửi tới đây."),
    )
    role = RadioField(
        lazy("Quyền trong tổ chức"),
        choices=choices((role.value, words) for role, words in MEMBER_ROLES.items()),
        default=MemberRole.MEMBER.value,
        validate_choice=False,
    )


class HandOverForm(FlaskForm):
    """Who takes over, and whether the one who hands over leaves."""

    successor = SelectField(lazy("Giao cho"), choices=[], validate_choice=False)
    leaves = BooleanField(lazy("Giao xong thì tôi rời tổ chức luôn"))

    def chosen(self) -> int | None:
        """Return the user who was chosen, or None."""
        raw = self.successor.data or ""
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None


class LeaveForm(FlaskForm):
    """That the last person of an organisation knows what leaving means."""

    is_confirmed = BooleanField(lazy("Tôi hiểu, và muốn rời tổ chức"))
