"""A living site and a real browser: phones of 360 pixels with or without scripts, and desktops."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.finding import find_browser
from tests.living import Site, living_site

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser; it runs only where one is found, and must where NEED_BROWSER says so."""
    here = Path(__file__).parent
    missing = find_browser() is None
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if missing and not os.environ.get("NEED_BROWSER"):
                item.add_marker(pytest.mark.skip(reason="NO CHROMIUM FOUND"))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site without postings, with web and worker as real processes."""
    with tempfile.TemporaryDirectory() as directory, living_site(Path(directory) / "var") as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, driving the browser that is installed."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests; each test opens its own contexts."""
    running = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
    yield running
    running.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Open a fresh browser profile: ``open_page(scripts=False, phone=True)``; page errors fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def start(*, scripts: bool = True, phone: bool = True) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=scripts,
            locale="vi-VN",
            has_touch=phone,
            is_mobile=phone,
            base_url=site.url,
        )
        context.set_default_timeout(15000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda line: faults.append(line.text) if line.type == "error" and "422" not in line.text else None,
        )
        return page

    yield start
    for context in contexts:
        context.close()
    assert faults == []
