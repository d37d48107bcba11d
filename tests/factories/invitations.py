"""Invitations for tests, made the way people make them."""

from __future__ import annotations

from marketplace.accounts.actions import invite_member
from marketplace.accounts.models import MemberRole, Organisation, User
from tests.factories.accounts import actor_of, make_installation, writing

HERE = make_installation()


def make_invitation(
    organisation: Organisation, by: User, contact: str = "0988 765 432", role: MemberRole = MemberRole.MEMBER
) -> str:
    """Ask somebody to join, and return the code of the link."""
    with writing():
        sent = invite_member(organisation.id, contact, role, installation=HERE, by=actor_of(by, organisation))
    return sent.link.rpartition("/")[2]
