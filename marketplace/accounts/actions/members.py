"""Who belongs to an organisation: roles, taking out, leaving, handing over."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts import mail
from marketplace.accounts.actions.leaving import (
    empty_organisation,
    end_invitations_by,
    fill_contact,
    remove_from_contact,
)
from marketplace.accounts.actions.telling import tell_administrators, tell_user
from marketplace.accounts.actor import Actor
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import MemberRole, Membership, Organisation, User
from marketplace.accounts.policy import is_usable, may_manage_members
from marketplace.accounts.queries import get_organisation
from marketplace.audit.actions import record
from marketplace.db import lock_row, session
from marketplace.errors import Conflict, Invalid, NotFound, Refused

# user id -> place in the organisation, as it is at this moment
Members = Mapping[int, Membership]


def set_member_role(
    organisation_id: int, user_id: int, role: MemberRole, *, installation: Installation, by: Actor
) -> None:
    """Make somebody an administrator, or an administrator a plain member; one administrator is always left."""
    organisation, members = _hold_as_administrator(organisation_id, by)
    target = _member(members, user_id)
    if target.role is role:
        return
    if role is MemberRole.MEMBER:
        _refuse_last_administrator(members, user_id)
        end_invitations_by(target.user, organisation)
    target.role = role
    _record(organisation, "accounts.set_member_role", by, user_id=user_id, role=role.value)
    if user_id != by.user_id:
        _tell_role(organisation, target.user, role, installation)


def remove_member(organisation_id: int, user_id: int, *, installation: Installation, by: Actor) -> None:
    """Take somebody out, at once and for every session and link; the person is told."""
    organisation, members = _hold_as_administrator(organisation_id, by)
    if user_id == by.user_id:
        raise Conflict("accounts.leave_instead")
    target = _member(members, user_id)
    _let_go(organisation, target, stays=_member(members, by.user_id).user)
    _record(organisation, "accounts.remove_member", by, user_id=user_id)
    tell_user(
        target.user,
        template="accounts.member_removed",
        write=lambda: mail.member_removed(organisation.name, site=installation.site_name),
    )


def leave_organisation(
    organisation_id: int, *, is_confirmed: bool = False, installation: Installation, by: Actor
) -> None:
    """Leave; the last administrator hands over first, and the last person of all takes the postings along.

    What that means must be confirmed: without it Conflict is raised.
    """
    organisation, members = _hold_as_member(organisation_id, by)
    own = _member(members, by.user_id)
    others = [one for one in members.values() if one.user_id != own.user_id and is_usable(one.user)]
    if not others:
        if not is_confirmed:
            raise Conflict("accounts.last_person")
        session.delete(own)
        session.flush()
        end_invitations_by(own.user, organisation)
        empty_organisation(organisation, own.user)
        return
    if own.role is MemberRole.ADMIN:
        _refuse_last_administrator(members, own.user_id)
    stays = next((one for one in others if one.role is MemberRole.ADMIN), others[0]).user
    _leave(organisation, own, stays, installation, by)


def hand_over(
    organisation_id: int, successor_id: int | None, *, leaves: bool, installation: Installation, by: Actor
) -> None:
    """Make somebody else an administrator in one's own place: stay as a plain member, or leave in the same step."""
    organisation, members = _hold_as_administrator(organisation_id, by)
    successor = members.get(successor_id or 0)
    if successor is None or successor.user_id == by.user_id or not is_usable(successor.user):
        raise Invalid.of("successor", "accounts.successor_needed")
    own = _member(members, by.user_id)
    if successor.role is not MemberRole.ADMIN:
        successor.role = MemberRole.ADMIN
        _tell_role(organisation, successor.user, MemberRole.ADMIN, installation)
    own.role = MemberRole.MEMBER
    end_invitations_by(own.user, organisation)
    session.flush()
    _record(organisation, "accounts.hand_over", by, user_id=successor.user_id)
    if leaves:
        _leave(organisation, own, successor.user, installation, by)


# --- what the above share


def _hold_as_member(organisation_id: int, by: Actor) -> tuple[Organisation, Members]:
    """Return an organisation, held until the end of the transaction, with everybody in it at this moment."""
    organisation = get_organisation(organisation_id)
    lock_row(organisation)
    rows = session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
        .execution_options(populate_existing=True)
    ).all()
    members = {row.user_id: row for row in rows}
    if by.user_id not in members:
        raise Refused("accounts.not_yours")
    return organisation, members


def _hold_as_administrator(organisation_id: int, by: Actor) -> tuple[Organisation, Members]:
    """Return the same for somebody who may decide about the others, by the actor and still at this moment."""
    organisation, members = _hold_as_member(organisation_id, by)
    own = _member(members, by.user_id)
    if not may_manage_members(by, organisation) or own.role is not MemberRole.ADMIN:
        raise Refused("accounts.not_your_organisation")
    return organisation, members


def _member(members: Members, user_id: int | None) -> Membership:
    found = members.get(user_id or 0)
    if found is None:
        raise NotFound("accounts.member_gone")
    return found


def _refuse_last_administrator(members: Members, user_id: int) -> None:
    """Raise Conflict when nobody else who can sign in administers the organisation."""
    others = (row for row in members.values() if row.user_id != user_id and is_usable(row.user))
    if not any(row.role is MemberRole.ADMIN for row in others):
        raise Conflict("accounts.hand_over_first")


def _let_go(organisation: Organisation, membership: Membership, *, stays: User) -> None:
    """Take a person out; an organisation without a number of its own gets that of somebody who stays."""
    session.delete(membership)
    session.flush()
    end_invitations_by(membership.user, organisation)
    remove_from_contact(organisation, membership.user)
    fill_contact(organisation, stays)


def _leave(
    organisation: Organisation, membership: Membership, stays: User, installation: Installation, by: Actor
) -> None:
    user = membership.user
    _let_go(organisation, membership, stays=stays)
    _record(organisation, "accounts.leave", by)
    link = f"{installation.public_url}/organisations/{organisation.id}/members"
    tell_administrators(
        organisation.id,
        template="accounts.member_left",
        write=lambda: mail.member_left(user.full_name, organisation.name, link=link),
    )


def _tell_role(organisation: Organisation, user: User, role: MemberRole, installation: Installation) -> None:
    link = f"{installation.public_url}/organisations/{organisation.id}/members"
    if role is MemberRole.ADMIN:
        tell_user(
            user,
            template="accounts.made_administrator",
            write=lambda: mail.made_administrator(organisation.name, link=link),
        )
    else:
        tell_user(user, template="accounts.made_member", write=lambda: mail.made_member(organisation.name, link=link))


def _record(organisation: Organisation, verb: str, by: Actor, **detail: object) -> None:
    record(
        verb,
        by_user_id=by.user_id,
        thing_kind="organisation",
        thing_id=organisation.id,
        organisation_id=organisation.id,
        **detail,
    )
