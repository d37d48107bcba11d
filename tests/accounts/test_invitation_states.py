"""Every state of an invitation: each verb as each person, compared with a table that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    accept_invitation,
    decline_invitation,
    resend_invitation,
    withdraw_invitation,
)
from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import Invitation, Organisation, StaffRole, User
from marketplace.clock import now
from marketplace.db import session
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_staff, make_user
from tests.factories.invitations import make_invitation
from tests.walking import compare, walk

TABLE = Path(__file__).with_name("invitation_states.tsv")
HERE = make_installation()
# an invitation with the code of its link
Sent = tuple[Invitation, str]


def states(house: Organisation, owner: User, guest: Actor) -> Mapping[str, Callable[[], Sent]]:
    """Return how to bring an invitation into each state."""

    def waiting() -> Sent:
        code = make_invitation(house, owner)
        return session.scalars(select(Invitation).order_by(Invitation.id.desc())).first(), code  # type: ignore[return-value]

    def expired() -> Sent:
        row, code = waiting()
        row.expires_at = now() - timedelta(seconds=1)
        return row, code

    def accepted() -> Sent:
        row, code = waiting()
        accept_invitation(code, installation=HERE, by=guest)
        return row, code

    def declined() -> Sent:
        row, code = waiting()
        decline_invitation(code, installation=HERE, by=guest)
        return row, code

    def withdrawn() -> Sent:
        row, code = waiting()
        withdraw_invitation(row.id, installation=HERE, by=actor_of(owner))
        return row, code

    return {one.__name__: one for one in (waiting, expired, accepted, declined, withdrawn)}


VERBS: Mapping[str, Callable[[Sent, Actor], object]] = {
    "accept": lambda sent, by: accept_invitation(sent[1], installation=HERE, by=by),
    "decline": lambda sent, by: decline_invitation(sent[1], installation=HERE, by=by),
    "resend": lambda sent, by: resend_invitation(sent[0].id, installation=HERE, by=by),
    "withdraw": lambda sent, by: withdraw_invitation(sent[0].id, installation=HERE, by=by),
}


def test_every_state_and_verb_and_person(db: scoped_session[Session]) -> None:
    owner, plain, guest, outsider = (make_user(name) for name in ("Chủ", "Thợ", "Khách", "Ngoài"))
    house = make_organisation(owner, name="HTX Của Chủ", province_code="01")
    add_member(house, plain)
    make_organisation(outsider, name="HTX Khác")
    actors = {
        "administrator": actor_of(owner),
        "member": actor_of(plain),
        "guest": actor_of(guest),
        "other_organisation": actor_of(outsider),
        "staff_here": actor_of(make_staff(StaffRole.PROVINCIAL, "01")),
        "staff_elsewhere": actor_of(make_staff(StaffRole.PROVINCIAL, "79")),
        "ministry": actor_of(make_staff(StaffRole.MINISTRY)),
        "visitor": VISITOR,
    }
    compare(walk(states(house, owner, actors["guest"]), VERBS, actors), TABLE)
