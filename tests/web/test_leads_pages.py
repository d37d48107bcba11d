"""A conversation on the pages, from the first enquiry to the telephone number, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import Organisation, StaffRole, User
from marketplace.audit.models import ContactLook
from marketplace.db import session
from marketplace.leads.models import Lead, LeadOrigin, LeadStatus, Message
from marketplace.matching.models import Match
from marketplace.matching.refresh import refresh
from marketplace.postings.indexing import index_postings
from marketplace.postings.models import Posting
from tests.factories.accounts import PASSWORD, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient

NewClient = Callable[[], CheckingClient]


def sign_in(client: FlaskClient, user: User) -> CheckingClient:
    assert isinstance(client, CheckingClient)
    page = client.get("/sessions/new")
    client.submit(page, {"contact": user.phone, "password": PASSWORD}, action="/sessions/new")
    return client


def press(browser: CheckingClient, address: str) -> int:
    """Send a POST with a valid token and nothing else, as somebody would who made up the address."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/complaints/new").text)
    assert token
    return browser.post(address, data={"csrf_token": token[1]}).status_code


@dataclass(kw_only=True)
class Two:
    """A seller and a buyer, each at a browser."""

    seller: CheckingClient
    buyer: CheckingClient
    maker: Organisation
    shop: Organisation
    listing: Posting
    demand: Posting


