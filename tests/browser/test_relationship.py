"""The whole relationship: demand, three quotes, comparison, award, memorandum, contract, and goods that are delivered
three months later. Producers on 360-pixel phones without scripts, the buyer at a desk, the site's clock moved forward.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    follow,
    go_on,
    heading,
    list_goods,
    make_organisation,
    number_in,
    post_demand,
    sign_up,
    unfold,
    wait_for_match,
)
from tests.living import Site, living_site
from tests.site_clock import SiteClock

BUYER = "Siêu thị Sông Hồng"
GOODS = "Mật ong hoa nhãn Hưng Yên"


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> SiteClock:
    """The clock of this module's site."""
    return SiteClock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def site(clock: SiteClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of real processes whose clock can be moved."""
    with living_site(tmp_path_factory.mktemp("site") / "var", clock.env) as running:
        yield running


def fits(page: Page) -> bool:
    """Tell whether the page is no wider than the screen."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def words_of(page: Page) -> str:
    """Return what stands on the page."""
    return page.locator("main").inner_text()


def newcomer(open_page: OpenPage, site: Site, *, name: str, phone: str, house: str, province: str) -> Page:
    """Let a producer sign up on a phone without scripts."""
    page = open_page(scripts=False, phone=True)
    sign_up(page, site, name=name, phone=phone, start="/my")
    page.goto("/organisations/new")
    make_organisation(page, name=house, side="sell", kind="cooperative", province=province)
    return page


def quote(page: Page, demand: int, *, price: str, has_vat: bool, quantity: str, days: str) -> int:
    """Answer a demand with figures: fill in, look it over, send; return the quote's number."""
    page.goto(f"/demands/{demand}")
    follow(page, page.get_by_role("link", name="Báo giá", exact=True))
    unfold(page)
    page.locator("[name=price]").fill(price)
    page.locator(f"[name=has_vat][value={'yes' if has_vat else 'no'}]").check()
    page.locator("[name=quantity]").fill(quantity)
    page.locator("[name=lead_time]").fill(days)
    for answer in page.locator("input[type=radio][name^=answer-][value=yes]").all():
        answer.check()
    go_on(page, "Lưu và xem lại")
    assert fits(page)
    go_on(page, "Gửi báo giá")
    assert "Đã gửi" in words_of(page) or "đã gửi" in words_of(page)
    assert fits(page)
    return number_in(page, "quotes")


def link_in_newest_message(site: Site, phone: str, words: str, seconds: float = 20) -> str:
    """Return the one-tap address in the newest message to a phone that says these words."""
    digits = re.sub(r"\D", "", phone)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for message in re.findall(r"<article.*?</article>", site.read("/outbox"), re.DOTALL):
            text = re.sub(r"<[^>]+>", "", message)
            found = re.search(r"/t/[\w-]{12}", text)
            if words in text and found and digits[1:] in re.sub(r"\D", "", text):
                return found.group(0)
        time.sleep(0.3)
    raise AssertionError(f"no message to {phone} says {words!r}")


def save_of(page: Page, name: str) -> bytes:
    """Save what a link offers and return its content."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def text_of_word(raw: bytes) -> str:
    """Return the words of a Word file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def sign_paper(seller: Page, buyer: Page, address: str) -> None:
    """Let both sides confirm a paper."""
    for page in (buyer, seller):
        page.goto(address)
        go_on(page, "Tôi đã đọc và xác nhận")


def draw_up(page: Page, agreement: int, kind: str) -> str:
    """Draw up a memorandum or contract with what is filled in already; return its address."""
    page.goto(f"/agreements/{agreement}/papers/new?kind={kind}")
    page.locator("[name=place]").fill("Hưng Yên")
    go_on(page, "Lưu dự thảo")
    assert fits(page)
    return page.url


def test_from_demand_to_delivering(open_page: OpenPage, site: Site, clock: SiteClock, tmp_path: Path) -> None:
    buyer = open_page(scripts=True, phone=False)
    sign_up(buyer, site, name="Trần Thị Mua", phone="0983 111 000", start="/my")
    buyer.goto("/organisations/new")
    make_organisation(buyer, name=BUYER, side="buy", kind="supermarket", province="01")
    demand = post_demand(buyer, title="Cần mật ong hoa nhãn", quantity="300 kg", price="120000", unit="kg")

    first = newcomer(open_page, site, name="Lê Văn Ong", phone="0912 111 001", house="HTX Ong Vàng", province="33")
    list_goods(first, None, title=GOODS, quantity="500 kg", price="95.000", unit="kg")
    wait_for_match(buyer, f"/demands/{demand}/matches", GOODS)

    # The buyer invites the one that fits; it says yes from the text message, and signs in to write.
    buyer.goto(f"/demands/{demand}/quotes")
    follow(buyer, buyer.get_by_role("link", name="Mời báo giá").first)
    buyer.get_by_label(re.compile("HTX Ong Vàng")).first.check()
    go_on(buyer, "Mời các nơi đã đánh dấu")
    first.goto(link_in_newest_message(site, "0912 111 001", "báo giá"))
    assert fits(first)
    go_on(first, "Viết báo giá")
    chosen = quote(first, demand, price="98k/kg", has_vat=True, quantity="350 kg", days="7 ngày")

    second = newcomer(open_page, site, name="Hoàng Thị Hoa", phone="0912 111 002", house="HTX Hoa Rừng", province="33")
    quote(second, demand, price="92k/kg", has_vat=False, quantity="200 kg", days="20")
    third = newcomer(open_page, site, name="Vi Thị Núi", phone="0912 111 003", house="HTX Núi Xanh", province="20")
    quote(third, demand, price="110k/kg", has_vat=True, quantity="400 kg", days="3")

    # Side by side, best values named in words; one is chosen, the others are told.
    buyer.goto(f"/demands/{demand}/quotes")
    compared = words_of(buyer)
    for house in ("HTX Ong Vàng", "HTX Hoa Rừng", "HTX Núi Xanh", "tốt nhất"):
        assert house in compared
    follow(buyer, buyer.get_by_role("link", name="HTX Ong Vàng").first)
    unfold(buyer)
    go_on(buyer, "Chọn")
    assert "đã được chọn" in words_of(buyer)
    buyer.goto(f"/demands/{demand}/quotes")
    follow(buyer, buyer.get_by_role("link", name="Kết thúc nhận báo giá"))
    buyer.locator("[name=outcome][value=awarded]").check()
    go_on(buyer, "Kết thúc")
    second.goto("/my/quotes")
    assert "HTX Ong Vàng" not in words_of(second), "suppliers never see each other"

    # The deal, then its memorandum as Word and PDF, confirmed by both.
    buyer.goto(f"/agreements/new?quote={chosen}")
    assert buyer.locator("[name=goods]").input_value()
    go_on(buyer, "Mở thỏa thuận")
    agreement = number_in(buyer, "agreements")
    memorandum = draw_up(first, agreement, "memorandum")
    word = text_of_word(save_of(first, "Tải bản Word"))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "HTX Ong Vàng", BUYER, "Hưng Yên"):
        assert part.upper() in word.upper()
    assert save_of(first, "Tải bản PDF").startswith(b"%PDF-")
    sign_paper(first, buyer, memorandum)
    buyer.goto(f"/agreements/{agreement}")
    assert "iên bản ghi nhớ" in words_of(buyer)

    contract = draw_up(buyer, agreement, "contract")
    scan = tmp_path / "ky.jpg"
    Image.new("RGB", (1240, 1754), "#fff").save(scan)
    buyer.locator("input[type=file]").set_input_files(str(scan))
    go_on(buyer, "Gửi bản chụp")
    sign_paper(first, buyer, contract)
    first.goto(f"/agreements/{agreement}")
    assert "hợp đồng" in words_of(first).lower()
    assert fits(first)

    # Three months later the phone asks, and one tap answers.
    clock.pass_days(95)
    asked = link_in_newest_message(site, "0912 111 001", f"Đã giao hàng với {BUYER} chưa?")
    first.goto(asked)
    assert "Sau 3 tháng" in words_of(first)
    assert fits(first)
    go_on(first, "Đang giao hàng")
    first.locator("[name=value]").fill("24 triệu")
    first.locator("[name=quantity]").fill("250 kg")
    go_on(first, "Ghi lại")
    buyer.goto(f"/agreements/{agreement}")
    told = words_of(buyer)
    assert "Đang giao hàng" in told
    assert "24.000.000" in told
    assert heading(buyer) == "Thỏa thuận với HTX Ong Vàng"
