"""Pages on which owners say that a posting holds, or not for a while; signed in, and behind a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.leads.actions import send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.postings import actions
from marketplace.postings.actions.asking import ask_owners
from marketplace.postings.models import Posting, PostingStatus
from marketplace.postings.queries import get_posting
from marketplace.postings.rules import weeks_ahead
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_organisation, make_user
from tests.factories.freshness import Owner, letters, make_owner, old_demand, old_listing
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NOON = now().replace(hour=5, minute=0, second=0, microsecond=0)


@pytest.fixture
def owner(client: CheckingClient) -> Owner:
    made = make_owner()
    sign_in(client, made.user)
    return made


def kept(posting_id: int) -> Posting:
    session.expire_all()
    return session.get_one(Posting, posting_id)


def is_confirmed_now(posting_id: int) -> bool:
    said_at = kept(posting_id).confirmed_at
    return said_at is not None and now() - said_at < timedelta(minutes=5)


# --- signed in


def test_home_leads_to_what_waits_and_one_tap_does_it(client: CheckingClient, owner: Owner) -> None:
    ids = [old_listing(owner, 50).id, old_listing(owner, 50).id, old_demand(owner, 50).id]
    home = client.get("/my")
    assert "3 tin chờ xác nhận còn hàng, còn cần mua" in home.text
    page = client.get("/my/postings?fresh=due")
    assert page.text.count("Chưa xác nhận") == 0
    page = client.submit(page, {}, action=f"/listings/{ids[0]}/confirm")
    assert "Đã xác nhận còn hàng" in page.text
    assert page.request.full_path.startswith("/my/postings?fresh=due")
    assert f"/listings/{ids[0]}/confirm" not in page.text
    page = client.submit(page, {}, action="/my/postings/confirm")
    assert "Đã xác nhận 2 tin." in page.text
    assert "Không còn tin nào chờ" in page.text
    assert all(is_confirmed_now(one) for one in ids)
    assert "chờ xác nhận" not in client.get("/my").text


def test_demands_that_close_soon_are_listed_with_a_new_date(client: CheckingClient, owner: Owner) -> None:
    demand = make_demand(owner.organisation, expires_on=today() + timedelta(days=5)).id
    assert "1 nhu cầu mua sắp hết hạn" in client.get("/my").text
    page = client.get("/my/postings?fresh=closing")
    assert f"/demands/{demand}/renew" in page.text
    assert client.get("/my/postings?fresh=nonsense").status_code == 200


def test_an_old_demand_that_has_closed_is_asked_for_a_date(client: CheckingClient, owner: Owner) -> None:
    demand = old_demand(owner, 50, expires_on=today() + timedelta(days=1)).id
    page = client.get(f"/demands/{demand}")
    with time_machine.travel(now() + timedelta(days=2)):
        answer = client.submit(page, {}, action=f"/demands/{demand}/confirm", follow_redirects=False)
    assert answer.headers["Location"].endswith(f"/demands/{demand}/renew")


def test_readers_see_when_it_was_confirmed(
    client: CheckingClient, new_client: Callable[[], FlaskClient], owner: Owner
) -> None:
    fresh, old = make_listing(owner.organisation).id, old_listing(owner, 61).id
    visitor = new_client()
    assert "Xác nhận còn hàng" in visitor.get(f"/listings/{fresh}").text
    page = visitor.get(f"/listings/{old}").text
    assert re.search(r"status-wait.*?Chưa xác nhận lại từ \d\d/\d\d/\d{4}", page, re.DOTALL)
    assert "/confirm" not in page
    page = client.get(f"/listings/{old}")
    client.submit(page, {}, action=f"/listings/{old}/confirm")
    assert "Chưa xác nhận lại" not in visitor.get(f"/listings/{old}").text
    assert "Xác nhận còn cần" in visitor.get(f"/demands/{make_demand(owner.organisation).id}").text


def test_lists_mark_what_is_old(client: CheckingClient, owner: Owner) -> None:
    old_listing(owner, 61)
    make_listing(owner.organisation)
    assert client.get(f"/organisations/{owner.organisation_id}").text.count("Chưa xác nhận lại từ") == 1


def test_pausing_says_until_when_and_can_be_undone(
    client: CheckingClient, new_client: Callable[[], FlaskClient], owner: Owner
) -> None:
    listing = make_listing(owner.organisation, months=[5, 6, 7]).id
    form = client.get(f"/listings/{listing}/pause")
    assert "Đến mùa sau (hiện lại 01/05/" in form.text
    assert client.submit(form, {}, action=None).status_code == 422
    assert client.submit(form, {"until": "for ever"}, action=None).status_code == 422
    page = client.submit(form, {"until": "two_weeks"}, action=None)
    assert kept(listing).paused_until == today() + timedelta(days=14)
    assert "Đã tạm ẩn tin “Mật ong hoa nhãn”. Tạm hết hàng, dự kiến có lại" in page.text
    assert new_client().get(f"/listings/{listing}").status_code == 404
    assert "Tạm ẩn" in client.get("/my/postings?status=paused").text
    assert "Tạm hết hàng, dự kiến có lại" in client.get(f"/listings/{listing}/preview").text
    assert "chưa hiện với mọi người: tạm hết hàng, dự kiến có lại" in client.get(f"/listings/{listing}").text
    client.submit(page, {}, action=f"/listings/{listing}/resume")
    assert kept(listing).status is PostingStatus.PUBLISHED


def test_whoever_is_talking_about_it_sees_that_it_is_paused(
    client: CheckingClient, new_client: Callable[[], FlaskClient], owner: Owner
) -> None:
    listing = make_listing(owner.organisation)
    buyer = make_user("Người Mua")
    make_organisation(buyer, name="Siêu thị Mua", is_distributor=True)
    with transaction():
        send_enquiry(get_posting(listing.id), MessageDraft(body="Còn hàng không?"), by=actor_of(buyer))
        actions.pause(get_posting(listing.id), until=None, by=owner.actor)
    talking, other = sign_in(new_client(), buyer), sign_in(new_client(), make_owner("Kẻ Lạ", "Cơ sở khác").user)  # type: ignore[arg-type]
    page = talking.get(f"/listings/{listing.id}")
    assert "tạm hết hàng" in page.text
    assert "/leads/new" not in page.text
    assert other.get(f"/listings/{listing.id}").status_code == 404
    assert talking.get(f"/demands/{listing.id}").status_code == 404
    with transaction():
        actions.withdraw(get_posting(listing.id), by=owner.actor)
    assert talking.get(f"/listings/{listing.id}").status_code == 404


def test_goods_without_a_season_are_not_offered_one(client: CheckingClient, owner: Owner) -> None:
    assert "Đến mùa sau" not in client.get(f"/listings/{make_listing(owner.organisation).id}/pause").text


def test_pausing_a_demand_without_end(client: CheckingClient, owner: Owner) -> None:
    demand = make_demand(owner.organisation).id
    client.submit(client.get(f"/demands/{demand}/pause"), {"until": "open"}, action=None)
    page = client.get(f"/demands/{demand}/preview")
    assert "Tạm dừng mua." in page.text
    client.submit(page, {}, action=f"/demands/{demand}/resume")
    assert kept(demand).status is PostingStatus.PUBLISHED


def test_withdrawing_what_is_paused(client: CheckingClient, owner: Owner) -> None:
    listing = make_listing(owner.organisation, status=PostingStatus.PAUSED).id
    page = client.submit(client.get("/my/postings"), {}, action=f"/listings/{listing}/withdraw")
    client.submit(page, {}, action=f"/listings/{listing}/restore")
    assert kept(listing).status is PostingStatus.PAUSED


# --- weeks


def test_the_need_asks_for_weeks_and_days(client: CheckingClient, owner: Owner) -> None:
    demand = make_demand(owner.organisation).id
    form = client.get(f"/demands/{demand}/steps/quantity")
    assert "300 kg mỗi tháng là chừng 69 kg mỗi tuần." in form.text
    typed = {"quantity": "", "weekly": "100 kg/tuần", "is_standing": "yes", "delivery_days": ["1", "4"]}
    answer = client.submit(form, {**typed, "quantity": "2 tấn/tuần"}, action=None)
    assert answer.status_code == 422
    assert 'value="100 kg/tuần"' in answer.text
    client.submit(form, typed, action=None)
    assert (kept(demand).quantity_amount, kept(demand).weekly_amount) == (Decimal(433), Decimal(100))
    page = client.get(f"/demands/{demand}").text
    for words in ("433 kg mỗi tháng", "100 kg", "giao Thứ Hai, Thứ Năm"):
        assert words in page
    form = client.get(f"/demands/{demand}/steps/quantity")
    assert 'value="100 kg"' in form.text
    client.submit(form, {"is_standing": "no"}, action=None)
    assert (kept(demand).weekly_amount, kept(demand).delivery_days) == (None, None)


def test_the_next_weeks_in_one_table(
    client: CheckingClient, new_client: Callable[[], FlaskClient], owner: Owner
) -> None:
    demand = make_demand(owner.organisation, is_standing=True, weekly_amount=Decimal(70)).id
    assert f"/demands/{demand}/weeks" in client.get(f"/demands/{demand}/preview").text
    form = client.get(f"/demands/{demand}/weeks")
    first, second, third = (f"week-{monday.isoformat()}" for monday in weeks_ahead(today())[:3])
    assert form.text.count('name="week-') == 8
    wrong = client.submit(form, {first: "nhiều", second: "120"}, action=None)
    assert wrong.status_code == 422
    assert f'href="#{first}"' in wrong.text
    assert 'value="120"' in wrong.text
    page = client.submit(form, {first: "0", second: "120 kg", third: ""}, action=None)
    assert "Đã lưu số lượng các tuần tới" in page.text
    seen = new_client().get(f"/demands/{demand}").text
    assert "Số lượng các tuần tới" in seen
    assert seen.index("không lấy") < seen.index("120 kg") < seen.index("các tuần khác") < seen.rindex("70 kg")
    again = client.submit(form, {first: "5"}, action=None)  # opened before the change
    assert again.status_code == 422
    assert "vừa được sửa ở nơi khác" in again.text
    assert client.submit(again, {}, action=None).status_code == 200
    assert {row.starts_on: row.amount for row in kept(demand).weeks} == {weeks_ahead(today())[0]: Decimal(5)}


def test_a_demand_bought_once_has_no_weeks(client: CheckingClient, owner: Owner) -> None:
    demand = make_demand(owner.organisation).id
    assert client.get(f"/demands/{demand}/weeks").status_code == 409
    assert "/weeks" not in client.get(f"/demands/{demand}/preview").text


# --- behind a link


def link_for(owner: Owner) -> str:
    """Have the owner asked, and return the path of the link in the message."""
    with time_machine.travel(NOON, tick=False), transaction():
        assert ask_owners(site_url="https://chapnoi.example") == 1
    found = re.search(r"https://chapnoi\.example(/t/[\w-]{12})", letters()[-1].body)
    assert found
    return found.group(1)


def pressed(client: CheckingClient, link: str, **values: object):
    """Press a button of the page behind a link, or one that was there earlier."""
    page = client.get("/complaints/new")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    return client.post(link, data={"csrf_token": token.group(1), **values}, follow_redirects=True)


@pytest.fixture
def seller(client: CheckingClient) -> Owner:
    return make_owner()


def test_looking_changes_nothing_and_one_tap_confirms(client: CheckingClient, seller: Owner) -> None:
    listing = old_listing(seller, 50).id
    link = link_for(seller)
    for _ in range(3):
        page = client.get(link)
    assert not is_confirmed_now(listing)
    assert "Còn hàng" in page.text
    for words in ("2 tuần (hiện lại", "Chưa biết ngày", "Thôi bán"):
        assert words in page.text
    page = client.submit(page, {}, action=link)
    assert "Đã xác nhận còn hàng: “Mật ong hoa nhãn”." in page.text
    assert is_confirmed_now(listing)
    assert pressed(client, link, answer="available", posting=listing).status_code == 200  # a second tap


def test_all_that_waits_is_on_one_page(client: CheckingClient, seller: Owner) -> None:
    first, second = old_listing(seller, 50).id, old_listing(seller, 48, title="Mật ong bạc hà").id
    demand = old_demand(seller, 50).id
    other = old_listing(make_owner("Người Khác", "Nhà khác"), 10, title="Của người khác").id
    link = link_for(seller)
    page = client.get(link)
    for words in ("Mật ong hoa nhãn", "Mật ong bạc hà", "Cần mua mật ong", "Vẫn cần", "Đã mua đủ"):
        assert words in page.text
    assert "Của người khác" not in page.text
    page = pressed(client, link, answer="pause", posting=second, until="month")
    assert kept(second).paused_until == today() + timedelta(days=30)
    assert "Đã tạm ẩn tin “Mật ong bạc hà”" in page.text
    page = pressed(client, link, answer="all")
    assert is_confirmed_now(first)
    assert is_confirmed_now(demand)
    assert pressed(client, link, answer="available", posting=other).status_code == 404


def test_stopping_can_be_undone_for_ten_minutes(client: CheckingClient, seller: Owner) -> None:
    listing = old_listing(seller, 50).id
    old_listing(seller, 50, title="Mật ong bạc hà")
    link = link_for(seller)
    page = pressed(client, link, answer="stop", posting=listing)
    assert kept(listing).status is PostingStatus.WITHDRAWN
    assert "Hoàn tác" in page.text
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert "Hoàn tác" not in client.get(f"{link}?said={listing}").text
    pressed(client, link, answer="undo", posting=listing)
    assert kept(listing).status is PostingStatus.PUBLISHED
    pressed(client, link, answer="pause", posting=listing, until="open")
    pressed(client, link, answer="undo", posting=listing)
    assert kept(listing).status is PostingStatus.PUBLISHED


def test_a_demand_that_closes_takes_a_new_date(client: CheckingClient, seller: Owner) -> None:
    demand = make_demand(seller.organisation, expires_on=today() + timedelta(days=3)).id
    link = link_for(seller)
    page = pressed(client, link, answer="renew", posting=demand, closes_on="hôm nào")
    assert page.status_code == 422
    assert 'value="hôm nào"' in page.text
    page = pressed(client, link, answer="renew", posting=demand, closes_on=(today() + timedelta(days=40)).isoformat())
    assert kept(demand).expires_on == today() + timedelta(days=40)
    assert "Đã xác nhận còn cần mua" in page.text


@pytest.mark.parametrize(
    "values",
    [
        {}, {"answer": "steal", "posting": "1"}, {"answer": "available"}, {"answer": "available", "posting": "x" * 50},
        {"answer": "available", "posting": "9" * 30}, {"answer": "pause", "until": "always"},
    ],
)  # fmt: skip
def test_nonsense_is_refused(client: CheckingClient, seller: Owner, values: dict[str, str]) -> None:
    listing = old_listing(seller, 50).id
    link = link_for(seller)
    if values.get("answer") == "pause":
        values = {**values, "posting": str(listing)}
    assert pressed(client, link, **values).status_code == 422
    assert kept(listing).status is PostingStatus.PUBLISHED


def test_what_staff_took_down_stays_down(client: CheckingClient, seller: Owner) -> None:
    listing = old_listing(seller, 50).id
    link = link_for(seller)
    with transaction():
        row = session.get_one(Posting, listing)
        row.status, row.status_before, row.taken_down_at = PostingStatus.WITHDRAWN, PostingStatus.PUBLISHED, now()
    assert "Hoàn tác" not in client.get(link).text
    for answer in ("available", "undo"):
        assert pressed(client, link, answer=answer, posting=listing).status_code == 403


def test_the_pages_ask_as_often_for_three_as_for_one(client: CheckingClient, owner: Owner) -> None:
    old_listing(owner, 50, photos=["a" * 32])
    make_demand(owner.organisation, expires_on=today() + timedelta(days=9))
    make_listing(owner.organisation, status=PostingStatus.PAUSED, photos=["b" * 32])
    link = link_for(owner)
    paths = (link, "/my", "/my/postings?fresh=due", "/my/postings?fresh=closing", "/my/postings?status=paused")
    counts = []
    for _ in range(2):
        for path in paths:
            client.get(path)

        def ask(path: str) -> int:
            return count_statements(lambda: client.get(path))

        counts.append({path: ask(path) for path in paths})
        for number in range(2):
            old_listing(owner, 50, photos=[f"{number:032x}"], certificates=["ocop3"], months=[5])
            old_demand(owner, 50, expires_on=today() + timedelta(days=4), certificates=["ocop3"], papers=["label"])
            make_listing(owner.organisation, status=PostingStatus.PAUSED, photos=[f"{number:032x}"])
    assert counts[0] == counts[1]
    assert max(counts[0].values()) < 40


def test_letters_are_in_the_language_of_their_reader(client: CheckingClient) -> None:
    user = make_user("Jane Dough", language="en")
    house = make_organisation(user, name="Hoa Sen Market")
    old_listing(Owner(user, house, None, house.id), 50)  # type: ignore[arg-type]
    with time_machine.travel(NOON, tick=False), transaction():
        ask_owners(site_url="https://chapnoi.example")
    assert session.scalars(select(Posting)).all()
    assert letters()[-1].language == "en"


@pytest.mark.parametrize(
    "values",
    [{"answer": "stop"}, {"answer": "pause", "until": "open"}, {"answer": "renew"}, {"answer": "available"}],
)
def test_a_link_reaches_nothing_that_it_does_not_ask_about(
    client: CheckingClient, seller: Owner, values: dict[str, str]
) -> None:
    old_listing(seller, 50)
    fresh = old_listing(seller, 1, title="Mật ong bạc hà").id
    draft = make_listing(seller.organisation, status=PostingStatus.DRAFT, title="Chưa đăng").id
    with transaction():
        for one in (fresh, draft):
            session.get_one(Posting, one).updated_at = now() - timedelta(days=1)
    link = link_for(seller)
    for one in (fresh, draft):
        before = kept(one).status
        assert pressed(client, link, posting=one, **values).status_code == 404
        assert kept(one).status is before
        page = client.get(f"{link}?said={one}").text
        assert "Mật ong bạc hà" not in page
        assert "Chưa đăng" not in page
    assert client.get(f"{link}?said=²").status_code == 200


def test_a_link_brings_nothing_back_that_was_withdrawn_long_ago(client: CheckingClient, seller: Owner) -> None:
    old_listing(seller, 50)
    listing = old_listing(seller, 91, status=PostingStatus.WITHDRAWN).id
    with transaction():
        kept(listing).updated_at = now() - timedelta(days=90)
    assert pressed(client, link_for(seller), answer="undo", posting=listing).status_code == 404
    assert kept(listing).status is PostingStatus.WITHDRAWN
