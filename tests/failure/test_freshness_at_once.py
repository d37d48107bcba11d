"""Two taps, two workers, two colleagues in one moment: said once, asked once, nothing lost. On both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace.audit.models import AuditEntry
from marketplace.clock import VIETNAM, today
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.notifications.models import OutboxMessage
from marketplace.postings import actions
from marketplace.postings.models import DemandWeek, Posting, PostingStatus
from marketplace.postings.queries import get_posting
from marketplace.postings.rules import weeks_ahead
from tests.factories.freshness import Owner, make_owner, old_listing
from tests.factories.postings import make_demand, make_listing
from tests.failure.racing import race

pytestmark = pytest.mark.usefixtures("open_market")
ROUNDS = 4


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Hold the clock in the daytime, when people may be written to."""
    with time_machine.travel(datetime(2030, 3, 4, 12, tzinfo=VIETNAM), tick=False):
        yield


def history(verb: str, posting_id: int) -> int:
    about = (AuditEntry.verb == f"postings.{verb}", AuditEntry.thing_id == posting_id)
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*about)) or 0


def told(owner: Owner) -> Counter[str]:
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.user_id == owner.actor.user_id))
    return Counter(row.template for row in rows)


def test_two_taps_say_it_once() -> None:
    for _ in range(ROUNDS):
        owner = make_owner()
        posting_id = old_listing(owner, 50).id

        def tap(posting_id: int = posting_id, owner: Owner = owner) -> None:
            actions.confirm_available(get_posting(posting_id), by=owner.actor)

        assert race(tap, tap) == [None, None]
        assert history("confirm", posting_id) == 1


def test_two_workers_ask_once() -> None:
    owner = make_owner()
    old_listing(owner, 50)
    old_listing(owner, 50)
    race(actions.ask_owners, actions.ask_owners, actions.ask_owners)
    assert told(owner) == {"postings.still_there": 1}


def test_two_workers_bring_back_once() -> None:
    owner = make_owner()
    over = {"status": PostingStatus.PAUSED, "paused_until": today() - timedelta(days=1)}
    posting_id = make_listing(owner.organisation, **over).id
    race(actions.bring_back, actions.bring_back)
    assert told(owner) == {"postings.back_in_sight": 1}
    assert history("resume", posting_id) == 1


def test_whoever_stops_while_a_colleague_confirms_has_stopped() -> None:
    for _ in range(ROUNDS):
        owner = make_owner()
        posting_id = old_listing(owner, 50).id

        def confirm(posting_id: int = posting_id, owner: Owner = owner) -> None:
            actions.confirm_available(get_posting(posting_id), by=owner.actor)

        def stop(posting_id: int = posting_id, owner: Owner = owner) -> None:
            actions.withdraw(get_posting(posting_id), by=owner.actor)

        confirmed, stopped = race(confirm, stop)
        assert stopped is None
        assert confirmed is None or isinstance(confirmed, Conflict)
        assert session.get_one(Posting, posting_id).status is PostingStatus.WITHDRAWN


def test_a_worker_that_asks_does_not_undo_a_tap() -> None:
    for _ in range(ROUNDS):
        owner = make_owner()
        posting_id = old_listing(owner, 50).id

        def tap(posting_id: int = posting_id, owner: Owner = owner) -> None:
            actions.confirm_available(get_posting(posting_id), by=owner.actor)

        outcomes = race(tap, actions.ask_owners)
        assert not any(isinstance(one, Exception) for one in outcomes), outcomes
        kept = session.get_one(Posting, posting_id)
        assert kept.expires_on == today() + timedelta(days=90)
        assert told(owner)["postings.still_there"] <= 1
        with transaction():
            actions.ask_owners()
        assert told(owner)["postings.still_there"] <= 1


def test_of_two_who_change_the_weeks_one_is_told() -> None:
    owner = make_owner()
    demand = make_demand(owner.organisation, is_standing=True)
    demand_id, monday = demand.id, weeks_ahead(today())[0]

    def save(text: str) -> bool:
        return actions.save_weeks(get_posting(demand_id), {monday: text}, expected_version=1, by=owner.actor)

    outcomes = race(lambda: save("10"), lambda: save("20"))
    assert sum(isinstance(one, Conflict) for one in outcomes) == 1, outcomes
    assert len(session.scalars(select(DemandWeek).where(DemandWeek.posting_id == demand_id)).all()) == 1
