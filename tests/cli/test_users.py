"""``flask users create-staff``: the first administrator and other staff."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from marketplace.accounts.contacts import Contact
from marketplace.accounts.models import StaffRole
from marketplace.accounts.passwords import hasher_for, is_password
from marketplace.accounts.queries import find_user_by_contact

ASK = ["users", "create-staff", "--name", "Trần Quản Trị", "--contact", "0988123456"]
CONTACT = Contact("phone", "+84988123456")


def test_a_password_is_made_and_printed_once(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=[*ASK, "--role", "system"])
    assert result.exit_code == 0, result.output
    user = find_user_by_contact(CONTACT)
    printed = re.search(r"signing in\): (\S+)", result.output)
    assert user is not None
    assert printed
    assert user.staff_role is StaffRole.SYSTEM
    assert is_password(printed.group(1), user.password_hash, hasher=hasher_for("test"))


@pytest.mark.parametrize("place", ["24", "Bắc Ninh", "bac giang"])
def test_provincial_staff_by_code_or_name_old_or_new(app: Flask, place: str) -> None:
    options = ["--role", "provincial", "--province", place, "--password", "cán-bộ-tỉnh-nhà"]
    result = app.test_cli_runner().invoke(args=[*ASK, *options])
    assert result.exit_code == 0, result.output
    user = find_user_by_contact(CONTACT)
    assert user is not None
    assert user.staff_province_code == "24"
    assert "cán-bộ" not in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--role", "provincial", "--province", "Atlantis"], "no province"),
        (["--role", "provincial", "--province", "99"], "Cán bộ tỉnh phải có tỉnh"),
        (["--role", "system", "--password", "12345678"], "dễ đoán"),
        (["--role", "king"], "king"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(app: Flask, options: list[str], words: str) -> None:
    result = app.test_cli_runner().invoke(args=[*ASK, *options])
    assert result.exit_code != 0
    assert words in result.output
    assert find_user_by_contact(CONTACT) is None
