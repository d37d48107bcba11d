"""What people typed about themselves and their organisations, as frozen values, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marketplace.accounts.contacts import Contact, parse_contact, parse_email, parse_phone
from marketplace.accounts.models import OrganisationKind
from marketplace.accounts.passwords import password_problem
from marketplace.accounts.tax_codes import parse_tax_code
from marketplace.errors import FieldError
from marketplace.text import tidy, tidy_lines

MAX_NAME = 120
MAX_ORGANISATION_NAME = 200
MAX_ADDRESS = 200
MAX_DESCRIPTION = 2000


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """A sign-up as typed."""

    full_name: str
    contact: str
    password: str
    language: str
    has_agreed: bool


@dataclass(frozen=True, kw_only=True)
class OrganisationDraft:
    """An organisation as typed; optional texts are empty where nothing was said."""

    name: str
    kind: OrganisationKind | None
    is_producer: bool
    is_distributor: bool
    province_code: str
    ward_code: str = ""
    tax_code: str = ""
    description: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_zalo: str = ""
    address_line: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationValues:
    """An organisation as it will be stored; whether the places exist is not known yet."""

    name: str
    kind: OrganisationKind
    is_producer: bool
    is_distributor: bool
    province_code: str
    ward_code: str | None
    tax_code: str | None
    description: str
    contact_name: str
    contact_phone: str | None
    contact_email: str | None
    contact_zalo: str | None
    address_line: str


def name_problems(raw: str, *, field: str = "full_name") -> list[FieldError]:
    """Return what is wrong with a person's name."""
    name = tidy(raw)
    if not any(c.isalpha() for c in name):
        return [FieldError(field=field, key="accounts.name_needed")]
    if len(name) > MAX_NAME:
        return [FieldError(field=field, key="accounts.name_long", values={"max": MAX_NAME})]
    return []


def contact_problems(raw: str, *, field: str = "contact") -> list[FieldError]:
    """Return what is wrong with a phone number or address."""
    if not tidy(raw):
        return [FieldError(field=field, key="accounts.contact_needed")]
    if parse_contact(raw) is None:
        return [FieldError(field=field, key="accounts.contact_wrong")]
    return []


def sign_up_problems(draft: SignUp) -> list[FieldError]:
    """Return what is wrong with a sign-up."""
    problems = name_problems(draft.full_name) + contact_problems(draft.contact)
    key = password_problem(draft.password, contact=parse_contact(draft.contact))
    if key:
        problems.append(FieldError(field="password", key=key))
    if not draft.has_agreed:
        problems.append(FieldError(field="has_agreed", key="accounts.terms_needed"))
    return problems


def activity_problems(draft: OrganisationDraft) -> list[FieldError]:
    """Return what is wrong with what the organisation is and does: the first screen of its form."""
    problems: list[FieldError] = []
    if not (draft.is_producer or draft.is_distributor):
        problems.append(FieldError(field="sides", key="accounts.side_needed"))
    if draft.kind is None:
        problems.append(FieldError(field="kind", key="accounts.kind_needed"))
    return problems


def _text_problems(draft: OrganisationDraft) -> list[FieldError]:
    problems: list[FieldError] = []
    if not any(c.isalnum() for c in draft.name):
        problems.append(FieldError(field="name", key="accounts.organisation_name_needed"))
    limits = {
        "name": (tidy(draft.name), MAX_ORGANISATION_NAME),
        "contact_name": (tidy(draft.contact_name), MAX_NAME),
        "address_line": (tidy(draft.address_line), MAX_ADDRESS),
        "description": (tidy_lines(draft.description), MAX_DESCRIPTION),
    }
    for field, (text, limit) in limits.items():
        if len(text) > limit:
            problems.append(FieldError(field=field, key="accounts.text_long", values={"max": limit}))
    return problems


def organisation_problems(draft: OrganisationDraft, *, today: date) -> list[FieldError]:
    """Return what is wrong with an organisation, but for places, which the database knows."""
    problems = activity_problems(draft) + _text_problems(draft)
    if not draft.province_code:
        problems.append(FieldError(field="province_code", key="accounts.province_needed"))
    if tidy(draft.tax_code) and parse_tax_code(draft.tax_code, today=today) is None:
        problems.append(FieldError(field="tax_code", key="accounts.tax_code_wrong"))
    for field, raw in (("contact_phone", draft.contact_phone), ("contact_zalo", draft.contact_zalo)):
        if tidy(raw) and parse_phone(raw) is None:
            problems.append(FieldError(field=field, key="accounts.phone_wrong"))
    if tidy(draft.contact_email) and parse_email(draft.contact_email) is None:
        problems.append(FieldError(field="contact_email", key="accounts.email_wrong"))
    return problems


def organisation_values(draft: OrganisationDraft, *, today: date) -> OrganisationValues:
    """Return a draft without problems in the form in which it is stored."""
    if draft.kind is None:
        raise ValueError("a draft with problems has no values")
    return OrganisationValues(
        name=tidy(draft.name),
        kind=draft.kind,
        is_producer=draft.is_producer,
        is_distributor=draft.is_distributor,
        province_code=draft.province_code,
        ward_code=draft.ward_code or None,
        tax_code=parse_tax_code(draft.tax_code, today=today) if tidy(draft.tax_code) else None,
        description=tidy_lines(draft.description),
        contact_name=tidy(draft.contact_name),
        contact_phone=parse_phone(draft.contact_phone),
        contact_email=parse_email(draft.contact_email),
        contact_zalo=parse_phone(draft.contact_zalo),
        address_line=tidy(draft.address_line),
    )


def contact_from(raw: str) -> Contact:
    """Return the contact in a text that has no ``contact_problems``."""
    contact = parse_contact(raw)
    if contact is None:
        raise ValueError("a contact with problems has no value")
    return contact
