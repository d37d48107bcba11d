"""Signing up: from what was typed to a confirmed account."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts import mail
from marketplace.accounts.actions.codes import request_code, take_code
from marketplace.accounts.actions.contacts import confirm_contact
from marketplace.accounts.actions.recovering import confirm_recovery
from marketplace.accounts.actions.telling import tell
from marketplace.accounts.contacts import Contact, contact_of
from marketplace.accounts.drafts import SignUp, contact_from, sign_up_problems
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import CodePurpose, OneTimeCode, StaffRole, User
from marketplace.accounts.passwords import hash_password
from marketplace.accounts.queries import find_code, find_user_by_contact
from marketplace.accounts.terms import TERMS_VERSION
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import add_unless_taken
from marketplace.errors import Invalid
from marketplace.text import person_sort_key, tidy


@dataclass(frozen=True, kw_only=True)
class CheckedSignUp:
    """A sign-up without problems, its password already hashed (which takes time no transaction should take)."""

    full_name: str
    contact: Contact
    password_hash: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What a right code was for, and whose account it concerns."""

    purpose: CodePurpose
    user: User


def check_sign_up(draft: SignUp, *, installation: Installation) -> CheckedSignUp:
    """Return what was typed, ready for ``sign_up``; raises Invalid. To be called outside a transaction."""
    problems = sign_up_problems(draft)
    if problems:
        raise Invalid(*problems)
    return CheckedSignUp(
        full_name=tidy(draft.full_name),
        contact=contact_from(draft.contact),
        password_hash=hash_password(draft.password, hasher=installation.hasher),
        language=draft.language,
    )


def sign_up(checked: CheckedSignUp, *, ticket: str, installation: Installation) -> None:
    """Send the code that ends a sign-up; until it is typed there is no account, only what was typed.

    Where there is an account with this contact already, nothing of that shows: its owner gets a message instead.
    """
    owner = find_user_by_contact(checked.contact)
    earlier = find_code(ticket)
    code = request_code(
        CodePurpose.SIGN_UP,
        checked.contact,
        ticket=ticket,
        user_id=owner.id if owner else None,
        installation=installation,
        pending=None if owner else _pending(checked),
        is_decoy=owner is not None,
    )
    is_new = earlier is None or earlier.id != code.id
    if owner is not None and is_new:
        tell(
            checked.contact,
            user_id=owner.id,
            language=owner.language,
            template="accounts.already_registered",
            write=lambda: mail.already_registered(site=installation.site_name, url=installation.public_url),
        )
    elif owner is None:
        code.pending = _pending(checked)


def _pending(checked: CheckedSignUp) -> dict[str, str]:
    return {
        "full_name": checked.full_name,
        "password_hash": checked.password_hash,
        "language": checked.language,
        "terms_version": TERMS_VERSION,
    }


def confirm_code(ticket: str, typed: str, *, installation: Installation) -> Confirmed | None:
    """Do what a code was for; None for a code that is not right (the attempt is counted, so commit).

    A sign-up becomes an account, a new contact takes the old one's place, a recovery may set a password.
    """
    code = take_code(ticket, typed, installation=installation)
    if code is None:
        return None
    if code.purpose is CodePurpose.SIGN_UP:
        user = _begin_account(code)
    elif code.purpose is CodePurpose.CONTACT_CHANGE:
        user = confirm_contact(code, installation=installation)
    else:
        user = confirm_recovery(code)
    return Confirmed(purpose=code.purpose, user=user) if user is not None else None


def _begin_account(code: OneTimeCode) -> User | None:
    contact = contact_of(code.target)
    existing = find_user_by_contact(contact)
    if existing is not None:
        return existing if existing.id == code.user_id else None
    if code.pending is None:
        return None
    user = User(
        full_name=code.pending["full_name"],
        sort_key=person_sort_key(code.pending["full_name"]),
        phone=contact.value if contact.kind == "phone" else None,
        email=contact.value if contact.kind == "email" else None,
        password_hash=code.pending["password_hash"],
        language=code.pending["language"],
        confirmed_at=now(),
        session_epoch=1,
        staff_role=StaffRole.NONE,
        is_disabled=False,
        terms_version=code.pending["terms_version"],
        terms_agreed_at=code.requested_at,
        created_at=now(),
    )
    if not add_unless_taken(user):
        # Another browser has proved the same phone or address in the same moment.
        return None
    code.user_id = user.id
    code.pending = None
    record("accounts.sign_up", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    return user
