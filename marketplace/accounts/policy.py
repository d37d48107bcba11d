"""Who may do what with users and organisations; values in, answer out."""

from __future__ import annotations

from collections.abc import Collection

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, StaffRole, User

_RANK = {StaffRole.NONE: 0, StaffRole.PROVINCIAL: 1, StaffRole.MINISTRY: 2, StaffRole.SYSTEM: 3}


def may_create_organisation(actor: Actor) -> bool:
    """Anybody who is signed in."""
    return actor.is_signed_in


def may_edit_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Its administrators."""
    return actor.administers(organisation.id)


def may_manage_members(actor: Actor, organisation: Organisation) -> bool:
    """Its administrators: who is asked to join, who may do what, who is taken out."""
    return actor.administers(organisation.id)


def may_see_contact_looks(actor: Actor, organisation: Organisation) -> bool:
    """Its members: they are told who looked at their contact details."""
    return actor.belongs_to(organisation.id)


def may_verify(actor: Actor, organisation: Organisation) -> bool:
    """Staff with a say in its province; also decides who may suspend it and read its details."""
    return actor.is_staff_for(organisation.province_code)


def may_help(actor: Actor, *, staff_role: StaffRole, province_codes: Collection[str]) -> bool:
    """Staff of a province in which the user has an organisation, or of any while there is none yet.

    Nobody helps a user of the same or a higher rank, or an account could be taken over; only the system
    administrator does.
    """
    if not actor.is_staff:
        return False
    if actor.staff_role is StaffRole.SYSTEM:
        return True
    if _RANK[staff_role] >= _RANK[actor.staff_role]:
        return False
    return not province_codes or any(actor.is_staff_for(code) for code in province_codes)


def may_set_roles(actor: Actor) -> bool:
    """The system administrator, and the command line."""
    return actor.is_machine or actor.staff_role is StaffRole.SYSTEM


def may_edit_reference_lists(actor: Actor) -> bool:
    """The ministry and the system administrator."""
    return actor.staff_role in (StaffRole.MINISTRY, StaffRole.SYSTEM)


def may_see_machinery(actor: Actor) -> bool:
    """Jobs and the outbox belong to the whole installation: the ministry and the system administrator."""
    return actor.staff_role in (StaffRole.MINISTRY, StaffRole.SYSTEM)


def is_usable(user: User) -> bool:
    """Tell whether an account can be signed in to."""
    return user.confirmed_at is not None and not user.is_disabled and user.erased_at is None
