"""A lost password: code first, then a new one."""

from __future__ import annotations

from datetime import timedelta

from marketplace.accounts import mail
from marketplace.accounts.actions.codes import DEAD, request_code
from marketplace.accounts.actions.telling import tell_user
from marketplace.accounts.codes import contact_key
from marketplace.accounts.contacts import contact_of
from marketplace.accounts.drafts import contact_from, contact_problems
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import CodePurpose, OneTimeCode, SignInPause, User
from marketplace.accounts.passwords import hash_password, password_problem
from marketplace.accounts.policy import is_usable
from marketplace.accounts.queries import find_code, find_user_by_contact
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Conflict, Invalid

# How long after the right code a new password may be set.
PASSWORD_WITHIN = timedelta(minutes=15)


def request_recovery(contact_text: str, *, ticket: str, installation: Installation) -> None:
    """Send a code with which a new password can be set; looks the same where there is no such account."""
    problems = contact_problems(contact_text)
    if problems:
        raise Invalid(*problems)
    contact = contact_from(contact_text)
    user = find_user_by_contact(contact)
    is_usable_account = user is not None and is_usable(user)
    request_code(
        CodePurpose.RECOVERY,
        contact,
        ticket=ticket,
        user_id=user.id if user is not None and is_usable_account else None,
        installation=installation,
        pending={"language": user.language} if user is not None else None,
        is_decoy=not is_usable_account,
    )


def confirm_recovery(code: OneTimeCode) -> User | None:
    """Return whose password may now be set."""
    user = session.get(User, code.user_id) if code.user_id is not None else None
    return user if user is not None and is_usable(user) else None


def may_set_password(ticket: str | None) -> bool:
    """Tell whether this browser has just typed the right code of a recovery."""
    return _proved(find_code(ticket)) is not None


def _proved(code: OneTimeCode | None) -> User | None:
    if code is None or code.purpose is not CodePurpose.RECOVERY or not code.code_hash or code.used_at is None:
        return None
    if code.used_at < now() - PASSWORD_WITHIN:
        return None
    return confirm_recovery(code)


def set_new_password(ticket: str, password: str, *, installation: Installation) -> User:
    """Set a new password after a recovery's code; ends every session and every pause of the account."""
    code = find_code(ticket)
    user = _proved(code)
    if code is None or user is None:
        raise Conflict("accounts.code_start_again")
    key = password_problem(password, contact=contact_of(code.target))
    if key:
        raise Invalid.of("password", key)
    code.code_hash = DEAD
    user.password_hash = hash_password(password, hasher=installation.hasher)
    user.session_epoch += 1
    for value in (user.phone, user.email):
        pause = session.get(SignInPause, contact_key(value, secret=installation.secret)) if value else None
        if pause is not None:
            session.delete(pause)
    record("accounts.recover", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    tell_user(
        user,
        template="accounts.password_changed",
        write=lambda: mail.password_changed(site=installation.site_name, url=installation.public_url),
    )
    return user
