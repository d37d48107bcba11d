"""Signing in, pauses after wrong passwords, a lost password, and sessions that end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    begin_sign_in,
    change_password,
    confirm_code,
    disable_user,
    finish_sign_in,
    is_right,
    may_set_password,
    request_recovery,
    set_new_password,
)
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.models import OneTimeCode, StaffRole, User
from marketplace.accounts.passwords import hasher_for, needs_rehash
from marketplace.accounts.queries import find_session_user, get_actor
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid
from marketplace.notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD, actor_of, make_installation, make_organisation, make_staff, make_user

HERE = make_installation()
Db = scoped_session[Session]


def try_in(contact: str, password: str = PASSWORD) -> User | None:
    with transaction():
        attempt = begin_sign_in(contact, installation=HERE)
    if not is_right(attempt, password, installation=HERE):
        return None
    with transaction():
        return finish_sign_in(attempt, password, installation=HERE)


def problem_of(contact: str, password: str = PASSWORD) -> str:
    with pytest.raises(Invalid) as refusal:
        try_in(contact, password)
    return refusal.value.problems[0].key


def test_by_phone_as_typed_and_by_address(db: Db) -> None:
    user = make_user(phone="+84988123456", email="hoa@gmail.com")
    assert try_in("0988.123.456") is user
    assert try_in("Hoa@Gmail.com") is user
    assert try_in("0988123456", "sai-mật-khẩu") is None
    assert problem_of("0988") == "accounts.contact_wrong"


@pytest.mark.parametrize("has_account", [True, False])
def test_pauses_grow_and_are_the_same_without_an_account(db: Db, has_account: bool) -> None:
    if has_account:
        make_user(phone="+84988123456")
    begin = now()
    assert [try_in("0988123456", "sai-mật-khẩu") for _ in range(5)] == [None] * 5
    assert problem_of("0988123456") == "accounts.sign_in_paused"
    with time_machine.travel(begin + timedelta(seconds=90), tick=False):
        assert try_in("0988123456", "sai-mật-khẩu") is None
    with time_machine.travel(begin + timedelta(seconds=160), tick=False):
        assert problem_of("0988123456") == "accounts.sign_in_paused"
    with time_machine.travel(begin + timedelta(days=2), tick=False):
        assert [try_in("0988123456", "sai-mật-khẩu") for _ in range(4)] == [None] * 4
        assert (try_in("0988123456") is not None) is has_account


def test_a_right_password_forgets_the_wrong_ones(db: Db) -> None:
    make_user(phone="+84988123456")
    for _ in range(3):
        assert [try_in("0988123456", "sai-mật-khẩu") for _ in range(4)] == [None] * 4
        assert try_in("0988123456") is not None


def test_a_closed_account_is_told_so_only_with_the_right_password(db: Db) -> None:
    user = make_user(phone="+84988123456")
    with transaction():
        disable_user(user.id, by=actor_of(make_staff(StaffRole.MINISTRY)))
    assert try_in("0988123456", "sai-mật-khẩu") is None
    assert problem_of("0988123456") == "accounts.disabled"


def test_older_hashes_are_made_anew(db: Db) -> None:
    user = make_user(phone="+84988123456")
    with transaction():
        user.password_hash = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    assert try_in("0988123456") is user
    assert not needs_rehash(user.password_hash, hasher=hasher_for("test"))


def test_a_lost_password(db: Db) -> None:
    user = make_user(phone="+84988123456")
    epoch = user.session_epoch
    ticket = new_ticket()
    with transaction():
        request_recovery("0988 123 456", ticket=ticket, installation=HERE)
    assert not may_set_password(ticket)
    code = re.search(r"\b\d{6}\b", session.scalars(select(OutboxMessage)).one().body)
    assert code
    with transaction():
        assert confirm_code(ticket, code.group(), installation=HERE) is not None
    assert may_set_password(ticket)
    with pytest.raises(Invalid), transaction():
        set_new_password(ticket, "12345678", installation=HERE)
    with transaction():
        set_new_password(ticket, "mật-khẩu-khác-rồi", installation=HERE)
    assert find_session_user(user.id, epoch) is False
    assert try_in("0988123456", "mật-khẩu-khác-rồi") is user
    with pytest.raises(Conflict), transaction():
        set_new_password(ticket, "mật-khẩu-lần-nữa", installation=HERE)


def test_a_new_password_must_follow_the_code_soon(db: Db) -> None:
    make_user(phone="+84988123456")
    ticket = new_ticket()
    with transaction():
        request_recovery("0988123456", ticket=ticket, installation=HERE)
    code = re.search(r"\b\d{6}\b", session.scalars(select(OutboxMessage)).one().body)
    assert code
    with transaction():
        confirm_code(ticket, code.group(), installation=HERE)
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        assert not may_set_password(ticket)


def test_recovery_looks_the_same_without_an_account(db: Db) -> None:
    ticket = new_ticket()
    with transaction():
        request_recovery("0988123456", ticket=ticket, installation=HERE)
    assert session.scalars(select(OutboxMessage)).all() == []
    assert session.scalars(select(OneTimeCode)).one().user_id is None
    with transaction():
        assert confirm_code(ticket, "123456", installation=HERE) is None
    with pytest.raises(Invalid) as refusal, transaction():
        request_recovery("0988123456", ticket=new_ticket(), installation=HERE)
    assert refusal.value.problems[0].key == "accounts.code_too_soon"


def test_a_changed_password_ends_other_sessions(db: Db) -> None:
    user = make_user()
    epoch = user.session_epoch
    assert find_session_user(user.id, epoch)
    with pytest.raises(Invalid) as refusal, transaction():
        change_password("sai-mật-khẩu", "ngắn", installation=HERE, by=actor_of(user))
    assert [p.field for p in refusal.value.problems] == ["current_password", "password"]
    with transaction():
        change_password(PASSWORD, "mật-khẩu-mới-nhé", installation=HERE, by=actor_of(user))
    assert not find_session_user(user.id, epoch)
    assert find_session_user(user.id, epoch + 1)


def test_the_actor_acts_for_an_own_organisation_only(db: Db) -> None:
    user = make_user()
    first, second = make_organisation(user, province_code="24"), make_organisation(user, province_code="01")
    other = make_organisation(make_user())
    assert get_actor(user.id).organisation_id == first.id
    assert get_actor(user.id, organisation_id=second.id).province_code == "01"
    assert get_actor(user.id, organisation_id=other.id).organisation_id == first.id
    assert get_actor(make_user().id).organisation_id is None
    assert get_actor(999_999).is_signed_in is False
