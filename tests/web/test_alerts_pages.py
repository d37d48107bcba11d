"""Saving a search in one tap, the list of what is kept, and the page behind the link of a message."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.audit.models import AuditEntry
from marketplace.db import session, transaction
from marketplace.matching.actions import set_match_pace
from marketplace.matching.actions.searches import MAX_SEARCHES
from marketplace.matching.models import AlertPace, MatchAlert, SavedSearch
from tests.counting import count_statements
from tests.factories.accounts import PASSWORD, actor_of, make_organisation, make_user
from tests.factories.alerts import SOON, WEDNESDAY, RunJobs, digests, keep, offer, plain, tick, want
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]
pytestmark = pytest.mark.usefixtures("index")


@pytest.fixture
def buyer(index: None) -> User:
    user = make_user("Trần Văn Mua")
    make_organisation(user, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    return plain(user)


@pytest.fixture
def browser(new_client: NewClient, buyer: User) -> CheckingClient:
    return sign_in(new_client(), buyer)


def kept() -> list[SavedSearch]:
    rows = select(SavedSearch).order_by(SavedSearch.id).execution_options(populate_existing=True)
    return list(session.scalars(rows))


def test_one_tap_saves_what_is_searched(browser: CheckingClient) -> None:
    page = browser.get("/listings?q=mật+ong&province=01&province=79&price=100k/kg&sort=newest")
    saved = browser.submit(page, {}, action="/my/alerts")
    assert saved.request.full_path.startswith("/listings?")
    assert "Đã lưu tìm kiếm. Có tin mới thì 7 giờ sáng báo một lần." in saved.text
    assert "Đã lưu tìm kiếm này" in saved.text
    (row,) = kept()
    assert row.params == {"q": "mật ong", "province": ["01", "79"], "price": "100k/kg"}
    assert row.name == "mật ong · Hà Nội · Hồ Chí Minh · Đến 100.000 ₫/kg"
    assert row.pace is AlertPace.DAILY


def test_the_same_search_twice_is_one(browser: CheckingClient) -> None:
    page = browser.get("/demands?q=mật+ong")
    for values in ({}, {}, {"pace": "weekly"}):
        browser.submit(page, values, action="/my/alerts")
    assert len(kept()) == 1
    assert kept()[0].pace is AlertPace.DAILY
    assert "Đã lưu tìm kiếm này" in browser.get("/demands?q=Mật++ong&sort=newest").text
    assert "Đã lưu tìm kiếm này" not in browser.get("/listings?q=mật+ong").text


def test_a_visitor_signs_in_and_is_one_tap_away(new_client: NewClient, buyer: User) -> None:
    visitor = new_client()
    page = visitor.get("/listings?q=mật+ong&province=01")
    link = re.search(r'href="(/my/alerts/new[^"]*)"', page.text)
    assert link
    sign_up = visitor.get(link.group(1).replace("&amp;", "&"), follow_redirects=True)
    assert sign_up.request.path == "/accounts/new"
    to_sign_in = re.search(r'href="(/sessions/new\?next=[^"]*)"', sign_up.text)
    assert to_sign_in
    form = visitor.get(to_sign_in.group(1).replace("&amp;", "&"))
    back = visitor.submit(form, {"contact": buyer.phone, "password": PASSWORD}, action="/sessions/new")
    assert 'value="mật ong · Hà Nội"' in back.text
    saved = visitor.submit(back, {}, action="/my/alerts")
    assert saved.request.path == "/listings"
    assert [row.params for row in kept()] == [{"q": "mật ong", "province": ["01"]}]


def test_without_anything_searched_there_is_nothing_to_save(browser: CheckingClient) -> None:
    assert "Lưu tìm kiếm này" not in browser.get("/listings?sort=newest").text


def test_a_name_too_long_keeps_what_was_typed(browser: CheckingClient) -> None:
    page = browser.get("/my/alerts/new?side=demand&q=gốm")
    refused = browser.submit(page, {"name": "x" * 161, "pace": "weekly"}, action="/my/alerts")
    assert refused.status_code == 422
    assert "Tên dài quá" in refused.text
    assert f'value="{"x" * 161}"' in refused.text
    browser.submit(refused, {"name": "Hàng gốm"}, action="/my/alerts")
    (row,) = kept()
    assert (row.name, row.side.value, row.pace, row.params) == ("Hàng gốm", "demand", AlertPace.WEEKLY, {"q": "gốm"})


@pytest.mark.parametrize("search", ["q=%FF%00&province=%27", "&&&=", "province=" + "9" * 5000, "&".join(["q=a"] * 300)])
def test_a_field_that_was_tampered_with(browser: CheckingClient, search: str) -> None:
    page = browser.get("/listings?q=mật+ong")
    values = {"search": search, "side": "elsewhere", "next": "//evil.example"}
    assert browser.submit(page, values, action="/my/alerts").status_code == 200
    assert set(kept()[0].params) <= {"q"}


def test_thirty_are_enough(browser: CheckingClient, buyer: User) -> None:
    for number in range(MAX_SEARCHES):
        keep(buyer, f"hàng số {number}")
    page = browser.get("/listings?q=mật+ong")
    told = browser.submit(page, {}, action="/my/alerts")
    assert "Đã lưu đủ 30 tìm kiếm" in told.text
    assert told.request.path == "/my/alerts"
    browser.submit(told, {}, action="/removals")
    browser.submit(page, {}, action="/my/alerts")
    assert session.scalar(select(func.count()).where(SavedSearch.removed_at.is_(None))) == MAX_SEARCHES


def test_the_list_counts_what_is_new_since_the_last_look(
    browser: CheckingClient, buyer: User, run_jobs: RunJobs
) -> None:
    assert "Chưa lưu tìm kiếm nào" in browser.get("/my/alerts").text
    search_id = keep(buyer, "mật ong").id
    for number in range(2):
        offer(f"Mật ong {number}")
    run_jobs()
    assert "2 tin mới" in browser.get("/my/alerts").text
    found = browser.get(f"/my/alerts/{search_id}", follow_redirects=True)
    assert found.request.full_path == "/listings?q=m%E1%BA%ADt+ong&sort=newest"
    assert "Mật ong 1" in found.text
    assert "Chưa có tin mới" in browser.get("/my/alerts").text


def test_pace_name_removal_and_taking_it_back(browser: CheckingClient, buyer: User) -> None:
    keep(buyer, "mật ong")
    page = browser.get("/my/alerts")
    page = browser.submit(page, {"pace": "at_once"}, action="/paces")
    assert kept()[0].pace is AlertPace.AT_ONCE
    assert "Có tin mới là báo ngay" in page.text
    refused = browser.submit(page, {"name": "  "}, action="/names")
    assert refused.status_code == 422
    assert "Mời ghi tên" in refused.text
    page = browser.submit(refused, {"name": "Ong nhà"}, action="/names")
    assert "Ong nhà" in page.text
    gone = browser.submit(page, {}, action="/removals")
    assert "Đã xóa tìm kiếm." in gone.text
    assert "Ong nhà" not in gone.text
    back = browser.submit(gone, {}, action="/restorations")
    assert "Ong nhà" in back.text
    browser.submit(gone, {}, action="/restorations")
    assert len(kept()) == 1


def test_searches_are_nobody_elses_business(browser: CheckingClient, buyer: User, new_client: NewClient) -> None:
    search_id = keep(buyer).id
    other = make_user("Người khác")
    house = make_organisation(other, name="HTX Khác")
    house_id = house.id
    stranger = sign_in(new_client(), other)
    keep(other, "gốm")
    assert stranger.get(f"/my/alerts/{search_id}").status_code == 404
    page = stranger.get("/my/alerts")
    assert "mật ong" not in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    sent = {"csrf_token": token.group(1), "pace": "never", "name": "x"}
    for verb in ("paces", "names", "removals", "restorations"):
        assert stranger.post(f"/my/alerts/{search_id}/{verb}", data=sent).status_code == 404
    mine = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/my/alerts").text)
    assert mine
    sent["csrf_token"] = mine.group(1)
    assert browser.post(f"/my/alerts/organisations/{house_id}/paces", data=sent).status_code == 403
    assert kept()[0].pace is AlertPace.DAILY
    verbs = session.scalars(select(AuditEntry).where(AuditEntry.thing_kind == "saved_search")).all()
    assert all(not row.detail and row.organisation_id is None for row in verbs)


def test_how_often_to_hear_of_matches(browser: CheckingClient) -> None:
    page = browser.get("/my/alerts")
    assert "Siêu thị Hoa Sen" in page.text
    page = browser.submit(page, {"pace": "weekly"}, action="/organisations/")
    assert "thứ hai" in page.text
    assert session.scalars(select(MatchAlert.pace)).one() is AlertPace.WEEKLY
    assert browser.submit(page, {"pace": "hourly"}, action="/organisations/").status_code == 422


def test_the_link_of_a_message_shows_what_is_new_and_changes_the_pace(
    buyer: User, client: CheckingClient, run_jobs: RunJobs
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        me = actor_of(buyer)
        with transaction():
            set_match_pace(me.organisation_id or 0, AlertPace.AT_ONCE, by=me)
        keep(buyer, "gốm", pace=AlertPace.AT_ONCE)
        shop = session.get_one(User, buyer.id).memberships[0].organisation
        want(organisation=shop)
        run_jobs()
        clock.shift(60)
        offer("Mật ong hoa nhãn")
        offer("Bình gốm men lam", category_code="craft.ceramics")
        run_jobs()
        clock.shift(SOON)
        tick(run_jobs)
        (message,) = digests()
        path = re.search(r"/t/[\w-]+", message.body)
        assert path
        for _ in range(2):
            page = client.get(path.group())
            assert page.status_code == 200
            assert "Mật ong hoa nhãn" in page.text
            assert "Rất phù hợp" in page.text
            assert "Bình gốm men lam" in page.text
        assert [row.pace for row in kept()] == [AlertPace.AT_ONCE]
        stopped = client.submit(page, {"answer": "never"}, action="/t/")
        assert "Không gửi thư, không nhắn tin." in stopped.text
        assert kept()[0].pace is AlertPace.NEVER
        client.submit(stopped, {"answer": "weekly"}, action="/t/")
        assert kept()[0].pace is AlertPace.WEEKLY
        assert session.scalars(select(MatchAlert.pace)).one() is AlertPace.WEEKLY
        assert client.submit(page, {"answer": "often"}, action="/t/").status_code == 422


def test_statements_do_not_grow_with_what_is_kept(browser: CheckingClient, buyer: User) -> None:
    keep(buyer, "hàng một")
    one = count_statements(lambda: browser.get("/my/alerts"))
    for number in range(2):
        keep(buyer, f"hàng {number}")
    assert count_statements(lambda: browser.get("/my/alerts")) == one


def test_english_pages_are_english(browser: CheckingClient, buyer: User) -> None:
    keep(buyer, "honey")
    browser.get("/languages/en?next=/my")
    for path in ("/my/alerts", "/my/alerts/new?q=honey", "/listings?q=honey"):
        page = browser.get(path).text
        assert not re.search("Lưu|Báo|Mỗi|tìm kiếm", page.replace("Tiếng Việt", "")), path


def test_erasing_a_person_deletes_searches_and_alerts(browser: CheckingClient, buyer: User) -> None:
    keep(buyer)
    me = actor_of(buyer)
    with transaction():
        set_match_pace(me.organisation_id or 0, AlertPace.WEEKLY, by=me)
    page = browser.get("/my/profile/erasures")
    browser.submit(page, {"current_password": PASSWORD})
    assert kept() == []
    assert session.scalars(select(MatchAlert)).all() == []
