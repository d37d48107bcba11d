"""A person's own data: taking it along, and having it erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from marketplace.accounts.actions.staff import refuse_last_administrator
from marketplace.accounts.actor import Actor
from marketplace.accounts.installation import Installation
from marketplace.accounts.labels import KINDS
from marketplace.accounts.models import (
    MemberRole,
    Membership,
    OneTimeCode,
    Organisation,
    OrganisationKind,
    StaffRole,
    User,
)
from marketplace.accounts.passwords import is_password
from marketplace.accounts.queries import get_members, get_own_user
from marketplace.accounts.tax_codes import is_personal
from marketplace.audit.actions import forget_viewer, record
from marketplace.audit.queries import get_doings, get_looks_by
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Invalid
from marketplace.i18n import reading
from marketplace.jobs.actions import enqueue
from marketplace.notifications.actions import forget_recipient
from marketplace.notifications.queries import get_messages_to
from marketplace.text import fold_key


def erase_user(*, password: str, installation: Installation, by: Actor) -> None:
    """Erase the account of whoever acts; what others wrote and history without names remain."""
    user = get_own_user(by)
    if not is_password(password, user.password_hash, hasher=installation.hasher):
        raise Invalid.of("current_password", "accounts.password_wrong")
    refuse_last_administrator(user)
    memberships = session.scalars(select(Membership).where(Membership.user_id == user.id)).all()
    for membership in memberships:
        _leave(membership, user)
    forget_recipient(user.id)
    forget_viewer(user.id)
    targets = [value for value in (user.phone, user.email) if value]
    session.execute(
        delete(OneTimeCode)
        .where((OneTimeCode.user_id == user.id) | OneTimeCode.target.in_(targets))
        .execution_options(synchronize_session="fetch")
    )
    _empty_user(user)
    record("accounts.erase", by_user_id=user.id, thing_kind="user", thing_id=user.id)


def _empty_user(user: User) -> None:
    user.full_name = ""
    user.sort_key = ""
    user.phone = None
    user.email = None
    user.password_hash = ""
    user.session_epoch += 1
    user.staff_role = StaffRole.NONE
    user.staff_province_code = None
    user.erased_at = now()
    session.flush()
    session.expire(user, ["memberships"])


def _leave(membership: Membership, user: User) -> None:
    """Take a person out of an organisation; the last one takes its personal details along."""
    organisation = session.get_one(Organisation, membership.organisation_id)
    others = [other for other in get_members(organisation.id) if other.user_id != user.id]
    session.delete(membership)
    session.flush()
    if not others:
        _empty_organisation(organisation, user)
        return
    if not any(other.role is MemberRole.ADMIN for other in others):
        others[0].role = MemberRole.ADMIN
    _remove_from_contact(organisation, user)


def _remove_from_contact(organisation: Organisation, user: User) -> None:
    """Take this person's name and numbers, but not another's, out of the organisation's contact details."""
    if organisation.contact_name == user.full_name:
        organisation.contact_name = ""
    if organisation.contact_phone == user.phone:
        organisation.contact_phone = None
    if organisation.contact_zalo == user.phone:
        organisation.contact_zalo = None
    if organisation.contact_email == user.email:
        organisation.contact_email = None


def _empty_organisation(organisation: Organisation, user: User) -> None:
    organisation.contact_name = ""
    organisation.contact_phone = None
    organisation.contact_email = None
    organisation.contact_zalo = None
    organisation.address_line = ""
    if is_personal(organisation.tax_code):
        organisation.tax_code = None
    if organisation.kind is OrganisationKind.HOUSEHOLD:
        # A household business is often named after its owner; what is written here everybody reads, in Vietnamese.
        with reading("vi"):
            organisation.name = f"{KINDS[organisation.kind]} {organisation.id}"
        organisation.name_key = fold_key(organisation.name)
        organisation.description = ""
        organisation.ward_code = None
    enqueue("postings.withdraw_organisation", organisation_id=organisation.id)
    record(
        "accounts.empty_organisation",
        by_user_id=user.id,
        thing_kind="organisation",
        thing_id=organisation.id,
        organisation_id=organisation.id,
    )


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def export_user(*, by: Actor) -> dict[str, Any]:
    """Return everything that is kept about whoever acts, as plain values for a file."""
    user = get_own_user(by)
    record("accounts.export", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    return {
        "user": {
            "full_name": user.full_name,
            "phone": user.phone,
            "email": user.email,
            "language": user.language,
            "staff_role": user.staff_role.value,
            "created_at": _moment(user.created_at),
            "terms_version": user.terms_version,
            "terms_agreed_at": _moment(user.terms_agreed_at),
        },
        "organisations": [_organisation_values(m) for m in _memberships(user)],
        "messages": [
            {
                "at": _moment(message.created_at),
                "medium": message.medium.value,
                "to": message.recipient,
                "template": message.template,
                "subject": message.subject if message.expires_at is None else "",
                "body": message.body if message.expires_at is None else "",
            }
            for message in get_messages_to(user.id)
        ],
        "done": [
            {"at": _moment(entry.at), "verb": entry.verb, "thing": entry.thing_kind, "id": entry.thing_id}
            for entry in get_doings(user.id)
        ],
        "contact_looks": [
            {"at": _moment(look.at), "organisation_id": look.owner_organisation_id} for look in get_looks_by(user.id)
        ],
    }


def _memberships(user: User) -> Sequence[Membership]:
    return session.scalars(select(Membership).where(Membership.user_id == user.id).order_by(Membership.id)).all()


def _organisation_values(membership: Membership) -> dict[str, Any]:
    organisation = membership.organisation
    return {
        "id": organisation.id,
        "role": membership.role.value,
        "name": organisation.name,
        "kind": organisation.kind.value,
        "sells": organisation.is_producer,
        "buys": organisation.is_distributor,
        "tax_code": organisation.tax_code,
        "province_code": organisation.province_code,
        "ward_code": organisation.ward_code,
        "description": organisation.description,
        "contact_name": organisation.contact_name,
        "contact_phone": organisation.contact_phone,
        "contact_email": organisation.contact_email,
        "contact_zalo": organisation.contact_zalo,
        "address_line": organisation.address_line,
        "verified_at": _moment(organisation.verified_at),
    }
