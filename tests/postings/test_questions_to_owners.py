"""Through the real worker with the clock held: asked, warned, back after a pause, old and sunk, run out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import TapLink
from marketplace.clock import VIETNAM, now, today
from marketplace.db import session, transaction
from marketplace.i18n import reading
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Queue
from marketplace.notifications.sms import ROOM, length_of
from marketplace.postings import actions, mail
from marketplace.postings.actions.asking import ask_owners
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.queries import get_posting
from marketplace.postings.searching import SearchRequest, search_postings
from tests.factories.accounts import add_member, make_user
from tests.factories.freshness import Owner, letters, make_owner, old_demand, old_listing
from tests.factories.postings import make_demand, make_listing

Db = scoped_session[Session]
Run = Callable[[], None]
MORNING = datetime(2026, 3, 2, 9, tzinfo=VIETNAM)


@pytest.fixture
def clock(db: Db) -> Iterator[time_machine.Coordinates]:
    """Hold the clock at nine on a Monday morning."""
    with time_machine.travel(MORNING, tick=False) as travelled:
        yield travelled


@pytest.fixture
def owner(clock: time_machine.Coordinates) -> Owner:
    return make_owner()


@pytest.fixture
def pass_days(clock: time_machine.Coordinates, run_jobs: Run) -> Callable[[float], None]:
    """Let days pass, with the worker at work once on each."""

    def go(days: float) -> None:
        while days > 0:
            step = min(days, 1)
            clock.shift(timedelta(days=step))
            days -= step
            with transaction():
                for name in ("postings.ask_freshness", "postings.expire"):
                    enqueue(name)
            run_jobs()

    return go


def templates() -> list[str]:
    return [row.template.removeprefix("postings.") for row in letters()]


def test_a_listing_that_nobody_confirms_from_beginning_to_end(owner: Owner, pass_days: Callable[[float], None]) -> None:
    listing_id = make_listing(owner.organisation).id
    told: list[tuple[int, str]] = []
    for day in range(1, 100):
        before = len(letters())
        pass_days(1)
        told += [(day, row.template) for row in letters()[before:]]
    assert told == [
        (45, "postings.still_there"),
        (59, "postings.still_there"),
        (76, "postings.expires_soon"),
        (87, "postings.expires_soon"),
    ]
    assert get_posting(listing_id).status is PostingStatus.EXPIRED


def test_who_confirms_is_left_in_peace_for_another_45_days(owner: Owner, pass_days: Callable[[float], None]) -> None:
    listing_id = make_listing(owner.organisation).id
    pass_days(45)
    with transaction():
        actions.confirm_available(get_posting(listing_id), by=owner.actor)
    pass_days(44)
    assert templates() == ["still_there"]
    pass_days(1)
    assert templates() == ["still_there", "still_there"]
    assert get_posting(listing_id).status is PostingStatus.PUBLISHED


def test_all_that_is_due_goes_into_one_message_a_day(owner: Owner, pass_days: Callable[[float], None]) -> None:
    for days in (44, 50, 44):
        old_listing(owner, days)
    first = old_listing(owner, 50, expires_on=today() + timedelta(days=4), title="Mật ong bạc hà").id
    old_listing(make_owner("Người Khác", "Nhà khác"), 44)
    pass_days(1)
    told = letters()
    assert sorted(row.template for row in told) == ["postings.expires_soon", "postings.still_there"]
    mine = next(row for row in told if row.template == "postings.expires_soon")
    assert "“Mật ong bạc hà” hết hạn" in mine.body
    assert "thêm 3 tin chờ trả lời" in mine.body
    link = session.scalars(select(TapLink).where(TapLink.organisation_id == owner.organisation_id)).one()
    assert (link.purpose, link.thing_id) == ("postings.freshness", first)


def test_what_falls_due_later_on_a_day_waits_for_the_next(
    owner: Owner, clock: time_machine.Coordinates, run_jobs: Run, pass_days: Callable[[float], None]
) -> None:
    old_listing(owner, 45)
    old_listing(owner, 44.9)
    pass_days(0.01)
    assert templates() == ["still_there"]
    clock.shift(timedelta(hours=4))
    with transaction():
        enqueue("postings.ask_freshness")
    run_jobs()
    assert templates() == ["still_there"]
    pass_days(1)
    assert templates() == ["still_there", "still_there"]


def test_nobody_is_woken(owner: Owner, clock: time_machine.Coordinates, run_jobs: Run) -> None:
    old_listing(make_owner("Người Khác", "Nhà khác"), 50)
    paused = make_listing(owner.organisation, status=PostingStatus.PAUSED, paused_until=today() - timedelta(days=1)).id
    for hour, count in ((3, 0), (6, 0), (21, 0), (7, 2)):
        clock.move_to(MORNING.replace(hour=hour))
        with transaction():
            enqueue("postings.ask_freshness")
        run_jobs()
        assert len(letters()) == count, hour
    assert get_posting(paused).status is PostingStatus.PUBLISHED


def test_only_what_is_in_sight_is_asked_about(owner: Owner, pass_days: Callable[[float], None]) -> None:
    for status in (PostingStatus.DRAFT, PostingStatus.WITHDRAWN, PostingStatus.PAUSED, PostingStatus.EXPIRED):
        old_listing(owner, 50, status=status)
    pass_days(1)
    assert templates() == []


def test_everybody_in_the_house_has_a_link_of_their_own(owner: Owner, pass_days: Callable[[float], None]) -> None:
    add_member(owner.organisation, make_user("Con Gái", email="con-gai@example.vn", phone=None))
    old_listing(owner, 50)
    pass_days(1)
    assert templates() == ["still_there"] * 2
    assert len(session.scalars(select(TapLink)).all()) == 2


def test_a_demand_is_warned_of_and_asked(owner: Owner, pass_days: Callable[[float], None]) -> None:
    make_demand(owner.organisation, expires_on=today() + timedelta(days=60))
    pass_days(70)
    assert templates() == ["still_there", "expires_soon", "expires_soon"]
    assert "còn cần mua không?" in letters()[0].body


def test_a_pause_ends_by_itself(owner: Owner, pass_days: Callable[[float], None]) -> None:
    listing_id = make_listing(owner.organisation).id
    with transaction():
        actions.pause(get_posting(listing_id), until=today() + timedelta(days=14), by=owner.actor)
    pass_days(14)
    assert get_posting(listing_id).status is PostingStatus.PAUSED
    pass_days(1)
    back = get_posting(listing_id)
    assert (back.status, back.paused_until) == (PostingStatus.PUBLISHED, None)
    assert back.expires_on == today() + timedelta(days=90)
    assert templates() == ["back_in_sight"]
    assert found() == [listing_id]
    pass_days(1)
    assert templates() == ["back_in_sight"]
    pass_days(44)
    assert templates() == ["back_in_sight", "still_there"]


def test_who_hears_that_something_is_back_is_not_asked_on_the_same_day(
    owner: Owner, pass_days: Callable[[float], None]
) -> None:
    old_listing(owner, 50)
    make_listing(owner.organisation, status=PostingStatus.PAUSED, paused_until=today())
    old_listing(owner, 40, status=PostingStatus.PAUSED, paused_until=today())
    pass_days(1)
    assert templates() == ["back_in_sight"]
    pass_days(1)
    assert templates() == ["back_in_sight", "still_there"]


def test_a_pause_without_end_goes_on(owner: Owner, pass_days: Callable[[float], None]) -> None:
    listing_id = make_listing(owner.organisation).id
    with transaction():
        actions.pause(get_posting(listing_id), until=None, by=owner.actor)
    pass_days(120)
    assert get_posting(listing_id).status is PostingStatus.PAUSED
    assert templates() == []


def found(text: str = "mật ong") -> list[int]:
    return [row.id for row in search_postings(SearchRequest(side=Side.SUPPLY, text=text)).postings]


def test_old_ones_sink_below_fresh_ones_and_then_leave(
    clock: time_machine.Coordinates, pass_days: Callable[[float], None]
) -> None:
    owner, other = make_owner("Chủ Một", "Nhà một"), make_owner("Chủ Hai", "Nhà hai")
    kept, left = make_listing(owner.organisation).id, make_listing(other.organisation).id
    with transaction():
        for posting_id in (kept, left):
            enqueue("search.put", queue=Queue.INDEX, posting_id=posting_id)
    pass_days(50)
    assert found() == [left, kept]
    with transaction():
        actions.confirm_available(get_posting(kept), by=owner.actor)
    pass_days(9.9)
    assert found() == [left, kept]
    pass_days(0.2)
    assert found() == [kept, left]
    assert found("") == [kept, left]
    pass_days(35)
    assert found() == [kept]


def test_asking_twice_writes_once(owner: Owner) -> None:
    old_listing(owner, 50)
    with transaction():
        assert ask_owners() == 1
    with transaction():
        assert ask_owners() == 0
    assert templates() == ["still_there"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("others", [0, 12])
@pytest.mark.parametrize("side", list(Side))
def test_every_letter_fits_into_a_text_message(language: str, others: int, side: Side) -> None:
    title, link = "Mật ong hoa nhãn nguyên chất " * 5, "https://chapnoi.example.gov.vn/t/AbCdEfGhIjKl"
    with reading(language):
        written = [
            mail.still_there(title, side, others, link=link),
            mail.expires_soon(title, side, date(2026, 12, 31), others, link=link),
            mail.back_in_sight(title, others, link=link),
            mail.weeks_changed("Siêu thị Hoa Sen " * 4, title, "tuần", link=link),
        ]
    for letter in written:
        assert length_of(letter.short) <= ROOM, letter.short
        assert link in letter.short
        assert link in letter.body


def test_many_houses_are_asked_in_rounds(clock: time_machine.Coordinates, run_jobs: Run) -> None:
    for number in range(3):
        old_listing(make_owner(f"Chủ {number}", f"Nhà {number}"), 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("marketplace.postings.actions.asking.BATCH", 2)
        with transaction():
            enqueue("postings.ask_freshness")
        run_jobs()
    assert len(letters()) == 3
    assert all(row.asked_at == now() for row in session.scalars(select(Posting)))


def test_what_is_older_than_the_questions_is_asked_about_once(owner: Owner, pass_days: Callable[[float], None]) -> None:
    old_demand(owner, 300, confirmed_at=None)
    pass_days(30)
    assert templates() == ["still_there"]
