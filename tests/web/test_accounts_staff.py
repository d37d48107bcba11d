"""Pages of staff about people, organisations, codes, lists and the machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from marketplace.accounts.models import Organisation, StaffRole, User
from marketplace.db import session, transaction
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Job, JobStatus
from marketplace.notifications.actions import post_message
from marketplace.notifications.models import Delivery, Medium, OutboxMessage
from marketplace.taxonomy.models import Province
from tests.factories.accounts import make_organisation, make_staff, make_user
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]
PAGES = [
    "/staff",
    "/staff/organisations",
    "/staff/codes",
    "/staff/users",
    "/staff/lists",
    "/staff/lists/province",
    "/staff/lists/province/01",
    "/staff/lists/category",
    "/staff/lists/certificate",
    "/staff/lists/paper",
    "/staff/lists/channel",
]
MACHINE_PAGES = ["/staff/jobs", "/staff/outbox"]


@pytest.mark.parametrize("path", [*PAGES, *MACHINE_PAGES])
def test_who_may_see_pages_of_staff(client: CheckingClient, new_client: NewClient, path: str) -> None:
    assert client.get(path).status_code == 302
    assert sign_in(new_client(), make_user()).get(path).status_code == 403
    local = sign_in(new_client(), make_staff(province_code="01")).get(path)
    assert local.status_code == (403 if path in MACHINE_PAGES else 200)
    assert sign_in(new_client(), make_staff(StaffRole.SYSTEM)).get(path).status_code == 200


def test_one_click_verifies_and_one_takes_it_back(client: CheckingClient) -> None:
    organisation = make_organisation(make_user(), name="Gốm Bát Tràng", province_code="01")
    sign_in(client, make_staff(province_code="01"))
    page = client.submit(client.get("/staff/organisations"), {}, action="/verify")
    assert "Đã xác minh Gốm Bát Tràng." in page.text
    organisation = session.get_one(Organisation, organisation.id, populate_existing=True)
    assert organisation.verified_at is not None
    page = client.submit(page, {}, action="/unverify")
    organisation = session.get_one(Organisation, organisation.id, populate_existing=True)
    assert organisation.verified_at is None
    assert "Gốm Bát Tràng" in page.text


def test_ticked_rows_are_verified_together(client: CheckingClient) -> None:
    near = [make_organisation(make_user(), province_code="01").id for _ in range(3)]
    far = make_organisation(make_user(), province_code="24").id
    sign_in(client, make_staff(province_code="01"))
    page = client.get("/staff/organisations")
    refused = client.submit(page, {"ids": [near[0], far]}, action="/verifications")
    assert refused.status_code == 403
    page = client.submit(page, {"ids": near[:2]}, action="/verifications")
    assert "Đã xác minh 2 tổ chức." in page.text
    session.expire_all()
    is_verified = [session.get_one(Organisation, i).verified_at is not None for i in (*near, far)]
    assert is_verified == [True, True, False, False]


def test_suspending_asks_and_can_be_undone(client: CheckingClient) -> None:
    organisation = make_organisation(make_user(), tax_code="001185012345")
    make_organisation(make_user(), name="Trùng mã", tax_code="001185012345")
    sign_in(client, make_staff(province_code="01"))
    page = client.get(f"/staff/organisations/{organisation.id}")
    assert "•••••••••345" in page.text
    assert "001185012345" not in page.text
    assert "Trùng mã" in page.text
    page = client.submit(page, {}, action="/suspend")
    assert "Đang tạm dừng" in page.text
    page = client.submit(page, {}, action="/resume")
    organisation = session.get_one(Organisation, organisation.id, populate_existing=True)
    assert not organisation.is_suspended
    assert "Tạm dừng" in page.text


def test_staff_of_another_province_are_refused(client: CheckingClient) -> None:
    user = make_user()
    organisation = make_organisation(user, province_code="24")
    sign_in(client, make_staff(province_code="01"))
    for path in (
        f"/staff/organisations/{organisation.id}",
        f"/staff/users/{user.id}",
        f"/staff/users/{user.id}/recover",
    ):
        assert client.get(path).status_code == 403
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff").text)
    assert token
    for path in ("verify", "suspend"):
        answer = client.post(f"/staff/organisations/{organisation.id}/{path}", data={"csrf_token": token.group(1)})
        assert answer.status_code == 403
    answer = client.post(f"/staff/users/{user.id}/disable", data={"csrf_token": token.group(1)})
    assert answer.status_code == 403
    assert session.get_one(Organisation, organisation.id, populate_existing=True).verified_at is None


def test_a_code_read_out_by_phone(app: Flask, client: CheckingClient, new_client: NewClient) -> None:
    """An office without text messages: the request waits, the code is shown to staff once."""
    real = app.extensions["marketplace.settings"]
    app.extensions["marketplace.settings"] = replace(real, sms_adapter="none")
    try:
        typed = {"full_name": "Lê Văn Nam", "contact": "0988123456", "password": "chè-tân-cương", "has_agreed": "y"}
        page = client.submit(client.get("/accounts/new"), typed, action="/accounts/new")
        assert "Mã sẽ được đọc qua điện thoại" in page.text
        office = sign_in(new_client(), make_staff(province_code="24"))
        listed = office.get("/staff/codes")
        assert "Lê Văn Nam" in listed.text
        assert "0988 123 456" in listed.text
        shown = office.submit(listed, {}, action="/issue")
        code = re.search(r'translate="no">(\d{6})<', shown.text)
        assert code
        assert code.group(1) not in office.get("/staff/codes").text
        page = client.submit(page, {"code": code.group(1)}, action="")
        assert page.request.path == "/organisations/new"
    finally:
        app.extensions["marketplace.settings"] = real


def test_a_lost_phone_is_replaced(client: CheckingClient) -> None:
    user = make_user("Lê Văn Nam", phone="+84988000001")
    make_organisation(user, province_code="01")
    sign_in(client, make_staff(province_code="01"))
    page = client.get("/staff/users?q=nam")
    assert "Lê Văn Nam" in page.text
    page = client.get(f"/staff/users/{user.id}/recover")
    assert client.submit(page, {"contact": "0988"}, action="").status_code == 422
    page = client.submit(page, {"contact": "0988 000 002"}, action="")
    code = re.search(r"data-body[^>]*>.*?\b(\d{6})\b", client.get("/outbox").text, re.DOTALL)
    assert code
    assert client.submit(page, {"code": "000"}, action="").status_code == 422
    page = client.submit(page, {"code": code.group(1)}, action="")
    assert "Đã đổi liên lạc" in page.text
    assert session.get_one(User, user.id, populate_existing=True).phone == "+84988000002"


def test_accounts_are_closed_and_opened(client: CheckingClient, new_client: NewClient) -> None:
    user = make_user()
    theirs = sign_in(new_client(), user)
    sign_in(client, make_staff(StaffRole.SYSTEM))
    page = client.submit(client.get(f"/staff/users/{user.id}"), {}, action="/disable")
    assert "Đã khóa" in page.text
    assert theirs.get("/my/profile").status_code == 302
    page = client.submit(page, {}, action="/enable")
    assert "Mở khóa tài khoản" not in page.text.partition("<main")[2].partition("Đã làm gì")[0]


def test_the_administrator_gives_roles(client: CheckingClient) -> None:
    user = make_user()
    sign_in(client, make_staff(StaffRole.SYSTEM))
    page = client.get(f"/staff/users/{user.id}")
    wrong = client.submit(page, {"role": "provincial", "province_code": ""}, action="/role")
    assert wrong.status_code == 422
    assert "Cán bộ tỉnh phải có tỉnh phụ trách." in wrong.text
    client.submit(page, {"role": "provincial", "province_code": "24"}, action="/role")
    row = session.get_one(User, user.id, populate_existing=True)
    assert (row.staff_role, row.staff_province_code) == (StaffRole.PROVINCIAL, "24")


def test_a_province_keeps_its_own_help_number(client: CheckingClient) -> None:
    sign_in(client, make_staff(province_code="01"))
    page = client.get("/staff/lists/province/01")
    assert client.submit(page, {"help_phone": "gọi cô Hoa"}, action="").status_code == 422
    client.submit(page, {"help_phone": "024 3825 1234"}, action="")
    assert session.get_one(Province, "01", populate_existing=True).help_phone == "024 3825 1234"
    other = client.get("/staff/lists/province/24")
    assert "còn sửa thì do cán bộ Bộ" in other.text
    assert client.get("/staff/lists/province/zz").status_code == 404
    assert client.get("/staff/lists/nothing").status_code == 404


def test_the_ministry_edits_names(client: CheckingClient) -> None:
    sign_in(client, make_staff(StaffRole.MINISTRY))
    page = client.get("/staff/lists/channel")
    path = re.search(r'href="(/staff/lists/channel/[^"]+)"', page.text)
    assert path
    entry = client.get(path.group(1))
    assert client.submit(entry, {"name_vi": ""}, action="").status_code == 422
    page = client.submit(entry, {"name_vi": "Chợ phiên vùng cao"}, action="")
    assert "Chợ phiên vùng cao" in page.text


def test_dead_jobs_are_tried_again(client: CheckingClient) -> None:
    with transaction():
        enqueue("jobs.sweep")
        job = session.query(Job).filter_by(name="jobs.sweep").one()
        job.status = JobStatus.DEAD
        job.last_error = "không nối được"
    sign_in(client, make_staff(StaffRole.MINISTRY))
    page = client.get("/staff/jobs")
    assert "không nối được" in page.text
    client.submit(page, {}, action="/retry")
    assert session.get_one(Job, job.id, populate_existing=True).status is JobStatus.WAITING


def test_failed_messages_show_no_text_and_can_be_sent_again(client: CheckingClient) -> None:
    with transaction():
        message = post_message(
            medium=Medium.SMS, recipient="+84988123456", user_id=None, language="vi",
            template="accounts.sign_up_code", subject="Mã", body="654321 là mã",
        )  # fmt: skip
        message.status = Delivery.FAILED
    sign_in(client, make_staff(StaffRole.SYSTEM))
    page = client.get("/staff/outbox")
    assert "654321" not in page.text
    assert "+84988123456" not in page.text
    assert "+84***456" in page.text
    client.submit(page, {}, action="/resend")
    assert session.get_one(OutboxMessage, message.id, populate_existing=True).status is Delivery.WAITING


def test_pages_of_staff_in_english(client: CheckingClient) -> None:
    make_organisation(make_user("An Lee"), name="Shop")
    sign_in(client, make_staff(StaffRole.SYSTEM, full_name="Ann"))
    client.get("/languages/en")
    for path in (*PAGES[:5], *MACHINE_PAGES):
        main = client.get(path).text.partition("<main")[2].partition("</main>")[0]
        main = re.sub("<option.*?</option>|Hà Nội", "", main, flags=re.DOTALL)
        found = re.search("[^<>]*[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ][^<>]*", main)
        assert found is None, (path, found.group())
