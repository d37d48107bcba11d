"""Forms about a person's account. What is wrong with their content is said by the domain, all at once."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, StringField

from marketplace.accounts.drafts import SignUp
from marketplace.i18n import LANGUAGES, language
from marketplace.web.forms.words import choices, lazy

LANGUAGE_NAMES = [("vi", "Tiếng Việt"), ("en", "English")]


class SignUpForm(FlaskForm):
    """Name, contact, password, consent."""

    form_token = HiddenField()
    full_name = StringField(lazy("Họ và tên"))
    contact = StringField(
        lazy("Số điện thoại hoặc thư điện tử"), description=lazy("Mã xác nhận sẽ gửi tới đây. Ví dụ: 0912 345 678.")
    )
    password = PasswordField(lazy("Mật khẩu"), description=lazy("Ít nhất 8 ký tự, đừng dùng dãy số dễ đoán."))
    has_agreed = BooleanField(lazy("Tôi đã đọc và đồng ý với điều khoản và cách giữ thông tin cá nhân"))

    def draft(self) -> SignUp:
        """Return what was typed."""
        return SignUp(
            full_name=self.full_name.data or "",
            contact=self.contact.data or "",
            password=self.password.data or "",
            language=language(),
            has_agreed=bool(self.has_agreed.data),
        )


class CodeForm(FlaskForm):
    """The six digits."""

    code = StringField(lazy("Mã 6 số"))


class SignInForm(FlaskForm):
    """Contact and password."""

    next = HiddenField()
    contact = StringField(lazy("Số điện thoại hoặc thư điện tử"))
    password = PasswordField(lazy("Mật khẩu"))


class RecoveryForm(FlaskForm):
    """Whose password was lost."""

    form_token = HiddenField()
    contact = StringField(lazy("Số điện thoại hoặc thư điện tử"), description=lazy("Số hoặc thư đã dùng khi đăng ký."))


class NewPasswordForm(FlaskForm):
    """A new password after a recovery."""

    password = PasswordField(lazy("Mật khẩu mới"), description=lazy("Ít nhất 8 ký tự, đừng dùng dãy số dễ đoán."))


class NameForm(FlaskForm):
    """Name, and the language of messages."""

    full_name = StringField(lazy("Họ và tên"))
    language = RadioField(
        lazy("Tin nhắn gửi bà con viết bằng"),
        choices=choices(LANGUAGE_NAMES),
        validate_choice=False,
        default=LANGUAGES[0],
    )


class ContactForm(FlaskForm):
    """Another phone or address for the own account."""

    form_token = HiddenField()
    contact = StringField(
        lazy("Số điện thoại hoặc thư điện tử mới"),
        description=lazy("Số mới thay số cũ, thư mới thay thư cũ. Mã xác nhận sẽ gửi tới đây."),
    )
    current_password = PasswordField(lazy("Mật khẩu đang dùng"))


class PasswordForm(FlaskForm):
    """Old and new password."""

    current_password = PasswordField(lazy("Mật khẩu đang dùng"))
    password = PasswordField(lazy("Mật khẩu mới"), description=lazy("Ít nhất 8 ký tự, đừng dùng dãy số dễ đoán."))


class ErasureForm(FlaskForm):
    """The password that confirms an erasure."""

    current_password = PasswordField(lazy("Mật khẩu đang dùng"))


class ReplaceContactForm(FlaskForm):
    """A new phone or address for somebody who lost the old one, entered by staff."""

    form_token = HiddenField()
    contact = StringField(
        lazy("Số điện thoại hoặc thư điện tử mới"), description=lazy("Mã gửi tới đây; nhờ người dùng đọc lại mã.")
    )


class RoleForm(FlaskForm):
    """A staff role and its province."""

    role = SelectField(lazy("Quyền"), validate_choice=False)
    province_code = SelectField(lazy("Tỉnh phụ trách"), validate_choice=False)
