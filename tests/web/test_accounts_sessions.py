"""Signing in and out, lost passwords, and the pages of one's own account."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from marketplace.accounts.models import Organisation, OrganisationKind, User
from marketplace.audit.actions import record_contact_look
from marketplace.clock import now
from marketplace.db import session, transaction
from tests.factories.accounts import PASSWORD, add_member, make_organisation, make_user
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]


def newest_code(client: FlaskClient) -> str:
    found = re.search(r"data-body[^>]*>.*?\b(\d{6})\b", client.get("/outbox").text, re.DOTALL)
    assert found
    return found.group(1)


def try_in(client: CheckingClient, contact: str, password: str, **kwargs: object) -> object:
    page = client.get("/sessions/new")
    return client.submit(page, {"contact": contact, "password": password}, action="/sessions/new", **kwargs)


def test_sign_in_and_out(client: CheckingClient) -> None:
    user = make_user(phone="+84988123456")
    answer = client.get("/my/profile")
    assert answer.location == "/sessions/new?next=/my/profile"
    page = client.submit(
        client.get(answer.location), {"contact": "0988.123.456", "password": PASSWORD}, action="/sessions/new"
    )
    assert page.request.path == "/my/profile"
    assert user.full_name in page.text
    client.submit(page, {}, action="/sessions/end")
    assert client.get("/my/profile").status_code == 302


def test_a_wrong_password_keeps_the_contact(client: CheckingClient) -> None:
    make_user(phone="+84988123456")
    page = try_in(client, "0988123456", "sai-mật-khẩu")
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert 'value="0988123456"' in page.text  # type: ignore[attr-defined]
    assert "sai-mật-khẩu" not in page.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("has_account", [True, False])
def test_many_wrong_passwords_pause(client: CheckingClient, has_account: bool) -> None:
    if has_account:
        make_user(phone="+84988123456")
    texts = [try_in(client, "0988123456", "sai-mật-khẩu").text for _ in range(6)]  # type: ignore[attr-defined]
    assert "Mời đợi 1 phút" in texts[-1]
    assert not any("Mời đợi" in text for text in texts[:-1])


def test_next_leads_only_into_the_site(client: CheckingClient) -> None:
    user = make_user()
    page = client.get("/sessions/new?next=//evil.example/x")
    answer = client.submit(
        page, {"contact": user.phone, "password": PASSWORD}, action="/sessions/new", follow_redirects=False
    )
    assert answer.location == "/my"


def test_a_lost_password(client: CheckingClient, new_client: NewClient) -> None:
    make_user(phone="+84988123456")
    elsewhere = sign_in(new_client(), session.query(User).one())
    page = client.submit(client.get("/recoveries/new"), {"contact": "0988123456"}, action="")
    assert page.request.path == "/recoveries/codes"
    assert client.get("/recoveries/passwords").location == "/recoveries/new"
    page = client.submit(page, {"code": newest_code(client)}, action="")
    assert page.request.path == "/recoveries/passwords"
    page = client.submit(page, {"password": "12345678"}, action="")
    assert page.status_code == 422
    page = client.submit(page, {"password": "chè-tân-cương"}, action="", follow_redirects=False)
    assert (page.status_code, page.location) == (303, "/my")
    assert elsewhere.get("/my/profile").status_code == 302


def test_an_unknown_contact_looks_the_same(client: CheckingClient) -> None:
    page = client.submit(client.get("/recoveries/new"), {"contact": "0988123456"}, action="")
    assert page.request.path == "/recoveries/codes"
    assert client.submit(page, {"code": "123456"}, action="").status_code == 422
    assert client.submit(client.get("/recoveries/new"), {"contact": "x"}, action="").status_code == 422


def test_a_changed_password_ends_other_sessions_but_not_this_one(client: CheckingClient, new_client: NewClient) -> None:
    user = make_user()
    sign_in(client, user)
    elsewhere = sign_in(new_client(), user)
    page = client.submit(client.get("/my/profile/passwords"), {"current_password": "x", "password": "y"}, action="")
    assert page.status_code == 422
    values = {"current_password": PASSWORD, "password": "chè-tân-cương"}
    page = client.submit(page, values, action="")
    assert page.request.path == "/my/profile"
    assert client.get("/my/profile").status_code == 200
    assert elsewhere.get("/my/profile").status_code == 302


def test_name_and_language(client: CheckingClient) -> None:
    user = make_user()
    sign_in(client, user)
    page = client.submit(client.get("/my/profile/name"), {"full_name": " "}, action="")
    assert page.status_code == 422
    page = client.submit(page, {"full_name": "Lê Văn Nam", "language": "en"}, action="")
    assert "My profile" in page.text
    user = session.get_one(User, user.id, populate_existing=True)
    assert (user.full_name, user.language) == ("Lê Văn Nam", "en")


def test_another_phone(client: CheckingClient) -> None:
    user = make_user(phone="+84988000001")
    sign_in(client, user)
    page = client.submit(client.get("/my/profile/contacts"), {"contact": "0988", "current_password": "x"}, action="")
    assert page.status_code == 422
    page = client.submit(page, {"contact": "0988 000 002", "current_password": PASSWORD}, action="")
    assert page.request.path == "/accounts/codes"
    page = client.submit(page, {"code": newest_code(client)}, action="")
    assert page.request.path == "/my/profile"
    user = session.get_one(User, user.id, populate_existing=True)
    assert user.phone == "+84988000002"


def test_own_data_as_a_file(client: CheckingClient) -> None:
    user = make_user("Lê Văn Nam")
    sign_in(client, user)
    answer = client.submit(client.get("/my/profile"), {}, action="/my/profile/exports")
    assert json.loads(answer.text)["user"]["full_name"] == "Lê Văn Nam"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_erasing_asks_first(client: CheckingClient) -> None:
    user = make_user("Lê Văn Nam")
    make_organisation(user, name="Hộ Lê Văn Nam", kind=OrganisationKind.HOUSEHOLD)
    sign_in(client, user)
    page = client.get("/my/profile/erasures")
    assert "Hộ Lê Văn Nam" in page.text
    page = client.submit(page, {"current_password": "sai"}, action="")
    assert page.status_code == 422
    answer = client.submit(page, {"current_password": PASSWORD}, action="", follow_redirects=False)
    assert answer.location == "/"
    session.expire_all()
    assert session.get_one(User, user.id).full_name == ""
    assert client.get("/my/profile").status_code == 302


def test_the_administrator_edits_the_organisation(client: CheckingClient, new_client: NewClient) -> None:
    owner, member = make_user(), make_user()
    organisation = make_organisation(owner, is_verified=True)
    add_member(organisation, member)
    path = f"/organisations/{organisation.id}/edit"
    assert sign_in(new_client(), member).get(path).status_code == 403
    sign_in(client, owner)
    page = client.submit(client.get(path), {"name": "", "tax_code": "1"}, action="")
    assert page.status_code == 422
    page = client.submit(page, {"name": "Tên mới", "tax_code": "", "province_code": "24"}, action="")
    assert "Mời chọn xã, phường" in page.text
    answer = client.submit(page, {}, action="", follow_redirects=False)
    assert (answer.status_code, answer.location) == (303, f"/organisations/{organisation.id}")
    row = session.get_one(Organisation, organisation.id, populate_existing=True)
    assert (row.name, row.province_code, row.verified_at) == ("Tên mới", "24", None)
    assert client.get("/organisations/999999/edit").status_code == 404


def test_who_looked_at_contact_details(client: CheckingClient, new_client: NewClient) -> None:
    owner = make_user()
    organisation, buyer = make_organisation(owner), make_organisation(make_user(), name="Siêu thị A")
    path = f"/organisations/{organisation.id}/contact-looks"
    assert sign_in(new_client(), make_user()).get(path).status_code == 403
    sign_in(client, owner)
    assert "Chưa ai xem" in client.get(path).text
    with transaction():
        record_contact_look(
            user_id=1,
            viewer_name="Trần Văn Mua",
            viewer_organisation_id=buyer.id,
            owner_organisation_id=organisation.id,
            lead_id=None,
        )
    page = client.get(path)
    assert "Trần Văn Mua" in page.text
    assert "Siêu thị A" in page.text


def test_acting_for_another_own_organisation(client: CheckingClient) -> None:
    user = make_user()
    make_organisation(user, name="Một")
    second, foreign = make_organisation(user, name="Hai"), make_organisation(make_user())
    sign_in(client, user)
    page = client.submit(
        client.get("/my/profile"), {}, action=f"/organisations/{second.id}/switch", follow_redirects=False
    )
    assert page.status_code == 303
    page = client.get("/my/profile")
    assert f"/organisations/{second.id}/switch" not in page.text
    assert client.post(f"/organisations/{foreign.id}/switch").status_code == 400


def test_a_code_page_needs_a_code(client: CheckingClient) -> None:
    assert client.get("/accounts/codes").location == "/accounts/new"
    assert client.get("/recoveries/codes").location == "/recoveries/new"
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        assert client.get("/recoveries/passwords").location == "/recoveries/new"
