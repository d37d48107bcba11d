"""Links in messages: who may do what with one, and what ends it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import make_tap, mark_tap_used, sweep_taps
from marketplace.accounts.actions.telling import tell_organisation_by_tap
from marketplace.accounts.mail import Letter
from marketplace.accounts.models import Membership, Organisation, StaffRole, TapLink, User
from marketplace.accounts.queries import get_tap
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.notifications.models import OutboxMessage
from tests.factories.accounts import add_member, make_organisation, make_user

Db = scoped_session[Session]
SITE = "https://chapnoi.example"


def link_for(user: User, organisation: Organisation) -> str:
    """Make a link and return its code."""
    with transaction():
        url = make_tap(user, organisation_id=organisation.id, purpose="leads.answer", thing_id=7, site_url=SITE)
    found = re.fullmatch(rf"{SITE}/t/([\w-]{{12}})", url)
    assert found, url
    return found.group(1)


def test_a_link_opens_one_thing_as_its_owner(db: Db) -> None:
    user = make_user()
    house = make_organisation(user)
    tap = get_tap(link_for(user, house))
    assert (tap.purpose, tap.thing_id, tap.organisation_id) == ("leads.answer", 7, house.id)
    assert tap.actor.user_id == user.id
    assert tap.actor.belongs_to(house.id)
    assert tap.first_used_at is None


def test_only_the_hash_is_kept(db: Db) -> None:
    user = make_user()
    code = link_for(user, make_organisation(user))
    row = session.scalars(select(TapLink)).one()
    assert code not in (row.code_hash, row.purpose)
    assert len(row.code_hash) == 64


def test_a_link_gives_no_other_power(db: Db) -> None:
    user = make_user(staff_role=StaffRole.MINISTRY)
    house, other = make_organisation(user), make_organisation(name="Hợp tác xã Vạn Phúc")
    add_member(other, user)
    tap = get_tap(link_for(user, house))
    assert not tap.actor.is_staff
    assert not tap.actor.belongs_to(other.id)


def refused(code: str) -> bool:
    with pytest.raises(NotFound) as said:
        get_tap(code)
    return said.value.key == "accounts.tap_gone"


def test_a_made_up_link_opens_nothing(db: Db) -> None:
    assert refused("AbCdEfGhIjKl")
    assert refused("")
    assert refused("\ud800" * 4)


def test_a_link_ends_after_three_weeks(db: Db) -> None:
    user = make_user()
    code = link_for(user, make_organisation(user))
    with time_machine.travel(now() + timedelta(days=22), tick=False):
        assert refused(code)
        with transaction():
            sweep_taps()
        assert session.scalars(select(TapLink)).all() == []


def test_a_new_password_ends_every_link(db: Db) -> None:
    user = make_user()
    code = link_for(user, make_organisation(user))
    with transaction():
        user.session_epoch += 1
    assert refused(code)


def test_whoever_has_left_or_is_disabled_cannot_use_it(db: Db) -> None:
    user, colleague = make_user(), make_user("Lê Văn Nam")
    house = make_organisation(user)
    add_member(house, colleague)
    theirs, mine = link_for(colleague, house), link_for(user, house)
    with transaction():
        session.delete(session.scalars(select(Membership).where(Membership.user_id == colleague.id)).one())
        session.get_one(User, user.id).is_disabled = True
    assert refused(theirs)
    assert refused(mine)


def test_the_first_use_is_noted_once(db: Db) -> None:
    user = make_user()
    code = link_for(user, make_organisation(user))
    moments = []
    for days in (1, 2):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            with transaction():
                mark_tap_used(get_tap(code).id)
            moments.append(get_tap(code).first_used_at)
    assert moments[0] is not None
    assert moments[0] == moments[1]


def test_everybody_is_told_with_a_link_of_their_own(db: Db) -> None:
    user, colleague = make_user(), make_user("John Smith", email="john@example.com", phone=None, language="en")
    house = make_organisation(user)
    add_member(house, colleague)
    with transaction():
        tell_organisation_by_tap(
            house.id,
            template="leads.enquiry",
            purpose="leads.answer",
            thing_id=7,
            site_url=SITE,
            write=lambda link: Letter("Hỏi hàng", f"Mời trả lời: {link}"),
        )
    bodies = {row.user_id: row.body for row in session.scalars(select(OutboxMessage))}
    codes = {user_id: body.rpartition("/")[2] for user_id, body in bodies.items()}
    assert {get_tap(code).actor.user_id for code in codes.values()} == {user.id, colleague.id}
    assert get_tap(codes[colleague.id]).actor.language == "en"
