"""Staff accounts, help for people who lost their phone, and a person's right to data and erasure."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    begin_sign_in,
    change_contact,
    change_name,
    confirm_code,
    create_staff,
    disable_user,
    enable_user,
    erase_user,
    export_user,
    is_right,
    replace_contact,
    set_staff_role,
)
from marketplace.accounts.actor import MACHINE
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.models import MemberRole, Membership, OneTimeCode, OrganisationKind, StaffRole, User
from marketplace.accounts.queries import find_session_user, find_users, get_names
from marketplace.audit.actions import record_contact_look
from marketplace.audit.models import ContactLook
from marketplace.audit.queries import get_history
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.jobs.models import Job
from marketplace.notifications.models import OutboxMessage
from tests.factories.accounts import (
    PASSWORD,
    actor_of,
    add_member,
    make_installation,
    make_organisation,
    make_staff,
    make_user,
)

HERE = make_installation()
Db = scoped_session[Session]


def messages_to(contact: str) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == contact)))


def code_for(contact: str) -> str:
    found = re.search(r"\b\d{6}\b", messages_to(contact)[-1].body)
    assert found
    return found.group()


def test_the_first_administrator_comes_from_the_command_line(db: Db) -> None:
    with transaction():
        user = create_staff(
            "Trần Quản Trị",
            "0988123456",
            password="quản-trị-hệ-thống",
            role=StaffRole.SYSTEM,
            province_code=None,
            installation=HERE,
            by=MACHINE,
        )
    with transaction():
        attempt = begin_sign_in("0988123456", installation=HERE)
    assert is_right(attempt, "quản-trị-hệ-thống", installation=HERE)
    with pytest.raises(Invalid) as refusal, transaction():
        create_staff(
            "Lê Cán Bộ",
            "0988123457",
            password="cán-bộ-tỉnh-nhà",
            role=StaffRole.PROVINCIAL,
            province_code=None,
            installation=HERE,
            by=MACHINE,
        )
    assert refusal.value.problems[0].key == "accounts.role_province_needed"
    with pytest.raises(Conflict), transaction():
        set_staff_role(user.id, StaffRole.NONE, by=actor_of(user))


def test_only_the_administrator_gives_roles(db: Db) -> None:
    user = make_user()
    for role in (StaffRole.PROVINCIAL, StaffRole.MINISTRY, StaffRole.NONE):
        with pytest.raises(Refused), transaction():
            set_staff_role(user.id, StaffRole.SYSTEM, by=actor_of(make_staff(role)))
    with transaction():
        set_staff_role(user.id, StaffRole.PROVINCIAL, province_code="24", by=actor_of(make_staff(StaffRole.SYSTEM)))
    assert (user.staff_role, user.staff_province_code) == (StaffRole.PROVINCIAL, "24")


def test_people_are_found_by_phone_and_by_name_in_the_own_province(db: Db) -> None:
    near, far, new = make_user("Lê Thị Hòa"), make_user("Lê Thị Hoà"), make_user("Lê Hoa", phone="+84988123456")
    make_organisation(near, province_code="01")
    make_organisation(far, province_code="24")
    local = actor_of(make_staff(province_code="01"))
    assert set(find_users("hoa le", by=local)) == {near, new}
    assert find_users("0988 123 456", by=local) == [new]
    assert len(find_users("hoa", by=actor_of(make_staff(StaffRole.MINISTRY)))) == 3
    assert find_users("%", by=local) == []


def test_a_lost_phone_is_replaced_by_staff(db: Db) -> None:
    user = make_user(email="hoa@example.vn", phone="+84988000001")
    make_organisation(user, province_code="01")
    epoch = user.session_epoch
    staff = actor_of(make_staff(province_code="01"))
    ticket = new_ticket()
    with pytest.raises(Refused), transaction():
        replace_contact(
            user.id, "0988000002", ticket=ticket, installation=HERE, by=actor_of(make_staff(province_code="24"))
        )
    with transaction():
        replace_contact(user.id, "0988 000 002", ticket=ticket, installation=HERE, by=staff)
    assert user.phone == "+84988000001"
    with transaction():
        assert confirm_code(ticket, code_for("+84988000002"), installation=HERE) is not None
    assert (user.phone, user.email) == ("+84988000002", None)
    assert not find_session_user(user.id, epoch)
    assert [m.template for m in messages_to("+84988000001")] == ["accounts.contact_changed"]
    assert [m.template for m in messages_to("hoa@example.vn")] == ["accounts.contact_changed"]
    assert [e.user_id for e in get_history("user", user.id)] == [staff.user_id, staff.user_id]


@pytest.mark.parametrize("helper", [StaffRole.PROVINCIAL, StaffRole.MINISTRY])
def test_nobody_takes_over_an_account_of_the_same_or_a_higher_rank(db: Db, helper: StaffRole) -> None:
    boss = make_staff(StaffRole.MINISTRY)
    by = actor_of(make_staff(helper))
    with pytest.raises(Refused), transaction():
        replace_contact(boss.id, "0988000002", ticket=new_ticket(), installation=HERE, by=by)
    with pytest.raises(Refused), transaction():
        disable_user(boss.id, by=by)


def test_an_own_change_of_contact_needs_password_and_code(db: Db) -> None:
    user = make_user(phone="+84988000001")
    taken = make_user(phone="+84988000009")
    by, ticket = actor_of(user), new_ticket()
    with pytest.raises(Invalid) as refusal, transaction():
        change_contact("0988", password="sai", ticket=ticket, installation=HERE, by=by)
    assert [p.field for p in refusal.value.problems] == ["contact", "current_password"]
    with pytest.raises(Invalid) as refusal, transaction():
        change_contact("0988000001", password=PASSWORD, ticket=ticket, installation=HERE, by=by)
    assert refusal.value.problems[0].key == "accounts.contact_same"
    with transaction():
        change_contact("hoa@example.vn", password=PASSWORD, ticket=ticket, installation=HERE, by=by)
    with transaction():
        assert confirm_code(ticket, code_for("hoa@example.vn"), installation=HERE) is not None
    assert (user.phone, user.email) == ("+84988000001", "hoa@example.vn")
    with transaction():
        change_contact("0988000009", password=PASSWORD, ticket=new_ticket(), installation=HERE, by=by)
    assert [m.template for m in messages_to("+84988000009")] == ["accounts.already_registered"]
    assert taken.phone == "+84988000009"


def test_a_closed_account_ends_its_sessions_and_can_be_opened(db: Db) -> None:
    user = make_user()
    staff = actor_of(make_staff(StaffRole.SYSTEM))
    epoch = user.session_epoch
    with transaction():
        disable_user(user.id, by=staff)
    assert not find_session_user(user.id, epoch)
    with transaction():
        enable_user(user.id, by=staff)
    assert find_session_user(user.id, user.session_epoch)


def test_a_name_is_kept_tidy_and_sorted_by_given_name(db: Db) -> None:
    user = make_user()
    with transaction():
        change_name("  Nguyễn   Thị Ánh ", by=actor_of(user))
    assert (user.full_name, user.sort_key) == ("Nguyễn Thị Ánh", "anh nguyen thi")
    with pytest.raises(Invalid), transaction():
        change_name(" ", by=actor_of(user))


def test_erasing_needs_the_password_and_leaves_nothing_personal(db: Db) -> None:
    user = make_user("Lê Văn Nam", phone="+84988000001", email="nam@example.vn")
    shop = make_organisation(
        user, name="Hộ Lê Văn Nam", kind=OrganisationKind.HOUSEHOLD, tax_code="001185012345", is_verified=True
    )
    by = actor_of(user)
    with transaction():
        change_contact("0988000002", password=PASSWORD, ticket=new_ticket(), installation=HERE, by=by)
        record_contact_look(
            user_id=user.id,
            viewer_name="Lê Văn Nam",
            viewer_organisation_id=shop.id,
            owner_organisation_id=1,
            lead_id=None,
        )
    with pytest.raises(Invalid), transaction():
        erase_user(password="sai", installation=HERE, by=by)
    with transaction():
        erase_user(password=PASSWORD, installation=HERE, by=by)
    session.expire_all()
    row = session.get_one(User, user.id)
    assert (row.full_name, row.sort_key, row.phone, row.email, row.password_hash) == ("", "", None, None, "")
    assert (shop.name, shop.tax_code, shop.contact_name, shop.contact_phone, shop.address_line) == (
        f"Hộ kinh doanh {shop.id}",
        None,
        "",
        None,
        "",
    )
    assert session.scalars(select(Membership)).all() == []
    assert session.scalars(select(OneTimeCode)).all() == []
    assert {m.recipient + m.body for m in session.scalars(select(OutboxMessage))} == {""}
    assert session.scalars(select(ContactLook)).one().viewer_name == ""
    assert [j.payload for j in session.scalars(select(Job).where(Job.name == "postings.withdraw_organisation"))] == [
        {"organisation_id": shop.id}
    ]
    assert get_names([user.id]) == {user.id: ""}
    assert actor_of(user).is_signed_in is False


def test_an_organisation_with_others_in_it_stays(db: Db) -> None:
    user, eldest = make_user("Lê Văn Nam"), make_user()
    shared = make_organisation(user, name="Gốm Bát Tràng")
    add_member(shared, eldest)
    with transaction():
        erase_user(password=PASSWORD, installation=HERE, by=actor_of(user))
    assert (shared.name, shared.contact_name, shared.contact_phone) == ("Gốm Bát Tràng", "", None)
    assert actor_of(eldest).memberships == {shared.id: MemberRole.ADMIN}
    assert session.scalars(select(Job).where(Job.name == "postings.withdraw_organisation")).all() == []


def test_the_last_administrator_is_not_erased(db: Db) -> None:
    user = make_staff(StaffRole.SYSTEM)
    with pytest.raises(Conflict), transaction():
        erase_user(password=PASSWORD, installation=HERE, by=actor_of(user))


def test_own_data_can_be_taken_along_without_codes(db: Db) -> None:
    user = make_user("Lê Văn Nam")
    make_organisation(user, tax_code="001185012345")
    by = actor_of(user)
    with transaction():
        change_contact("0988000002", password=PASSWORD, ticket=new_ticket(), installation=HERE, by=by)
        taken = export_user(by=by)
    text = json.dumps(taken, ensure_ascii=False)
    assert taken["user"]["full_name"] == "Lê Văn Nam"
    assert taken["organisations"][0]["tax_code"] == "001185012345"
    assert taken["messages"][0]["body"] == ""
    assert user.password_hash not in text
