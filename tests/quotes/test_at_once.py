"""Two in one moment: the cap holds, a quote is sent and awarded once, one draft is made. On both databases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from marketplace.accounts.actor import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.leads.models import DeclineReason, Lead
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting
from marketplace.quotes import actions
from marketplace.quotes.models import Quote, QuoteInvitation, QuoteRequest, QuoteStatus
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import make_buyer, make_supplier, typed
from tests.failure.conftest import open_market
from tests.failure.racing import attempt, race

__all__ = ["open_market"]
pytestmark = pytest.mark.usefixtures("open_market")
ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Field:
    """A demand that takes one quote, its buyer, and two suppliers with a draft each."""

    demand_id: int
    buyer: Actor
    suppliers: tuple[Actor, Actor]
    quote_ids: tuple[int, int]
    listing_id: int


def make_field(cap: str = "") -> Field:
    buyer = make_buyer()
    suppliers = make_supplier("HTX Một"), make_supplier("HTX Hai")
    demand = make_demand(buyer.organisation)
    listing_id = make_listing(suppliers[0].organisation).id
    with transaction():
        actions.set_request(demand, is_sealed=False, max_suppliers=cap, by=buyer.actor)
        quotes = [actions.start_quote(demand, typed(demand), by=one.actor) for one in suppliers]
    field = Field(
        demand_id=demand.id,
        buyer=buyer.actor,
        suppliers=(suppliers[0].actor, suppliers[1].actor),
        quote_ids=(quotes[0].id, quotes[1].id),
        listing_id=listing_id,
    )
    session.remove()
    return field


def the(quote_id: int) -> Quote:
    return session.get_one(Quote, quote_id)


def count_letters(template: str) -> int:
    statement = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.template == template)
    return session.scalar(statement) or 0


def test_two_at_once_do_not_exceed_the_cap() -> None:
    for _ in range(ROUNDS):
        field = make_field(cap="1")
        pairs = list(zip(field.quote_ids, field.suppliers, strict=True))
        came = race(*(lambda one=one, by=by: actions.send_quote(the(one), by=by) for one, by in pairs))
        assert sorted(type(one).__name__ for one in came) == ["Conflict", "NoneType"], came
        live = select(func.count()).where(Quote.posting_id == field.demand_id, Quote.status == QuoteStatus.SENT)
        assert session.scalar(live) == 1
        session.remove()


def test_a_quote_is_sent_once() -> None:
    for _ in range(ROUNDS):
        field = make_field()
        before = count_letters("quotes.arrived")
        session.remove()
        one, by = field.quote_ids[0], field.suppliers[0]
        came = race(*[lambda one=one, by=by: actions.send_quote(the(one), by=by)] * 3)
        assert came == [None] * 3
        assert count_letters("quotes.arrived") == before + 1
        leads = select(func.count()).select_from(Lead).where(Lead.posting_id == field.demand_id)
        assert session.scalar(leads) == 1
        session.remove()


def test_one_draft_is_begun() -> None:
    for _ in range(ROUNDS):
        field = make_field()
        by = make_supplier("HTX Ba").actor

        def begin(field: Field = field, by: Actor = by) -> int:
            demand = session.get_one(Posting, field.demand_id)
            return actions.start_quote(demand, typed(demand), by=by).id  # type: ignore[arg-type]

        came = race(begin, begin, begin)
        assert len(set(came)) == 1, came
        session.remove()


def test_awarding_and_revising_at_once_takes_what_was_read() -> None:
    for _ in range(ROUNDS):
        field = make_field()
        one, by = field.quote_ids[0], field.suppliers[0]
        attempt(lambda one=one, by=by: actions.send_quote(the(one), by=by))

        def revise(one: int = one, by: Actor = by) -> None:
            quote = the(one)
            actions.revise_quote(quote, typed(quote.posting, price="1k"), by=by)  # type: ignore[arg-type]

        def award(one: int = one, by: Actor = field.buyer) -> None:
            actions.award_quote(the(one), version=1, by=by)

        came = race(revise, award)
        assert sorted(type(each).__name__ for each in came) == ["Conflict", "NoneType"], came
        quote = the(one)
        assert (quote.status is QuoteStatus.AWARDED) == (quote.price == 85_000)
        session.remove()


def test_declining_twice_and_undoing_leaves_one_state() -> None:
    field = make_field()
    one, by = field.quote_ids[0], field.suppliers[0]
    attempt(lambda: actions.send_quote(the(one), by=by))
    came = race(*[lambda: actions.decline_quote(the(one), DeclineReason.PRICE, by=field.buyer)] * 3)
    assert came == [None] * 3
    came = race(*[lambda: actions.undo_decline(the(one), by=field.buyer)] * 3)
    assert came == [None] * 3
    assert the(one).status is QuoteStatus.SENT


def test_a_supplier_is_invited_once() -> None:
    for _ in range(ROUNDS):
        field = make_field()

        def invite(field: Field = field) -> int:
            demand, listing = (session.get_one(Posting, key) for key in (field.demand_id, field.listing_id))
            return actions.invite_supplier(demand, listing, by=field.buyer).id

        came = race(invite, invite, invite)
        assert len({one for one in came if not isinstance(one, Conflict)}) == 1, came
        invited = select(func.count()).select_from(QuoteInvitation).join(QuoteInvitation.request)
        assert session.scalar(invited.where(QuoteRequest.demand_id == field.demand_id)) == 1
        session.remove()
