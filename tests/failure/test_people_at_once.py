"""Two people, one organisation, one moment: a link lets one in, somebody always decides. On both databases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from marketplace.accounts import actions
from marketplace.accounts.actor import Actor
from marketplace.accounts.drafts import OrganisationDraft
from marketplace.accounts.models import Invitation, MemberRole, Membership, Organisation, OrganisationKind
from marketplace.db import session
from marketplace.errors import MarketplaceError
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_user
from tests.factories.invitations import make_invitation
from tests.failure.racing import race

pytestmark = pytest.mark.usefixtures("open_market")
HERE = make_installation()
ROUNDS = 4


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An organisation with two administrators."""

    id: int
    first: Actor
    second: Actor
    code: str


def make_pair() -> Pair:
    first, second = make_user("Một"), make_user("Hai")
    house = make_organisation(first, name="HTX Chung")
    add_member(house, second, MemberRole.ADMIN)
    code = make_invitation(house, first, f"khach{house.id}@example.vn")
    pair = Pair(id=house.id, first=actor_of(first), second=actor_of(second), code=code)
    session.remove()
    return pair


def guest() -> Actor:
    actor = actor_of(make_user("Khách"))
    session.remove()
    return actor


def administrators(organisation_id: int) -> int:
    rows = select(func.count()).where(
        Membership.organisation_id == organisation_id, Membership.role == MemberRole.ADMIN
    )
    try:
        return session.scalar(rows) or 0
    finally:
        session.remove()


def people(organisation_id: int) -> int:
    try:
        return session.scalar(select(func.count()).where(Membership.organisation_id == organisation_id)) or 0
    finally:
        session.remove()


def crashes(outcomes: list[object]) -> list[object]:
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, MarketplaceError)]


def test_one_link_lets_one_in() -> None:
    for _ in range(ROUNDS):
        pair, guests = make_pair(), [guest(), guest(), guest()]
        outcomes = race(
            *(lambda by=by: actions.accept_invitation(pair.code, installation=HERE, by=by).id for by in guests)  # noqa: B023
        )
        assert crashes(outcomes) == []
        assert outcomes.count(pair.id) == 1
        assert people(pair.id) == 3


def test_one_person_who_presses_twice_joins_once() -> None:
    for _ in range(ROUNDS):
        pair, by = make_pair(), guest()
        outcomes = race(*[lambda: actions.accept_invitation(pair.code, installation=HERE, by=by).id] * 2)  # noqa: B023
        assert outcomes == [pair.id, pair.id]
        assert people(pair.id) == 3


def test_yes_and_withdrawn_at_once_leave_one_of_them() -> None:
    for _ in range(ROUNDS):
        pair, by = make_pair(), guest()
        row_id = session.scalars(select(Invitation.id).where(Invitation.organisation_id == pair.id)).one()
        session.remove()
        outcomes = race(
            lambda: actions.accept_invitation(pair.code, installation=HERE, by=by).id,  # noqa: B023
            lambda: actions.withdraw_invitation(row_id, installation=HERE, by=pair.first),  # noqa: B023
        )
        assert crashes(outcomes) == []
        assert sum(isinstance(one, MarketplaceError) for one in outcomes) == 1
        assert people(pair.id) == (3 if outcomes[0] == pair.id else 2)


def test_one_form_sent_twice_at_once_is_one_invitation() -> None:
    for number in range(ROUNDS):
        pair = make_pair()

        def act() -> str:
            return actions.invite_member(
                pair.id,  # noqa: B023
                "0988 222 333" if number == 0 else f"moi{number}@example.vn",  # noqa: B023
                MemberRole.MEMBER,
                form_token=f"token-of-one-form-{number}",  # noqa: B023
                installation=HERE,
                by=pair.first,  # noqa: B023
            ).link

        outcomes = race(act, act, act)
        assert crashes(outcomes) == []
        assert len(set(outcomes)) == 1


def test_two_administrators_who_take_each_other_out_leave_one() -> None:
    for _ in range(ROUNDS):
        pair = make_pair()
        outcomes = race(
            lambda: actions.remove_member(pair.id, pair.second.user_id or 0, installation=HERE, by=pair.first),  # noqa: B023
            lambda: actions.remove_member(pair.id, pair.first.user_id or 0, installation=HERE, by=pair.second),  # noqa: B023
        )
        assert crashes(outcomes) == []
        assert administrators(pair.id) == 1


def test_two_administrators_who_leave_at_once_leave_one() -> None:
    for _ in range(ROUNDS):
        pair = make_pair()
        add = guest()
        accepted = race(lambda: actions.accept_invitation(pair.code, installation=HERE, by=add).id)  # noqa: B023
        assert accepted == [pair.id]
        outcomes = race(
            *(
                lambda by=by: actions.leave_organisation(pair.id, installation=HERE, by=by)  # noqa: B023
                for by in (pair.first, pair.second)
            )
        )
        assert crashes(outcomes) == []
        assert administrators(pair.id) == 1


def test_two_who_edit_at_once_are_told() -> None:
    def draft(name: str) -> OrganisationDraft:
        return OrganisationDraft(
            name=name,
            kind=OrganisationKind.COOPERATIVE,
            is_producer=True,
            is_distributor=False,
            province_code="01",
        )

    for _ in range(ROUNDS):
        pair = make_pair()
        outcomes = race(
            *(
                lambda by=by, name=name: actions.edit_organisation(pair.id, draft(name), expected_version=1, by=by).id  # noqa: B023
                for by, name in ((pair.first, "HTX Một"), (pair.second, "HTX Hai"))
            )
        )
        assert crashes(outcomes) == []
        assert outcomes.count(pair.id) == 1
        version = session.get_one(Organisation, pair.id).version
        session.remove()
        assert version == 2
