"""The search pages as a browser without scripts sees them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from marketplace.clock import VIETNAM
from marketplace.db import session, transaction
from marketplace.leads.actions import send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import ReplyDue, ReplyHow, ReplyKind
from marketplace.postings.indexing import index_postings
from tests.factories.accounts import actor_of, make_organisation, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import Page

pytestmark = pytest.mark.usefixtures("index")


def make_market(count: int = 25) -> None:
    owner = make_organisation(name="HTX Ong Vàng", province_code="01")
    ids = [make_listing(owner, title=f"Mật ong số {n}").id for n in range(count)]
    index_postings([*ids, make_demand().id])


def test_the_first_form_of_the_front_page_searches(client: FlaskClient) -> None:
    make_market(3)
    form = Page(client.get("/").get_data(as_text=True)).forms[0]
    assert form["method"] == "get"
    assert "q" in [name for name, _ in form["fields"]]
    found = client.get(form["action"], query_string={"q": "mat ong"}).get_data(as_text=True)
    assert "Mật ong số 1" in found


def test_filters_counts_and_pages_work_by_links_alone(client: FlaskClient) -> None:
    make_market()
    first = client.get("/listings?q=mật+ong&province=01").get_data(as_text=True)
    assert "25 tin chào hàng" in first
    onward = re.search(r'href="([^"]*after=[^"]*)" rel="next"', first)
    assert onward is not None
    second = client.get(onward.group(1).replace("&amp;", "&")).get_data(as_text=True)
    shown = [set(re.findall(r"Mật ong số (\d+)<", page)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (20, 5)
    assert not shown[0] & shown[1]


def test_contact_details_are_not_on_any_public_page(client: FlaskClient) -> None:
    owner = make_organisation(make_user(phone="+84912999888", email="chu@ongvang.vn"))
    listing = make_listing(owner)
    index_postings([listing.id])
    for path in ("/", "/listings?q=mật+ong", f"/listings/{listing.id}", f"/organisations/{owner.id}"):
        page = client.get(path).get_data(as_text=True)
        assert not re.search(r"912.?999.?888|ongvang\.vn|12 ngõ Gốm", page), path


def test_english_pages_are_english(client: FlaskClient) -> None:
    make_market(2)
    client.get("/languages/en?next=/")
    page = client.get("/listings?q=mật+ong&province=01&price=1tr/kg").get_data(as_text=True)
    assert 'lang="en"' in page
    assert "2 listings" in page
    assert "Up to 1,000,000 ₫/kg" in page


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/listings?q=tàu+vũ+trụ").get_data(as_text=True)
    assert "Chưa có tin nào hợp" in page
    assert "/demands/new" in page


def test_a_filter_that_is_not_understood_keeps_what_was_typed(client: FlaskClient) -> None:
    page = client.get("/listings?price=rẻ+thôi").get_data(as_text=True)
    assert "Chưa hiểu giá" in page
    assert 'value="rẻ thôi"' in page


def answer_in_time(lead_id: int, organisation_id: int, asked_at: datetime) -> None:
    """Let an organisation have answered a day later."""
    day = timedelta(days=1)
    with transaction():
        session.add(
            ReplyDue(
                lead_id=lead_id,
                organisation_id=organisation_id,
                kind=ReplyKind.ENQUIRY,
                asked_at=asked_at,
                due_at=asked_at + 7 * day,
                answered_at=asked_at + day,
                how=ReplyHow.MESSAGE,
                reminders_sent=0,
            )
        )


def test_a_result_says_how_its_owner_answers_where_enough_is_known(client: FlaskClient) -> None:
    quick, unknown = make_organisation(name="HTX Nhanh"), make_organisation(name="HTX Mới")
    listing = make_listing(quick, title="Mật ong nhanh")
    index_postings([listing.id, make_listing(unknown, title="Mật ong mới").id])
    buyer = make_user("Bên Mua")
    make_organisation(buyer, name="Siêu thị", is_distributor=True)
    with transaction():
        lead_id = send_enquiry(listing, MessageDraft(body="Còn hàng không?"), by=actor_of(buyer)).id
    monday = datetime(2026, 6, 1, 9, tzinfo=VIETNAM)
    for week in range(3):
        answer_in_time(lead_id, quick.id, monday + timedelta(weeks=week))
    with time_machine.travel(monday + timedelta(days=60), tick=False):
        page = client.get("/listings?q=mật+ong").get_data(as_text=True)
    assert page.count("Trả lời: đúng hạn 3 trên 3 lần trong 12 tháng qua, thường sau 1 ngày làm việc") == 1
