"""Phone numbers and e-mail addresses as people type them, brought to one form."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberType

from marketplace.text import tidy

_PHONE_SIGNS = re.compile(r"^[\d\s().+\-/]+$")
_USABLE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
    PhoneNumberType.PERSONAL_NUMBER,
}

# Mobile numbers of eleven digits became numbers of ten in 2018; people still write the old ones.
# Source: Ministry of Information and Communications, decision 798/QĐ-BTTTT.
_OLD_MOBILE = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}


class Contact(NamedTuple):
    """A way to reach somebody, in the one form in which it is stored."""

    kind: Literal["phone", "email"]
    value: str


def _renumbered(digits: str) -> str:
    if len(digits) == 11 and digits[:4] in _OLD_MOBILE:
        return _OLD_MOBILE[digits[:4]] + digits[4:]
    return digits


def parse_phone(raw: str) -> str | None:
    """Return a number in E.164 (``+84912345678``), or None for what is no number that can be called.

    Understands Vietnamese numbers with and without the country code, foreign ones with ``+`` or ``00``.
    """
    typed = tidy(raw)
    if not typed or len(typed) > 40 or not _PHONE_SIGNS.match(typed):
        return None
    if not typed.startswith("+"):
        typed = _renumbered("".join(str(int(c)) for c in typed if c.isdigit()))
    try:
        number = phonenumbers.parse(typed, "VN")
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _USABLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_email(raw: str) -> str | None:
    """Return an address in lower case, or None; the network is not asked whether it exists."""
    try:
        checked = validate_email(tidy(raw), check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def parse_contact(raw: str) -> Contact | None:
    """Return a phone number or an e-mail address, whichever was typed, or None for neither."""
    if "@" in raw:
        address = parse_email(raw)
        return Contact("email", address) if address else None
    number = parse_phone(raw)
    return Contact("phone", number) if number else None


def contact_of(value: str) -> Contact:
    """Return a stored value with its kind."""
    return Contact("email" if "@" in value else "phone", value)


def masked(value: str) -> str:
    """Return a stored phone or address with its middle hidden (``+84***678``), for lists of staff."""
    if not value:
        return ""
    if "@" in value:
        name, _, domain = value.partition("@")
        return f"{name[:1]}***@{domain}"
    return f"{value[:3]}***{value[-3:]}"
