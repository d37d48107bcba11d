"""Numbers of things in a query or a form field: what is not theirs to read or to use stays closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import User
from marketplace.agreements.actions import begin_agreement
from marketplace.agreements.drafts import TermsDraft
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.quotes import actions as quotes
from marketplace.quotes.models import Quote
from tests.factories.agreements import Deal, make_deal
from tests.factories.quotes import typed
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("db")
Db = scoped_session[Session]
Browser = Callable[[], FlaskClient]


def browser(new_client: Browser, user: User) -> CheckingClient:
    client = new_client()
    assert isinstance(client, CheckingClient)
    return sign_in(client, user)


def draft_in(deal: Deal) -> Quote:
    """Let the seller begin a quote within the lead, at a price that no posting names."""
    with transaction():
        return quotes.start_quote_in_lead(deal.lead, typed(deal.listing, price="91.357đ/kg"), by=deal.by_seller)


def test_a_draft_quote_is_not_read_through_a_new_agreement(new_client: Browser) -> None:
    deal = make_deal()
    quote_id = draft_in(deal).id
    buyer = browser(new_client, deal.buyer)
    for path in (f"/agreements/new?quote={quote_id}", f"/leads/{deal.lead.id}/agreements/new?quote={quote_id}"):
        answer = buyer.get(path)
        assert (answer.status_code, "91.357" in answer.text) == (404, False), path
    assert buyer.get(f"/quotes/{quote_id}").status_code == 404


def test_a_withdrawn_quote_begins_no_agreement_for_its_buyer(new_client: Browser) -> None:
    deal = make_deal()
    quote = draft_in(deal)
    with transaction():
        quotes.send_quote(session.get_one(Quote, quote.id), by=deal.by_seller)
    buyer = browser(new_client, deal.buyer)
    assert "91.357" in buyer.get(f"/agreements/new?quote={quote.id}").text
    with transaction():
        quotes.withdraw_quote(session.get_one(Quote, quote.id), by=deal.by_seller)
    assert buyer.get(f"/agreements/new?quote={quote.id}").status_code == 404


def test_an_agreement_takes_its_parties_from_no_other_leads_quote() -> None:
    deal, other = make_deal(), make_deal()
    quote = draft_in(other)
    with pytest.raises(Conflict), transaction():
        begin_agreement(deal.lead, TermsDraft(goods="Mật ong"), quote=quote, by=deal.by_buyer)
