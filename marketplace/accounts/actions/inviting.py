"""Asking people by phone or mail to join an organisation, and what they say to it."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from marketplace.accounts import mail
from marketplace.accounts.actions.organisations import refuse_too_many_organisations
from marketplace.accounts.actions.telling import tell, tell_administrators
from marketplace.accounts.actor import Actor
from marketplace.accounts.codes import contact_key
from marketplace.accounts.contacts import Contact, contact_of, masked
from marketplace.accounts.drafts import contact_from, contact_problems
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import Invitation, MemberRole, Membership, Organisation, User
from marketplace.accounts.policy import may_manage_members
from marketplace.accounts.queries import (
    count_waiting_invitations,
    find_user_by_contact,
    get_invited,
    get_own_user,
)
from marketplace.accounts.queries.invitations import (
    count_invitations_since,
    find_invitation,
    has_declined,
    hash_invitation_code,
    is_member,
)
from marketplace.accounts.queries.organisations import get_organisation
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import lock_row, session
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.i18n import language

INVITATION_LIFE = timedelta(days=14)
MAX_WAITING = 10
MAX_A_DAY = 20
# to one phone or address, from whichever organisation
MAX_A_DAY_TO_ONE = 3
# an organisation that got a no does not ask the same person again for so long
NO_HOLDS_FOR = timedelta(days=30)
# for so long after its last day an invitation can be sent anew, and a settled one is counted
FORGET_AFTER = timedelta(days=30)
CODE_BYTES = 12


@dataclass(frozen=True, kw_only=True)
class SentInvitation:
    """An invitation with its link, which nothing but the message and this answer holds."""

    id: int
    contact: str
    link: str


def invite_member(
    organisation_id: int,
    contact_text: str,
    role: MemberRole,
    *,
    form_token: str | None = None,
    installation: Installation,
    by: Actor,
) -> SentInvitation:
    """Send somebody a link with which to join; a second submit of the same form sends nothing and returns the same."""
    organisation = _hold(organisation_id, by)
    problems = contact_problems(contact_text)
    if problems:
        raise Invalid(*problems)
    contact = contact_from(contact_text)
    code = _code_for(f"{organisation.id} {contact.value} {role.value}", form_token, installation, by)
    earlier = find_invitation(code)
    if earlier is not None and earlier.is_waiting:
        return _sent(earlier, code, installation)
    if earlier is not None:
        code = secrets.token_urlsafe(CODE_BYTES)
    return _issue(organisation, contact, role, code=code, installation=installation, by=by)


def resend_invitation(
    invitation_id: int, *, form_token: str | None = None, installation: Installation, by: Actor
) -> SentInvitation:
    """Send a new link, good for another two weeks; the earlier one stops working."""
    invitation = _hold_own(invitation_id, by)
    code = _code_for(f"again {invitation.id}", form_token, installation, by)
    earlier = find_invitation(code)
    if earlier is not None and earlier.is_waiting:
        return _sent(earlier, code, installation)
    _refuse_settled(invitation)
    contact, role = contact_of(invitation.contact), invitation.role
    _settle(invitation, installation)
    invitation.withdrawn_at = now()
    session.flush()
    return _issue(invitation.organisation, contact, role, code=code, installation=installation, by=by)


def withdraw_invitation(invitation_id: int, *, installation: Installation, by: Actor) -> None:
    """Take an invitation back; its link stops working."""
    invitation = _hold_own(invitation_id, by)
    if invitation.withdrawn_at is not None:
        return
    _refuse_settled(invitation)
    _settle(invitation, installation)
    invitation.withdrawn_at = now()
    _record(invitation, "accounts.withdraw_invitation", by)


def accept_invitation(code: str, *, installation: Installation, by: Actor) -> Organisation:
    """Let whoever holds the link into the organisation; it was sent to nobody else, and works once.

    Its administrators are told who joined.
    """
    user = get_own_user(by)
    invitation = _hold_by_code(code)
    organisation = invitation.organisation
    belongs = is_member(organisation.id, user.id)
    if belongs and invitation.accepted_by_id == user.id:
        return organisation
    _refuse_unusable(code)
    if belongs:
        raise Conflict("accounts.already_in")
    lock_row(user)
    refuse_too_many_organisations(user)
    session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=invitation.role, created_at=now()))
    _settle(invitation, installation)
    invitation.accepted_at = now()
    invitation.accepted_by_id = user.id
    session.flush()
    _record(invitation, "accounts.accept_invitation", by, role=invitation.role.value)
    link = f"{installation.public_url}/organisations/{organisation.id}/members"
    tell_administrators(
        organisation.id,
        template="accounts.invitation_accepted",
        write=lambda: mail.invitation_accepted(user.full_name, organisation.name, link=link),
        but=user.id,
    )
    return organisation


def decline_invitation(code: str, *, installation: Installation, by: Actor) -> None:
    """Say no; the organisation is told, and does not ask the same phone or address again for a month."""
    invitation = _hold_by_code(code)
    if invitation.declined_at is not None:
        return
    _refuse_unusable(code)
    organisation, contact = invitation.organisation, masked(invitation.contact)
    _settle(invitation, installation)
    invitation.declined_at = now()
    _record(invitation, "accounts.decline_invitation", by)
    link = f"{installation.public_url}/organisations/{organisation.id}/members"
    tell_administrators(
        organisation.id,
        template="accounts.invitation_declined",
        write=lambda: mail.invitation_declined(contact, organisation.name, link=link),
    )


def forget_invited(contacts: Collection[str]) -> None:
    """Take a person who is being erased out of invitations; what still waits is withdrawn."""
    about = Invitation.contact.in_(contacts)
    waiting = (Invitation.accepted_at.is_(None), Invitation.declined_at.is_(None), Invitation.withdrawn_at.is_(None))
    for condition, values in (((about, *waiting), {"withdrawn_at": now()}), ((about,), {"contact": ""})):
        session.execute(
            update(Invitation).where(*condition).values(**values).execution_options(synchronize_session="fetch")
        )


def sweep_invitations() -> None:
    """Forget whom old invitations were sent to."""
    session.execute(
        update(Invitation)
        .where(Invitation.expires_at < now() - FORGET_AFTER, Invitation.contact != "")
        .values(contact="")
        .execution_options(synchronize_session=False)
    )


# --- what the above share


def _hold(organisation_id: int, by: Actor) -> Organisation:
    """Return an organisation that the actor administers at this moment, held until the end of the transaction."""
    organisation = get_organisation(organisation_id)
    lock_row(organisation)
    if not may_manage_members(by, organisation) or not is_member(organisation.id, by.user_id, MemberRole.ADMIN):
        raise Refused("accounts.not_your_organisation")
    return organisation


def _hold_own(invitation_id: int, by: Actor) -> Invitation:
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or not by.belongs_to(invitation.organisation_id):
        raise NotFound("accounts.invitation_gone")
    _hold(invitation.organisation_id, by)
    lock_row(invitation)
    return invitation


def _hold_by_code(code: str) -> Invitation:
    invitation = find_invitation(code)
    if invitation is None:
        raise NotFound("accounts.invitation_gone")
    # The organisation first, as everybody else does who changes who belongs to it.
    lock_row(invitation.organisation)
    lock_row(invitation)
    return invitation


def _refuse_unusable(code: str) -> None:
    try:
        get_invited(code)
    except NotFound as error:
        raise Conflict(error.key) from error


def _refuse_settled(invitation: Invitation) -> None:
    if not invitation.is_waiting:
        raise Conflict("accounts.invitation_gone")


def _settle(invitation: Invitation, installation: Installation) -> None:
    """Keep of the phone or address only the key under which it is counted."""
    invitation.contact = contact_key(invitation.contact, secret=installation.secret)


def _code_for(about: str, form_token: str | None, installation: Installation, by: Actor) -> str:
    """Return the code of a link: the same for the same form, else a random one; nobody can guess either."""
    if not form_token:
        return secrets.token_urlsafe(CODE_BYTES)
    said = f"invitation {by.user_id} {about} {form_token}".encode(errors="surrogatepass")
    digest = hmac.new(installation.secret, said, "sha256").digest()
    return base64.urlsafe_b64encode(digest[:CODE_BYTES]).decode()


def _sent(invitation: Invitation, code: str, installation: Installation) -> SentInvitation:
    link = f"{installation.public_url}/invitations/{code}"
    return SentInvitation(id=invitation.id, contact=invitation.contact, link=link)


def _refuse_contact(organisation: Organisation, contact: Contact, installation: Installation) -> User | None:
    """Return whose phone or address it is, or None; raises Invalid where it may not be asked."""
    user = find_user_by_contact(contact)
    if user is not None and is_member(organisation.id, user.id):
        raise Invalid.of("contact", "accounts.already_member")
    names = [contact.value, contact_key(contact.value, secret=installation.secret)]
    waiting, today = count_waiting_invitations(organisation.id, contact=contact.value), now() - timedelta(days=1)
    if waiting:
        raise Invalid.of("contact", "accounts.already_invited")
    if has_declined(organisation.id, names, since=now() - NO_HOLDS_FOR):
        raise Invalid.of("contact", "accounts.invitation_was_declined")
    if count_waiting_invitations(organisation.id) >= MAX_WAITING:
        raise Invalid.of("contact", "accounts.invitations_many", max=MAX_WAITING)
    if count_invitations_since(today, organisation_id=organisation.id) >= MAX_A_DAY:
        raise Invalid.of("contact", "accounts.invitations_today", max=MAX_A_DAY)
    if count_invitations_since(today, contacts=names) >= MAX_A_DAY_TO_ONE:
        raise Invalid.of("contact", "accounts.invited_often")
    return user


def _issue(
    organisation: Organisation,
    contact: Contact,
    role: MemberRole,
    *,
    code: str,
    installation: Installation,
    by: Actor,
) -> SentInvitation:
    if organisation.is_suspended:
        raise Conflict("accounts.organisation_suspended_now")
    user = _refuse_contact(organisation, contact, installation)
    invitation = Invitation(
        organisation_id=organisation.id,
        contact=contact.value,
        role=role,
        code_hash=hash_invitation_code(code),
        invited_by_id=by.user_id,
        created_at=now(),
        expires_at=now() + INVITATION_LIFE,
    )
    session.add(invitation)
    session.flush()
    sent = _sent(invitation, code, installation)
    tell(
        contact,
        user_id=user.id if user is not None else None,
        language=user.language if user is not None else language(),
        template="accounts.invitation",
        write=lambda: mail.invitation(organisation.name, by.name, site=installation.site_name, link=sent.link),
        expires_at=invitation.expires_at,
    )
    _record(invitation, "accounts.invite", by, role=role.value, kind=contact.kind)
    return sent


def _record(invitation: Invitation, verb: str, by: Actor, **detail: object) -> None:
    record(
        verb,
        by_user_id=by.user_id,
        thing_kind="organisation",
        thing_id=invitation.organisation_id,
        organisation_id=invitation.organisation_id,
        invitation_id=invitation.id,
        **detail,
    )
