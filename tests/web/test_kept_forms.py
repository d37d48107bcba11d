"""A session that ends in mid-form: nothing typed is lost, nothing is sent twice, nobody else ever sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from marketplace.accounts.actions import change_password, sweep_kept_forms
from marketplace.accounts.actions.keeping import MAX_KEPT
from marketplace.accounts.models import KeptForm, Organisation, User
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.leads.models import Lead, Message
from marketplace.postings.models import Listing
from marketplace.web.kept import page_before
from tests.factories.accounts import PASSWORD, actor_of, make_installation, make_organisation, make_user
from tests.factories.postings import make_listing
from tests.web.checking import CheckingClient, Page
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]
HERE = make_installation()
KEPT = "/my/kept-form"


@pytest.fixture
def user(db: scoped_session[Session]) -> User:
    return make_user("Lê Thị Chủ")


@pytest.fixture
def coop(user: User) -> Organisation:
    return make_organisation(user, name="HTX Của Chủ")


@pytest.fixture
def listing(coop: Organisation) -> Listing:
    return make_listing(coop)


@pytest.fixture
def browser(client: CheckingClient, user: User, coop: Organisation) -> CheckingClient:
    return sign_in(client, user)


def end_session(browser: CheckingClient, how: str, user: User) -> None:
    """End the session in one of the ways in which it ends while a form is open in another tab."""
    if how == "cookie gone":
        browser.delete_cookie("session")
    elif how == "signed out":
        browser.submit(browser.get("/my"), {}, action="/sessions/end")
    else:
        with transaction():
            change_password(PASSWORD, "tre-xanh-2026", installation=HERE, by=actor_of(user))


def sign_in_here(browser: CheckingClient, page: TestResponse, user: User, password: str = PASSWORD) -> TestResponse:
    """Fill in the sign-in page on which one has landed."""
    assert page.request.path == "/sessions/new"
    return browser.submit(page, {"contact": user.phone, "password": password}, action="/sessions/new")


def title_of(listing: Listing) -> str:
    return session.get_one(Listing, listing.id, populate_existing=True).title


def count(row: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(row)) or 0


@pytest.mark.parametrize("how", ["cookie gone", "signed out", "password changed"])
def test_a_step_of_a_listing(browser: CheckingClient, user: User, listing: Listing, how: str) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods?once=1")
    end_session(browser, how, user)
    page = browser.submit(form, {"title": "Mật ong <b>rừng</b>", "description": "Dòng một\r\nDòng hai"})
    assert "Những gì vừa gõ được giữ lại" in page.text
    assert title_of(listing) == "Mật ong hoa nhãn", "nothing is done for a visitor"
    page = sign_in_here(browser, page, user, "tre-xanh-2026" if how == "password changed" else PASSWORD)
    assert page.request.path == KEPT
    for words in ("Mời xem lại rồi gửi tiếp", "Tên hàng", "Mật ong &lt;b&gt;rừng&lt;/b&gt;", "Dòng hai", "Hà Nội"):
        assert words in page.text, words
    assert title_of(listing) == "Mật ong hoa nhãn", "and nothing by itself after signing in"
    page = browser.submit(page, {}, action=f"/listings/{listing.id}/steps/goods")
    assert page.request.path == f"/listings/{listing.id}/preview"
    row = session.get_one(Listing, listing.id, populate_existing=True)
    assert (row.title, row.description) == ("Mật ong <b>rừng</b>", "Dòng một\nDòng hai")
    assert browser.get(KEPT).location == "/my", "once sent, it is gone"
    assert count(KeptForm) == 0


def test_an_enquiry_sent_twice_after_signing_in_is_one(browser: CheckingClient, user: User) -> None:
    other = make_listing(make_organisation(make_user("Bán"), name="HTX Bán"))
    form = browser.get(f"/leads/new?posting={other.id}")
    end_session(browser, "signed out", user)
    page = browser.submit(form, {"body": "Còn hàng không?"})
    page = sign_in_here(browser, page, user)
    assert "Còn hàng không?" in page.text
    for _ in range(2):
        answer = browser.submit(page, {}, action="/leads")
        assert answer.request.path.startswith("/leads/")
    assert (count(Lead), count(Message)) == (1, 1)


def test_an_organisation_that_is_edited(browser: CheckingClient, user: User, coop: Organisation) -> None:
    form = browser.get(f"/organisations/{coop.id}/edit")
    end_session(browser, "cookie gone", user)
    page = sign_in_here(browser, browser.submit(form, {"description": "Làm gốm ba đời."}), user)
    assert "Giới thiệu ngắn" in page.text
    assert "Hợp tác xã" in page.text, "choices are shown in words"
    browser.submit(page, {}, action="/edit")
    assert session.get_one(Organisation, coop.id, populate_existing=True).description == "Làm gốm ba đời."


def test_what_is_still_wrong_is_shown_as_usual(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/price")
    end_session(browser, "cookie gone", user)
    page = sign_in_here(browser, browser.submit(form, {"price_min": "rẻ lắm"}), user)
    page = browser.submit(page, {}, action="/steps/price")
    assert page.status_code == 422
    assert "rẻ lắm" in page.text


def test_somebody_else_never_sees_it(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "signed out", user)
    page = browser.submit(form, {"title": "Chuyện riêng của tôi"})
    other = make_user("Người Khác")
    page = sign_in_here(browser, page, other)
    assert page.request.path == "/my"
    assert "Chuyện riêng" not in page.text
    assert count(KeptForm) == 0
    browser.submit(page, {}, action="/sessions/end")
    sign_in(browser, user)
    assert browser.get(KEPT).location == "/my", "nor is it there afterwards"


def test_another_browser_of_the_same_person_is_not_offered_it(
    browser: CheckingClient, user: User, listing: Listing, new_client: NewClient
) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "signed out", user)
    browser.submit(form, {"title": "Chuyện riêng"})
    assert sign_in(new_client(), user).get(KEPT).location == "/my"


def test_a_tab_from_before_signing_in_again_is_kept_too(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "signed out", user)
    sign_in(browser, user)
    page = browser.submit(form, {"title": "Mật ong rừng"})
    assert page.request.path == KEPT
    browser.submit(page, {}, action="/steps/goods")
    assert title_of(listing) == "Mật ong rừng"


def test_a_tab_of_the_one_before_is_kept_for_nobody(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "signed out", user)
    other = make_user("Người Khác")
    sign_in(browser, other)
    page = browser.submit(form, {"title": "Chuyện riêng"})
    assert "Chuyện riêng" not in page.text
    assert browser.get(KEPT).location == "/my"


def test_two_tabs_are_both_kept(browser: CheckingClient, user: User, listing: Listing, coop: Organisation) -> None:
    first = browser.get(f"/listings/{listing.id}/steps/goods")
    second = browser.get(f"/organisations/{coop.id}/edit")
    end_session(browser, "cookie gone", user)
    browser.submit(first, {"title": "Mật ong rừng"})
    page = sign_in_here(browser, browser.submit(second, {"description": "Làm gốm."}), user)
    assert "Còn trang khác cũng gõ dở" in page.text
    browser.submit(page, {}, action="/edit")
    browser.submit(browser.get(KEPT), {}, action="/steps/goods")
    assert title_of(listing) == "Mật ong rừng"
    assert session.get_one(Organisation, coop.id, populate_existing=True).description == "Làm gốm."


def token_in(page: TestResponse) -> str:
    fields = [dict(form["fields"]) for form in Page(page.text).forms]
    return next(one["csrf_token"] for one in fields if "csrf_token" in one)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_another_site_plants_nothing(
    browser: CheckingClient, user: User, listing: Listing, headers: dict[str, str]
) -> None:
    path = f"/listings/{listing.id}/steps/goods"
    token = token_in(browser.get(path))
    end_session(browser, "cookie gone", user)
    browser.post(path, data={"title": "Gian", "csrf_token": token}, headers=headers)
    assert count(KeptForm) == 0


def test_a_form_with_somebody_elses_token_is_not_kept_for_this_one(
    browser: CheckingClient, user: User, listing: Listing, new_client: NewClient
) -> None:
    path = f"/listings/{listing.id}/steps/goods"
    attacker = make_user("Kẻ Gian")
    token = token_in(sign_in(new_client(), attacker).get("/my"))
    for made_up in ("", "x", token[:-3] + "abc", token):
        browser.post(path, data={"title": "Gian", "csrf_token": made_up}, headers={"Sec-Fetch-Site": "same-origin"})
    assert browser.get(KEPT).location == "/my"
    assert session.scalars(select(KeptForm.user_id)).all() in ([], [attacker.id])
    assert title_of(listing) == "Mật ong hoa nhãn"


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/my/profile/passwords", {"current_password": "bí mật cũ", "password": "bí mật mới"}),
        ("/my/profile/erasures", {"current_password": "bí mật cũ"}),
    ],
)
def test_secrets_are_never_kept(browser: CheckingClient, user: User, path: str, values: dict[str, str]) -> None:
    form = browser.get(path)
    end_session(browser, "cookie gone", user)
    page = browser.submit(form, values)
    assert page.request.path == "/sessions/new"
    assert count(KeptForm) == 0


def test_a_contact_is_kept_without_its_password(browser: CheckingClient, user: User) -> None:
    form = browser.get("/my/profile/contacts")
    end_session(browser, "cookie gone", user)
    browser.submit(form, {"contact": "0988765432", "current_password": "bí mật cũ"})
    row = session.scalars(select(KeptForm)).one()
    assert "bí mật" not in str(row.fields)
    assert "csrf" not in str(row.fields)


def test_public_forms_and_buttons_are_not_kept(browser: CheckingClient, user: User, listing: Listing) -> None:
    page, complaint = browser.get("/my/postings"), browser.get("/complaints/new")
    end_session(browser, "cookie gone", user)
    answer = browser.submit(page, {}, action="/withdraw")
    assert answer.request.path == "/sessions/new"
    assert browser.submit(complaint, {"text": "Rác"}).status_code == 400
    assert count(KeptForm) == 0
    assert session.get_one(Listing, listing.id, populate_existing=True).status.value == "published"


@pytest.mark.parametrize("path", ["/invitations/%00/accept", "/invitations/a%0Ab/accept", "/invitations/%F0%9F/accept"])
def test_a_made_up_address_is_no_crash(browser: CheckingClient, user: User, path: str) -> None:
    form = browser.get("/my/profile/contacts")
    token = next(value for name, value in Page(form.text).forms[-1]["fields"] if name == "csrf_token")
    end_session(browser, "cookie gone", user)
    sent = {"csrf_token": token, "full_name": "Lê \x00\ud800 Chủ", "note\x00": "Hai từ\x00"}
    assert (
        browser.post(path, data={name: value.replace("\ud800", "") for name, value in sent.items()}).status_code < 500
    )


@pytest.mark.parametrize("much", [{"description": "x" * 210_000}, {f"months-{n}": "1 2" for n in range(400)}])
def test_too_much_is_not_kept(browser: CheckingClient, user: User, listing: Listing, much: dict[str, str]) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "cookie gone", user)
    assert browser.submit(form, much).request.path == "/sessions/new"
    assert count(KeptForm) == 0


def test_one_person_fills_no_table(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "cookie gone", user)
    for _ in range(MAX_KEPT + 3):
        browser.submit(form, {"title": "Mật ong"})
    assert count(KeptForm) == MAX_KEPT


def test_files_must_be_chosen_again(browser: CheckingClient, user: User) -> None:
    form = browser.get("/listings/new")
    end_session(browser, "cookie gone", user)
    browser.submit(form, {})
    assert count(KeptForm) == 0, "nothing was typed there"


def test_it_is_thrown_away_after_a_day_or_by_hand(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "cookie gone", user)
    browser.submit(form, {"title": "Một"})
    page = sign_in_here(browser, browser.submit(form, {"title": "Hai"}), user)
    browser.submit(page, {}, action="/drop")
    assert "Một" in browser.get(KEPT).text
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert browser.get(KEPT).location == "/my"
        with transaction():
            sweep_kept_forms()
    assert count(KeptForm) == 0


def test_it_is_thrown_away_with_the_account(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "cookie gone", user)
    browser.submit(form, {"title": "Một"})
    sign_in(browser, user)
    browser.submit(browser.get("/my/profile/erasures"), {"current_password": PASSWORD})
    assert count(KeptForm) == 0
    browser.submit(form, {"title": "Hai"})
    assert count(KeptForm) == 0, "nor is anything kept for somebody who is gone"


def test_signing_in_later_by_hand_offers_it(browser: CheckingClient, user: User, listing: Listing) -> None:
    form = browser.get(f"/listings/{listing.id}/steps/goods")
    end_session(browser, "cookie gone", user)
    browser.submit(form, {"title": "Một"})
    page = sign_in_here(browser, browser.get("/sessions/new"), user)
    assert page.request.path == KEPT


def test_a_button_pressed_too_late_leads_back_to_its_page(browser: CheckingClient, user: User) -> None:
    make_listing(session.scalars(select(Organisation)).first())
    page = browser.get("/my/postings")
    browser.delete_cookie("session")
    answer = browser.submit(
        page, {}, action="/withdraw", follow_redirects=False, headers={"Referer": "http://localhost/my/postings"}
    )
    assert answer.location == "/sessions/new?next=/my/postings"
    answer = browser.submit(
        page, {}, action="/withdraw", follow_redirects=False, headers={"Referer": "https://evil.example/my"}
    )
    assert answer.location == "/sessions/new?next=/my"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/listings/5/steps/goods?once=1", "/listings/5/steps/goods?once=1"),
        ("/leads/7/messages", "/leads/7"),
        ("/listings/5/withdraw", "/listings/5"),
        ("/nowhere", "/"),
    ],
)
def test_the_page_a_form_stood_on(client: CheckingClient, path: str, page: str) -> None:
    with client.application.test_request_context():
        assert page_before(path) == page
