"""Signing in: counted before the password is looked at, so that many tries at once count too."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy.dialects import postgresql, sqlite

from marketplace.accounts.codes import FORGET_AFTER, contact_key, pause_after
from marketplace.accounts.contacts import parse_contact
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import SignInPause, User
from marketplace.accounts.passwords import hash_password, is_password, needs_rehash
from marketplace.accounts.policy import is_usable
from marketplace.accounts.queries import find_user_by_contact
from marketplace.clock import now
from marketplace.db import engine, session
from marketplace.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class SignInTry:
    """One try that has been counted; ``user_id`` is None where there is no such account."""

    contact_key: str
    user_id: int | None
    password_hash: str | None


def begin_sign_in(contact_text: str, *, installation: Installation) -> SignInTry:
    """Count a try, and raise Invalid while a pause lasts; the same for contacts without an account.

    Three steps, so that no transaction waits for the hash: begin (commit), ``is_right``, ``finish_sign_in``.
    """
    contact = parse_contact(contact_text)
    if contact is None:
        raise Invalid.of("contact", "accounts.contact_wrong")
    key = contact_key(contact.value, secret=installation.secret)
    _count_try(key)
    user = find_user_by_contact(contact)
    return SignInTry(
        contact_key=key,
        user_id=user.id if user is not None else None,
        password_hash=user.password_hash if user is not None and user.confirmed_at is not None else None,
    )


def _count_try(key: str) -> None:
    moment = now()
    insert = postgresql.insert if engine().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(SignInPause).values(contact_key=key, failed_attempts=0, last_failed_at=moment).on_conflict_do_nothing()
    )
    pause = session.get_one(SignInPause, key, with_for_update=True, populate_existing=True)
    if pause.locked_until is not None and pause.locked_until > moment:
        minutes = math.ceil((pause.locked_until - moment).total_seconds() / 60)
        raise Invalid.of("password", "accounts.sign_in_paused", minutes=minutes)
    if pause.last_failed_at < moment - FORGET_AFTER:
        pause.failed_attempts = 0
    pause.failed_attempts += 1
    pause.last_failed_at = moment
    length = pause_after(pause.failed_attempts)
    pause.locked_until = moment + length if length is not None else None


def is_right(attempt: SignInTry, password: str, *, installation: Installation) -> bool:
    """Check the password; takes as long for a contact without an account. To be called outside a transaction."""
    return is_password(password, attempt.password_hash, hasher=installation.hasher)


def finish_sign_in(attempt: SignInTry, password: str, *, installation: Installation) -> User:
    """Forget the wrong tries after a right password, and hash it anew where parameters have changed."""
    user = session.get(User, attempt.user_id) if attempt.user_id is not None else None
    if user is None or user.password_hash != attempt.password_hash:
        raise Invalid.of("password", "accounts.sign_in_wrong")
    if not is_usable(user):
        raise Invalid.of("contact", "accounts.disabled")
    pause = session.get(SignInPause, attempt.contact_key)
    if pause is not None:
        session.delete(pause)
    if needs_rehash(user.password_hash, hasher=installation.hasher):
        user.password_hash = hash_password(password, hasher=installation.hasher)
    return user
