"""What people do on the site, step by step, by what they see: used by the journeys."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

from tests.living import Site

PASSWORD = "nuoc-mam-ngon-9"


def go_on(page: Page, words: str = "Lưu và tiếp tục") -> None:
    """Press the form's button with these words, and wait for the page that answers."""
    follow(page, page.get_by_role("main").get_by_role("button", name=words, exact=True).first)


def follow(page: Page, target: Locator) -> None:
    """Press a link or button and wait for the page that it leads to: the next step must not read the old one."""
    with page.expect_navigation():
        target.click()


def unfold(page: Page) -> None:
    """Open everything that is folded on the page, as a finger does."""
    while (folded := page.locator("main details:not([open]) > summary:visible")).count():
        folded.first.click()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def sign_up(page: Page, site: Site, *, name: str, phone: str, start: str = "/") -> None:
    """Sign up by phone: name, number, password, then the code from the outbox."""
    page.goto(f"/accounts/new?next={start}")
    page.get_by_label("Họ và tên").fill(name)
    page.locator("[name=contact]").fill(phone)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=has_agreed]").check()
    go_on(page, "Đăng ký")
    page.locator("[name=code]").fill(site.newest_code(phone))
    go_on(page, "Xác nhận")


def make_organisation(page: Page, *, name: str, side: str, kind: str, province: str) -> None:
    """Fill in the two screens about the organisation; ``side`` is sell, buy or both."""
    page.locator(f"[name=sides][value={side}]").check()
    page.locator("[name=kind]").select_option(kind)
    go_on(page, "Tiếp tục")
    page.locator("[name=name]").fill(name)
    page.locator("[name=province_code]").select_option(province)
    go_on(page, "Lưu và bắt đầu")
    if "/organisations/new" in page.url:  # without scripts the wards come after the province
        go_on(page, "Lưu và bắt đầu")


def phone_photo(path: Path) -> Path:
    """Write a photo as a phone does: large, lying on its side, saying where it was taken."""
    picture = Image.new("RGB", (2400, 1800), "#c9702b")
    ImageDraw.Draw(picture).ellipse((600, 300, 1800, 1500), fill="#f4d58d")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Samsung"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, exif=exif)
    path.write_bytes(buffer.getvalue())
    return path


def list_goods(page: Page, photo: Path | None, *, title: str, quantity: str, price: str, unit: str) -> int:
    """Go through the listing's screens and publish; return the listing's number."""
    page.goto("/listings/new")
    if photo is not None:
        page.locator("input[type=file]").set_input_files(str(photo))
    go_on(page)
    page.locator("[name=title]").fill(title)
    go_on(page)
    page.locator("[name=category_code]").first.check()
    go_on(page)
    page.locator("[name=quantity]").fill(quantity)
    go_on(page)
    page.locator("[name=price_min]").fill(price)
    page.locator("[name=price_unit]").fill(unit)
    go_on(page)
    page.locator("[name=papers]:visible").first.check()
    go_on(page)
    go_on(page, "Đăng tin")
    return number_in(page, "listings")


def post_demand(page: Page, *, title: str, quantity: str, price: str, unit: str, paper: str = "") -> int:
    """Go through the demand's screens and publish; return the demand's number."""
    page.goto("/demands/new")
    page.locator("[name=title]").fill(title)
    go_on(page)
    page.locator("[name=category_code]").first.check()
    go_on(page)
    page.locator("[name=quantity]").fill(quantity)
    page.locator("[name=closes_on]").fill(time.strftime("%Y-%m-%d", time.localtime(time.time() + 40 * 86400)))
    go_on(page)
    page.locator("[name=price_max]").fill(price)
    page.locator("[name=price_unit]").fill(unit)
    go_on(page)
    if paper:
        unfold(page)
        page.locator(f"input[value={paper}]").first.check()
    go_on(page)
    go_on(page, "Đăng tin")
    return number_in(page, "demands")


def number_in(page: Page, noun: str) -> int:
    """Return the number of the thing that the address names."""
    found = re.search(rf"/{noun}/(\d+)", page.url)
    assert found, page.url
    return int(found.group(1))


def wait_for_match(page: Page, address: str, words: str, seconds: float = 5) -> float:
    """Load the matches until one says these words, as somebody without scripts does; return how long it took."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        page.goto(address)
        if words in page.locator("main").inner_text():
            return time.monotonic() - began
        time.sleep(0.2)
    raise AssertionError(f"{words!r} is not among the matches after {seconds} s: {page.locator('main').inner_text()}")
