"""Roles in an organisation, taking out, leaving, handing over: somebody always decides, nobody who left does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    create_organisation,
    disable_user,
    hand_over,
    leave_organisation,
    make_tap,
    remove_member,
    set_member_role,
)
from marketplace.accounts.actor import Actor
from marketplace.accounts.drafts import OrganisationDraft
from marketplace.accounts.models import MemberRole, Organisation, OrganisationKind, StaffRole, User
from marketplace.accounts.queries import get_members, get_tap
from marketplace.audit.queries import get_history
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.jobs.models import Job
from marketplace.notifications.models import OutboxMessage
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_staff, make_user

Db = scoped_session[Session]
HERE = make_installation()
ADMIN, MEMBER = MemberRole.ADMIN, MemberRole.MEMBER


class House:
    """An organisation with an administrator and a plain member."""

    def __init__(self) -> None:
        self.owner, self.plain = make_user("Lê Thị Chủ"), make_user("Trần Văn Thợ")
        self.row: Organisation = make_organisation(self.owner, name="HTX Của Chủ")
        self.id = self.row.id
        add_member(self.row, self.plain)

    def roles(self) -> dict[str, MemberRole]:
        return {row.user.full_name: row.role for row in get_members(self.id)}


@pytest.fixture
def coop(db: Db) -> House:
    return House()


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises((Conflict, NotFound, Refused, Invalid)) as said, transaction():
        act()
    error = said.value
    return error.problems[0].key if isinstance(error, Invalid) else error.key


def told(template: str) -> list[int | None]:
    rows = select(OutboxMessage.user_id).where(OutboxMessage.template == template).order_by(OutboxMessage.id)
    return list(session.scalars(rows))


def change(coop: House, user: User, role: MemberRole, by: User) -> None:
    set_member_role(coop.id, user.id, role, installation=HERE, by=actor_of(by))


def test_an_administrator_makes_another_and_takes_it_back(coop: House) -> None:
    with transaction():
        change(coop, coop.plain, ADMIN, coop.owner)
    assert coop.roles()["Trần Văn Thợ"] is ADMIN
    with transaction():
        change(coop, coop.plain, ADMIN, coop.owner)
        change(coop, coop.plain, MEMBER, coop.owner)
    assert coop.roles()["Trần Văn Thợ"] is MEMBER
    assert told("accounts.made_administrator") == told("accounts.made_member") == [coop.plain.id]


def test_the_last_administrator_stays_one(coop: House) -> None:
    assert refusal(lambda: change(coop, coop.owner, MEMBER, coop.owner)) == "accounts.hand_over_first"
    leave = lambda: leave_organisation(coop.id, is_confirmed=True, installation=HERE, by=actor_of(coop.owner))  # noqa: E731
    assert refusal(leave) == "accounts.hand_over_first"


def test_an_administrator_whose_account_is_closed_does_not_count(coop: House) -> None:
    second = make_user("Phó")
    add_member(coop.row, second, ADMIN)
    with transaction():
        disable_user(second.id, by=actor_of(make_staff(StaffRole.MINISTRY)))
    assert refusal(lambda: change(coop, coop.owner, MEMBER, coop.owner)) == "accounts.hand_over_first"


@pytest.mark.parametrize("who", ["plain", "outsider"])
def test_nobody_else_decides(coop: House, who: str) -> None:
    outsider = make_user("Ngoài")
    make_organisation(outsider, name="HTX Khác")
    by = actor_of(coop.plain if who == "plain" else outsider)
    acts = (
        lambda: set_member_role(coop.id, coop.plain.id, ADMIN, installation=HERE, by=by),
        lambda: remove_member(coop.id, coop.owner.id, installation=HERE, by=by),
        lambda: hand_over(coop.id, coop.plain.id, leaves=False, installation=HERE, by=by),
    )
    for act in acts:
        assert refusal(act) in ("accounts.not_your_organisation", "accounts.not_yours")
    assert coop.roles() == {"Lê Thị Chủ": ADMIN, "Trần Văn Thợ": MEMBER}


def test_a_role_that_was_lost_meanwhile_decides_nothing(coop: House) -> None:
    second = make_user("Phó")
    add_member(coop.row, second, ADMIN)
    stale: Actor = actor_of(second)
    with transaction():
        change(coop, second, MEMBER, coop.owner)
    said = refusal(lambda: remove_member(coop.id, coop.owner.id, installation=HERE, by=stale))
    assert said == "accounts.not_your_organisation"


def test_whoever_is_taken_out_is_told_and_can_do_nothing_more(coop: House) -> None:
    with transaction():
        link = make_tap(coop.plain, organisation_id=coop.id, purpose="x.y", thing_id=1, site_url="https://x")
        remove_member(coop.id, coop.plain.id, installation=HERE, by=actor_of(coop.owner))
    assert told("accounts.member_removed") == [coop.plain.id]
    assert not actor_of(coop.plain, coop.row).belongs_to(coop.id)
    with pytest.raises(NotFound):
        get_tap(link.rpartition("/")[2])
    assert (
        refusal(lambda: remove_member(coop.id, coop.plain.id, installation=HERE, by=actor_of(coop.owner)))
        == "accounts.member_gone"
    )
    assert (
        refusal(lambda: remove_member(coop.id, coop.owner.id, installation=HERE, by=actor_of(coop.owner)))
        == "accounts.leave_instead"
    )


def test_the_number_of_whoever_goes_is_replaced(coop: House) -> None:
    with transaction():
        row = session.get_one(Organisation, coop.id)
        row.contact_name, row.contact_phone = coop.plain.full_name, coop.plain.phone
        remove_member(coop.id, coop.plain.id, installation=HERE, by=actor_of(coop.owner))
    assert (coop.row.contact_name, coop.row.contact_phone) == ("Lê Thị Chủ", coop.owner.phone)


def test_leaving(coop: House) -> None:
    with transaction():
        leave_organisation(coop.id, installation=HERE, by=actor_of(coop.plain))
    assert coop.roles() == {"Lê Thị Chủ": ADMIN}
    assert told("accounts.member_left") == [coop.owner.id]
    assert refusal(lambda: leave_organisation(coop.id, installation=HERE, by=actor_of(coop.plain))) == (
        "accounts.not_yours"
    )


@pytest.mark.parametrize("leaves", [False, True])
def test_handing_over(coop: House, leaves: bool) -> None:
    with transaction():
        hand_over(coop.id, coop.plain.id, leaves=leaves, installation=HERE, by=actor_of(coop.owner))
    left = {"Trần Văn Thợ": ADMIN}
    assert coop.roles() == (left if leaves else {"Lê Thị Chủ": MEMBER, **left})
    assert told("accounts.made_administrator") == [coop.plain.id]
    if leaves:
        assert coop.row.contact_phone == coop.plain.phone
    verbs = [entry.verb for entry in get_history("organisation", coop.id)]
    assert verbs == (["accounts.leave"] if leaves else []) + ["accounts.hand_over"]


@pytest.mark.parametrize("successor", [None, 0, 2**62, "self", "closed", "outsider"])
def test_only_to_somebody_who_can_take_over(coop: House, successor: int | str | None) -> None:
    closed, outsider = make_user("Khóa"), make_user("Ngoài")
    add_member(coop.row, closed)
    with transaction():
        disable_user(closed.id, by=actor_of(make_staff(StaffRole.MINISTRY)))
    ids: dict[object, int] = {"self": coop.owner.id, "closed": closed.id, "outsider": outsider.id}
    chosen = ids.get(successor, successor)
    said = refusal(lambda: hand_over(coop.id, chosen, leaves=True, installation=HERE, by=actor_of(coop.owner)))  # type: ignore[arg-type]
    assert said == "accounts.successor_needed"


def test_the_last_person_confirms_and_takes_the_postings_along(db: Db) -> None:
    owner = make_user("Lê Thị Chủ")
    coop = make_organisation(owner, name="Hộ Lê Thị Chủ", kind=OrganisationKind.HOUSEHOLD)
    leave = lambda sure: leave_organisation(coop.id, is_confirmed=sure, installation=HERE, by=actor_of(owner))  # noqa: E731
    assert refusal(lambda: leave(False)) == "accounts.last_person"
    with transaction():
        leave(True)
    assert get_members(coop.id) == []
    assert (coop.contact_phone, coop.address_line, "Lê" in coop.name) == (None, "", False)
    asked = session.scalars(select(Job.payload).where(Job.name == "postings.withdraw_organisation")).all()
    assert asked == [{"organisation_id": coop.id}]


def test_nobody_makes_an_eleventh_organisation(db: Db) -> None:
    user = make_user()
    for number in range(10):
        make_organisation(user, name=f"HTX {number}")
    draft = OrganisationDraft(
        name="HTX Mới", kind=OrganisationKind.COOPERATIVE, is_producer=True, is_distributor=False, province_code="01"
    )
    assert refusal(lambda: create_organisation(draft, by=actor_of(user))) == "accounts.too_many_organisations"
