"""What users change about themselves: name, language, password."""

from __future__ import annotations

from marketplace.accounts import mail
from marketplace.accounts.actions.telling import tell_user
from marketplace.accounts.actor import Actor
from marketplace.accounts.contacts import contact_of
from marketplace.accounts.drafts import name_problems
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import User
from marketplace.accounts.passwords import hash_password, is_password, password_problem
from marketplace.accounts.queries import get_own_user
from marketplace.audit.actions import record
from marketplace.errors import FieldError, Invalid
from marketplace.i18n import LANGUAGES
from marketplace.text import person_sort_key, tidy


def change_name(full_name: str, *, by: Actor) -> User:
    """Change the name of whoever acts."""
    user = get_own_user(by)
    problems = name_problems(full_name)
    if problems:
        raise Invalid(*problems)
    user.full_name = tidy(full_name)
    user.sort_key = person_sort_key(user.full_name)
    record("accounts.change_name", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    return user


def change_language(code: str, *, by: Actor) -> User:
    """Change the language in which messages to this user are written."""
    user = get_own_user(by)
    if code in LANGUAGES:
        user.language = code
    return user


def change_password(current: str, new: str, *, installation: Installation, by: Actor) -> User:
    """Change the password of whoever acts; every other session ends."""
    user = get_own_user(by)
    problems: list[FieldError] = []
    if not is_password(current, user.password_hash, hasher=installation.hasher):
        problems.append(FieldError(field="current_password", key="accounts.password_wrong"))
    for value in filter(None, (user.phone, user.email)):
        key = password_problem(new, contact=contact_of(value))
        if key:
            problems.append(FieldError(field="password", key=key))
            break
    if problems:
        raise Invalid(*problems)
    user.password_hash = hash_password(new, hasher=installation.hasher)
    user.session_epoch += 1
    record("accounts.change_password", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    tell_user(
        user,
        template="accounts.password_changed",
        write=lambda: mail.password_changed(site=installation.site_name, url=installation.public_url),
    )
    return user


def end_sessions(*, by: Actor) -> None:
    """Sign whoever acts out on every device, this one too; links in messages end with it."""
    user = get_own_user(by)
    user.session_epoch += 1
    record("accounts.end_sessions", by_user_id=user.id, thing_kind="user", thing_id=user.id)
