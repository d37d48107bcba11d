"""The four answers to an enquiry: behind the link of a message and on the page of a conversation, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.models import TapLink, User
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.i18n import format_day
from marketplace.leads.actions.following import send_reminders
from marketplace.leads.models import Call, DeclineReason, Lead, LeadStatus, Message, ReplyDue
from marketplace.notifications.models import OutboxMessage
from marketplace.quotes.models import Quote, QuoteStatus
from tests.factories.accounts import actor_of
from tests.factories.leads import Pair, make_lead, make_pair, miss
from tests.factories.quotes import make_supplier, make_trade, sent_quote
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]


@pytest.fixture
def pair(app: object) -> Pair:
    return make_pair()


def user_of(actor: object) -> User:
    return session.get_one(User, actor.user_id)  # type: ignore[attr-defined]


def link_to_answer() -> str:
    """Return the path of the link in the newest message about an enquiry."""
    return link_in("leads.enquiry")


def link_in(template: str) -> str:
    """Return the path of the link in the newest message of a kind."""
    statement = select(OutboxMessage.body).where(OutboxMessage.template == template)
    found = re.search(r"/t/[\w-]+", session.scalars(statement.order_by(OutboxMessage.id.desc())).first() or "")
    assert found
    return found.group()


def lead_now() -> Lead:
    lead = session.scalars(select(Lead).execution_options(populate_existing=True)).one()
    session.expunge(lead)
    return lead


def answer(client: CheckingClient, path: str, **values: str) -> str:
    """Press a button of the link's page and return what is shown then."""
    page = client.get(path)
    done = client.submit(page, values, action="/t/")
    assert done.status_code == 200, done.text
    return done.text


