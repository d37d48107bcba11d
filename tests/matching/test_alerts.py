"""What saved searches find is told once, when the person wants it; through the real worker, by a frozen clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.leads.actions import block_organisation
from marketplace.matching.actions import (
    pace_everything,
    remove_search,
    set_search_pace,
)
from marketplace.matching.models import AlertPace, MatchAlert, SavedSearch
from marketplace.notifications.models import Medium
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.worker.alerting import SETTLED
from tests.factories.accounts import actor_of, add_member, make_organisation
from tests.factories.alerts import (
    MONDAY_SEVEN,
    SOON,
    THURSDAY_SEVEN,
    WEDNESDAY,
    RunJobs,
    digests,
    keep,
    make_buyer,
    offer,
    plain,
    settle,
    tick,
    want,
)
from tests.factories.postings import make_listing

pytestmark = pytest.mark.usefixtures("index")


def test_at_once_is_within_a_minute_of_publishing(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        user_id = buyer.id
        clock.shift(60)
        offer()
        run_jobs()
        assert digests() == []
        clock.shift(SOON)
        run_jobs()
        (message,) = digests(user_id)
        assert message.body.startswith("1 tin mới: Mật ong hoa nhãn. Xem: ")
        clock.shift(600)
        tick(run_jobs)
        assert len(digests()) == 1


def test_at_once_in_the_night_waits_for_the_morning(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY.replace(hour=22), tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        offer()
        run_jobs()
        for moment in (WEDNESDAY.replace(hour=22, minute=5), THURSDAY_SEVEN - timedelta(minutes=1)):
            clock.move_to(moment)
            tick(run_jobs)
            assert digests() == []
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        assert len(digests()) == 1


def test_daily_is_at_seven_and_says_nothing_twice(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer)
        clock.shift(60)
        offer("Mật ong rừng")
        clock.shift(60)
        tick(run_jobs)
        assert digests() == []
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        assert ["Mật ong rừng" in one.body for one in digests()] == [True]
        clock.shift(timedelta(hours=3))
        tick(run_jobs)
        clock.shift(timedelta(days=1))
        tick(run_jobs)
        assert len(digests()) == 1
        offer("Mật ong bạc hà")
        clock.shift(timedelta(days=1))
        tick(run_jobs)
        assert "1 tin mới: Mật ong bạc hà" in digests()[-1].body


def test_weekly_is_on_monday(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.WEEKLY)
        clock.shift(60)
        offer()
        for moment in (THURSDAY_SEVEN, MONDAY_SEVEN - timedelta(minutes=1)):
            clock.move_to(moment)
            tick(run_jobs)
            assert digests() == []
        clock.move_to(MONDAY_SEVEN)
        tick(run_jobs)
        assert len(digests()) == 1


def test_never_is_never_and_afterwards_only_what_comes_then(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        search = keep(buyer, pace=AlertPace.NEVER)
        clock.shift(60)
        offer("Mật ong cũ")
        clock.move_to(MONDAY_SEVEN)
        tick(run_jobs)
        assert digests() == []
        with transaction():
            set_search_pace(session.get_one(SavedSearch, search.id), AlertPace.AT_ONCE, by=actor_of(buyer))
        clock.shift(60)
        offer("Mật ong mới")
        clock.shift(SOON)
        tick(run_jobs)
        (message,) = digests()
        assert "Mật ong mới" in message.body
        assert "Mật ong cũ" not in message.body


def test_one_message_for_all_searches_and_matches_of_a_person(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, shop = make_buyer(email="mua@cuahang.vn")
        keep(buyer, "mật ong")
        keep(buyer, "ong", certificate=("ocop4",))
        keep(buyer, "gốm")
        want(organisation=shop)
        run_jobs()
        clock.shift(60)
        maker = plain(make_organisation(name="HTX Ong Vàng"))
        offer("Mật ong hoa nhãn", maker)
        offer("Sáp ong rừng", maker, certificates=["ocop4"], category_code="processed")
        offer("Bình gốm", maker, category_code="craft.ceramics")
        offer("Chum gốm", maker, category_code="craft.ceramics")
        settle(run_jobs)
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        (message,) = digests()
        assert message.medium is Medium.EMAIL
        assert message.subject == "4 tin mới trên Chắp Nối"
        assert "1 nơi hợp mới với tin của mình:\n- Mật ong hoa nhãn (Rất phù hợp)" in message.body
        assert "3 tin mới theo tìm kiếm đã lưu:\n- Chum gốm\n- Bình gốm\n… và 1 tin nữa" in message.body
        assert "/t/" in message.body


def test_the_message_is_in_the_readers_language(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, shop = make_buyer(email="buyer@shop.example", language="en")
        keep(buyer, "gốm")
        want(organisation=shop)
        run_jobs()
        clock.shift(60)
        offer("Mật ong hoa nhãn")
        offer("Bình gốm", category_code="craft.ceramics")
        settle(run_jobs)
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        (message,) = digests()
        assert message.subject == "2 new postings on Chắp Nối"
        assert "1 new match for your postings:\n- Mật ong hoa nhãn (Very good fit)" in message.body
        assert "1 new posting for your saved searches:\n- Bình gốm" in message.body
        assert "Xem" not in message.body


def test_a_text_message_stays_short_whatever_the_titles(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        for number in range(12):
            offer(f"Mật ong {'hoa nhãn Hưng Yên chính vụ ' * 4}{number}")
        clock.shift(SOON)
        tick(run_jobs)
        (message,) = digests()
        assert len(message.body) <= 120
        assert message.body.startswith("12 tin mới: Mật ong")


def test_own_blocked_and_hidden_postings_are_no_news(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, shop = make_buyer()
        second = make_organisation(name="Kho của bên mua")
        add_member(second, buyer)
        bad = make_organisation(name="HTX bị chặn")
        gone = plain(make_organisation(name="HTX tạm dừng"))
        with transaction():
            block_organisation(bad.id, by=actor_of(buyer))
        keep(buyer, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        for maker in (shop, second, bad):
            offer(organisation=maker)
        offer(organisation=gone)
        withdrawn = offer()
        with transaction():
            session.get_one(Organisation, gone.id).is_suspended = True
            session.get_one(Posting, withdrawn).status = PostingStatus.WITHDRAWN
        clock.shift(SOON)
        tick(run_jobs)
        assert digests() == []


def test_only_what_has_all_the_words_and_passes_all_filters(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, "mật ong", pace=AlertPace.AT_ONCE, province=("79",))
        keep(buyer, "mật ong", pace=AlertPace.AT_ONCE, side=Side.DEMAND)
        clock.shift(60)
        offer("Mật ong hoa nhãn")
        offer("Đường mía", province_code="79", category_code="processed")
        offer("Mật ong Sài Gòn", province_code="79")
        clock.shift(SOON)
        tick(run_jobs)
        (message,) = digests()
        assert message.body.startswith("1 tin mới: Mật ong Sài Gòn.")


def test_what_the_index_has_not_seen_yet_is_told_all_the_same(run_jobs: RunJobs) -> None:
    """The database decides: neither a stale index nor a dead index writer makes anybody miss something."""
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        make_listing(make_organisation(name="HTX Ong Vàng"))
        clock.shift(SOON)
        tick(run_jobs)
        assert len(digests()) == 1


def test_a_posting_that_is_just_being_published_is_told_in_the_next_round(run_jobs: RunJobs) -> None:
    """On PostgreSQL a posting can be seen only a moment after its time of publication: nothing so young is passed."""
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        keep(buyer, pace=AlertPace.AT_ONCE)
        clock.shift(60)
        offer("Mật ong một")
        clock.shift(SOON)
        late_at = now() - timedelta(seconds=5)
        tick(run_jobs)
        make_listing(make_organisation(name="HTX Chậm"), title="Mật ong hai", published_at=late_at)
        clock.shift(SETTLED)
        tick(run_jobs)
        assert [one.body.split(". Xem")[0] for one in digests()] == ["1 tin mới: Mật ong một", "1 tin mới: Mật ong hai"]


def test_a_search_that_was_put_away_is_silent(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, _shop = make_buyer()
        search = keep(buyer)
        with transaction():
            remove_search(session.get_one(SavedSearch, search.id), by=actor_of(buyer))
        clock.shift(60)
        offer()
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        assert digests() == []
        clock.shift(timedelta(days=2))
        tick(run_jobs)
        assert session.scalars(select(SavedSearch)).all() == []


def test_stop_stops_everything_and_daily_brings_back_what_was_told(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        buyer, shop = make_buyer()
        me = actor_of(buyer)
        keep(buyer, "mật ong", pace=AlertPace.AT_ONCE)
        keep(buyer, "gốm", pace=AlertPace.WEEKLY)
        silent = keep(buyer, "tre", pace=AlertPace.NEVER)
        clock.shift(60)
        offer()
        clock.shift(SOON)
        tick(run_jobs)
        assert len(digests()) == 1
        with transaction():
            pace_everything(AlertPace.NEVER, by=me)
        assert set(session.scalars(select(SavedSearch.pace))) == {AlertPace.NEVER}
        assert session.scalars(select(MatchAlert.pace)).all() == [AlertPace.NEVER]
        with transaction():
            pace_everything(AlertPace.DAILY, by=me)
        paces = {row.name: row.pace for row in session.scalars(select(SavedSearch))}
        assert paces == {"mật ong": AlertPace.DAILY, "gốm": AlertPace.NEVER, "tre": AlertPace.NEVER}
        assert silent.id
