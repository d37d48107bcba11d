"""People and organisations for tests, made the short way: ready rows, no codes."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from itertools import count
from typing import Any

from marketplace.accounts.actor import Actor
from marketplace.accounts.installation import Installation, installation_for
from marketplace.accounts.models import (
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    StaffRole,
    User,
)
from marketplace.accounts.passwords import hash_password, hasher_for
from marketplace.accounts.queries import get_actor
from marketplace.accounts.terms import TERMS_VERSION
from marketplace.clock import now
from marketplace.config import load_settings
from marketplace.db import is_writing, session, transaction
from marketplace.text import fold_key, person_sort_key

PASSWORD = "nong-san-sach"
_numbers = count(1)


def writing() -> AbstractContextManager[Any]:
    """Write in a transaction of its own, or in the one that is open."""
    return nullcontext() if is_writing() else transaction()


def make_user(
    full_name: str = "Nguyễn Thị Hoa",
    *,
    phone: str | None = "",
    email: str | None = None,
    staff_role: StaffRole = StaffRole.NONE,
    staff_province_code: str | None = None,
    language: str = "vi",
) -> User:
    """Make a confirmed user whose password is ``PASSWORD``; every one gets a phone number of its own."""
    number = f"+84912{next(_numbers):06d}" if phone == "" else phone
    with writing():
        user = User(
            full_name=full_name,
            sort_key=person_sort_key(full_name),
            phone=number,
            email=email,
            password_hash=hash_password(PASSWORD, hasher=hasher_for("test")),
            language=language,
            confirmed_at=now(),
            session_epoch=1,
            staff_role=staff_role,
            staff_province_code=staff_province_code,
            is_disabled=False,
            terms_version=TERMS_VERSION,
            terms_agreed_at=now(),
            created_at=now(),
        )
        session.add(user)
        session.flush()
    return user


def make_staff(role: StaffRole = StaffRole.PROVINCIAL, province_code: str | None = "01", **values: str) -> User:
    """Make a member of staff; a provincial one for Hà Nội unless told otherwise."""
    where = province_code if role is StaffRole.PROVINCIAL else None
    return make_user(values.pop("full_name", "Trần Văn Cán"), staff_role=role, staff_province_code=where, **values)


def make_organisation(
    user: User | None = None,
    *,
    name: str = "Hợp tác xã Bát Tràng",
    kind: OrganisationKind = OrganisationKind.COOPERATIVE,
    is_producer: bool = True,
    is_distributor: bool = False,
    province_code: str = "01",
    tax_code: str | None = None,
    is_verified: bool = False,
    role: MemberRole = MemberRole.ADMIN,
) -> Organisation:
    """Make an organisation; with a user it gets its administrator and contact."""
    with writing():
        organisation = Organisation(
            name=name,
            name_key=fold_key(name),
            kind=kind,
            is_producer=is_producer,
            is_distributor=is_distributor,
            tax_code=tax_code,
            province_code=province_code,
            description="",
            contact_name=user.full_name if user else "Nguyễn Thị Hoa",
            contact_phone=user.phone if user else "+84912000000",
            contact_email=user.email if user else None,
            address_line="12 ngõ Gốm",
            verified_at=now() if is_verified else None,
            is_suspended=False,
            created_at=now(),
            created_by_id=user.id if user else None,
        )
        session.add(organisation)
        session.flush()
        if user:
            session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role, created_at=now()))
    return organisation


def add_member(organisation: Organisation, user: User, role: MemberRole = MemberRole.MEMBER) -> None:
    """Let another user into an organisation."""
    with writing():
        session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role, created_at=now()))


def actor_of(user: User, organisation: Organisation | None = None) -> Actor:
    """Return the user as an actor."""
    return get_actor(user.id, organisation_id=organisation.id if organisation else None)


def make_installation(**env: str) -> Installation:
    """Return an installation for tests: codes go to the outbox unless ``SMS_ADAPTER`` is none."""
    return installation_for(load_settings({"MODE": "test", "VAR_DIR": "/nonexistent", "SECRET_KEY": "test", **env}))