@pytest.fixture
def two(index: None, new_client: NewClient) -> Two:
    seller, buyer = make_user(), make_user("Trần Văn Mua")
    maker = make_organisation(seller)
    shop = make_organisation(buyer, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    listing, demand = make_listing(maker), make_demand(shop)
    browsers = sign_in(new_client(), seller), sign_in(new_client(), buyer)
    for row in (maker, shop, listing, demand):
        session.add(row)
        session.refresh(row)
    session.expunge_all()
    return Two(seller=browsers[0], buyer=browsers[1], maker=maker, shop=shop, listing=listing, demand=demand)


def only_lead() -> Lead:
    """Return the lead as it stands, with no session behind it."""
    lead = session.scalars(select(Lead).execution_options(populate_existing=True)).one()
    session.expunge(lead)
    return lead


def enquire(two: Two, **values: str) -> Lead:
    page = two.buyer.get(f"/leads/new?posting={two.listing.id}")
    two.buyer.submit(page, values, action="/leads/new")
    return only_lead()


def test_an_enquiry_is_written_already_and_arrives(two: Two) -> None:
    index_postings([two.listing.id, two.demand.id])
    refresh(two.demand.id)
    match = session.scalars(select(Match)).one()
    page = two.buyer.get(f"/leads/new?posting={two.listing.id}&match={match.id}")
    assert "300 kg" in page.text
    sent = two.buyer.submit(page, {"quantity": "300 kg", "price": "85k/kg"}, action="/leads/new")
    assert sent.status_code == 200
    assert "Số lượng: 300 kg" in sent.text
    lead = only_lead()
    assert lead.own_posting_id == two.demand.id
    inbox = two.seller.get("/leads")
    assert "Siêu thị Hoa Sen" in inbox.text
    assert "Mới" in inbox.text
    assert two.seller.get(f"/leads/{lead.id}").status_code == 200
    assert "Mới" not in two.seller.get("/leads").text
    assert lead.origin is LeadOrigin.MATCH
    again = two.buyer.get(f"/leads/new?posting={two.listing.id}")
    assert again.headers["Location"].endswith(f"/leads/{lead.id}")


def test_an_enquiry_from_the_posting_itself_brings_the_own_posting_that_fits(two: Two) -> None:
    index_postings([two.listing.id, two.demand.id])
    refresh(two.demand.id)
    page = two.buyer.get(f"/leads/new?posting={two.listing.id}")
    assert "Kèm tin của mình: Cần mua mật ong" in page.text
    two.buyer.submit(page, {}, action="/leads/new")
    assert only_lead().own_posting_id == two.demand.id


def test_bad_input_is_kept_and_named(two: Two) -> None:
    page = two.buyer.get(f"/leads/new?posting={two.listing.id}")
    answer = two.buyer.submit(page, {"body": "", "quantity": "nhiều lắm", "price": "85k/kg"}, action="/leads/new")
    assert answer.status_code == 422
    assert "Mời viết vài lời." in answer.text
    assert 'value="nhiều lắm"' in answer.text
    assert session.scalars(select(Lead)).first() is None


def test_a_second_submit_of_the_same_form_makes_one_lead(two: Two) -> None:
    page = two.buyer.get(f"/leads/new?posting={two.listing.id}")
    for _ in range(2):
        two.buyer.submit(page, {}, action="/leads/new")
    assert len(session.scalars(select(Message)).all()) == 1


def test_accepting_opens_the_telephone_number_to_both_and_looks_are_recorded(two: Two) -> None:
    lead = enquire(two)
    phone = str(two.maker.contact_phone)
    spoken = f"0{phone[3:6]} {phone[6:9]} {phone[9:]}"
    assert phone not in two.buyer.get(f"/leads/{lead.id}").text
    assert press(two.buyer, f"/leads/{lead.id}/contacts") == 403
    page = two.seller.get(f"/leads/{lead.id}")
    accepted = two.seller.submit(page, {}, action="/acceptances")
    assert "Xem số điện thoại" in accepted.text
    assert only_lead().status is LeadStatus.ACCEPTED
    for browser, number in ((two.buyer, phone), (two.seller, str(two.shop.contact_phone))):
        opened = browser.submit(browser.get(f"/leads/{lead.id}"), {}, action="/contacts")
        assert f"tel:{number}" in opened.text
        assert opened.headers["Cache-Control"] == "private, no-store"
    assert spoken in two.buyer.submit(two.buyer.get(f"/leads/{lead.id}"), {}, action="/contacts").text
    assert len(session.scalars(select(ContactLook)).all()) == 3


def test_declining_with_a_reason_and_taking_it_back(two: Two) -> None:
    lead = enquire(two)
    page = two.seller.get(f"/leads/{lead.id}/declines")
    empty = two.seller.submit(page, {}, action="")
    assert empty.status_code == 422
    assert "Mời chọn một lý do." in empty.text
    done = two.seller.submit(page, {"reason": "price", "note": "Giá thấp quá"}, action="")
    assert "Giá không hợp" in done.text
    assert "Giá thấp quá" in two.buyer.get(f"/leads/{lead.id}").text
    two.seller.submit(done, {}, action="/declines/removals")
    assert only_lead().status is LeadStatus.OPEN


def test_messages_go_both_ways(two: Two) -> None:
    lead = enquire(two)
    page = two.seller.get(f"/leads/{lead.id}")
    bad = two.seller.submit(page, {"body": "Còn hàng", "price": "rẻ"}, action="/messages")
    assert bad.status_code == 422
    assert "Còn hàng" in bad.text
    two.seller.submit(page, {"body": "Còn hàng <b>tươi</b>", "price": "90k/kg"}, action="/messages")
    shown = two.buyer.get(f"/leads/{lead.id}").text
    assert "Còn hàng &lt;b&gt;tươi&lt;/b&gt;" in shown
    assert "Giá: 90.000 ₫/kg" in shown


def test_withdrawing_and_blocking(two: Two) -> None:
    lead = enquire(two)
    withdrawn = two.buyer.submit(two.buyer.get(f"/leads/{lead.id}"), {}, action="/withdrawals")
    assert "Đã rút liên hệ." in withdrawn.text
    blocked = two.seller.submit(two.seller.get(f"/leads/{lead.id}"), {}, action="/blocks")
    assert "Đã chặn" in blocked.text
    page = two.buyer.get(f"/leads/new?posting={two.listing.id}")
    assert two.buyer.submit(page, {}, action="/leads/new").status_code == 403
    closed = two.seller.get("/leads?tab=closed")
    assert "Bỏ chặn" in closed.text
    two.seller.submit(closed, {}, action="/blocks/removals")
    assert "Siêu thị Hoa Sen" in two.seller.get("/leads?tab=closed").text


def test_nobody_else_reads_it(two: Two, new_client: NewClient) -> None:
    lead = enquire(two)
    stranger = make_user("Lê Người Khác")
    make_organisation(stranger, name="Tổ hợp tác khác")
    for user in (stranger, make_staff(StaffRole.MINISTRY)):
        browser = sign_in(new_client(), user)
        assert browser.get(f"/leads/{lead.id}").status_code == 404
        for verb in ("messages", "acceptances", "declines", "withdrawals", "contacts"):
            assert press(browser, f"/leads/{lead.id}/{verb}") == 404
    visitor = new_client()
    assert "/sessions/new" in visitor.get(f"/leads/{lead.id}").headers["Location"]
    assert only_lead().status is LeadStatus.OPEN


def test_whoever_has_no_organisation_is_led_to_one(two: Two, new_client: NewClient) -> None:
    browser = sign_in(new_client(), make_user("Chưa Có Tổ Chức"))
    answer = browser.get(f"/leads/new?posting={two.listing.id}")
    assert "/organisations/new" in answer.headers["Location"]


@pytest.mark.parametrize("tab", ["ours", "theirs", "accepted", "closed", "nonsense"])
def test_every_empty_part_of_the_inbox_says_what_to_do(two: Two, tab: str) -> None:
    assert 'class="empty"' in two.seller.get(f"/leads?tab={tab}").text
