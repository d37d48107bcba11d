"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from marketplace.accounts.contacts import Contact
from marketplace.accounts.passwords import hash_password, hasher_for, is_password, needs_rehash, password_problem

PHONE = Contact("phone", "+84912345678")
MAIL = Contact("email", "hoa.nguyen@gmail.com")
HASHER = hasher_for("test")


@pytest.mark.parametrize(
    ("password", "contact", "key"),
    [
        ("gốm-bát-tràng", PHONE, None),
        ("ngắn", PHONE, "accounts.password_short"),
        ("x" * 201, PHONE, "accounts.password_long"),
        ("12345678", PHONE, "accounts.password_common"),
        ("MatKhau123", PHONE, "accounts.password_common"),
        ("mật khẩu 123", PHONE, "accounts.password_common"),
        ("anh yêu em", PHONE, "accounts.password_common"),
        ("aaaaaaaaaa", PHONE, "accounts.password_common"),
        ("0912345678", PHONE, "accounts.password_is_contact"),
        ("+84912345678", PHONE, "accounts.password_is_contact"),
        ("0912 345 678", PHONE, "accounts.password_is_contact"),
        ("0912345679", PHONE, None),
        ("Hoa.Nguyen", MAIL, "accounts.password_is_contact"),
        ("hoa.nguyen@gmail.com", MAIL, "accounts.password_is_contact"),
        ("0912345678", None, None),
    ],
)
def test_policy(password: str, contact: Contact | None, key: str | None) -> None:
    assert password_problem(password, contact=contact) == key


def test_kept_as_argon2id_and_known_again_in_either_unicode_form() -> None:
    kept = hash_password("gốm bát tràng", hasher=HASHER)
    assert kept.startswith("$argon2id$")
    assert is_password("gốm bát tràng", kept, hasher=HASHER)
    assert not is_password("gom bat trang", kept, hasher=HASHER)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_where_nothing_is_kept_nothing_is_right(kept: str | None) -> None:
    assert not is_password("nobody has this password", kept, hasher=HASHER)


def test_older_parameters_are_noticed() -> None:
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash("gốm-bát-tràng")
    assert needs_rehash(old, hasher=HASHER)
    assert not needs_rehash(hash_password("x" * 8, hasher=HASHER), hasher=HASHER)


def test_a_real_installation_takes_its_time() -> None:
    assert hasher_for("serve").memory_cost >= 19 * 1024
