"""Reading invitations to organisations."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Invitation, MemberRole, Membership, Organisation, User
from marketplace.accounts.policy import is_usable
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import NotFound

_IS_WAITING = (Invitation.accepted_at.is_(None), Invitation.declined_at.is_(None), Invitation.withdrawn_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What a link says: who asks whom to join what, and as what."""

    organisation: Organisation
    inviter: str
    role: MemberRole
    contact: str
    expires_at: datetime


def hash_invitation_code(code: str) -> str:
    """Return the hash under which a link's code is kept."""
    return hashlib.sha256(f"invitation {code}".encode(errors="surrogatepass")).hexdigest()


def find_invitation(code: str) -> Invitation | None:
    """Return an invitation by its link's code, in whatever state it is."""
    statement = select(Invitation).where(Invitation.code_hash == hash_invitation_code(code))
    return session.scalars(statement.options(joinedload(Invitation.organisation))).first()


def get_invited(code: str) -> Invited:
    """Return what a link says.

    Raises NotFound for a wrong, used, withdrawn or expired one, and when whoever sent it has no say there any more.
    """
    invitation = find_invitation(code)
    if invitation is None or not invitation.is_waiting or invitation.expires_at <= now():
        raise NotFound("accounts.invitation_gone")
    inviter = session.get(User, invitation.invited_by_id) if invitation.invited_by_id is not None else None
    if (
        inviter is None
        or not is_usable(inviter)
        or not is_member(invitation.organisation_id, inviter.id, MemberRole.ADMIN)
    ):
        raise NotFound("accounts.invitation_gone")
    return Invited(
        organisation=invitation.organisation,
        inviter=inviter.full_name,
        role=invitation.role,
        contact=invitation.contact,
        expires_at=invitation.expires_at,
    )


def find_invited_contact(code: str) -> str:
    """Return the phone or address that a link was sent to while it can be used, or an empty text."""
    try:
        return get_invited(code).contact
    except NotFound:
        return ""


def is_member(organisation_id: int, user_id: int | None, role: MemberRole | None = None) -> bool:
    """Tell whether a user belongs to an organisation at this moment, with ``role`` whether as that."""
    statement = select(func.count()).where(Membership.organisation_id == organisation_id, Membership.user_id == user_id)
    if role is not None:
        statement = statement.where(Membership.role == role)
    return bool(session.scalar(statement))


def get_waiting_invitations(organisation_id: int) -> Sequence[Invitation]:
    """Return the invitations of an organisation that nobody has answered yet; there are never many."""
    statement = select(Invitation).where(Invitation.organisation_id == organisation_id, *_IS_WAITING)
    return session.scalars(statement.where(Invitation.contact != "").order_by(Invitation.id)).all()


def count_waiting_invitations(organisation_id: int, *, contact: str | None = None) -> int:
    """Return how many invitations of an organisation wait, with ``contact`` how many for that phone or address."""
    statement = select(func.count()).where(Invitation.organisation_id == organisation_id, *_IS_WAITING)
    statement = statement.where(Invitation.contact == contact if contact else Invitation.contact != "")
    return session.scalar(statement) or 0


def count_invitations_since(
    moment: datetime, *, organisation_id: int | None = None, contacts: Collection[str] | None = None
) -> int:
    """Return how many invitations were sent since a moment by an organisation, or to a phone or address."""
    statement = select(func.count()).where(Invitation.created_at > moment)
    if organisation_id is not None:
        statement = statement.where(Invitation.organisation_id == organisation_id)
    if contacts is not None:
        statement = statement.where(Invitation.contact.in_(contacts))
    return session.scalar(statement) or 0


def has_declined(organisation_id: int, contacts: Collection[str], *, since: datetime) -> bool:
    """Tell whether a phone or address has said no to an organisation since a moment."""
    statement = select(func.count()).where(
        Invitation.organisation_id == organisation_id,
        Invitation.contact.in_(contacts),
        Invitation.declined_at > since,
    )
    return bool(session.scalar(statement))
