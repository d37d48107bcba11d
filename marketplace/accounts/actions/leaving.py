"""What becomes of an organisation when one of its people is no longer in it."""

from __future__ import annotations

from sqlalchemy import update

from marketplace.accounts.labels import KINDS
from marketplace.accounts.models import Invitation, MemberRole, Membership, Organisation, OrganisationKind, User
from marketplace.accounts.queries import get_members
from marketplace.accounts.tax_codes import is_personal
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import session
from marketplace.i18n import reading
from marketplace.jobs.actions import enqueue
from marketplace.text import fold_key


def take_out(membership: Membership, user: User) -> None:
    """Take a person out of an organisation, whose row is held; the last one takes its personal details along.

    Where no administrator is left, the eldest of the others becomes one.
    """
    organisation = session.get_one(Organisation, membership.organisation_id)
    others = [other for other in get_members(organisation.id) if other.user_id != user.id]
    session.delete(membership)
    session.flush()
    end_invitations_by(user, organisation)
    if not others:
        empty_organisation(organisation, user)
        return
    if not any(other.role is MemberRole.ADMIN for other in others):
        others[0].role = MemberRole.ADMIN
    remove_from_contact(organisation, user)


def end_invitations_by(user: User, organisation: Organisation) -> None:
    """Withdraw what somebody who administers an organisation no longer has asked others to."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.organisation_id == organisation.id,
            Invitation.invited_by_id == user.id,
            Invitation.accepted_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now(), contact="")
        .execution_options(synchronize_session="fetch")
    )


def fill_contact(organisation: Organisation, user: User) -> None:
    """Make a person the one to ask for where an organisation has nobody, and its contact where it has none."""
    if not organisation.contact_name:
        organisation.contact_name = user.full_name
    if not organisation.contact_phone and not organisation.contact_email:
        organisation.contact_phone = user.phone
        organisation.contact_email = user.email


def remove_from_contact(organisation: Organisation, user: User) -> None:
    """Take this person's name and numbers, but not another's, out of the organisation's contact details."""
    if organisation.contact_name == user.full_name:
        organisation.contact_name = ""
    if organisation.contact_phone == user.phone:
        organisation.contact_phone = None
    if organisation.contact_zalo == user.phone:
        organisation.contact_zalo = None
    if organisation.contact_email == user.email:
        organisation.contact_email = None


def empty_organisation(organisation: Organisation, user: User) -> None:
    """Take what is personal out of an organisation in which nobody is left, and have its postings withdrawn."""
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
