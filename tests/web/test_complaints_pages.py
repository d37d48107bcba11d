"""Complaints on the pages: anybody reports, staff of the province decide."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import StaffRole
from marketplace.db import session
from marketplace.moderation.models import Complaint, ComplaintStatus
from marketplace.postings.models import Posting, PostingStatus
from tests.factories.accounts import make_organisation, make_staff, make_user
from tests.factories.postings import make_listing
from tests.web.checking import CheckingClient
from tests.web.test_leads_pages import NewClient, sign_in


def only_complaint() -> Complaint:
    return session.scalars(select(Complaint).execution_options(populate_existing=True)).one()


def complain(client: FlaskClient, address: str, **values: str) -> int:
    assert isinstance(client, CheckingClient)
    page = client.get(address)
    sent = {"reason": "fraud", "text": "Nhận tiền rồi không giao.", **values}
    return client.submit(page, sent, action="/complaints/new").status_code


def test_a_visitor_reports_a_posting(client: FlaskClient) -> None:
    listing = make_listing(make_organisation())
    assert complain(client, f"/complaints/new?posting={listing.id}", contact="0912 345 678") == 200
    assert (only_complaint().posting_id, only_complaint().reporter_contact) == (listing.id, "+84912345678")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": ""}, "Mời chọn một loại việc."),
        ({"text": " "}, "Mời kể ngắn gọn chuyện gì đã xảy ra."),
        ({"contact": "abc"}, "Số điện thoại hoặc thư điện tử chưa đúng."),
    ],
)
def test_bad_input_is_kept_and_named(client: FlaskClient, values: dict[str, str], words: str) -> None:
    assert isinstance(client, CheckingClient)
    sent = {"reason": "spam", "text": "Quấy rầy mãi.", "contact": "0912345678", **values}
    answer = client.submit(client.get("/complaints/new"), sent, action="/complaints/new")
    assert answer.status_code == 422
    assert words in answer.text
    assert sent["text"].strip() in answer.text


def test_what_cannot_be_seen_cannot_be_reported(client: FlaskClient) -> None:
    hidden = make_listing(status=PostingStatus.DRAFT)
    for what in (f"posting={hidden.id}", "organisation=999999", "lead=999999"):
        assert client.get(f"/complaints/new?{what}").status_code == 404
    assert client.get("/complaints/new?posting=abc").status_code == 200


def test_staff_of_the_province_decide(client: FlaskClient, new_client: NewClient) -> None:
    listing = make_listing(make_organisation())
    complain(client, f"/complaints/new?posting={listing.id}")
    staff = sign_in(new_client(), make_staff())
    assert "Nhận tiền rồi không giao." in staff.get("/staff/complaints").text
    page = staff.get(f"/staff/complaints/{only_complaint().id}")
    refused = staff.submit(page, {"decision": "upheld", "note": ""}, action="")
    assert refused.status_code == 422
    assert "Mời ghi cán bộ đã thấy gì, làm gì." in refused.text
    staff.submit(page, {"decision": "upheld", "note": "Đã gỡ.", "takes_down": "y"}, action="")
    assert only_complaint().status is ComplaintStatus.UPHELD
    row = session.scalars(select(Posting).execution_options(populate_existing=True)).one()
    assert row.status is PostingStatus.WITHDRAWN
    assert "Đã gỡ." in staff.get(f"/staff/complaints/{only_complaint().id}").text
    assert "Số " in staff.get("/staff/complaints?status=upheld").text
    assert 'class="empty"' in staff.get("/staff/complaints").text


def test_staff_of_other_provinces_and_members_do_not(client: FlaskClient, new_client: NewClient) -> None:
    complain(client, f"/complaints/new?posting={make_listing(make_organisation()).id}")
    address = f"/staff/complaints/{only_complaint().id}"
    assert sign_in(new_client(), make_staff(province_code="79")).get(address).status_code == 403
    assert sign_in(new_client(), make_user()).get(address).status_code == 403
    assert "/sessions/new" in new_client().get(address).headers["Location"]
    assert sign_in(new_client(), make_staff(StaffRole.MINISTRY)).get(address).status_code == 200
