"""Quotes, agreements and questions asked again, in two hands at the same moment. On both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.agreements import actions
from marketplace.agreements.drafts import PaperDraft, PartyDraft, TermsDraft
from marketplace.agreements.models import (
    Agreement,
    AgreementPaper,
    FailReason,
    FollowUp,
    FollowUpAnswer,
    PaperStatus,
    Stage,
)
from marketplace.clock import now, today
from marketplace.db import lock_row, session, transaction
from marketplace.leads.actions import accept_lead, reply
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import DeclineReason, Lead
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting
from marketplace.quotes import actions as quotes
from marketplace.quotes.models import NoneReason, Quote, QuoteRequest, QuoteStatus, RequestStatus
from tests.factories.accounts import actor_of, add_member, make_user
from tests.factories.agreements import make_agreement, make_deal, make_paper
from tests.factories.quotes import make_supplier, make_trade, sent_quote, typed
from tests.failure.racing import race

pytestmark = pytest.mark.usefixtures("open_market")
ROUNDS = 3
# long enough for the other one to come to where it waits
PAUSE = 0.4


def failures(outcomes: list[object]) -> list[object]:
    return [one for one in outcomes if isinstance(one, Exception)]


def meet(holds: Callable[[], object], goes_on: Callable[[], object], other: Callable[[], object]) -> list[object]:
    """Let one hold its rows, then let the other begin, then let the first go on."""
    is_held = threading.Event()

    def first() -> object:
        holds()
        is_held.set()
        time.sleep(PAUSE)
        return goes_on()

    def second() -> object:
        is_held.wait(5)
        return other()

    return race(first, second)


@pytest.fixture
def many_writers(open_market: str) -> None:
    """Go on only where two may write at once."""
    if open_market != "postgresql":
        pytest.skip("SQLite lets one write at a time")


# --- quotes


def test_a_quote_is_declined_while_a_colleague_writes_in_its_lead(many_writers: None) -> None:
    trade = make_trade()
    quote = sent_quote(trade.demand, trade.supplier)
    colleague = make_user("Thợ Mua")
    with transaction():
        add_member(trade.buyer.organisation, colleague)
    quote_id, lead_id, by, colleague_by = quote.id, quote.lead_id, trade.buyer.actor, actor_of(colleague)
    session.remove()
    outcomes = meet(
        lambda: lock_row(session.get_one(Lead, lead_id)),
        lambda: reply(session.get_one(Lead, lead_id), MessageDraft(body="Mời gọi lại."), by=colleague_by),
        lambda: quotes.decline_quote(session.get_one(Quote, quote_id), DeclineReason.PRICE, by=by),
    )
    assert failures(outcomes) == []


def test_a_quote_is_revised_while_a_colleague_writes_in_its_lead(many_writers: None) -> None:
    trade = make_trade()
    quote, draft = sent_quote(trade.demand, trade.supplier), typed(trade.demand, price="90k/kg")
    quote_id, lead_id, by = quote.id, quote.lead_id, trade.supplier.actor
    with transaction():
        reply(session.get_one(Lead, lead_id), MessageDraft(body="Còn bớt được không?"), by=trade.buyer.actor)
    session.remove()
    outcomes = meet(
        lambda: lock_row(session.get_one(Lead, lead_id)),
        lambda: reply(session.get_one(Lead, lead_id), MessageDraft(body="Được ạ."), by=by),
        lambda: quotes.revise_quote(session.get_one(Quote, quote_id), draft, by=by),
    )
    assert failures(outcomes) == []


def test_a_quote_is_taken_back_while_its_supplier_is_being_erased(many_writers: None) -> None:
    trade = make_trade()
    quote = sent_quote(trade.demand, trade.supplier)
    quote_id, own_id, by = quote.id, trade.supplier.organisation.id, trade.supplier.actor
    session.remove()
    struck = update(Quote).where(Quote.id == quote_id).values(note="…")
    outcomes = meet(
        # what erasing does, in its order
        lambda: lock_row(session.get_one(Organisation, own_id)),
        lambda: session.execute(struck.execution_options(synchronize_session=False)),
        lambda: quotes.revise_quote(session.get_one(Quote, quote_id), typed(the_demand(quote_id), price="70k"), by=by),
    )
    assert failures(outcomes) == []


def the_demand(quote_id: int) -> Posting:
    return session.get_one(Quote, quote_id).posting


@pytest.mark.parametrize("outcome", [RequestStatus.AWARDED, RequestStatus.NONE_SUITABLE, RequestStatus.CANCELLED])
@pytest.mark.parametrize("again", range(ROUNDS))
def test_two_quotes_are_taken_while_the_request_is_closed(outcome: RequestStatus, again: int) -> None:
    trade = make_trade()
    demand_id, by = trade.demand.id, trade.buyer.actor
    ids = [sent_quote(trade.demand, one).id for one in (trade.supplier, make_supplier("HTX Hai"))]
    session.remove()
    race(
        *(lambda one=one: quotes.award_quote(session.get_one(Quote, one), by=by) for one in ids),
        lambda: quotes.close_request(session.get_one(Posting, demand_id), outcome, reason=NoneReason.PRICE, by=by),
    )
    request = session.scalars(select(QuoteRequest).where(QuoteRequest.demand_id == demand_id)).first()
    statuses = sorted(session.get_one(Quote, one).status.value for one in ids)
    is_closed = request is not None and request.status is not RequestStatus.OPEN
    if is_closed:
        assert not {"sent", "shortlisted"} & set(statuses), statuses
        assert ("awarded" in statuses) is (outcome is RequestStatus.AWARDED), statuses
    else:
        assert statuses == ["awarded", "awarded"]
    session.remove()


@pytest.mark.parametrize("again", range(ROUNDS))
def test_a_quote_is_taken_or_taken_back(again: int) -> None:
    trade = make_trade()
    quote_id, buyer, supplier = sent_quote(trade.demand, trade.supplier).id, trade.buyer.actor, trade.supplier.actor
    session.remove()
    outcomes = race(
        lambda: quotes.award_quote(session.get_one(Quote, quote_id), version=1, by=buyer),
        lambda: quotes.withdraw_quote(session.get_one(Quote, quote_id), by=supplier),
    )
    status = session.get_one(Quote, quote_id).status
    assert [type(one).__name__ for one in outcomes] == (
        ["NoneType", "Conflict"] if status is QuoteStatus.AWARDED else ["NotFound", "NoneType"]
    )
    session.remove()


def test_a_request_is_closed_while_a_deal_begins_from_one_of_its_quotes(many_writers: None) -> None:
    trade = make_trade()
    quote = sent_quote(trade.demand, trade.supplier)
    demand_id, quote_id, lead_id, by = trade.demand.id, quote.id, quote.lead_id, trade.buyer.actor
    with transaction():
        accept_lead(session.get_one(Lead, lead_id), by=by)
    session.remove()

    def begin() -> None:
        lead, draft = session.get_one(Lead, lead_id), TermsDraft(goods="Mật ong")
        actions.begin_agreement(lead, draft, quote=session.get_one(Quote, quote_id), by=by)

    outcomes = meet(
        lambda: lock_row(session.get_one(Lead, lead_id)),
        begin,
        lambda: quotes.close_request(
            session.get_one(Posting, demand_id), RequestStatus.NONE_SUITABLE, reason=NoneReason.PRICE, by=by
        ),
    )
    assert failures(outcomes) == []


# --- agreements


@pytest.mark.parametrize("again", range(ROUNDS))
def test_both_parties_begin_one_agreement(again: int) -> None:
    deal = make_deal()
    lead_id, parties = deal.lead.id, (deal.by_seller, deal.by_buyer)
    session.remove()

    def begin(by: Actor) -> int:
        draft = TermsDraft(goods="Mật ong", quantity="300 kg", price="80k/kg")
        return actions.begin_agreement(session.get_one(Lead, lead_id), draft, by=by).id

    outcomes = race(*(lambda by=by: begin(by) for by in parties))
    assert outcomes[0] == outcomes[1], outcomes
    assert session.scalar(select(func.count()).where(Agreement.lead_id == lead_id)) == 1
    session.remove()


@pytest.mark.parametrize("again", range(ROUNDS))
def test_a_paper_is_confirmed_as_it_was_read_or_not_at_all(again: int) -> None:
    deal = make_deal()
    paper = make_paper(make_agreement(deal), seller_confirmed_at=now())
    paper_id, seller, buyer = paper.id, deal.by_seller, deal.by_buyer
    party = PartyDraft(name="Hợp tác xã Bát Tràng")
    draft = PaperDraft(number="09/2026", dated_on=today().isoformat(), seller=party, buyer=party)
    session.remove()
    outcomes = race(
        lambda: actions.confirm_paper(session.get_one(AgreementPaper, paper_id), 1, by=buyer),
        lambda: actions.edit_paper(session.get_one(AgreementPaper, paper_id), draft, expected_version=1, by=seller),
    )
    paper = session.get_one(AgreementPaper, paper_id)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "NoneType"], outcomes
    is_signed = paper.status is PaperStatus.CONFIRMED
    assert paper.version == (1 if is_signed else 2)
    assert (paper.buyer_confirmed_at is not None) is is_signed
    session.remove()


def _asked(agreement: Agreement, months: int, due_on: date, *, is_asked: bool) -> list[int]:
    rows = [
        FollowUp(
            agreement_id=agreement.id,
            organisation_id=party,
            months=months,
            due_on=due_on,
            asked_at=now() - timedelta(days=9) if is_asked else None,
        )
        for party in (agreement.seller_id, agreement.buyer_id)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


@pytest.mark.parametrize("again", range(ROUNDS))
def test_both_parties_answer_and_the_deal_is_in_one_stage(again: int) -> None:
    deal = make_deal()
    with transaction():
        agreement = make_agreement(deal, Stage.CONTRACT)
        seller_row, buyer_row = _asked(agreement, 3, today(), is_asked=True)
    agreement_id, seller, buyer = agreement.id, deal.by_seller, deal.by_buyer
    session.remove()
    outcomes = race(
        lambda: actions.answer_follow_up(session.get_one(FollowUp, seller_row), FollowUpAnswer.DELIVERING, by=seller),
        lambda: actions.answer_follow_up(
            session.get_one(FollowUp, buyer_row), FollowUpAnswer.FAILED, reason=FailReason.PRICE, by=buyer
        ),
    )
    assert failures(outcomes) == []
    agreement = session.get_one(Agreement, agreement_id)
    assert agreement.stage in (Stage.DELIVERING, Stage.FAILED)
    assert (agreement.fail_reason is not None) is (agreement.stage is Stage.FAILED)
    session.remove()


def test_two_workers_ask_once() -> None:
    with transaction():
        for _ in range(3):
            _asked(make_agreement(make_deal(), Stage.CONTRACT), 3, today(), is_asked=False)
    session.remove()
    template = OutboxMessage.template == "agreements.follow_up"
    before = session.scalar(select(func.count()).where(template)) or 0
    session.remove()
    outcomes = race(*[lambda: actions.ask_due_follow_ups(site_url="")] * 3)
    assert failures(outcomes) == []
    assert (session.scalar(select(func.count()).where(template)) or 0) - before == 6
    session.remove()


def test_an_older_question_is_answered_while_the_next_one_is_asked(many_writers: None) -> None:
    deal = make_deal()
    with transaction():
        agreement = make_agreement(deal, Stage.DELIVERING, signed_on=today() - timedelta(days=200))
        old_id, _ = _asked(agreement, 3, today() - timedelta(days=90), is_asked=True)
        _asked(agreement, 6, today(), is_asked=False)
    agreement_id, seller = agreement.id, deal.by_seller
    session.remove()

    def hold() -> None:
        lock_row(session.get_one(Agreement, agreement_id))
        lock_row(session.get_one(FollowUp, old_id))

    outcomes = meet(
        hold,
        lambda: actions.answer_follow_up(session.get_one(FollowUp, old_id), FollowUpAnswer.ENDED, by=seller),
        lambda: actions.ask_due_follow_ups(site_url=""),
    )
    assert failures(outcomes) == []
    old = session.get_one(FollowUp, old_id)
    assert (old.answer, old.waived_at) == (FollowUpAnswer.ENDED, None)
    assert session.get_one(Agreement, agreement_id).stage is Stage.ENDED
    session.remove()
