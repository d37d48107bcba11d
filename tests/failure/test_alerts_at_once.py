"""Two workers, one moment: each person is told once; two taps, one search. On both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select

from marketplace.accounts.queries import get_actor
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.leads.queries.unwanted import get_unwanted
from marketplace.matching.actions import pace_everything, save_search, tell_news
from marketplace.matching.actions.searches import MAX_SEARCHES
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.matching.news import FreshPostings, moment_of, read_news
from marketplace.postings.models import Side
from marketplace.postings.searching import SearchRequest
from marketplace.worker.alerting import SETTLED
from tests.factories.accounts import actor_of, make_organisation, make_user
from tests.factories.alerts import WEDNESDAY, digests, keep, plain
from tests.factories.postings import make_listing
from tests.failure.racing import race

pytestmark = pytest.mark.usefixtures("open_market")
ROUNDS = 3


@pytest.fixture(autouse=True)
def by_day() -> Iterator[None]:
    with transaction():
        session.execute(delete(SavedSearch))
    with time_machine.travel(WEDNESDAY, tick=True):
        yield


def make_news() -> tuple[int, Callable[[], None]]:
    """Make a person for whom there is something new, and what a worker does that has just read it."""
    user = make_user()
    make_organisation(user)
    user_id = plain(user).id
    keep(user, pace=AlertPace.AT_ONCE)
    with transaction():
        session.scalars(select(SavedSearch).where(SavedSearch.user_id == user_id)).one().told_until -= timedelta(
            hours=1
        )
    make_listing(make_organisation(name="HTX Ong Vàng"), published_at=now() - timedelta(minutes=30))
    moment = moment_of(now(), now() - SETTLED)
    (news,) = read_news([user_id], moment, FreshPostings(moment), get_unwanted)
    session.rollback()
    return user_id, lambda: tell_news(news, moment, site="Chắp Nối", site_url="https://chapnoi.example")


def test_two_workers_tell_once() -> None:
    for _ in range(ROUNDS):
        user_id, tell = make_news()
        assert race(tell, tell, tell) == [None, None, None]
        session.rollback()
        assert len(digests(user_id)) == 1


def test_stopping_while_a_message_is_written_waits_for_it_and_holds() -> None:
    for _ in range(ROUNDS):
        user_id, tell = make_news()
        me = get_actor(user_id)
        assert race(tell, lambda me=me: pace_everything(AlertPace.NEVER, by=me)) == [None, None]
        session.rollback()
        paces = select(SavedSearch.pace).where(SavedSearch.user_id == user_id)
        assert session.scalars(paces).one() is AlertPace.NEVER
        assert len(digests(user_id)) <= 1


def test_two_taps_save_one_search_and_never_more_than_the_limit() -> None:
    user = make_user()
    me = actor_of(user)
    request = SearchRequest(side=Side.SUPPLY, text="mật ong")
    outcomes = race(*[lambda: save_search(request, by=me).id] * 3)
    assert len(set(outcomes)) == 1
    for number in range(MAX_SEARCHES - 2):
        keep(user, f"hàng {number}")
    texts = [SearchRequest(side=Side.SUPPLY, text=f"gốm {number}") for number in range(3)]
    race(*[lambda one=one: save_search(one, by=me).id for one in texts])
    session.rollback()
    kept = select(func.count()).where(SavedSearch.user_id == me.user_id)
    assert session.scalar(kept) == MAX_SEARCHES
