"""From a sign-up to an account: codes, their end, and what a stranger can learn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    check_sign_up,
    confirm_code,
    issue_code,
    resend_code,
    sign_up,
    sweep_codes,
)
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.contacts import Contact
from marketplace.accounts.drafts import SignUp
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import CodePurpose, OneTimeCode, StaffRole, User
from marketplace.accounts.queries import count_waiting_codes, find_user_by_contact, get_waiting_codes, name_behind
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import Invalid, NotFound
from marketplace.notifications.models import OutboxMessage
from tests.factories.accounts import actor_of, make_installation, make_organisation, make_staff, make_user

HERE = make_installation()
WITHOUT_SMS = make_installation(SMS_ADAPTER="none")
PHONE = "0988 123 456"
Db = scoped_session[Session]


def start(
    contact: str = PHONE, *, name: str = "Lê Văn Nam", ticket: str = "", at: Installation = HERE, password: str = ""
) -> str:
    ticket = ticket or new_ticket()
    draft = SignUp(
        full_name=name, contact=contact, password=password or "chè-tân-cương", language="vi", has_agreed=True
    )
    checked = check_sign_up(draft, installation=at)
    with transaction():
        sign_up(checked, ticket=ticket, installation=at)
    return ticket


def messages() -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def newest_code() -> str:
    found = re.search(r"\b\d{6}\b", messages()[-1].body)
    assert found
    return found.group()


def confirm(ticket: str, code: str) -> User | None:
    with transaction():
        confirmed = confirm_code(ticket, code, installation=HERE)
    return confirmed.user if confirmed else None


def test_the_right_code_makes_an_account(db: Db) -> None:
    ticket = start()
    assert find_user_by_contact(Contact("phone", "+84988123456")) is None
    user = confirm(ticket, newest_code())
    assert user is not None
    assert (user.phone, user.full_name, user.sort_key) == ("+84988123456", "Lê Văn Nam", "nam le van")
    assert user.confirmed_at is not None


def test_a_code_is_kept_as_a_hash_only(db: Db) -> None:
    start()
    code = newest_code()
    row = session.scalars(select(OneTimeCode)).one()
    assert code not in f"{row.code_hash}{row.pending}{row.ticket_hash}"


def test_a_double_click_on_either_form_does_no_harm(db: Db) -> None:
    ticket = start()
    start(ticket=ticket)
    assert len(messages()) == 1
    code = newest_code()
    first, second = confirm(ticket, code), confirm(ticket, code)
    assert first is not None
    assert second is first
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_five_wrong_codes_end_it(db: Db) -> None:
    ticket = start()
    code = newest_code()
    wrong = "000000" if code != "000000" else "111111"
    assert [confirm(ticket, wrong) for _ in range(5)] == [None] * 5
    assert confirm(ticket, code) is None


def test_a_code_expires(db: Db) -> None:
    ticket = start()
    code = newest_code()
    with time_machine.travel(now() + timedelta(minutes=15, seconds=1), tick=False):
        assert confirm(ticket, code) is None


def test_a_new_code_replaces_the_old_one(db: Db) -> None:
    ticket = start()
    old = newest_code()
    with time_machine.travel(now() + timedelta(seconds=61), tick=False):
        with transaction():
            resend_code(ticket, installation=HERE)
        new = newest_code()
        if old != new:
            assert confirm(ticket, old) is None
        assert confirm(ticket, new) is not None


def test_codes_are_sent_once_a_minute_and_five_times_an_hour(db: Db) -> None:
    ticket = start()
    begin = now()
    with pytest.raises(Invalid) as refusal, transaction():
        resend_code(ticket, installation=HERE)
    assert refusal.value.problems[0].key == "accounts.code_too_soon"
    for minutes in range(2, 10, 2):
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False), transaction():
            resend_code(ticket, installation=HERE)
    with time_machine.travel(begin + timedelta(minutes=12), tick=False):
        with pytest.raises(Invalid) as refusal, transaction():
            resend_code(ticket, installation=HERE)
        assert refusal.value.problems[0].key == "accounts.code_too_often"
        with pytest.raises(Invalid):
            start()
    assert len(messages()) == 5


def test_a_code_works_only_in_the_browser_that_asked(db: Db) -> None:
    """Somebody else who signs up with the same number cannot slip a password in."""
    start(name="Kẻ lạ", password="mật-khẩu-kẻ-lạ")
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        mine = start(name="Lê Văn Nam")
        stranger = session.scalars(select(OneTimeCode).order_by(OneTimeCode.id)).first()
        assert stranger is not None
        user = confirm(mine, newest_code())
    assert user is not None
    assert user.full_name == "Lê Văn Nam"


def test_the_same_contact_may_sign_up_again_before_it_is_confirmed(db: Db) -> None:
    ticket = start(name="Le Nam")
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        start(name="Lê Văn Nam", ticket=ticket)
        user = confirm(ticket, newest_code())
    assert user is not None
    assert user.full_name == "Lê Văn Nam"


def test_an_existing_account_is_not_revealed_and_its_owner_is_told(db: Db) -> None:
    owner = make_user(phone="+84988123456")
    ticket = start()
    message = messages()[-1]
    assert (message.template, message.user_id) == ("accounts.already_registered", owner.id)
    assert confirm(ticket, "123456") is None
    with pytest.raises(Invalid) as refusal, transaction():
        resend_code(ticket, installation=HERE)
    assert refusal.value.problems[0].key == "accounts.code_too_soon"
    assert session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize(
    ("changes", "field", "key"),
    [
        ({"full_name": " "}, "full_name", "accounts.name_needed"),
        ({"full_name": "123"}, "full_name", "accounts.name_needed"),
        ({"full_name": "x" * 121}, "full_name", "accounts.name_long"),
        ({"contact": ""}, "contact", "accounts.contact_needed"),
        ({"contact": "0912"}, "contact", "accounts.contact_wrong"),
        ({"password": "ngắn"}, "password", "accounts.password_short"),
        ({"has_agreed": False}, "has_agreed", "accounts.terms_needed"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(changes: dict[str, object], field: str, key: str) -> None:
    good = {
        "full_name": "Lê Nam",
        "contact": PHONE,
        "password": "chè-tân-cương",
        "language": "vi",
        "has_agreed": True,
    }
    with pytest.raises(Invalid) as refusal:
        check_sign_up(SignUp(**{**good, **changes}), installation=HERE)  # type: ignore[arg-type]
    assert [(p.field, p.key) for p in refusal.value.problems] == [(field, key)]


def test_a_foreign_buyer_gets_the_code_in_english(db: Db) -> None:
    draft = SignUp(
        full_name="Ann Lee", contact="ann@example.com", password="long enough", language="en", has_agreed=True
    )
    checked = check_sign_up(draft, installation=HERE)
    with transaction():
        sign_up(checked, ticket=new_ticket(), installation=HERE)
    assert "sign-up code" in messages()[-1].body


def test_without_sms_the_request_waits_for_staff(db: Db) -> None:
    ticket = start(at=WITHOUT_SMS)
    assert messages() == []
    staff = actor_of(make_staff(province_code="24"))
    waiting = get_waiting_codes(staff)
    assert [(name_behind(code), code.target) for code in waiting] == [("Lê Văn Nam", "+84988123456")]
    with transaction():
        row, digits = issue_code(waiting[0].id, installation=WITHOUT_SMS, by=staff)
    assert row.issued_by_id == staff.user_id
    assert count_waiting_codes(staff) == 0
    with pytest.raises(NotFound), transaction():
        issue_code(row.id, installation=WITHOUT_SMS, by=staff)
    assert confirm(ticket, digits) is not None


def test_staff_see_requests_of_their_province_and_never_of_a_higher_rank(db: Db) -> None:
    member = make_user()
    make_organisation(member, province_code="01")
    office = make_staff(StaffRole.MINISTRY)
    here, elsewhere = actor_of(make_staff(province_code="01")), actor_of(make_staff(province_code="24"))
    ministry, system = actor_of(office), actor_of(make_staff(StaffRole.SYSTEM))
    with transaction():
        for user in (member, office):
            session.add(
                OneTimeCode(
                    user_id=user.id,
                    purpose=CodePurpose.RECOVERY,
                    target=user.phone,
                    ticket_hash="x",
                    requested_at=now(),
                    attempts=0,
                )
            )
    assert [count_waiting_codes(staff) for staff in (here, elsewhere, ministry, system)] == [1, 0, 1, 2]


def test_old_codes_are_swept(db: Db) -> None:
    start()
    with time_machine.travel(now() + timedelta(days=3), tick=False), transaction():
        assert sweep_codes() == 1
