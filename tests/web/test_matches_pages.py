"""Matches on the pages: reasons, gaps with what to do, putting away and taking back."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from marketplace.db import session, transaction
from marketplace.jobs.actions import enqueue
from marketplace.matching.models import Match
from marketplace.matching.refresh import refresh
from marketplace.postings.indexing import index_postings
from marketplace.postings.models import Posting
from tests.factories.accounts import make_user
from tests.web.test_leads_pages import NewClient, Two, press, sign_in, two

__all__ = ["two"]


def find_matches(two: Two, **changed: object) -> Match:
    with transaction():
        row = session.get_one(Posting, two.listing.id)
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
    index_postings([two.listing.id, two.demand.id])
    refresh(two.listing.id)
    match = session.scalars(select(Match).execution_options(populate_existing=True)).one()
    session.expunge(match)
    return match


def test_both_sides_see_the_match_with_its_reasons(two: Two) -> None:
    match = find_matches(two)
    for browser, title, link in (
        (two.seller, two.demand.title, f"/leads/new?posting={two.demand.id}&amp;match={match.id}"),
        (two.buyer, two.listing.title, f"/leads/new?posting={two.listing.id}&amp;match={match.id}"),
    ):
        page = browser.get("/matches").text
        assert title in page
        assert "Đủ số lượng" in page
        assert "(có 500 kg, cần 300 kg mỗi tháng)" in page
        assert link in page


def test_a_gap_leads_to_the_step_that_changes_it(two: Two) -> None:
    find_matches(two, quantity_amount=Decimal(100), price_min=120_000, price_max=130_000)
    seller = two.seller.get(f"/listings/{two.listing.id}/matches").text
    assert "Chưa đủ số lượng" in seller
    assert f"/listings/{two.listing.id}/steps/quantity" in seller
    assert f"/listings/{two.listing.id}/steps/price" in seller
    assert "giúp hợp hơn với 1 nhu cầu" in seller
    buyer = two.buyer.get(f"/demands/{two.demand.id}/matches").text
    assert "Giá cao hơn mức mua" in buyer
    assert f"/demands/{two.demand.id}/steps/terms" in buyer
    assert f"/listings/{two.listing.id}/steps" not in buyer


def test_the_part_that_changes_by_itself_comes_alone(two: Two) -> None:
    find_matches(two)
    part = two.buyer.get(f"/demands/{two.demand.id}/matches", headers={"X-Fragment": "1"}).text
    assert "<html" not in part
    assert two.listing.title in part


def test_the_page_says_that_it_is_still_searching(two: Two) -> None:
    with transaction():
        enqueue("matching.refresh", posting_id=two.demand.id)
    assert "Đang tìm" in two.buyer.get(f"/demands/{two.demand.id}/matches").text
    assert "Đang tìm" in two.buyer.get("/matches").text


def test_putting_away_needs_a_reason_and_can_be_taken_back(two: Two) -> None:
    find_matches(two)
    where = f"/demands/{two.demand.id}/matches"
    page = two.buyer.get(where)
    refused = two.buyer.submit(page, {"reason": "", "note": "xa"}, action="/dismissals")
    assert refused.status_code == 422
    assert 'value="xa"' in refused.text
    gone = two.buyer.submit(page, {"reason": "too_far"}, action="/dismissals")
    assert "Đã bỏ khỏi danh sách." in gone.text
    assert "Đủ số lượng" not in gone.text
    assert "Đủ số lượng" in two.seller.get("/matches").text
    assert "Đủ số lượng" in two.buyer.get(f"{where}?dismissed=1").text
    back = two.buyer.submit(gone, {}, action="/restorations")
    assert "Đủ số lượng" in back.text


def test_a_conversation_that_goes_on_is_led_to(two: Two) -> None:
    match = find_matches(two)
    two.buyer.submit(two.buyer.get(f"/leads/new?posting={two.listing.id}&match={match.id}"), {}, action="/leads/new")
    for browser in (two.buyer, two.seller):
        assert "Xem liên hệ" in browser.get("/matches").text


def test_matches_of_others_are_not_there(two: Two, new_client: NewClient) -> None:
    match = find_matches(two)
    assert two.buyer.get(f"/listings/{two.listing.id}/matches").status_code == 403
    stranger = sign_in(new_client(), make_user("Lê Người Khác"))
    assert press(stranger, f"/matches/{match.id}/dismissals") == 404
    assert press(stranger, f"/matches/{match.id}/restorations") == 404
    assert "/sessions/new" in new_client().get("/matches").headers["Location"]


def test_empty_states_say_what_to_do(two: Two, new_client: NewClient) -> None:
    assert "Sửa tin của mình" in two.seller.get(f"/listings/{two.listing.id}/matches").text
    assert "Tìm hàng" in two.buyer.get("/matches?side=demand").text
    assert "Đăng hàng bán" in sign_in(new_client(), make_user("Người Mới")).get("/matches").text


def test_english_pages_are_english(two: Two) -> None:
    find_matches(two, quantity_amount=Decimal(100))
    two.buyer.get("/languages/en?next=/matches")
    page = two.buyer.get("/matches").text
    assert "Too little" in page
    assert "Đủ" not in page
