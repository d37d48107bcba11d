"""Organisations: created, edited, verified, out of sight; by whom and by whom not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    create_organisation,
    edit_organisation,
    resume_organisation,
    suspend_organisation,
    unverify_organisation,
    verify_organisation,
)
from marketplace.accounts.actor import VISITOR
from marketplace.accounts.drafts import OrganisationDraft
from marketplace.accounts.models import MemberRole, OrganisationKind, StaffRole
from marketplace.accounts.queries import (
    OrganisationFilter,
    count_unverified,
    find_same_tax_code,
    get_organisations,
)
from marketplace.audit.queries import get_history
from marketplace.db import session, transaction
from marketplace.errors import Invalid, NotFound, Refused
from marketplace.jobs.models import Job
from marketplace.notifications.models import OutboxMessage
from marketplace.taxonomy.queries import get_wards
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_staff, make_user

HERE = make_installation()
Db = scoped_session[Session]
DRAFT = OrganisationDraft(
    name="  Hợp tác xã  chè Tân Cương ",
    kind=OrganisationKind.COOPERATIVE,
    is_producer=True,
    is_distributor=False,
    province_code="19",
    tax_code="0314409058",
)


def reindexed() -> int:
    return len(session.scalars(select(Job).where(Job.name == "postings.reindex_organisation")).all())


def test_whoever_creates_it_administers_it_and_is_its_contact(db: Db) -> None:
    user = make_user("Lê Văn Nam", email="nam@example.vn")
    with transaction():
        organisation = create_organisation(DRAFT, form_token="t" * 20, by=actor_of(user))
    assert organisation.name == "Hợp tác xã chè Tân Cương"
    assert (organisation.contact_name, organisation.contact_phone) == ("Lê Văn Nam", user.phone)
    assert actor_of(user).memberships == {organisation.id: MemberRole.ADMIN}
    with transaction():
        assert create_organisation(DRAFT, form_token="t" * 20, by=actor_of(user)) is organisation


def test_a_visitor_creates_nothing(db: Db) -> None:
    with pytest.raises(Refused), transaction():
        create_organisation(DRAFT, by=VISITOR)


@pytest.mark.parametrize(
    ("changes", "field", "key"),
    [
        ({"name": " . "}, "name", "accounts.organisation_name_needed"),
        ({"name": "x" * 201}, "name", "accounts.text_long"),
        ({"kind": None}, "kind", "accounts.kind_needed"),
        ({"is_producer": False}, "sides", "accounts.side_needed"),
        ({"tax_code": "123"}, "tax_code", "accounts.tax_code_wrong"),
        ({"province_code": ""}, "province_code", "accounts.province_needed"),
        ({"province_code": "99"}, "province_code", "accounts.province_needed"),
        ({"ward_code": "không có"}, "ward_code", "accounts.ward_wrong"),
        ({"contact_phone": "0912"}, "contact_phone", "accounts.phone_wrong"),
        ({"contact_zalo": "hoa"}, "contact_zalo", "accounts.phone_wrong"),
        ({"contact_email": "hoa@"}, "contact_email", "accounts.email_wrong"),
        ({"address_line": "x" * 201}, "address_line", "accounts.text_long"),
        ({"description": "x" * 2001}, "description", "accounts.text_long"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(db: Db, changes: dict[str, object], field: str, key: str) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        create_organisation(replace(DRAFT, **changes), by=actor_of(make_user()))  # type: ignore[arg-type]
    assert [(p.field, p.key) for p in refusal.value.problems] == [(field, key)]


def test_a_ward_must_lie_in_the_province(db: Db) -> None:
    here, elsewhere = get_wards("19")[0].code, get_wards("01")[0].code
    actor = actor_of(make_user())
    with pytest.raises(Invalid), transaction():
        create_organisation(replace(DRAFT, ward_code=elsewhere), by=actor)
    with transaction():
        assert create_organisation(replace(DRAFT, ward_code=here), by=actor).ward_code == here


def test_only_administrators_edit(db: Db) -> None:
    owner, member, stranger = make_user(), make_user(), make_user()
    organisation = make_organisation(owner)
    add_member(organisation, member)
    for user in (member, stranger, make_staff(StaffRole.SYSTEM)):
        with pytest.raises(Refused), transaction():
            edit_organisation(organisation.id, DRAFT, by=actor_of(user))
    with transaction():
        edit_organisation(organisation.id, DRAFT, by=actor_of(owner))
    assert organisation.name_key == "hop tac xa che tan cuong"
    with pytest.raises(NotFound), transaction():
        edit_organisation(999_999, DRAFT, by=actor_of(owner))


def test_the_badge_falls_with_what_it_stood_for(db: Db) -> None:
    owner = make_user()
    organisation = make_organisation(
        owner, name="Hợp tác xã chè Tân Cương", province_code="19", is_verified=True, tax_code="0314409058"
    )
    with transaction():
        edit_organisation(organisation.id, replace(DRAFT, address_line="Xóm 3"), by=actor_of(owner))
    assert organisation.verified_at is not None
    assert reindexed() == 0
    with transaction():
        edit_organisation(organisation.id, replace(DRAFT, name="Tên khác"), by=actor_of(owner))
    assert organisation.verified_at is None
    assert reindexed() == 1


def test_one_click_verifies_and_can_be_undone(db: Db) -> None:
    owner = make_user(language="en")
    organisation = make_organisation(owner)
    staff = actor_of(make_staff(province_code="01"))
    for act in (
        verify_organisation,
        verify_organisation,
        unverify_organisation,
        suspend_organisation,
        resume_organisation,
    ):
        with transaction():
            act(organisation.id, installation=HERE, by=staff)
    assert organisation.verified_at is None
    assert not organisation.is_suspended
    verbs = [entry.verb for entry in get_history("organisation", organisation.id)]
    assert verbs == ["accounts.resume", "accounts.suspend", "accounts.unverify", "accounts.verify"]
    told = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [m.template.rpartition("_")[2] for m in told] == ["verified", "unverified", "suspended", "resumed"]
    assert "verified" in told[0].subject
    assert reindexed() == 1  # one that waits is enough


@pytest.mark.parametrize(
    ("role", "province_code", "is_allowed"),
    [
        (StaffRole.PROVINCIAL, "01", True),
        (StaffRole.PROVINCIAL, "24", False),
        (StaffRole.MINISTRY, None, True),
        (StaffRole.SYSTEM, None, True),
        (StaffRole.NONE, None, False),
    ],
)
def test_who_verifies(db: Db, role: StaffRole, province_code: str | None, is_allowed: bool) -> None:
    organisation = make_organisation(make_user(), province_code="01")
    by = actor_of(make_user(staff_role=role, staff_province_code=province_code))
    if is_allowed:
        with transaction():
            assert verify_organisation(organisation.id, installation=HERE, by=by).verified_by_id == by.user_id
    else:
        with pytest.raises(Refused), transaction():
            verify_organisation(organisation.id, installation=HERE, by=by)


def test_lists_for_staff(db: Db) -> None:
    here = make_organisation(make_user(), name="Gốm Bát Tràng", province_code="01", tax_code="0100233488")
    make_organisation(make_user(), name="Gốm Phù Lãng", province_code="24", tax_code="0100233488")
    make_organisation(make_user(), name="Mây tre Phú Vinh", province_code="01", is_verified=True)
    local, ministry = actor_of(make_staff(province_code="01")), actor_of(make_staff(StaffRole.MINISTRY))
    assert [o.name for o in get_organisations(by=local, province_code="24").items] == ["Gốm Bát Tràng"]
    assert [o.name for o in get_organisations(by=ministry, text="gom lang").items] == ["Gốm Phù Lãng"]
    assert get_organisations(by=ministry, state=OrganisationFilter.ALL).total == 3
    assert (count_unverified(local), count_unverified(ministry)) == (1, 2)
    assert [o.name for o in find_same_tax_code(here)] == ["Gốm Phù Lãng"]