def test_looking_changes_nothing_and_shows_the_enquiry_in_brief(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    page = client.get(link_to_answer())
    assert page.status_code == 200
    for words in ("Siêu thị Hoa Sen", "Mật ong hoa nhãn", "bên tôi cần mật ong", "Trả lời trước hết ngày"):
        assert words in page.text
    assert str(pair.shop.contact_phone) not in page.text
    assert session.scalars(select(TapLink)).one().first_used_at is None
    assert lead_now().status is LeadStatus.OPEN


def test_yes_in_one_tap_and_taken_back(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    path = link_to_answer()
    shown = answer(client, path, answer="yes")
    assert "Đã đồng ý. Hai bên xem được số điện thoại của nhau." in shown
    assert lead_now().status is LeadStatus.ACCEPTED
    assert "Đồng ý liên hệ</span>" not in shown
    answer(client, path, answer="undo_yes")
    assert lead_now().status is LeadStatus.OPEN


def test_tell_me_more_sends_ready_words_once(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    path = link_to_answer()
    page = client.get(path)
    assert "cần bao nhiêu mỗi tháng" in page.text
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    for _ in range(2):
        answer(client, path, answer="more", body="Cần bao nhiêu ạ?", form_token=token[1])
    written = session.scalars(select(Message).order_by(Message.id)).all()
    assert [(one.organisation_id, one.body) for one in written[1:]] == [(pair.maker.id, "Cần bao nhiêu ạ?")]
    assert "Đã gửi lời nhắn." in client.get(path).text
    empty = client.submit(client.get(path), {"answer": "more", "body": " "}, action="/t/")
    assert empty.status_code == 422
    assert "Mời viết vài lời." in empty.text


@pytest.mark.parametrize("values", [{"wait": "2w"}, {"on": (today() + timedelta(days=14)).strftime("%d/%m/%Y")}])
def test_not_now_names_a_day(client: CheckingClient, pair: Pair, values: dict[str, str]) -> None:
    make_lead(pair)
    path = link_to_answer()
    day = today() + timedelta(days=14)
    shown = answer(client, path, answer="later", **values)
    assert f"Đã hẹn lại ngày {format_day(day)}." in shown
    assert lead_now().later_on == day
    answer(client, path, answer="undo_later")
    assert lead_now().later_on is None


def test_a_day_that_is_none_is_named_beside_the_field(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    path = link_to_answer()
    for typed, words in (("hôm nào đó", "hôm nào đó"), ("", "Mời chọn một ngày sau hôm nay")):
        wrong = client.submit(client.get(path), {"answer": "later", "on": typed}, action="/t/")
        assert wrong.status_code == 422
        assert words in wrong.text
    assert lead_now().later_on is None


def test_no_with_a_reason_and_taken_back(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    path = link_to_answer()
    answer(client, path, answer="no", reason="price")
    lead = lead_now()
    assert (lead.status, lead.decline_reason) == (LeadStatus.DECLINED, DeclineReason.PRICE)
    answer(client, path, answer="undo_no")
    assert lead_now().status is LeadStatus.OPEN


def test_nonsense_is_no_answer(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    path = link_to_answer()
    page = client.get(path)
    assert client.submit(page, {"answer": "perhaps"}, action="/t/").status_code == 422
    assert lead_now().status is LeadStatus.OPEN


def test_the_link_says_so_when_nothing_waits_any_more(
    client: CheckingClient, pair: Pair, new_client: NewClient
) -> None:
    lead = make_lead(pair)
    path = link_to_answer()
    buyer = sign_in(new_client(), user_of(pair.sender))
    buyer.submit(buyer.get(f"/leads/{lead.id}"), {}, action="/withdrawals")
    assert "Liên hệ này không chờ câu trả lời nào nữa." in client.get(path).text


def test_the_same_four_answers_on_the_page(client: CheckingClient, pair: Pair) -> None:
    lead = make_lead(pair)
    url = f"/leads/{lead.id}"
    seller = sign_in(client, user_of(pair.recipient))
    page = seller.get(url)
    for words in ("Đồng ý liên hệ", "Nhờ nói rõ thêm", "Để lúc khác", "Không nhận"):
        assert words in page.text
    wrong = seller.submit(page, {"on": "31/02/2027"}, action="/postponements")
    assert wrong.status_code == 422
    assert 'value="31/02/2027"' in wrong.text
    later = seller.submit(page, {"wait": "1m"}, action="/postponements")
    assert "Hẹn lại ngày" in later.text
    back = seller.submit(later, {}, action="/postponements/removals")
    assert "Đã bỏ hẹn lại." in back.text
    seller.submit(back, {"reason": "capacity"}, action="/declines")
    assert lead_now().decline_reason is DeclineReason.CAPACITY


def test_both_sides_see_the_deadline(client: CheckingClient, pair: Pair, new_client: NewClient) -> None:
    lead = make_lead(pair)
    seller, buyer = sign_in(client, user_of(pair.recipient)), sign_in(new_client(), user_of(pair.sender))
    for path in ("/leads", f"/leads/{lead.id}"):
        assert "Trả lời trước hết ngày" in seller.get(path).text
        assert "Bên kia trả lời trước hết ngày" in buyer.get(path).text
    miss(lead)
    for path in ("/leads", f"/leads/{lead.id}"):
        assert "Quá hạn trả lời" in seller.get(path).text
        assert "Bên kia quá hạn trả lời" in buyer.get(path).text
    assert "Xem nơi phù hợp" in buyer.get(f"/leads/{lead.id}").text


def test_a_talk_is_written_down_in_two_taps_and_once(client: CheckingClient, pair: Pair, new_client: NewClient) -> None:
    lead = make_lead(pair)
    url = f"/leads/{lead.id}"
    seller, buyer = sign_in(client, user_of(pair.recipient)), sign_in(new_client(), user_of(pair.sender))
    page = seller.get(url)
    for _ in range(2):
        done = seller.submit(
            page, {"means": "zalo", "outcome": "going_on", "note": "Gửi mẫu <b>mai</b>"}, action="/calls"
        )
        assert done.status_code == 200
    assert len(session.scalars(select(Call)).all()) == 1
    assert "Mới" in buyer.get("/leads").text
    shown = buyer.get(url).text
    assert "ghi đã nói chuyện. Qua Zalo: Bàn tiếp “Gửi mẫu &lt;b&gt;mai&lt;/b&gt;”" in shown
    nothing = seller.submit(page, {"note": "Đã gọi"}, action="/calls")
    assert nothing.status_code == 422
    assert "Mời chọn kết quả cuộc nói chuyện." in nothing.text
    assert 'value="Đã gọi"' in nothing.text


def test_contact_details_lead_to_the_telephone_and_to_zalo(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    answer(client, link_to_answer(), answer="yes")
    with transaction():
        session.merge(pair.shop).contact_zalo = "+84912345678"
    seller = sign_in(client, user_of(pair.recipient))
    opened = seller.submit(seller.get(f"/leads/{lead_now().id}"), {}, action="/contacts")
    assert f'href="tel:{pair.shop.contact_phone}"' in opened.text
    assert 'href="https://zalo.me/0912345678"' in opened.text


def test_the_page_of_an_organisation_says_how_it_answers(client: CheckingClient, pair: Pair) -> None:
    url = f"/organisations/{pair.maker.id}"
    assert "Trả lời liên hệ" not in client.get(url).text
    for _ in range(3):
        lead = make_lead(pair)
        with transaction():
            due = session.scalars(select(ReplyDue).where(ReplyDue.lead_id == lead.id)).one()
            due.answered_at = due.asked_at + timedelta(minutes=30)
            session.get_one(Lead, lead.id).status = LeadStatus.WITHDRAWN
            session.get_one(Lead, lead.id).answered_at = now()
    assert "đúng hạn 3 trên 3 lần trong 12 tháng qua, thường trong 1 giờ" in client.get(url).text


def test_a_link_dies_with_the_place_in_the_organisation(client: CheckingClient, pair: Pair) -> None:
    make_lead(pair)
    path = link_to_answer()
    with transaction():
        user_of(actor_of(user_of(pair.recipient))).session_epoch += 1
    assert client.get(path).status_code == 404


def test_a_reminder_of_a_quote_leads_to_the_quote_and_its_own_answers(client: CheckingClient, app: object) -> None:
    with time_machine.travel(datetime(2026, 10, 5, 2, tzinfo=UTC), tick=False) as clock:
        trade = make_trade()
        quote_id = sent_quote(trade.demand, make_supplier()).id
        clock.shift(timedelta(days=2))
        with transaction():
            assert send_reminders(site_url="") == 1
        path = link_in("leads.reminder")
        assert "Báo giá của Hợp tác xã Bát Tràng" in client.get(path).text
        shown = answer(client, path, answer="no", reason="price")
        assert "Đã từ chối báo giá này." in shown
        assert session.get_one(Quote, quote_id, populate_existing=True).status is QuoteStatus.DECLINED
        answer(client, path, answer="undo_no")
        assert session.get_one(Quote, quote_id, populate_existing=True).status is QuoteStatus.SENT
