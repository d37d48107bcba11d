"""A person's own data: taking it along, and having it erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from marketplace.accounts.actions.inviting import forget_invited
from marketplace.accounts.actions.leaving import take_out
from marketplace.accounts.actions.staff import refuse_last_administrator
from marketplace.accounts.actor import Actor
from marketplace.accounts.codes import contact_key
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import (
    Invitation,
    KeptForm,
    MemberRole,
    Membership,
    OneTimeCode,
    Organisation,
    OrganisationKind,
    SignInPause,
    StaffRole,
    User,
)
from marketplace.accounts.passwords import is_password
from marketplace.accounts.queries import get_own_user, is_sole_member
from marketplace.accounts.tax_codes import is_personal
from marketplace.accounts.traces import Traces
from marketplace.audit.actions import forget_viewer, record, strike_out_of_history
from marketplace.audit.queries import get_doings, get_looks_by
from marketplace.clock import now
from marketplace.db import lock_row, session
from marketplace.errors import Invalid
from marketplace.notifications.actions import forget_recipient, strike_out_of_messages
from marketplace.notifications.queries import get_messages_to


def erase_user(*, password: str, installation: Installation, by: Actor) -> Traces:
    """Erase the account of whoever acts; what others wrote and history without names remain.

    Returns what gives the person away, for the rooms above to strike out of what was written in them.
    """
    user = get_own_user(by)
    if not is_password(password, user.password_hash, hasher=installation.hasher):
        raise Invalid.of("current_password", "accounts.password_wrong")
    refuse_last_administrator(user)
    own = select(Membership).where(Membership.user_id == user.id).order_by(Membership.organisation_id)
    memberships = session.scalars(own).all()
    for membership in memberships:
        lock_row(membership.organisation)
    traces = _traces_of(user, [membership.organisation for membership in memberships])
    for membership in memberships:
        take_out(membership, user)
    forget_recipient(user.id, contacts=traces.contacts)
    strike_out_of_messages(traces.telling_words(), traces.strike)
    forget_viewer(user.id)
    strike_out_of_history(traces.organisation_ids, traces.strike)
    session.execute(
        delete(OneTimeCode)
        .where((OneTimeCode.user_id == user.id) | OneTimeCode.target.in_(traces.contacts))
        .execution_options(synchronize_session="fetch")
    )
    keys = [contact_key(value, secret=installation.secret) for value in traces.contacts]
    session.execute(delete(SignInPause).where(SignInPause.contact_key.in_(keys)))
    forget_invited([*traces.contacts, *keys])
    session.execute(delete(KeptForm).where(KeptForm.user_id == user.id))
    _empty_user(user)
    record("accounts.erase", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    return traces


def _traces_of(user: User, organisations: Sequence[Organisation]) -> Traces:
    """Return what gives a person away, that of organisations in which nobody else is left among it."""
    gone = [one for one in organisations if is_sole_member(user.id, one.id)]
    contacts = [user.phone, user.email]
    words = [user.full_name]
    for one in gone:
        contacts += [one.contact_phone, one.contact_email, one.contact_zalo]
        words += [one.contact_name, one.address_line]
        if is_personal(one.tax_code):
            words.append(one.tax_code or "")
        if one.kind is OrganisationKind.HOUSEHOLD:
            words.append(one.name)
    return Traces(
        user_id=user.id,
        organisation_ids=frozenset(one.id for one in gone),
        member_ids=frozenset(one.id for one in organisations),
        contacts=frozenset(value for value in contacts if value),
        words=frozenset(word for word in words if word),
    )


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


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def export_user(*, by: Actor) -> dict[str, Any]:
    """Return everything that is kept about whoever acts, as plain values for a file."""
    user = get_own_user(by)
    record("accounts.export", by_user_id=user.id, thing_kind="user", thing_id=user.id)
    return {
        "user": {
            "id": user.id,
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
        "invitations": [_invitation_values(row) for row in _invitations(user)],
        "kept_forms": [
            {"at": _moment(row.created_at), "page": row.path, "typed": row.fields}
            for row in session.scalars(select(KeptForm).where(KeptForm.user_id == user.id).order_by(KeptForm.id))
        ],
    }


def _invitations(user: User) -> Sequence[Invitation]:
    """Return invitations that the user sent, took, or has waiting."""
    own = [value for value in (user.phone, user.email) if value]
    about = or_(Invitation.invited_by_id == user.id, Invitation.accepted_by_id == user.id, Invitation.contact.in_(own))
    return session.scalars(select(Invitation).where(about).order_by(Invitation.id)).all()


def _invitation_values(row: Invitation) -> dict[str, Any]:
    return {
        "organisation_id": row.organisation_id,
        "role": row.role.value,
        "created_at": _moment(row.created_at),
        "accepted_at": _moment(row.accepted_at),
        "declined_at": _moment(row.declined_at),
        "withdrawn_at": _moment(row.withdrawn_at),
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
        "province_code": organisation.province_code,
        "ward_code": organisation.ward_code,
        "description": organisation.description,
        "verified_at": _moment(organisation.verified_at),
        **(_contact_values(organisation) if membership.role is MemberRole.ADMIN else {}),
    }


def _contact_values(organisation: Organisation) -> dict[str, Any]:
    """Return what only administrators see of their organisation: it may be another person's number."""
    return {
        "tax_code": organisation.tax_code,
        "contact_name": organisation.contact_name,
        "contact_phone": organisation.contact_phone,
        "contact_email": organisation.contact_email,
        "contact_zalo": organisation.contact_zalo,
        "address_line": organisation.address_line,
    }
