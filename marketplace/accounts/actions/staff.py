"""Staff accounts, and closing or opening anybody's account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.drafts import contact_from, contact_problems, name_problems
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import StaffRole, User
from marketplace.accounts.passwords import hash_password, password_problem
from marketplace.accounts.policy import may_set_roles
from marketplace.accounts.queries import count_administrators, find_user_by_contact, get_user, get_user_to_help
from marketplace.accounts.terms import TERMS_VERSION
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.taxonomy.models import Province
from marketplace.text import person_sort_key, tidy


def _check_role(role: StaffRole, province_code: str | None) -> str | None:
    """Return the province to store with a role; raises Invalid where one is needed and none given."""
    if role is not StaffRole.PROVINCIAL:
        return None
    if not province_code or session.get(Province, province_code) is None:
        raise Invalid.of("province_code", "accounts.role_province_needed")
    return province_code


def create_staff(
    full_name: str,
    contact_text: str,
    *,
    password: str,
    role: StaffRole,
    province_code: str | None,
    installation: Installation,
    by: Actor,
) -> User:
    """Create a staff account that can sign in at once, or give an existing account the role and the password."""
    if not may_set_roles(by):
        raise Refused("accounts.not_yours")
    if role is StaffRole.NONE:
        raise Invalid.of("role", "accounts.role_wrong")
    problems = name_problems(full_name) + contact_problems(contact_text)
    if problems:
        raise Invalid(*problems)
    contact = contact_from(contact_text)
    key = password_problem(password, contact=contact)
    if key:
        raise Invalid.of("password", key)
    province = _check_role(role, province_code)
    user = find_user_by_contact(contact) or User(
        phone=contact.value if contact.kind == "phone" else None,
        email=contact.value if contact.kind == "email" else None,
        language="vi",
        session_epoch=0,
        terms_version=TERMS_VERSION,
        terms_agreed_at=now(),
        created_at=now(),
    )
    user.full_name = tidy(full_name)
    user.sort_key = person_sort_key(user.full_name)
    user.password_hash = hash_password(password, hasher=installation.hasher)
    user.session_epoch += 1
    user.confirmed_at = user.confirmed_at or now()
    user.is_disabled = False
    user.staff_role = role
    user.staff_province_code = province
    session.add(user)
    session.flush()
    _record(user, "accounts.set_role", by, role=role.value, province=province)
    return user


def set_staff_role(user_id: int, role: StaffRole, *, province_code: str | None = None, by: Actor) -> User:
    """Give a user a staff role, or take it away; the last system administrator stays one."""
    if not may_set_roles(by):
        raise Refused("accounts.not_yours")
    user = get_user(user_id)
    province = _check_role(role, province_code)
    if role is not StaffRole.SYSTEM:
        refuse_last_administrator(user)
    user.staff_role = role
    user.staff_province_code = province
    _record(user, "accounts.set_role", by, role=role.value, province=province)
    return user


def refuse_last_administrator(user: User) -> None:
    """Raise Conflict when nobody else could administer the system."""
    # All of them are held, or two could close each other out at once.
    everybody = select(User.id).where(User.staff_role == StaffRole.SYSTEM).order_by(User.id)
    session.execute(everybody.with_for_update(key_share=True))
    if user.staff_role is StaffRole.SYSTEM and not user.is_disabled and count_administrators() <= 1:
        raise Conflict("accounts.last_administrator")


def disable_user(user_id: int, *, by: Actor) -> User:
    """Close an account: every session ends and nobody can sign in to it; nothing is deleted."""
    user = get_user_to_help(user_id, by=by)
    if user.is_disabled:
        return user
    refuse_last_administrator(user)
    user.is_disabled = True
    user.session_epoch += 1
    _record(user, "accounts.disable", by)
    return user


def enable_user(user_id: int, *, by: Actor) -> User:
    """Open a closed account again."""
    user = get_user_to_help(user_id, by=by)
    if user.is_disabled:
        user.is_disabled = False
        _record(user, "accounts.enable", by)
    return user


def _record(user: User, verb: str, by: Actor, **detail: Any) -> None:
    record(verb, by_user_id=by.user_id, thing_kind="user", thing_id=user.id, **detail)
