"""Changing the phone or address of an account, by its owner or, when both are lost, by staff."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from marketplace.accounts import mail
from marketplace.accounts.actions.codes import request_code
from marketplace.accounts.actions.telling import tell
from marketplace.accounts.actor import Actor
from marketplace.accounts.contacts import Contact, contact_of, masked
from marketplace.accounts.drafts import contact_from, contact_problems
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import CodePurpose, OneTimeCode, User
from marketplace.accounts.passwords import is_password
from marketplace.accounts.policy import is_usable
from marketplace.accounts.queries import find_user_by_contact, get_own_user, get_user_to_help
from marketplace.audit.actions import record
from marketplace.db import session
from marketplace.errors import FieldError, Invalid


def change_contact(contact_text: str, *, password: str, ticket: str, installation: Installation, by: Actor) -> None:
    """Send a code to a new phone or address; it takes the old one's place when the code is typed."""
    user = get_own_user(by)
    problems = contact_problems(contact_text)
    if not is_password(password, user.password_hash, hasher=installation.hasher):
        problems.append(FieldError(field="current_password", key="accounts.password_wrong"))
    if problems:
        raise Invalid(*problems)
    _request_change(user, contact_from(contact_text), ticket=ticket, installation=installation, staff_id=None)


def replace_contact(user_id: int, contact_text: str, *, ticket: str, installation: Installation, by: Actor) -> None:
    """Let staff send a code to the new phone of somebody who lost the old one; the person reads it out."""
    user = get_user_to_help(user_id, by=by)
    problems = contact_problems(contact_text)
    if problems:
        raise Invalid(*problems)
    contact = contact_from(contact_text)
    _request_change(user, contact, ticket=ticket, installation=installation, staff_id=by.user_id)
    record("accounts.request_recovery", by_user_id=by.user_id, thing_kind="user", thing_id=user.id, kind=contact.kind)


def _request_change(
    user: User, contact: Contact, *, ticket: str, installation: Installation, staff_id: int | None
) -> None:
    if contact.value in (user.phone, user.email):
        raise Invalid.of("contact", "accounts.contact_same")
    owner = find_user_by_contact(contact)
    request_code(
        CodePurpose.CONTACT_CHANGE,
        contact,
        ticket=ticket,
        user_id=user.id,
        installation=installation,
        pending={"language": user.language, "staff_id": staff_id},
        is_decoy=owner is not None,
    )
    if owner is not None:
        tell(
            contact,
            user_id=owner.id,
            language=owner.language,
            template="accounts.already_registered",
            write=lambda: mail.already_registered(site=installation.site_name, url=installation.public_url),
        )


def confirm_contact(code: OneTimeCode, *, installation: Installation) -> User | None:
    """Put the proved phone or address in the old one's place and tell the old one.

    Done by staff it leaves no other contact standing and ends every session.
    """
    contact = contact_of(code.target)
    user = session.get(User, code.user_id) if code.user_id is not None else None
    if user is None or not is_usable(user):
        return None
    if contact.value in (user.phone, user.email):
        return user
    if find_user_by_contact(contact) is not None:
        return None
    staff_id = (code.pending or {}).get("staff_id")
    try:
        with session.begin_nested():
            old = _put(user, contact, is_only=staff_id is not None)
    except IntegrityError:
        # Somebody else has proved the same phone or address in the same moment.
        return None
    for value in old:
        tell(
            contact_of(value),
            user_id=user.id,
            language=user.language,
            template="accounts.contact_changed",
            write=lambda: mail.contact_changed(
                site=installation.site_name, url=installation.public_url, new_contact=masked(contact.value)
            ),
        )
    record(
        "accounts.change_contact",
        by_user_id=staff_id or user.id,
        thing_kind="user",
        thing_id=user.id,
        kind=contact.kind,
        by_staff=staff_id is not None,
    )
    return user


def _put(user: User, contact: Contact, *, is_only: bool) -> list[str]:
    """Set the new contact; return those that it replaces."""
    gone = [user.phone, user.email] if is_only else [user.phone if contact.kind == "phone" else user.email]
    if is_only:
        user.phone = user.email = None
        user.session_epoch += 1
    if contact.kind == "phone":
        user.phone = contact.value
    else:
        user.email = contact.value
    session.flush()
    return [value for value in gone if value]
