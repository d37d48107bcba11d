"""A standing demand week by week: read, changed, told to suppliers once a day, forgotten when over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import VIETNAM, now, today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid
from marketplace.jobs.actions import enqueue
from marketplace.leads.models import Lead, LeadOrigin, LeadStatus
from marketplace.postings import actions
from marketplace.postings.drafts import NeedDraft
from marketplace.postings.models import DemandWeek, PostingStatus
from marketplace.postings.queries import get_posting
from marketplace.postings.reading import read_need
from marketplace.postings.rules import weeks_ahead
from marketplace.postings.weeks import coming_weeks, read_amount_of_week, read_delivery_days, read_weeks
from tests.factories.freshness import Owner, letters, make_owner
from tests.factories.postings import make_demand, make_listing

Db = scoped_session[Session]
MONDAY = date(2026, 3, 9)
DAY = date(2026, 3, 4)


def need(**values: object) -> NeedDraft:
    return NeedDraft(**{"is_standing": True, "closes_on": "2026-06-01", **values})


@pytest.mark.parametrize(
    ("typed", "monthly", "weekly", "unit"),
    [
        ({"weekly": "100 kg"}, "433", "100", "kg"),
        ({"weekly": "100 kg/tuần"}, "433", "100", "kg"),
        ({"weekly": "mỗi tuần 30 chai"}, "130", "30", "chai"),
        ({"quantity": "2 tấn", "weekly": "500"}, "2", "500", None),
        ({"quantity": "2 tấn", "weekly": "500 kg"}, "2", "0.5", "tấn"),
        ({"quantity": "400 kg", "weekly": "100"}, "400", "100", "kg"),
        ({"quantity": "400 kg"}, "400", None, "kg"),
        ({"quantity": "400 kg", "weekly": "100 kg", "is_standing": False}, "400", None, "kg"),
    ],
)
def test_weekly_amounts(typed: dict[str, object], monthly: str, weekly: str | None, unit: str | None) -> None:
    if unit is None:  # five hundred tonnes a week contradict two a month
        with pytest.raises(Invalid) as said:
            read_need(need(**typed), DAY)
        assert [(one.field, one.key) for one in said.value.problems] == [("weekly", "postings.weekly_differs")]
        return
    values = read_need(need(**typed), DAY)
    assert (values.quantity_amount, values.quantity_unit) == (Decimal(monthly), unit)
    assert values.weekly_amount == (None if weekly is None else Decimal(weekly))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ({"weekly": "2 tấn/tháng"}, "postings.weekly_not_week"),
        ({"weekly": "2 tan moi thang"}, "postings.weekly_not_week"),
        ({"weekly": "nhiều"}, "taxonomy.amount_unreadable"),
        ({"weekly": "30 chai", "quantity": "2 tấn"}, "postings.weekly_unit"),
        ({"weekly": "900000 tấn"}, "postings.quantity_absurd"),
        ({"delivery_days": (0,)}, "postings.day_of_week_unknown"),
        ({"delivery_days": (1, 8)}, "postings.day_of_week_unknown"),
    ],
)
def test_what_cannot_be_a_week(typed: dict[str, object], key: str) -> None:
    with pytest.raises(Invalid) as said:
        read_need(need(**typed), DAY)
    assert key in {one.key for one in said.value.problems}


def test_days_of_delivery_are_kept_in_order_once() -> None:
    assert read_delivery_days((5, 1, 5)) == (1, 5)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        quantity = read_amount_of_week(text, "kg")
    except Invalid:
        return
    assert quantity is None or quantity.amount > 0


@pytest.mark.parametrize(
    ("text", "amount"),
    [("", None), ("100", None), ("100 kg", None), ("0", 0), ("0 kg", 0), ("không", 0), ("0,0", 0), ("1 tạ rưỡi", 150),
     ("80 kg mỗi tuần", 80)],
)  # fmt: skip
def test_a_week_that_differs(text: str, amount: int | None) -> None:
    said = read_weeks({MONDAY: text}, "kg", Decimal(100))
    assert said == ({} if amount is None else {MONDAY: Decimal(amount)})


def test_every_wrong_week_is_named() -> None:
    with pytest.raises(Invalid) as said:
        read_weeks(
            {MONDAY: "nhiều", MONDAY + timedelta(days=7): "30 chai", MONDAY + timedelta(days=14): "5"}, "kg", None
        )
    assert [one.field for one in said.value.problems] == ["week-2026-03-09", "week-2026-03-16"]


# --- through the database


@dataclass
class Deal:
    """A standing demand with one accepted supplier and one that only asked."""

    buyer: Owner
    supplier: Owner
    demand_id: int


@pytest.fixture
def clock(db: Db) -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=VIETNAM), tick=False) as travelled:
        yield travelled


def _lead(
    posting_id: int, sender: Owner, recipient: Owner, status: LeadStatus, own_posting_id: int | None = None
) -> None:
    with transaction():
        session.add(
            Lead(
                posting_id=posting_id, own_posting_id=own_posting_id, sender_id=sender.organisation_id,
                recipient_id=recipient.organisation_id, origin=LeadOrigin.POSTING, status=status, decline_note="",
                created_at=now(), last_activity_at=now(), last_activity_by_id=sender.organisation_id,
            )
        )  # fmt: skip


@pytest.fixture
def deal(clock: time_machine.Coordinates) -> Deal:
    buyer, supplier = make_owner("Bà Mua", "Siêu thị Hoa Sen"), make_owner("Ông Bán", "Hợp tác xã Một")
    demand = make_demand(
        buyer.organisation, is_standing=True, weekly_amount=Decimal(70), expires_on=today() + timedelta(days=200)
    )
    _lead(demand.id, supplier, buyer, LeadStatus.ACCEPTED)
    _lead(demand.id, make_owner("Ông Hỏi", "Hợp tác xã Hai"), buyer, LeadStatus.OPEN)
    return Deal(buyer, supplier, demand.id)


def save(deal: Deal, typed: dict[int, str], version: int | None = None) -> bool:
    """Save weeks by their number from the next one."""
    mondays = weeks_ahead(today())
    with transaction():
        return actions.save_weeks(
            get_posting(deal.demand_id),
            {mondays[at]: text for at, text in typed.items()},
            expected_version=version,
            by=deal.buyer.actor,
        )


def told() -> list[str]:
    return [row.body for row in letters("postings.weeks")]


def test_weeks_are_saved_changed_and_taken_back(deal: Deal) -> None:
    assert save(deal, {0: "0", 1: "120 kg"})
    weeks = coming_weeks(get_posting(deal.demand_id), today())
    assert [week.amount for week in weeks[:3]] == [Decimal(0), Decimal(120), Decimal(70)]
    assert [week.is_usual for week in weeks[:3]] == [False, False, True]
    assert not save(deal, {0: "0", 1: "120"})
    assert save(deal, {0: "", 1: "70 kg"})
    assert session.scalars(select(DemandWeek)).all() == []


def test_of_two_who_edit_the_second_is_told(deal: Deal) -> None:
    assert save(deal, {0: "0"}, version=1)
    with pytest.raises(Conflict):
        save(deal, {0: "50"}, version=1)


def test_only_standing_demands_of_ones_own(deal: Deal) -> None:
    once = make_demand(deal.buyer.organisation)
    listing = make_listing(deal.buyer.organisation, is_standing=True)
    for posting in (once, listing):
        with pytest.raises(Conflict), transaction():
            actions.save_weeks(posting, {}, by=deal.buyer.actor)


def test_suppliers_hear_once_a_day(deal: Deal, clock: time_machine.Coordinates, run_jobs: Callable[[], None]) -> None:
    save(deal, {0: "0"})
    save(deal, {1: "150"})
    run_jobs()
    assert told() == []
    clock.move_to(datetime(2026, 3, 4, 15, 1, tzinfo=VIETNAM))
    run_jobs()
    assert len(told()) == 1
    assert "Siêu thị Hoa Sen đổi số lượng các tuần tới" in told()[0]
    save(deal, {2: "10"})
    run_jobs()
    assert len(told()) == 1
    clock.move_to(datetime(2026, 3, 5, 15, 1, tzinfo=VIETNAM))
    run_jobs()
    assert len(told()) == 2


def test_suppliers_are_not_woken(deal: Deal, clock: time_machine.Coordinates, run_jobs: Callable[[], None]) -> None:
    save(deal, {0: "0"})
    clock.move_to(datetime(2026, 3, 4, 22, tzinfo=VIETNAM))
    run_jobs()
    assert told() == []
    clock.move_to(datetime(2026, 3, 5, 15, tzinfo=VIETNAM))
    run_jobs()
    assert len(told()) == 1


def test_a_supplier_whom_the_buyer_wrote_to_hears_too(
    deal: Deal, clock: time_machine.Coordinates, run_jobs: Callable[[], None]
) -> None:
    other = make_owner("Ông Được Hỏi", "Hợp tác xã Ba")
    _lead(make_listing(other.organisation).id, deal.buyer, other, LeadStatus.ACCEPTED, deal.demand_id)
    save(deal, {0: "0"})
    clock.move_to(datetime(2026, 3, 4, 15, 1, tzinfo=VIETNAM))
    run_jobs()
    assert len(told()) == 2


@pytest.mark.parametrize("status", [PostingStatus.DRAFT, PostingStatus.PAUSED])
def test_nobody_hears_of_what_is_not_in_sight(
    deal: Deal, clock: time_machine.Coordinates, run_jobs: Callable[[], None], status: PostingStatus
) -> None:
    with transaction():
        get_posting(deal.demand_id).status = status
    save(deal, {0: "0"})
    assert get_posting(deal.demand_id).status is status
    clock.move_to(datetime(2026, 3, 6, 15, 1, tzinfo=VIETNAM))
    run_jobs()
    assert told() == []


def test_weeks_follow_the_unit_and_go_with_it(deal: Deal) -> None:
    save(deal, {0: "150"})
    closes = (today() + timedelta(days=90)).isoformat()
    with transaction():
        draft = NeedDraft(quantity="1 tấn", weekly="200 kg", is_standing=True, closes_on=closes, delivery_days=(2, 4))
        actions.save_need(get_posting(deal.demand_id), draft, by=deal.buyer.actor)
    demand = get_posting(deal.demand_id)
    assert (demand.weekly_amount, demand.delivery_days) == (Decimal("0.2"), [2, 4])
    assert coming_weeks(demand, today())[0].amount == Decimal("0.15")
    with transaction():
        draft = NeedDraft(quantity="900 chai", is_standing=True, closes_on=closes)
        actions.save_need(get_posting(deal.demand_id), draft, by=deal.buyer.actor)
    assert get_posting(deal.demand_id).weeks == []


def test_weeks_that_are_over_are_forgotten(
    deal: Deal, clock: time_machine.Coordinates, run_jobs: Callable[[], None]
) -> None:
    save(deal, {0: "0", 3: "0"})
    clock.shift(timedelta(days=20))
    with transaction():
        enqueue("jobs.sweep")
    run_jobs()
    assert len(session.scalars(select(DemandWeek)).all()) == 1


def test_a_copy_is_standing_too(deal: Deal) -> None:
    with transaction():
        copy = actions.copy_posting(get_posting(deal.demand_id), form_token=None, by=deal.buyer.actor)
    assert (copy.weekly_amount, copy.weeks) == (Decimal(70), [])
