"""Asking again after months, by the clock and through the worker: asked, reminded, answered, moved; and the totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.agreements import actions
from marketplace.agreements.actions.following import lay_out_follow_ups
from marketplace.agreements.drafts import MonthDraft
from marketplace.agreements.models import (
    Agreement,
    DeliveredMonth,
    FailReason,
    FollowUp,
    FollowUpAnswer,
    Stage,
)
from marketplace.agreements.queries import AgreementFilter, get_for_staff, get_totals
from marketplace.clock import VIETNAM
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid
from marketplace.jobs.actions import enqueue
from marketplace.notifications.models import OutboxMessage
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_staff
from tests.factories.agreements import Deal, make_agreement, make_deal, make_paper
from tests.web.checking import CheckingClient

Db = scoped_session[Session]
SIGNED = date(2027, 3, 1)
Run = Callable[[], None]


def at(day: date, hour: int = 9) -> datetime:
    """Return an hour of a day in Vietnam."""
    return datetime.combine(day, time(hour), VIETNAM).astimezone(UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at(SIGNED), tick=False) as traveller:
        yield traveller


@pytest.fixture
def deal(db: Db, clock: time_machine.Traveller) -> Deal:
    return make_deal()


def sign(deal: Deal) -> int:
    """Let both confirm a contract; return the agreement's key."""
    agreement = make_agreement(deal)
    paper = make_paper(agreement)
    for by in (deal.by_seller, deal.by_buyer):
        with transaction():
            actions.confirm_paper(paper, 1, by=by)
    return agreement.id


def work(run_jobs: Run) -> None:
    with transaction():
        enqueue("agreements.follow_up")
    run_jobs()


def told(template: str) -> list[OutboxMessage]:
    statement = select(OutboxMessage).where(OutboxMessage.template == template).order_by(OutboxMessage.id)
    return list(session.scalars(statement))


def question(agreement_id: int, organisation_id: int, months: int = 3) -> FollowUp:
    statement = select(FollowUp).where(
        FollowUp.agreement_id == agreement_id,
        FollowUp.organisation_id == organisation_id,
        FollowUp.months == months,
    )
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def stage_of(agreement_id: int) -> Stage:
    return session.scalars(select(Agreement.stage).where(Agreement.id == agreement_id)).one()


def asked(deal: Deal) -> tuple[int, FollowUp, FollowUp]:
    """Let both be asked after three months; return the agreement's key and the seller's and buyer's question."""
    agreement = make_agreement(deal, Stage.CONTRACT)
    with transaction():
        lay_out_follow_ups(agreement)
    with time_machine.travel(at(date(2027, 6, 1)), tick=False), transaction():
        assert actions.ask_due_follow_ups(site_url="") == 2
    return agreement.id, question(agreement.id, deal.maker.id), question(agreement.id, deal.shop.id)


def test_three_months_later_one_tap_says_delivering(
    deal: Deal, clock: time_machine.Traveller, client: CheckingClient, run_jobs: Run
) -> None:
    agreement_id, seller_phone, maker_id = sign(deal), deal.seller.phone, deal.maker.id
    clock.move_to(at(date(2027, 5, 31)))
    work(run_jobs)
    assert told("agreements.follow_up") == []
    clock.move_to(at(date(2027, 6, 1), 5))
    work(run_jobs)
    assert told("agreements.follow_up") == []  # nobody is woken up
    clock.move_to(at(date(2027, 6, 1)))
    for _ in range(2):
        work(run_jobs)
    messages = told("agreements.follow_up")
    assert len(messages) == 2
    body = next(message.body for message in messages if message.recipient == seller_phone)
    assert len(body) <= 120
    link = re.search(r"/t/[\w-]+", body)
    assert link
    session.remove()
    page = client.get(link[0])
    assert "Sau 3 tháng, mua bán thế nào rồi?" in page.text
    assert stage_of(agreement_id) is Stage.CONTRACT
    forms = re.findall(r'name="answer" value="(\w+)"', page.text)
    assert forms[:3] == ["delivering", "not_yet", "ended"]
    done = client.submit(page, {"answer": "delivering"}, action="/t/")
    assert "Đã trả lời: Đang giao hàng." in done.text
    assert stage_of(agreement_id) is Stage.DELIVERING
    assert question(agreement_id, maker_id).answer is FollowUpAnswer.DELIVERING
    bad = client.submit(done, {"value": "nhiều"}, action=None)
    assert bad.status_code == 422
    assert 'value="nhiều"' in bad.text
    kept = client.submit(bad, {"value": "24 triệu", "quantity": "300"}, action=None)
    assert "Đã ghi số của tháng." in kept.text
    month = session.scalars(select(DeliveredMonth)).one()
    assert (month.value, month.quantity_unit, month.month) == (24_000_000, "kg", date(2027, 6, 1))
    undone = client.submit(client.get(link[0]), {}, action="/t/")
    assert "Sau 3 tháng" in undone.text
    assert stage_of(agreement_id) is Stage.CONTRACT


