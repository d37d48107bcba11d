"""Questions about a posting and saved listings on the pages; and how often the pages of quotes ask the database."""

from __future__ import annotations

import re

from sqlalchemy import select

from marketplace.accounts.models import Organisation, StaffRole, User
from marketplace.db import session, transaction
from marketplace.postings.models import Posting
from marketplace.quotes import actions
from marketplace.quotes.models import Question, SavedListing
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_staff
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import make_supplier, sent_quote
from tests.web.checking import CheckingClient
from tests.web.quotes_market import Market, NewClient, market, press, write
from tests.web.signing_in import sign_in

__all__ = ["market"]


def test_questions_are_answered_once_for_everybody(market: Market, new_client: NewClient) -> None:
    address = f"/demands/{market.demand.id}"
    page = market.seller.get(f"/postings/{market.demand.id}/questions/new")
    told = market.seller.submit(page, {"body": "Gọi tôi 0912 345 678"}, action="")
    assert told.status_code == 422
    assert "bỏ số điện thoại" in told.text
    for _ in range(2):
        market.seller.submit(page, {"body": "Có nhận hũ <b>nhựa</b> không?"}, action="")
    assert len(session.scalars(select(Question)).all()) == 1
    session.expunge_all()
    assert "nhựa" not in market.rival.get(address).text
    assert "nhựa" in market.seller.get(address).text
    assert press(market.rival, "/questions/1/answers") in (403, 404)
    form = market.buyer.get(address)
    path = re.search(r"/questions/\d+/answers", form.text)
    assert path
    answered = market.buyer.submit(market.buyer.get(path[0]), {"answer": "Chỉ nhận hũ thủy tinh."}, action="")
    assert "Chỉ nhận hũ thủy tinh." in answered.text
    visitor = new_client().get(address).text
    assert "Chỉ nhận hũ thủy tinh." in visitor
    assert "&lt;b&gt;nhựa&lt;/b&gt;" in visitor
    assert "HTX Ong" not in visitor
    staff = sign_in(new_client(), make_staff(StaffRole.MINISTRY))
    staff.submit(staff.get(address), {}, action="/hidings")
    assert "nhựa" not in new_client().get(address).text
    shown = market.buyer.submit(market.buyer.get(address), {}, action="/hidings/removals")
    assert "Đã hiện lại" in shown.text


def test_saved_listings(market: Market) -> None:
    page = market.buyer.get(f"/listings/{market.listing.id}")
    saved = market.buyer.submit(page, {}, action="/saves")
    assert "Bỏ lưu tin" in saved.text
    mine = market.buyer.get("/my/saved")
    assert "Mật ong hoa nhãn" in mine.text
    assert market.buyer.submit(mine, {"note": "x" * 400}, action="/notes").status_code == 422
    noted = market.buyer.submit(mine, {"note": "Hỏi lại sau Tết"}, action="/notes")
    assert "Hỏi lại sau Tết" in noted.text
    asked = market.buyer.submit(mine, {"demand": str(market.demand.id)}, action="/invitations")
    assert "Đã mời" in asked.text
    assert "Hỏi lại sau Tết" not in market.rival.get("/my/saved").text
    row = session.scalars(select(SavedListing)).one()
    session.expunge_all()
    assert press(market.rival, f"/my/saved/{row.id}/removals") == 404
    gone = market.buyer.submit(mine, {}, action="/removals")
    assert "Hoàn tác" in gone.text
    back = market.buyer.submit(gone, {}, action="/saves")
    assert "Mật ong hoa nhãn" in back.text


def test_pages_ask_as_often_for_three_rows_as_for_one(market: Market, db: object) -> None:
    write(market.seller, market)
    demand_id, shop_id = market.demand.id, market.demand.organisation_id
    paths = ("/my/saved", "/my/demands/quotes", f"/demands/{demand_id}/quotes", f"/demands/{demand_id}/invitations")
    public = (f"/demands/{demand_id}",)

    def grow(number: int) -> None:
        guest = make_supplier(f"HTX Thêm {number}")
        shop = session.get_one(Organisation, shop_id)
        buyer = actor_of(session.scalars(select(User).where(User.full_name == "Trần Văn Mua")).one())
        listing = make_listing(guest.organisation, photos=[f"{number:032x}"], certificates=["ocop3"])
        demand = session.get_one(Posting, demand_id)
        sent_quote(demand, guest)  # type: ignore[arg-type]
        sent_quote(make_demand(shop), guest)
        with transaction():
            actions.save_listing(listing, by=buyer)
            actions.invite_supplier(demand, make_listing(make_supplier(f"Khách {number}").organisation), by=buyer)
            asked = actions.ask_question(demand, f"Câu hỏi số {number} là gì?", by=guest.actor)
            actions.answer_question(asked, "Trả lời rồi nhé.", by=buyer)
        session.remove()

    def counted(browser: CheckingClient, asked: tuple[str, ...]) -> dict[str, int]:
        for path in asked:
            browser.get(path)
        return {path: count_statements(lambda path=path: browser.get(path)) for path in asked}

    grow(1)
    once = counted(market.buyer, paths) | counted(market.rival, public) | counted(market.seller, ("/my/quotes",))
    grow(2)
    grow(3)
    again = counted(market.buyer, paths) | counted(market.rival, public) | counted(market.seller, ("/my/quotes",))
    assert again == once
    assert max(once.values()) < 45, once
