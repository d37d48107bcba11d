"""Quotes on the pages: from a demand to the award, sealed requests, invitations, conversations."""

from __future__ import annotations

import io
import re

from sqlalchemy import select

from marketplace.accounts.models import StaffRole
from marketplace.db import session
from marketplace.notifications.models import OutboxMessage
from marketplace.quotes.models import QuoteStatus
from tests.factories.accounts import make_staff, make_user
from tests.web.quotes_market import (
    PDF,
    Market,
    NewClient,
    lead_of,
    link_in,
    market,
    press,
    press_page,
    status_of,
    write,
)
from tests.web.signing_in import sign_in

__all__ = ["market"]


def test_the_public_page_leads_to_the_quote(market: Market, new_client: NewClient) -> None:
    assert f"/demands/{market.demand.id}/quotes/new" in market.seller.get(f"/demands/{market.demand.id}").text
    visitor = new_client().get(f"/demands/{market.demand.id}/quotes/new")
    assert visitor.headers["Location"].startswith("/accounts/new?next=/demands/")
    assert f"/demands/{market.demand.id}/quotes" in market.buyer.get(f"/demands/{market.demand.id}").text


def test_what_the_own_listing_says_is_filled_in(market: Market) -> None:
    page = market.seller.get(f"/demands/{market.demand.id}/quotes/new").text
    assert 'value="95.000/kg"' in page
    assert 'value="300 kg"' in page, "as much as is wanted"
    for name in ("certificate:vietgap", "paper:barcode"):
        assert re.search(rf'name="answer-{name}" value="yes"[^>]*checked', page)
    assert not re.search(r'name="answer-certificate:haccp"[^>]*checked', page)


def test_a_draft_goes_on_where_it_stopped(market: Market) -> None:
    page = market.seller.get(f"/demands/{market.demand.id}/quotes/new")
    bad = market.seller.submit(page, {"price": "rẻ lắm", "note": "Hũ thủy tinh"}, action="")
    assert bad.status_code == 422
    assert "rẻ lắm" in bad.text
    assert "Hũ thủy tinh" in bad.text
    saved = market.seller.submit(page, {"price": "", "note": "Hũ thủy tinh", "then": "draft"}, action="")
    assert "Đã lưu bản nháp" in saved.text
    assert "Hũ thủy tinh" in saved.text
    again = market.seller.get(f"/demands/{market.demand.id}/quotes/new")
    assert "/edit" in again.headers["Location"]
    shown = market.seller.submit(saved, {"note": "Hũ nhựa"}, action="")
    assert "Mời ghi giá." in shown.text
    assert "/sendings" not in shown.text
    assert "đang viết" in market.seller.get("/my/quotes").text.lower()


def test_from_three_quotes_to_an_award(market: Market) -> None:
    first = write(market.seller, market, weekly="75 kg", discount="10")
    second = write(market.rival, market, price="95k", has_vat="no", **{"answer-certificate:haccp": "no"})
    page = market.buyer.get(f"/demands/{market.demand.id}/quotes")
    for words in ("HTX Ong", "HTX Rừng", "Giá đã gồm thuế", "chưa rõ", "Sắp có", "thuế suất chưa rõ"):
        assert words in page.text, words
    for sort in ("price", "requirements", "lead_time", "sent", "x"):
        assert market.buyer.get(f"/demands/{market.demand.id}/quotes?sort={sort}&from=1").status_code == 200
    shown = market.buyer.get(f"/quotes/{first}")
    kept = market.buyer.submit(shown, {}, action="/shortlistings")
    assert "Đang xem xét" in kept.text
    refused = market.buyer.submit(market.buyer.get(f"/quotes/{second}/declines"), {}, action="")
    assert refused.status_code == 422
    declined = market.buyer.submit(
        market.buyer.get(f"/quotes/{second}/declines"), {"reason": "price", "note": "Hơi cao"}, action=""
    )
    assert "Hoàn tác" in declined.text
    assert "Hơi cao" in market.rival.get(f"/quotes/{second}").text
    market.buyer.submit(declined, {}, action="/declines/removals")
    won = market.buyer.submit(market.buyer.get(f"/quotes/{first}"), {}, action="/awards")
    assert "Lập biên bản" in won.text
    ended = market.buyer.submit(
        market.buyer.get(f"/demands/{market.demand.id}/request/closings"), {"outcome": "awarded"}, action=""
    )
    assert "Đã chọn xong" in ended.text
    assert "Đã có nơi khác" in market.rival.get(f"/quotes/{second}").text


