"""Sealed quotes: nobody but their suppliers knows of them until the last day is over, then all of them open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import Organisation
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.leads.actions import send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.labels import Tab
from marketplace.leads.models import Lead, LeadStatus, ReplyDue
from marketplace.leads.queries import get_inbox
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.actions import renew
from marketplace.quotes import actions
from marketplace.quotes.models import NoneReason, Quote, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.quotes.queries import count_quotes_to_decide, get_quote, get_received, quotes_in_lead
from marketplace.workdays import end_of
from tests.factories.quotes import Trade, draft_quote, make_supplier, make_trade, sent_quote, typed

Db = scoped_session[Session]


@pytest.fixture
def trade(db: Db) -> Trade:
    trade = make_trade()
    with transaction():
        actions.set_request(trade.demand, is_sealed=True, by=trade.buyer.actor)
    return trade


@pytest.fixture
def afterwards(trade: Trade) -> datetime:
    return end_of(trade.demand.expires_on or today()) + timedelta(seconds=1)


def test_the_buyer_knows_only_how_many(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    found = get_received(trade.demand)
    assert (found.is_sealed, found.count, list(found.quotes)) == (True, 1, [])
    assert session.scalars(select(Lead)).all() == []
    assert session.scalars(select(ReplyDue)).all() == []
    assert count_quotes_to_decide(trade.buyer.actor) == 0
    with pytest.raises(NotFound):
        get_quote(quote.id, trade.buyer.actor)
    assert get_quote(quote.id, trade.supplier.actor).id == quote.id


def test_a_quote_to_whoever_wrote_before_stays_hidden(trade: Trade) -> None:
    with transaction():
        lead = send_enquiry(trade.listing, MessageDraft(body="Còn?"), own_posting=trade.demand, by=trade.buyer.actor)
    sent_quote(trade.demand, trade.supplier)
    assert lead.status is LeadStatus.OPEN
    assert quotes_in_lead(lead.id, trade.buyer.actor) == []
    assert [one.lead.id for one in get_inbox(trade.buyer.actor, Tab.THEIRS).items] == [lead.id]


def test_the_worker_opens_them_at_the_end_of_the_last_day(
    trade: Trade, afterwards: datetime, run_jobs: Callable[[], None]
) -> None:
    ids = [sent_quote(trade.demand, trade.supplier).id, sent_quote(trade.demand, make_supplier("HTX Hai")).id]
    demand_id, actor = trade.demand.id, trade.buyer.actor
    with time_machine.travel(afterwards - timedelta(seconds=3), tick=False):
        run_jobs()
        assert session.scalars(select(Lead)).all() == []
    with time_machine.travel(afterwards, tick=False):
        run_jobs()
        run_jobs()
        assert [get_quote(one, actor).id for one in ids] == ids
        assert count_quotes_to_decide(actor) == 2
        dues = session.scalars(select(ReplyDue)).all()
        assert len(dues) == 2
        assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.template == "quotes.opened")).all()) == 1
    request = session.scalars(select(QuoteRequest).where(QuoteRequest.demand_id == demand_id)).one()
    assert request.opened_at is not None


def test_a_new_last_day_seals_nothing_that_was_opened(trade: Trade, afterwards: datetime) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with time_machine.travel(afterwards, tick=False):
        with transaction():
            assert actions.open_sealed(trade.demand) == 1
            renew(trade.demand, closes_on=(today() + timedelta(days=9)).isoformat(), by=trade.buyer.actor)
        assert get_quote(quote.id, trade.buyer.actor)
        with pytest.raises(Conflict, match=r"quotes\.closed"):
            draft_quote(trade.demand, make_supplier("HTX Muộn"))
        with pytest.raises(Conflict, match=r"quotes\.closed"), transaction():
            actions.revise_quote(quote, typed(trade.demand, price="1k"), by=trade.supplier.actor)


def test_a_later_last_day_puts_the_opening_off(trade: Trade, afterwards: datetime) -> None:
    sent_quote(trade.demand, trade.supplier)
    with transaction():
        trade.demand.expires_on = (trade.demand.expires_on or today()) + timedelta(days=3)
    with time_machine.travel(afterwards, tick=False), transaction():
        assert actions.open_sealed(trade.demand) == 0
        assert get_received(trade.demand).is_sealed


def test_whoever_was_suspended_meanwhile_is_left_out(trade: Trade, afterwards: datetime) -> None:
    kept, lost = sent_quote(trade.demand, trade.supplier), sent_quote(trade.demand, make_supplier("HTX Hai"))
    with transaction():
        session.get_one(Organisation, lost.supplier_id).is_suspended = True
    with time_machine.travel(afterwards, tick=False), transaction():
        assert actions.open_sealed(trade.demand) == 1
    assert (kept.status, lost.status) == (QuoteStatus.SENT, QuoteStatus.WITHDRAWN)


def test_what_was_taken_back_before_is_never_shown(trade: Trade, afterwards: datetime) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with transaction():
        actions.revise_quote(quote, typed(trade.demand, price="70k"), by=trade.supplier.actor)
        actions.withdraw_quote(quote, by=trade.supplier.actor)
    told = set(session.scalars(select(OutboxMessage.template)))
    assert told == {"quotes.arrived_sealed"}
    with time_machine.travel(afterwards, tick=False):
        with transaction():
            assert actions.open_sealed(trade.demand) == 0
        with pytest.raises(NotFound):
            get_quote(quote.id, trade.buyer.actor)


def test_what_was_cancelled_before_stays_sealed_for_ever(trade: Trade, afterwards: datetime) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with pytest.raises(Conflict, match="still_sealed"), transaction():
        actions.close_request(trade.demand, RequestStatus.NONE_SUITABLE, reason=NoneReason.PRICE, by=trade.buyer.actor)
    with transaction():
        actions.close_request(
            trade.demand, RequestStatus.CANCELLED, reason=NoneReason.PLANS_CHANGED, by=trade.buyer.actor
        )
    assert session.get_one(Quote, quote.id).status is QuoteStatus.DECLINED
    with time_machine.travel(afterwards, tick=False):
        with transaction():
            assert actions.open_sealed(trade.demand) == 0
        assert get_received(trade.demand).is_sealed
        with pytest.raises(NotFound):
            get_quote(quote.id, trade.buyer.actor)


def test_sealed_or_not_is_settled_by_the_first_quote(trade: Trade) -> None:
    with transaction():
        actions.set_request(trade.demand, is_sealed=False, by=trade.buyer.actor)
        actions.set_request(trade.demand, is_sealed=True, by=trade.buyer.actor)
    quote = sent_quote(trade.demand, trade.supplier)
    with transaction():
        actions.withdraw_quote(quote, by=trade.supplier.actor)
    with pytest.raises(Conflict, match="sealed_fixed"), transaction():
        actions.set_request(trade.demand, is_sealed=False, by=trade.buyer.actor)


def test_the_end_of_a_day_is_that_of_vietnam(trade: Trade) -> None:
    day = trade.demand.expires_on or today()
    assert end_of(day) == datetime.combine(day, time(17), UTC)