def test_whoever_says_nothing_is_reminded_twice_and_then_staff_see_it(
    deal: Deal, clock: time_machine.Traveller, run_jobs: Run
) -> None:
    agreement_id = sign(deal)
    shop_id, by_seller, staff = deal.shop.id, deal.by_seller, actor_of(make_staff(province_code="79"))
    clock.move_to(at(date(2027, 6, 1)))  # a Tuesday
    work(run_jobs)
    with transaction():
        row = question(agreement_id, by_seller.organisation_id or 0)
        actions.answer_follow_up(row, FollowUpAnswer.NOT_YET, by=by_seller)
    for day, count in ((date(2027, 6, 7), 0), (date(2027, 6, 8), 1), (date(2027, 6, 9), 1), (date(2027, 6, 14), 1)):
        clock.move_to(at(day))
        work(run_jobs)
        assert len(told("agreements.reminder")) == count, day
    assert get_totals(staff).unanswered == 0
    for _ in range(2):
        clock.move_to(at(date(2027, 6, 15)))
        work(run_jobs)
    assert len(told("agreements.reminder")) == 2
    assert max(len(message.body) for message in told("agreements.reminder")) <= 120
    assert get_totals(staff).unanswered == 1
    assert [one.id for one in get_for_staff(staff, AgreementFilter.UNANSWERED).items] == [agreement_id]
    clock.move_to(at(date(2027, 9, 1)))
    work(run_jobs)
    # The next question takes the place of the one that nobody answered.
    assert question(agreement_id, shop_id).waived_at is not None
    assert get_totals(staff).unanswered == 0


def test_coming_to_nothing_needs_a_reason_and_ends_the_asking(deal: Deal) -> None:
    agreement_id, mine, theirs = asked(deal)
    with pytest.raises(Invalid), transaction():
        actions.answer_follow_up(mine, FollowUpAnswer.FAILED, by=deal.by_seller)
    with transaction():
        actions.answer_follow_up(mine, FollowUpAnswer.FAILED, reason=FailReason.DISCOUNT, by=deal.by_seller)
    agreement = session.get_one(Agreement, agreement_id)
    assert (agreement.stage, agreement.fail_reason) == (Stage.FAILED, FailReason.DISCOUNT)
    assert question(agreement_id, deal.shop.id, 6).waived_at is not None
    assert theirs.waived_at is None


def test_two_sides_that_differ_are_both_kept_and_staff_see_it(deal: Deal) -> None:
    agreement_id, mine, theirs = asked(deal)
    with transaction():
        actions.answer_follow_up(mine, FollowUpAnswer.DELIVERING, by=deal.by_seller)
    with transaction():
        actions.answer_follow_up(theirs, FollowUpAnswer.FAILED, reason=FailReason.PRICE, by=deal.by_buyer)
    assert stage_of(agreement_id) is Stage.DELIVERING
    assert question(agreement_id, deal.shop.id).answer is FollowUpAnswer.FAILED
    for code, count in (("01", 1), ("79", 1), ("48", 0)):
        staff = actor_of(make_staff(province_code=code))
        assert get_totals(staff).differing == count
        assert len(get_for_staff(staff, AgreementFilter.DIFFERING).items) == count


def test_an_answer_is_given_once_by_whoever_was_asked(deal: Deal) -> None:
    _agreement_id, mine, _theirs = asked(deal)
    for _ in range(2):
        with transaction():
            actions.answer_follow_up(mine, FollowUpAnswer.NOT_YET, by=deal.by_seller)
    with pytest.raises(Conflict), transaction():
        actions.answer_follow_up(mine, FollowUpAnswer.ENDED, by=deal.by_seller)
    with time_machine.travel(at(SIGNED) + timedelta(minutes=11)), pytest.raises(Conflict), transaction():
        actions.take_back_answer(mine, by=deal.by_seller)
    with transaction():
        actions.take_back_answer(mine, by=deal.by_seller)
    with transaction():
        actions.answer_follow_up(mine, FollowUpAnswer.ENDED, by=deal.by_seller)
    assert mine.answer is FollowUpAnswer.ENDED


def test_an_end_that_is_taken_back_brings_the_later_questions_back(deal: Deal) -> None:
    agreement_id, mine, _theirs = asked(deal)
    with transaction():
        actions.answer_follow_up(mine, FollowUpAnswer.ENDED, by=deal.by_seller)
    assert question(agreement_id, deal.shop.id, 12).waived_at is not None
    with transaction():
        actions.take_back_answer(mine, by=deal.by_seller)
    assert (stage_of(agreement_id), mine.answer) == (Stage.CONTRACT, None)
    assert question(agreement_id, deal.shop.id, 12).waived_at is None


def test_totals_tell_signed_from_delivered_and_whose_figure_it_is(deal: Deal) -> None:
    agreement = make_agreement(deal, Stage.DELIVERING)
    for by, value in ((deal.by_seller, "20 triệu"), (deal.by_seller, "22 triệu"), (deal.by_buyer, "18 triệu")):
        with transaction():
            actions.report_month(agreement, MonthDraft(month="2027-03", value=value), by=by)
    other = make_deal()
    make_agreement(other, Stage.FAILED)
    staff = actor_of(make_staff(province_code="01"))
    totals = get_totals(staff)
    there = totals.stages[Stage.DELIVERING]
    assert (there.count, there.monthly_value, there.by_seller, there.by_buyer) == (
        1,
        24_000_000,
        22_000_000,
        18_000_000,
    )
    assert (totals.stages[Stage.FAILED].count, totals.reasons[FailReason.PRICE]) == (1, 1)
    assert [one.stage for one in get_for_staff(staff, reason=FailReason.PRICE).items] == [Stage.FAILED]
    assert get_totals(actor_of(make_staff(province_code="48"))).stages[Stage.DELIVERING].count == 0
    assert get_for_staff(deal.by_seller).items == []


def test_lists_ask_as_often_for_three_rows_as_for_one(deal: Deal, new_client: Callable[[], FlaskClient]) -> None:
    staff = actor_of(make_staff(province_code="01"))
    make_agreement(deal, Stage.DELIVERING)

    def ask() -> None:
        for one in get_for_staff(staff).items:
            assert one.seller.province.name_short
        get_totals(staff)

    first = count_statements(ask)
    for _ in range(2):
        make_agreement(make_deal(), Stage.DELIVERING)
    assert count_statements(ask) == first