def test_a_revision_meanwhile_is_shown_instead_of_deciding(market: Market) -> None:
    quote_id = write(market.seller, market)
    read = market.buyer.get(f"/quotes/{quote_id}")
    revised = market.seller.submit(market.seller.get(f"/quotes/{quote_id}/edit"), {"price": "80k"}, action="")
    assert "Đã gửi bản sửa" in revised.text
    answer = market.buyer.submit(read, {}, action="/awards")
    assert answer.status_code == 409
    assert "Bên bán vừa sửa báo giá này" in answer.text
    again = market.buyer.get(f"/quotes/{quote_id}")
    assert "Sửa lần 1" in again.text
    assert "Giá, trước là 85.000 ₫" in again.text


def test_files_are_kept_sent_and_shown_to_the_two_only(market: Market) -> None:
    page = market.seller.get(f"/demands/{market.demand.id}/quotes/new")
    files = [(io.BytesIO(PDF), "Bảng giá.pdf")]
    shown = market.seller.submit(
        page, {"has_vat": "yes", "files": files}, action="", content_type="multipart/form-data"
    )
    assert "Bảng giá.pdf" in shown.text
    path = re.search(r"/quotes/\d+/files/\d+", shown.text)
    assert path
    got = market.seller.get(path[0])
    assert got.data == PDF
    assert "attachment" in got.headers["Content-Disposition"]
    got.close()
    assert market.buyer.get(path[0]).status_code == 404, "a draft"
    assert market.rival.get(path[0]).status_code == 404
    bad = [(io.BytesIO(b"MZ" * 40), "x.exe")]
    edit = market.seller.get(path[0].rpartition("/files")[0] + "/edit")
    wrong = market.seller.submit(edit, {"files": bad}, action="", content_type="multipart/form-data")
    assert wrong.status_code == 422
    assert "Chỉ nhận ảnh, PDF" in wrong.text
    gone = market.seller.submit(edit, {}, action=f"{path[0]}/removals")
    assert "Bảng giá.pdf" not in gone.text


def test_sealed_quotes_show_only_their_number(market: Market) -> None:
    page = market.buyer.get(f"/demands/{market.demand.id}/request")
    assert market.buyer.submit(page, {"max_suppliers": "nhiều"}, action="").status_code == 422
    market.buyer.submit(page, {"is_sealed": "y", "max_suppliers": "3"}, action="")
    public = market.seller.get(f"/demands/{market.demand.id}").text
    assert "Bên mua nhận báo giá kín" in public
    assert "Nhận nhiều nhất 3 nơi báo giá." in public
    quote_id = write(market.seller, market)
    received = market.buyer.get(f"/demands/{market.demand.id}/quotes").text
    assert "Đã có 1 báo giá kín" in received
    for path in ("", "/edit", "/declines"):
        assert market.buyer.get(f"/quotes/{quote_id}{path}").status_code == 404
    for verb in ("awards", "shortlistings", "declines", "declines/removals", "shortlistings/removals"):
        assert press(market.buyer, f"/quotes/{quote_id}/{verb}") == 404
    seen = [received, *(market.buyer.get(path).text for path in ("/leads", "/my", "/my/demands/quotes", "/my/quotes"))]
    assert not any("HTX Ong" in text or "85.000" in text for text in seen)
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "quotes.arrived_sealed")).all()
    assert told
    assert not any("HTX Ong" in one.body or "85.000" in one.body for one in told)
    session.expunge_all()
    answer = market.buyer.submit(page, {"is_sealed": None}, action="")
    assert answer.status_code == 409


def test_an_invitation_is_answered_with_one_tap(market: Market) -> None:
    page = market.buyer.get(f"/demands/{market.demand.id}/invitations?q=mat+ong")
    assert page.status_code == 200
    assert (
        "Mời đánh dấu ít nhất một nơi"
        in market.buyer.get(press_page(market.buyer, f"/demands/{market.demand.id}/invitations")).text
    )
    for _ in range(2):
        press(market.buyer, f"/demands/{market.demand.id}/invitations", listing=str(market.listing.id))
    path = link_in("quotes.invitation")
    tapped = market.seller.get(path)
    assert "Siêu thị Hoa Sen mời báo giá" in tapped.text
    no = market.seller.submit(tapped, {"reason": "capacity"}, action=path)
    assert no.status_code == 200
    session.expunge_all()
    shown = market.seller.get(path)
    assert "Đã mời" in market.buyer.get(f"/demands/{market.demand.id}/invitations").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    assert token
    market.seller.post(path, data={"csrf_token": token[1], "answer": "no", "reason": "capacity"})
    assert "Không báo giá" in market.buyer.get(f"/demands/{market.demand.id}/invitations").text
    market.seller.post(path, data={"csrf_token": token[1], "answer": "undo_no"})
    assert "Nơi mời mình báo giá" in market.seller.get("/my/quotes").text
    go = market.seller.post(path, data={"csrf_token": token[1], "answer": "yes"})
    assert go.headers["Location"].endswith(f"/demands/{market.demand.id}/quotes/new")


