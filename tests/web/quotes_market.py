"""Two suppliers and a buyer at their browsers, and what they do on the pages of quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.db import session
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting
from marketplace.quotes.models import Quote, QuoteStatus
from tests.factories.accounts import make_organisation, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@dataclass(kw_only=True)
class Market:
    """Two suppliers and a buyer, each at a browser."""

    seller: CheckingClient
    rival: CheckingClient
    buyer: CheckingClient
    maker: Organisation
    listing: Posting
    demand: Posting


@pytest.fixture
def market(index: None, new_client: NewClient) -> Market:
    people = make_user("Lê Thị Ong"), make_user("Bùi Văn Rừng"), make_user("Trần Văn Mua")
    maker = make_organisation(people[0], name="HTX Ong")
    rival = make_organisation(people[1], name="HTX Rừng")
    shop = make_organisation(people[2], name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    listing = make_listing(maker, price_has_vat=False, papers=["barcode"], certificates=["vietgap"], lead_time_days=5)
    make_listing(rival)
    demand = make_demand(shop, certificates=["vietgap", "haccp"], papers=["barcode"], is_standing=True)
    browsers = [sign_in(new_client(), user) for user in people]
    for row in (maker, listing, demand):
        session.add(row)
        session.refresh(row)
    session.expunge_all()
    return Market(seller=browsers[0], rival=browsers[1], buyer=browsers[2], maker=maker, listing=listing, demand=demand)


def press(browser: CheckingClient, address: str, **values: str) -> int:
    """Send a POST with a valid token, as somebody would who made up the address."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/complaints/new").text)
    assert token
    return browser.post(address, data={"csrf_token": token[1], **values}).status_code


def write(browser: CheckingClient, market: Market, **values: object) -> int:
    """Write a quote and send it; return its key."""
    page = browser.get(f"/demands/{market.demand.id}/quotes/new")
    complete = {
        "price": "85k/kg",
        "has_vat": "yes",
        "quantity": "300 kg",
        "answer-certificate:vietgap": "yes",
        "answer-certificate:haccp": "soon",
        "note-certificate:haccp": "tháng sau",
        "answer-paper:barcode": "yes",
        "answer-delivery": "yes",
    }
    shown = browser.submit(page, {**complete, **values}, action="")
    assert shown.status_code == 200, shown.text
    quote = session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1)).one()
    session.expunge_all()
    sent = browser.submit(shown, {}, action="/sendings")
    assert "Đã gửi báo giá" in sent.text
    return quote.id


def link_in(template: str, number: int = -1) -> str:
    """Return the path of the link in a message."""
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.template == template).order_by(OutboxMessage.id))
    found = re.search(r"(/t/[\w-]+)", rows.all()[number].body)
    session.expunge_all()
    assert found
    return found[1]


def press_page(browser: CheckingClient, address: str) -> str:
    """Press a button and return where it led."""
    press(browser, address)
    return address


def status_of(quote_id: int) -> QuoteStatus:
    row = session.get_one(Quote, quote_id, populate_existing=True)
    session.expunge_all()
    return row.status


def lead_of(quote_id: int) -> int:
    row = session.get_one(Quote, quote_id, populate_existing=True)
    session.expunge_all()
    return row.lead_id or 0
