"""Quotes, requests, questions and saved listings for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import today
from marketplace.postings.models import Demand, Listing
from marketplace.quotes import actions
from marketplace.quotes.drafts import AnswerDraft, QuoteDraft
from marketplace.quotes.models import Quote
from marketplace.quotes.requirements import requirements_of
from tests.factories.accounts import actor_of, make_organisation, make_user, writing
from tests.factories.postings import make_demand, make_listing


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody with an organisation."""

    actor: Actor
    organisation: Organisation


@dataclass(frozen=True, kw_only=True)
class Trade:
    """A buyer with a demand, and a supplier with a listing."""

    buyer: Party
    supplier: Party
    demand: Demand
    listing: Listing


def make_supplier(name: str = "Hợp tác xã Bát Tràng", **values: Any) -> Party:
    """Make somebody who sells."""
    user = make_user(f"Chủ {name}")
    organisation = make_organisation(user, name=name, **values)
    return Party(actor=actor_of(user), organisation=organisation)


def make_buyer(name: str = "Siêu thị Hoa Sen", **values: Any) -> Party:
    """Make somebody who buys."""
    return make_supplier(name, is_producer=False, is_distributor=True, **values)


def make_trade(**demand: Any) -> Trade:
    """Make a buyer in Hồ Chí Minh City and a supplier in Hà Nội."""
    buyer, supplier = make_buyer(province_code="79"), make_supplier()
    return Trade(
        buyer=buyer,
        supplier=supplier,
        demand=make_demand(buyer.organisation, **demand),
        listing=make_listing(supplier.organisation),
    )


def typed(demand: Demand | Listing, **values: Any) -> QuoteDraft:
    """Return a complete quote as typed, with a yes to every requirement."""
    answers = {one.key: AnswerDraft(met="yes") for one in requirements_of(demand)}
    complete: dict[str, Any] = {
        "price": "85k/kg",
        "has_vat": True,
        "quantity": "300 kg",
        "lead_time": "7 ngày",
        "valid_until": (today() + timedelta(days=20)).isoformat(),
        "answers": answers,
    }
    return QuoteDraft(**{**complete, **values})


def draft_quote(demand: Demand, by: Party, **values: Any) -> Quote:
    """Make a draft."""
    with writing():
        return actions.start_quote(demand, typed(demand, **values), by=by.actor)


def sent_quote(demand: Demand, by: Party, **values: Any) -> Quote:
    """Make a quote that was sent."""
    with writing():
        quote = actions.start_quote(demand, typed(demand, **values), by=by.actor)
        actions.send_quote(quote, by=by.actor)
    return quote