def test_invitations_are_among_the_next_steps(market: Market) -> None:
    assert "1 lời mời báo giá" not in market.seller.get("/my").text
    press(market.buyer, f"/demands/{market.demand.id}/invitations", listing=str(market.listing.id))
    assert "1 lời mời báo giá" in market.seller.get("/my").text


def test_a_closed_request_stays_in_the_list_with_its_note(market: Market) -> None:
    write(market.seller, market)
    assert "Đang nhận báo giá" in market.buyer.get("/my/demands/quotes").text
    close = f"/demands/{market.demand.id}/request/closings"
    page = market.buyer.get(close)
    market.buyer.submit(page, {"outcome": "none_suitable", "reason": "price", "note": "Hẹn vụ sau"}, action="")
    listed = market.buyer.get("/my/demands/quotes").text
    assert "Không chọn nơi nào" in listed
    assert "1 báo giá" in listed
    assert "Hẹn vụ sau" in market.buyer.get(f"/demands/{market.demand.id}/quotes").text


def test_nobody_is_invited_without_saying_for_which_demand(market: Market) -> None:
    press(market.buyer, f"/listings/{market.listing.id}/saves")
    page = market.buyer.get("/my/saved")
    path = re.search(r'action="(/my/saved/\d+/invitations)"', page.text)
    assert path
    assert "Chọn nhu cầu" in page.text
    bad = market.buyer.submit(page, {}, action=path[1])
    assert bad.status_code == 422
    assert "Mời chọn một nhu cầu." in bad.text


def test_the_buyer_answers_a_quote_with_one_tap(market: Market, new_client: NewClient) -> None:
    quote_id = write(market.seller, market)
    path = link_in("quotes.arrived")
    phone = new_client()
    tapped = phone.get(path)
    assert "85.000 ₫/kg" in tapped.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', tapped.text)
    assert token

    def tap(**values: str) -> str:
        answer = phone.post(path, data={"csrf_token": token[1], "version": "1", **values}, follow_redirects=True)
        return answer.text

    assert "Bên bán biết mình đã xem" in tap(answer="shortlist")
    assert "Mời viết vài lời" in tap(answer="more", body="")
    assert "Đã gửi lời nhắn" in tap(answer="more", body="Có hàng mẫu không?")
    assert "Có hàng mẫu không?" in market.seller.get(f"/leads/{lead_of(quote_id)}").text
    assert "Hoàn tác" in tap(answer="no", reason="price")
    assert status_of(quote_id) is QuoteStatus.DECLINED
    tap(answer="undo_no")
    assert status_of(quote_id) is QuoteStatus.SENT
    assert phone.post(path, data={"csrf_token": token[1], "answer": "award"}).status_code == 422


def test_a_quote_inside_a_conversation(market: Market) -> None:
    page = market.buyer.get(f"/leads/new?posting={market.listing.id}")
    talk = market.buyer.submit(page, {}, action="/leads/new").request.path
    assert "/quotes/new" in market.seller.get(talk).text
    assert "/quotes/new" not in market.buyer.get(talk).text
    form = market.seller.get(f"{talk}/quotes/new")
    shown = market.seller.submit(form, {"has_vat": "no", "price": "90k", "quantity": "100 kg"}, action="")
    market.seller.submit(shown, {}, action="/sendings")
    assert "90.000 ₫/kg" in market.buyer.get(talk).text


def test_whoever_has_no_organisation_is_led_to_one(market: Market, new_client: NewClient) -> None:
    browser = sign_in(new_client(), make_user("Chưa Có"))
    for path in (f"/demands/{market.demand.id}/quotes/new", f"/postings/{market.demand.id}/questions/new"):
        assert "/organisations/new" in browser.get(path).headers["Location"]
    for path in ("/my/quotes", "/my/saved", "/my/demands/quotes"):
        assert 'class="empty"' in browser.get(path).text


def test_others_get_nowhere(market: Market, new_client: NewClient) -> None:
    quote_id = write(market.seller, market)
    staff = sign_in(new_client(), make_staff(StaffRole.PROVINCIAL, "01"))
    for browser in (market.rival, staff):
        for path in ("", "/edit", "/declines", "/files/1"):
            assert browser.get(f"/quotes/{quote_id}{path}").status_code == 404
        for verb in ("sendings", "withdrawals", "extensions", "awards", "copies", "removals"):
            assert press(browser, f"/quotes/{quote_id}/{verb}") == 404
        for path in ("quotes", "request", "request/closings", "invitations"):
            assert browser.get(f"/demands/{market.demand.id}/{path}").status_code == 403
    assert press(market.buyer, f"/quotes/{quote_id}/withdrawals") == 403
    assert press(market.seller, f"/quotes/{quote_id}/awards") == 403
