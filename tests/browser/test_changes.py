"""Changing a structured field changes score and gap on both sides' pages within five seconds."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import go_on, list_goods, make_organisation, post_demand, sign_up, unfold, wait_for_match
from tests.living import Site

WITHIN_MS = 5000


def score(page: Page) -> int:
    return int(page.locator("meter").first.get_attribute("value") or 0)


def test_price_and_papers_move_the_match_on_both_sides(open_page: OpenPage, site: Site) -> None:
    seller, buyer = open_page(), open_page(phone=False)
    sign_up(seller, site, name="Hồ Văn Chè", phone="0914 500 600", start="/listings/new")
    make_organisation(seller, name="HTX Chè Tân Cương", side="sell", kind="cooperative", province="19")
    listing = list_goods(seller, None, title="Chè nõn tôm Tân Cương", quantity="2 tạ", price="400.000", unit="kg")
    sign_up(buyer, site, name="Đỗ Thị Mua", phone="0985 700 800", start="/demands/new")
    make_organisation(buyer, name="Đại lý Chè Hà Thành", side="buy", kind="dealer", province="01")
    demand = post_demand(
        buyer, title="Mua chè nõn tôm", quantity="100 kg", price="300000", unit="kg", paper="e_invoice"
    )
    wait_for_match(buyer, f"/demands/{demand}/matches", "Giá cao hơn mức mua")
    wait_for_match(seller, f"/listings/{listing}/matches", "Giá cao hơn mức mua")
    before = score(buyer)

    other = seller.context.new_page()
    other.goto(f"/listings/{listing}/steps/price")
    other.locator("[name=price_min]").fill("280.000")
    go_on(other)
    began = time.monotonic()
    for page in (buyer, seller):
        expect(page.locator("main")).to_contain_text("Giá trong mức mua", timeout=WITHIN_MS)
        expect(page.locator("main")).not_to_contain_text("Giá cao hơn mức mua", timeout=WITHIN_MS)
    assert time.monotonic() - began < WITHIN_MS / 1000
    assert score(buyer) == score(seller) > before

    middle = score(buyer)
    expect(buyer.locator("main")).to_contain_text("Thiếu Hóa đơn điện tử")
    other.goto(f"/listings/{listing}/steps/papers")
    unfold(other)
    other.locator("[name=papers][value=e_invoice]").check()
    go_on(other)
    for page in (buyer, seller):
        expect(page.locator("main")).not_to_contain_text("Thiếu Hóa đơn điện tử", timeout=WITHIN_MS)
    assert score(buyer) == score(seller) > middle


def test_a_withdrawn_listing_leaves_the_buyers_matches(open_page: OpenPage, site: Site) -> None:
    seller, buyer = open_page(scripts=False), open_page(scripts=False, phone=False)
    sign_up(seller, site, name="Lò Thị Rượu", phone="0916 111 222", start="/listings/new")
    make_organisation(seller, name="Tổ hợp tác Rượu ngô Na Hang", side="sell", kind="cooperative_group", province="08")
    listing = list_goods(seller, None, title="Rượu ngô men lá Na Hang", quantity="500 lít", price="60k", unit="lít")
    sign_up(buyer, site, name="Bùi Nhà Hàng", phone="0987 333 444", start="/demands/new")
    make_organisation(buyer, name="Nhà hàng Bản Mường", side="buy", kind="horeca", province="01")
    demand = post_demand(buyer, title="Rượu ngô men lá", quantity="100 lít", price="80000", unit="lít")
    wait_for_match(buyer, f"/demands/{demand}/matches", "Rượu ngô men lá Na Hang")

    seller.goto(f"/listings/{listing}/preview")
    go_on(seller, "Rút tin")
    deadline = time.monotonic() + 5
    while "Na Hang" in buyer.locator("main").inner_text():
        assert time.monotonic() < deadline
        buyer.goto(f"/demands/{demand}/matches")
    assert buyer.request.get(f"/listings/{listing}").status == 404
