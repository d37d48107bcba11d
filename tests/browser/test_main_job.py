"""The main job: a producer on a 360-pixel phone without scripts, a distributor at a desk, and back."""

from __future__ import annotations

import re
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    go_on,
    heading,
    list_goods,
    make_organisation,
    phone_photo,
    post_demand,
    sign_up,
    wait_for_match,
)
from tests.living import Site

SELLER, BUYER = "0912 100 200", "0983 300 400"


def fits(page: Page) -> bool:
    """Tell whether the page is no wider than the phone."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def seller_lists(page: Page, site: Site, tmp_path: Path) -> int:
    sign_up(page, site, name="Lê Thị Mận", phone=SELLER, start="/listings/new")
    make_organisation(page, name="HTX Mắm Cát Hải", side="sell", kind="cooperative", province="31")
    photo = phone_photo(tmp_path / "mam.jpg")
    listing = list_goods(page, photo, title="Nước mắm cá cơm Cát Hải", quantity="3 tấn", price="70.000", unit="kg")
    assert fits(page)
    return listing


def photo_files(site: Site) -> list[Path]:
    return [path for path in (site.var_dir / "files").rglob("*") if path.suffix in (".jpg", ".webp", ".avif")]


def test_from_sign_up_to_each_others_phone_number(open_page: OpenPage, site: Site, tmp_path: Path) -> None:
    seller = open_page(scripts=False, phone=True)
    listing = seller_lists(seller, site, tmp_path)

    for path in photo_files(site):
        with Image.open(path) as picture:
            assert picture.height > picture.width, "it was turned upright"
            assert not picture.getexif(), "nothing about place and phone is left in it"
    assert photo_files(site), "there are files on disk"

    buyer = open_page(scripts=True, phone=False)
    sign_up(buyer, site, name="Trần Văn Siêu", phone=BUYER, start="/demands/new")
    make_organisation(buyer, name="Siêu thị Hải Âu", side="buy", kind="supermarket", province="01")
    demand = post_demand(
        buyer, title="Cần nước mắm cá cơm", quantity="1 tấn", price="80000", unit="kg", paper="barcode"
    )
    wait_for_match(buyer, f"/demands/{demand}/matches", "Nước mắm cá cơm Cát Hải")
    matches = buyer.locator("main").inner_text()
    assert "Đủ số lượng" in matches
    assert "Thiếu Mã vạch" in matches

    wait_for_match(seller, f"/listings/{listing}/matches", "Cần nước mắm cá cơm")
    assert fits(seller)
    seller.get_by_role("link", name="Liên hệ", exact=True).first.click()
    assert "0983" not in seller.content()
    go_on(seller, "Gửi liên hệ")
    lead = re.search(r"/leads/(\d+)", seller.url)
    assert lead, seller.url

    buyer.goto("/leads")
    buyer.get_by_role("link", name=re.compile("HTX Mắm Cát Hải|Cần nước mắm")).first.click()
    assert "0912" not in buyer.content()
    go_on(buyer, "Đồng ý liên hệ")

    seller.goto(f"/leads/{lead.group(1)}")
    go_on(seller, "Xem số điện thoại")
    assert "0983 300 400" in seller.locator("main").inner_text()
    assert seller.locator("a[href='tel:+84983300400']").count() == 1
    assert fits(seller)

    buyer.goto("/my/profile")
    buyer.get_by_role("link", name=re.compile("Ai đã xem")).first.click()
    assert "Lê Thị Mận" in buyer.locator("main").inner_text()
    assert "Ai đã xem" in heading(buyer)


def test_a_distributor_writes_first_and_the_producer_answers_on_the_phone(open_page: OpenPage, site: Site) -> None:
    seller, buyer = open_page(scripts=False), open_page(phone=False)
    sign_up(seller, site, name="Phạm Thị Mây", phone="0917 222 333", start="/listings/new")
    make_organisation(seller, name="Mây tre Phú Vinh", side="sell", kind="household", province="01")
    list_goods(seller, None, title="Giỏ mây đan Phú Vinh", quantity="800 cái", price="120.000", unit="cái")
    sign_up(buyer, site, name="Ngô Xuất Khẩu", phone="0988 444 555")
    make_organisation(buyer, name="Công ty Xuất khẩu Sông Hồng", side="buy", kind="exporter", province="31")

    buyer.goto("/")
    buyer.locator("form").first.locator("[name=q]").fill("gio may dan")
    buyer.locator("form").first.get_by_role("button").click()
    deadline = time.monotonic() + 5
    while not buyer.get_by_role("link", name="Giỏ mây đan Phú Vinh").count():
        assert time.monotonic() < deadline
        buyer.reload()
    buyer.get_by_role("link", name="Giỏ mây đan Phú Vinh").click()
    buyer.get_by_role("link", name=re.compile("Liên hệ")).first.click()
    buyer.locator("[name=quantity]").fill("500 cái")
    go_on(buyer, "Gửi liên hệ")

    seller.goto("/my")
    assert seller.locator(".bottom-nav .count").inner_text().strip().startswith("1")
    seller.goto("/leads")
    seller.get_by_role("link", name=re.compile("Sông Hồng|Giỏ mây")).first.click()
    assert "500 cái" in seller.locator("main").inner_text()
    seller.locator("#reply textarea").fill("Còn hàng, một tuần giao được.")
    go_on(seller, "Gửi tin nhắn")
    go_on(seller, "Đồng ý liên hệ")
    assert fits(seller)

    buyer.reload()
    assert "một tuần giao được" in buyer.locator("main").inner_text()
    go_on(buyer, "Xem số điện thoại")
    assert "0917 222 333" in buyer.locator("main").inner_text()


def test_wrong_input_keeps_what_was_typed(open_page: OpenPage, site: Site, tmp_path: Path) -> None:
    page = open_page(scripts=False)
    page.goto("/accounts/new")
    page.get_by_label("Họ và tên").fill("Lê Thị Sai")
    page.locator("[name=contact]").fill("09123")
    page.locator("[name=password]").fill("123")
    go_on(page, "Đăng ký")
    assert page.locator(".field-error").count() >= 3
    assert page.locator("[name=contact]").input_value() == "09123"
    assert page.locator("[name=contact]").get_attribute("aria-invalid") == "true"

    sign_up(page, site, name="Lê Thị Sai", phone="0918 333 444", start="/listings/new")
    make_organisation(page, name="Cơ sở Sai Rồi Sửa", side="sell", kind="household", province="01")
    fake = tmp_path / "virus.jpg"
    fake.write_bytes(b"MZ not a picture at all")
    page.goto("/listings/new")
    page.locator("input[type=file]").set_input_files(str(fake))
    go_on(page)
    assert page.locator(".field-error").count() == 1
    page.goto("/listings/new")
    go_on(page)
    page.locator("[name=title]").fill("Tương nếp")
    go_on(page)
    page.locator("[name=category_code]").first.check()
    go_on(page)
    page.locator("[name=quantity]").fill("999999999 tấn")
    go_on(page)
    assert page.locator("[name=quantity]").input_value() == "999999999 tấn"
    assert "lớn quá" in page.locator(".field-error").first.inner_text()
    page.goto("/my/postings")
    assert "Tương nếp" in page.locator("main").inner_text(), "the draft was kept at every step"
