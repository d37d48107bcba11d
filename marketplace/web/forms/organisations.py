"""Forms about an organisation: what it does, then what it is called, where it is and how to reach it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from marketplace.accounts.actions import check_organisation
from marketplace.accounts.drafts import MAX_ADDRESS, MAX_DESCRIPTION, MAX_NAME, MAX_ORGANISATION_NAME, OrganisationDraft
from marketplace.accounts.labels import KINDS
from marketplace.accounts.models import DISTRIBUTOR_KINDS, PRODUCER_KINDS, Organisation, OrganisationKind, User
from marketplace.errors import FieldError, Invalid
from marketplace.i18n import gettext
from marketplace.taxonomy.labels import ward_name
from marketplace.taxonomy.queries import get_provinces, get_wards
from marketplace.text import tidy
from marketplace.web.forms.words import choices, lazy
from marketplace.web.shown import phone

SIDES: Mapping[str, str] = {
    "sell": lazy("Bán hàng"),
    "buy": lazy("Mua hàng"),
    "both": lazy("Vừa bán vừa mua"),
}
SIDE_HINTS: Mapping[str, str] = {
    "sell": lazy("Làm ra hàng, cần tìm nơi tiêu thụ"),
    "buy": lazy("Siêu thị, đại lý, nhà hàng… cần tìm nguồn hàng"),
    "both": lazy("Đăng được cả tin bán lẫn tin mua"),
}


def kind_choices() -> list[Any]:
    """Return the kinds of organisations under two headings."""
    return [
        *choices([(k.value, KINDS[k]) for k in PRODUCER_KINDS], heading=gettext("Nơi làm ra hàng")),
        *choices([(k.value, KINDS[k]) for k in DISTRIBUTOR_KINDS], heading=gettext("Nơi bán hàng, dùng hàng")),
    ]


def province_choices() -> list[Any]:
    """Return the provinces in force, with a first line that chooses none."""
    rows = [(row.code, row.name_short) for row in get_provinces()]
    return choices([("", lazy("Chọn tỉnh, thành phố")), *rows])


def ward_choices(province_code: str) -> list[Any]:
    """Return the wards of a province, with a first line that chooses none."""
    return choices([("", lazy("Chọn xã, phường")), *((row.code, ward_name(row)) for row in get_wards(province_code))])


def kind_from(value: str | None) -> OrganisationKind | None:
    """Return the kind that was chosen, or None for none or an unknown one."""
    try:
        return OrganisationKind(value or "")
    except ValueError:
        return None


class ActivityForm(FlaskForm):
    """First screen: sells, buys or both, and of what kind."""

    sides = RadioField(lazy("Bà con muốn làm gì?"), choices=choices(SIDES.items()), validate_choice=False)
    kind = SelectField(lazy("Loại hình"), choices=kind_choices, validate_choice=False)

    def draft(self) -> OrganisationDraft:
        """Return what was chosen, with nothing else in it yet."""
        return OrganisationDraft(
            name="",
            kind=kind_from(self.kind.data),
            is_producer=self.sides.data in ("sell", "both"),
            is_distributor=self.sides.data in ("buy", "both"),
            province_code="",
        )


class PlaceForm(FlaskForm):
    """Second screen: name, place, tax code, contact. ``wards_of`` tells whose wards the list held."""

    form_token = HiddenField()
    wards_of = HiddenField()
    name = StringField(lazy("Tên cơ sở, tổ chức"), description=lazy("Tên mà khách hàng sẽ thấy."))
    province_code = SelectField(lazy("Tỉnh, thành phố"), choices=province_choices, validate_choice=False)
    ward_code = SelectField(lazy("Xã, phường"), choices=[], validate_choice=False)
    address_line = StringField(lazy("Thôn, xóm, số nhà"), description=lazy("Chỉ bên đã đồng ý liên hệ mới thấy."))
    tax_code = StringField(
        lazy("Mã số thuế"), description=lazy("10 hoặc 13 số. Hộ kinh doanh dùng 12 số thì không ai khác thấy số này.")
    )
    description = TextAreaField(lazy("Giới thiệu ngắn"), description=lazy("Mọi người đều đọc được phần này."))
    contact_name = StringField(lazy("Người liên hệ"))
    contact_phone = StringField(lazy("Số điện thoại"))
    contact_email = StringField(lazy("Thư điện tử"))
    contact_zalo = StringField(lazy("Số Zalo"), description=lazy("Nếu khác số điện thoại."))

    LENGTHS = {
        "name": MAX_ORGANISATION_NAME,
        "address_line": MAX_ADDRESS,
        "description": MAX_DESCRIPTION,
        "contact_name": MAX_NAME,
    }

    def fill_wards(self) -> None:
        """Put the wards of the chosen province into the list."""
        known = {row.code for row in get_provinces()}
        chosen = self.province_code.data or ""
        self.ward_code.choices = ward_choices(chosen) if chosen in known else []
        if chosen != self.wards_of.data:
            self.ward_code.data = ""

    def check(self, draft: OrganisationDraft) -> None:
        """Raise Invalid with everything that is wrong.

        That the list of wards was not that of the chosen province is one such thing; it is there the next time.
        """
        problems: list[FieldError] = []
        try:
            check_organisation(draft)
        except Invalid as error:
            problems.extend(error.problems)
        if self.ward_code.choices and self.wards_of.data != self.province_code.data:
            problems.append(FieldError(field="ward_code", key="accounts.ward_choose"))
        if problems:
            raise Invalid(*problems)

    def start_with(self, user: User) -> None:
        """Fill in what is known of the person who is creating an organisation."""
        self.contact_name.data = user.full_name
        self.contact_phone.data = phone(user.phone)
        self.contact_email.data = user.email or ""

    def draft(self, sides: str, kind: str) -> OrganisationDraft:
        """Return everything that was typed on both screens."""
        return OrganisationDraft(
            name=self.name.data or "",
            kind=kind_from(kind),
            is_producer=sides in ("sell", "both"),
            is_distributor=sides in ("buy", "both"),
            province_code=tidy(self.province_code.data or ""),
            ward_code=tidy(self.ward_code.data or ""),
            tax_code=self.tax_code.data or "",
            description=self.description.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            contact_email=self.contact_email.data or "",
            contact_zalo=self.contact_zalo.data or "",
            address_line=self.address_line.data or "",
        )


class OrganisationForm(PlaceForm):
    """Both screens in one, for editing; ``version`` is that of the organisation when it was opened."""

    version = HiddenField()
    sides = RadioField(lazy("Bà con muốn làm gì?"), choices=choices(SIDES.items()), validate_choice=False)
    kind = SelectField(lazy("Loại hình"), choices=kind_choices, validate_choice=False)

    def start_from(self, organisation: Organisation) -> None:
        """Fill in the organisation as it is."""
        self.process(obj=organisation)
        self.version.data = str(organisation.version)
        self.sides.data = side_of(organisation)
        self.kind.data = organisation.kind.value
        self.contact_phone.data = phone(organisation.contact_phone)
        self.contact_zalo.data = phone(organisation.contact_zalo)
        self.wards_of.data = organisation.province_code

    def expected_version(self) -> int | None:
        """Return the version that the form was opened with; None where it says none."""
        raw = self.version.data or ""
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else None

    def whole_draft(self) -> OrganisationDraft:
        """Return everything that was typed."""
        return self.draft(self.sides.data or "", self.kind.data or "")


def side_of(organisation: Organisation) -> str:
    """Return which of ``SIDES`` an organisation chose."""
    if organisation.is_producer and organisation.is_distributor:
        return "both"
    return "sell" if organisation.is_producer else "buy"
