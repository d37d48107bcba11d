"""Invitations: who may send them, whom they let in, how often, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    accept_invitation,
    decline_invitation,
    disable_user,
    invite_member,
    remove_member,
    resend_invitation,
    set_member_role,
    suspend_organisation,
    sweep_invitations,
    withdraw_invitation,
)
from marketplace.accounts.actor import VISITOR
from marketplace.accounts.models import Invitation, MemberRole, Organisation, StaffRole, User
from marketplace.accounts.queries import get_invited, get_members
from marketplace.audit.queries import get_history
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.notifications.models import OutboxMessage
from marketplace.notifications.sms import ROOM, length_of
from tests.factories.accounts import (
    actor_of,
    add_member,
    make_installation,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.invitations import make_invitation

Db = scoped_session[Session]
HERE = make_installation()


@pytest.fixture
def owner(db: Db) -> User:
    return make_user("Lê Thị Chủ")


@pytest.fixture
def coop(owner: User) -> Organisation:
    return make_organisation(owner, name="HTX Của Chủ")


def invite(coop: Organisation, by: User, contact: str, token: str | None = None) -> str:
    with transaction():
        sent = invite_member(
            coop.id, contact, MemberRole.MEMBER, form_token=token, installation=HERE, by=actor_of(by, coop)
        )
    return sent.link.rpartition("/")[2]


def accept(code: str, user: User) -> None:
    with transaction():
        accept_invitation(code, installation=HERE, by=actor_of(user))


def messages(template: str) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(OutboxMessage.template == template).order_by(OutboxMessage.id)
    return list(session.scalars(rows))


def members(coop: Organisation) -> dict[str, MemberRole]:
    return {row.user.full_name: row.role for row in get_members(coop.id)}


def key_of(act: object) -> str:
    """Return the key of the refusal that calling ``act`` raises."""
    with pytest.raises((Conflict, NotFound, Refused, Invalid)) as said, transaction():
        act()  # type: ignore[operator]
    error = said.value
    return error.problems[0].key if isinstance(error, Invalid) else error.key


def test_whoever_holds_the_link_joins_once(coop: Organisation, owner: User) -> None:
    guest, other = make_user("Trần Văn Khách"), make_user("Lý Thị Khác")
    code = make_invitation(coop, owner, role=MemberRole.ADMIN)
    seen = get_invited(code)
    assert (seen.organisation.name, seen.inviter, seen.role) == ("HTX Của Chủ", "Lê Thị Chủ", MemberRole.ADMIN)
    accept(code, guest)
    accept(code, guest)
    assert members(coop) == {"Lê Thị Chủ": MemberRole.ADMIN, "Trần Văn Khách": MemberRole.ADMIN}
    assert key_of(lambda: accept_invitation(code, installation=HERE, by=actor_of(other))) == "accounts.invitation_gone"
    told = messages("accounts.invitation_accepted")
    assert [(one.user_id, "Trần Văn Khách" in one.body) for one in told] == [(owner.id, True)]
    assert [entry.verb for entry in get_history("organisation", coop.id)][:2] == [
        "accounts.accept_invitation",
        "accounts.invite",
    ]


def test_only_a_hash_and_a_key_are_kept(coop: Organisation, owner: User) -> None:
    code = make_invitation(coop, owner)
    row = session.scalars(select(Invitation)).one()
    assert code not in (row.code_hash, row.contact)
    assert row.contact == "+84988765432"
    accept(code, make_user())
    assert "988765432" not in session.scalars(select(Invitation.contact)).one()


def test_the_message_is_short_and_brings_the_link(coop: Organisation, owner: User) -> None:
    code = make_invitation(coop, owner)
    said = messages("accounts.invitation")[0]
    assert said.recipient == "+84988765432"
    assert said.body.endswith(f"/invitations/{code}")
    assert length_of(said.body) <= ROOM
    assert said.expires_at is not None


def test_only_administrators_invite(coop: Organisation, owner: User) -> None:
    plain, outsider = make_user("Thợ"), make_user("Ngoài")
    add_member(coop, plain)
    for who in (plain, outsider):
        by = actor_of(who, coop)
        said = key_of(lambda by=by: invite_member(coop.id, "0988765432", MemberRole.ADMIN, installation=HERE, by=by))
        assert said == "accounts.not_your_organisation"
    said = key_of(lambda: invite_member(coop.id, "0988765432", MemberRole.ADMIN, installation=HERE, by=VISITOR))
    assert said == "accounts.not_your_organisation"


@pytest.mark.parametrize(
    ("contact", "key"),
    [
        ("", "accounts.contact_needed"),
        ("0912", "accounts.contact_wrong"),
        ("\ud800\x00", "accounts.contact_wrong"),
        ("<b>x</b>@", "accounts.contact_wrong"),
        ("x" * 3000 + "@example.vn", "accounts.contact_wrong"),
    ],
)
def test_nonsense_is_refused(coop: Organisation, owner: User, contact: str, key: str) -> None:
    assert key_of(lambda: make_invitation(coop, owner, contact)) == key


def test_nobody_is_asked_twice(coop: Organisation, owner: User) -> None:
    make_invitation(coop, owner)
    assert key_of(lambda: make_invitation(coop, owner, "+84 988 765 432")) == "accounts.already_invited"
    colleague = make_user("Thợ", phone="+84988111222")
    add_member(coop, colleague)
    assert key_of(lambda: make_invitation(coop, owner, "0988111222")) == "accounts.already_member"


def test_one_form_sent_twice_is_one_invitation(coop: Organisation, owner: User) -> None:
    token = "token-of-one-form"
    code = invite(coop, owner, "0988765432", token)
    assert invite(coop, owner, "0988 765 432", token) == code
    assert invite(coop, owner, "0988111333", token) != code, "another phone, typed after going back"
    assert len(messages("accounts.invitation")) == 2


def test_no_more_than_ten_wait(coop: Organisation, owner: User) -> None:
    for number in range(10):
        make_invitation(coop, owner, f"09881230{number:02d}")
    assert key_of(lambda: make_invitation(coop, owner, "0988999999")) == "accounts.invitations_many"


def test_no_more_than_twenty_a_day(coop: Organisation, owner: User) -> None:
    for number in range(20):
        make_invitation(coop, owner, f"09881230{number:02d}")
        waiting = session.scalars(select(Invitation).where(Invitation.withdrawn_at.is_(None))).one()
        with transaction():
            withdraw_invitation(waiting.id, installation=HERE, by=actor_of(owner))
    assert key_of(lambda: make_invitation(coop, owner, "0988999999")) == "accounts.invitations_today"
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        make_invitation(coop, owner, "0988999999")


def test_one_phone_is_not_flooded_by_many_organisations(coop: Organisation, owner: User) -> None:
    for number in range(3):
        boss = make_user()
        make_invitation(make_organisation(boss, name=f"HTX {number}"), boss)
    assert key_of(lambda: make_invitation(coop, owner)) == "accounts.invited_often"


def test_a_no_holds_for_a_month(coop: Organisation, owner: User) -> None:
    code = make_invitation(coop, owner)
    with transaction():
        decline_invitation(code, installation=HERE, by=VISITOR)
        decline_invitation(code, installation=HERE, by=VISITOR)
    assert len(messages("accounts.invitation_declined")) == 1
    assert key_of(lambda: accept_invitation(code, installation=HERE, by=actor_of(make_user()))) == (
        "accounts.invitation_gone"
    )
    assert key_of(lambda: make_invitation(coop, owner)) == "accounts.invitation_was_declined"
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        make_invitation(coop, owner)


def test_sending_anew_ends_the_earlier_link(coop: Organisation, owner: User) -> None:
    code = make_invitation(coop, owner)
    first = session.scalars(select(Invitation)).one()
    links = []
    for _ in range(2):
        with transaction():
            again = resend_invitation(first.id, form_token="one-press", installation=HERE, by=actor_of(owner))
        links.append(again.link)
    assert links[0] == links[1]
    assert len(messages("accounts.invitation")) == 2
    with pytest.raises(NotFound):
        get_invited(code)
    accept(links[0].rpartition("/")[2], make_user("Khách"))
    assert "Khách" in members(coop)


def gone(code: str) -> bool:
    with pytest.raises(NotFound) as said:
        get_invited(code)
    return said.value.key == "accounts.invitation_gone"


def test_what_ends_a_link(coop: Organisation, owner: User) -> None:
    code = make_invitation(coop, owner)
    with time_machine.travel(now() + timedelta(days=14, seconds=1), tick=False):
        assert gone(code)
        said = key_of(lambda: accept_invitation(code, installation=HERE, by=actor_of(make_user())))
        assert said == "accounts.invitation_gone"
    row = session.scalars(select(Invitation)).one()
    with transaction():
        withdraw_invitation(row.id, installation=HERE, by=actor_of(owner))
        withdraw_invitation(row.id, installation=HERE, by=actor_of(owner))
    assert gone(code)
    for junk in ("", "x" * 16, "\ud800", code + "A"):
        assert gone(junk)


def test_a_link_ends_with_the_say_of_whoever_sent_it(coop: Organisation, owner: User) -> None:
    second, third = make_user("Phó"), make_user("Kế Toán")
    for one in (second, third):
        add_member(coop, one, MemberRole.ADMIN)
    by_second, by_third = make_invitation(coop, second, "0988000111"), make_invitation(coop, third, "0988000112")
    mine = make_invitation(coop, owner, "0988000113")
    with transaction():
        remove_member(coop.id, second.id, installation=HERE, by=actor_of(owner))
        set_member_role(coop.id, third.id, MemberRole.MEMBER, installation=HERE, by=actor_of(owner))
    assert gone(by_second)
    assert gone(by_third)
    add_member(coop, second, MemberRole.ADMIN)
    with transaction():
        disable_user(owner.id, by=actor_of(make_staff(StaffRole.MINISTRY)))
    assert gone(mine)


def test_invitations_of_others_are_out_of_reach(coop: Organisation, owner: User) -> None:
    make_invitation(coop, owner)
    row = session.scalars(select(Invitation)).one()
    outsider, plain = make_user("Ngoài"), make_user("Thợ")
    make_organisation(outsider, name="HTX Khác")
    add_member(coop, plain)
    for act in (withdraw_invitation, resend_invitation):
        assert key_of(lambda act=act: act(row.id, installation=HERE, by=actor_of(outsider))) == (
            "accounts.invitation_gone"
        )
        assert key_of(lambda act=act: act(row.id, installation=HERE, by=actor_of(plain))) == (
            "accounts.not_your_organisation"
        )


def test_nobody_is_in_more_than_ten_organisations(coop: Organisation, owner: User) -> None:
    guest = make_user()
    for number in range(10):
        make_organisation(guest, name=f"HTX {number}")
    code = make_invitation(coop, owner)
    assert key_of(lambda: accept_invitation(code, installation=HERE, by=actor_of(guest))) == (
        "accounts.too_many_organisations"
    )
    accept(code, make_user("Khách"))


def test_a_colleague_does_not_use_up_the_link(coop: Organisation, owner: User) -> None:
    code = make_invitation(coop, owner)
    assert key_of(lambda: accept_invitation(code, installation=HERE, by=actor_of(owner))) == "accounts.already_in"
    accept(code, make_user("Khách"))


def test_a_suspended_organisation_asks_nobody(coop: Organisation, owner: User) -> None:
    with transaction():
        suspend_organisation(coop.id, installation=HERE, by=actor_of(make_staff(StaffRole.MINISTRY)))
    assert key_of(lambda: make_invitation(coop, owner)) == "accounts.organisation_suspended_now"


def test_who_was_asked_is_forgotten_in_time(coop: Organisation, owner: User) -> None:
    make_invitation(coop, owner)
    with time_machine.travel(now() + timedelta(days=80), tick=False), transaction():
        sweep_invitations()
    assert session.scalars(select(Invitation.contact)).all() == [""]
