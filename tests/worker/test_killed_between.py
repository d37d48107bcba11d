"""A worker killed in the middle of telling many people, or before it could say that it had: each is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.agreements.models import FollowUp, Stage
from marketplace.clock import VIETNAM, now, today
from marketplace.db import session, transaction
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.actions import save_weeks
from marketplace.postings.rules import weeks_ahead
from marketplace.quotes import actions as quotes
from marketplace.worker.handlers import HANDLERS
from tests.factories.accounts import make_organisation, make_user
from tests.factories.agreements import make_agreement, make_deal
from tests.factories.agreements import make_lead as make_accepted
from tests.factories.alerts import keep
from tests.factories.freshness import make_owner, old_listing
from tests.factories.leads import make_lead, make_pair
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import make_buyer, make_supplier, sent_quote

Db = scoped_session[Session]
MONDAY = datetime(2026, 10, 5, 10, tzinfo=VIETNAM)
PEOPLE = 3


class Killed(BaseException):
    """What ends a process in the middle of anything."""


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Let the process end when it has written so many messages."""
    written = 0

    def count(*_: Any) -> None:
        nonlocal written
        written += 1
        if written == number:
            raise Killed

    event.listen(OutboxMessage, "after_insert", count)
    try:
        with pytest.raises(Killed):
            yield
    finally:
        event.remove(OutboxMessage, "after_insert", count)
        session.remove()


def unanswered() -> dict[str, int]:
    for _ in range(PEOPLE):
        make_lead(make_pair())
    return {}


def signed_long_ago() -> dict[str, int]:
    with transaction():
        for _ in range(PEOPLE):
            agreement = make_agreement(make_deal(), Stage.CONTRACT)
            asked = {"agreement_id": agreement.id, "organisation_id": agreement.seller_id}
            session.add(FollowUp(months=3, due_on=today() + timedelta(days=1), **asked))
    return {}


def old_postings() -> dict[str, int]:
    for number in range(PEOPLE):
        old_listing(make_owner(house=f"HTX Số {number}"), 50)
    return {}


def changed_weeks() -> dict[str, int]:
    buyer = make_buyer()
    values = {"is_standing": True, "weekly_amount": Decimal(70), "expires_on": today() + timedelta(days=200)}
    demand = make_demand(buyer.organisation, **values)
    for number in range(PEOPLE):
        make_accepted(demand, make_supplier(f"HTX Bán {number}").organisation, buyer.organisation)
    with transaction():
        save_weeks(demand, {weeks_ahead(today())[0]: "0"}, by=buyer.actor)
    return {"posting_id": demand.id}


def sealed() -> dict[str, int]:
    buyer = make_buyer()
    demand = make_demand(buyer.organisation, expires_on=today())
    with transaction():
        quotes.set_request(demand, is_sealed=True, by=buyer.actor)
    for number in range(PEOPLE):
        sent_quote(demand, make_supplier(f"HTX Kín {number}"))
    return {"demand_id": demand.id}


def searches() -> dict[str, int]:
    for _ in range(PEOPLE):
        keep(make_user(), pace=AlertPace.AT_ONCE)
    with transaction():
        for row in session.scalars(select(SavedSearch)):
            row.told_until -= timedelta(hours=1)
    make_listing(make_organisation(name="HTX Ong Vàng"), published_at=now() - timedelta(minutes=30))
    return {}


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    ("job", "prepare", "days", "template", "last"),
    [
        ("leads.follow_deadlines", unanswered, 2, "leads.reminder", PEOPLE),
        ("leads.weeks_changed", changed_weeks, 0, "postings.weeks_changed", PEOPLE),
        ("agreements.follow_up", signed_long_ago, 1, "agreements.follow_up", PEOPLE),
        ("postings.ask_freshness", old_postings, 0, "postings.still_there", PEOPLE),
        ("quotes.open_sealed", sealed, 1, "quotes.opened", 1),
        ("alerts.due", searches, 0, "alerts.digest", PEOPLE),
    ],
)
def test_everybody_is_told_once(
    app: Flask, db: Db, job: str, prepare: Callable[[], dict[str, int]], days: int, template: str, last: int
) -> None:
    def told() -> Counter[int | None]:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.template == template))
        return Counter(row.user_id for row in rows)

    with time_machine.travel(MONDAY, tick=False) as clock:
        payload = prepare()
        clock.shift(timedelta(days=days))
        with app.app_context():
            with killed_at(last):
                HANDLERS[job](payload)
            for _ in range(2):
                HANDLERS[job](payload)
                session.rollback()
                assert list(told().values()) == [1] * last
