"""Saved searches, and a market in which something new turns up, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from marketplace.accounts.models import Organisation, User
from marketplace.clock import VIETNAM
from marketplace.db import Base, session
from marketplace.matching.actions import save_search
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.actions.changes import have_index_follow
from marketplace.postings.models import Posting, Side
from marketplace.postings.searching import SearchRequest
from marketplace.worker.loop import Timetable
from tests.factories.accounts import actor_of, make_organisation, make_user, writing
from tests.factories.postings import make_demand, make_listing

# A Wednesday.
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
THURSDAY_SEVEN = datetime(2026, 11, 26, 7, 0, tzinfo=VIETNAM)
MONDAY_SEVEN = datetime(2026, 11, 30, 7, 0, tzinfo=VIETNAM)
SOON = timedelta(seconds=31)

RunJobs = Callable[[], None]
R = TypeVar("R", bound=Base)


def plain(row: R) -> R:
    """Take a row out of the session, so that it can be used after the worker has ended its own."""
    session.refresh(row)
    session.expunge(row)
    return row


def make_search(
    user: User,
    text: str = "mật ong",
    *,
    side: Side = Side.SUPPLY,
    pace: AlertPace = AlertPace.DAILY,
    name: str = "",
    **chosen: tuple[str, ...],
) -> SavedSearch:
    """Save a search as a user does."""
    request = SearchRequest(side=side, text=text, chosen=chosen)
    with writing():
        return save_search(request, name=name, pace=pace, by=actor_of(user))


def keep(user: User, text: str = "mật ong", **values: Any) -> SavedSearch:
    """Save a search, to be used after the worker has ended its session."""
    return plain(make_search(user, text, **values))


def offer(title: str = "Mật ong hoa nhãn", organisation: Organisation | None = None, **values: object) -> int:
    """Publish a listing, and have index, matches and alerts follow; return its id."""
    return follow(make_listing(organisation or make_organisation(name="HTX Ong Vàng"), title=title, **values).id)


def want(title: str = "Cần mua mật ong", organisation: Organisation | None = None, **values: object) -> int:
    """Publish a demand, and have index, matches and alerts follow; return its id."""
    return follow(make_demand(organisation, title=title, **values).id)


def follow(posting_id: int) -> int:
    """Have index, matches and alerts follow a posting that was changed."""
    with writing():
        have_index_follow(session.get_one(Posting, posting_id))
    return posting_id


def tick(run_jobs: RunJobs) -> None:
    """Let the worker ask for what it does from time to time, and do everything that is due."""
    Timetable().ask()
    run_jobs()


def digests(user: User | int | None = None) -> list[OutboxMessage]:
    """Return the messages about new things, the oldest first."""
    statement = select(OutboxMessage).where(OutboxMessage.template == "alerts.digest").order_by(OutboxMessage.id)
    if user is not None:
        statement = statement.where(OutboxMessage.user_id == (user if isinstance(user, int) else user.id))
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def make_buyer(name: str = "Trần Văn Mua", **values: str) -> tuple[User, Organisation]:
    """Make somebody with a shop that buys."""
    buyer = make_user(name, **values)
    shop = make_organisation(buyer, name=f"Cửa hàng {name}", is_producer=False, is_distributor=True)
    return plain(buyer), plain(shop)


def make_seller(name: str = "Chủ") -> tuple[User, Organisation]:
    """Make somebody with a cooperative that sells."""
    seller = make_user(name)
    return plain(seller), plain(make_organisation(seller, name="HTX Ong Vàng"))


def settle(run_jobs: RunJobs) -> None:
    """Let the matches be found, and those be noted who will be told of them."""
    run_jobs()
    tick(run_jobs)
