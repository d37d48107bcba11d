"""A real installation (``make serve``): empty, closed, and a first person gets in by telephone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.failure.browsing import Browser
from tests.living import ROOT, Site, free_port, living_site, site_env

pytestmark = pytest.mark.processes
SERVE = {"MODE": "serve", "HELP_PHONE": "1900 1234"}
ADMINISTRATOR, PASSWORD, NEWCOMER = "0988 123 456", "tre-xanh-cau-ao-2026", "0912 345 678"


def make_staff(var_dir: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "users", "create-staff", "--role", "system"]
    said = ["--name", "Trần Quản Trị", "--contact", ADMINISTRATOR, "--password", PASSWORD]
    env = site_env(var_dir, free_port(), SERVE)
    made = subprocess.run([*command, *said], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    assert PASSWORD not in made.stdout


def wait_until_ready(site: Site) -> None:
    deadline, browser = time.monotonic() + 30, Browser(site.url)
    while (answer := browser.get("/readyz")).status != 200:
        assert time.monotonic() < deadline, answer.html
        time.sleep(0.2)
    assert json.loads(answer.html) == {"database": True, "index": True}


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/staff").url == f"{browser.site_url}/staff"


def sign_in(site: Site, contact: str, password: str) -> Browser:
    browser = Browser(site.url)
    browser.submit(browser.get("/sessions/new"), "/sessions/new", contact=contact, password=password)
    return browser


def ask_for_account(site: Site) -> Browser:
    """Sign up by phone where no text message can be sent: the page says whom to phone."""
    browser = Browser(site.url)
    values = {"full_name": "Lê Thị Mới", "contact": NEWCOMER, "password": "lua-nep-2026", "has_agreed": "y"}
    page = browser.submit(browser.get("/accounts/new"), "/accounts/new", **values)
    assert page.url.endswith("/accounts/codes")
    assert SERVE["HELP_PHONE"] in page.html
    return browser


def issued_code(staff: Browser) -> str:
    waiting = staff.get("/staff/codes")
    assert "Lê Thị Mới" in waiting.html
    page = staff.submit(waiting, "/issue")
    found = re.search(r"figure-number[^>]*>(\d{6})<", page.html)
    assert found, page.html
    assert found[1] not in staff.get("/staff/codes").html, "it is shown once"
    return found[1]


def test_a_real_installation_from_empty_to_the_first_person(tmp_path: Path) -> None:
    with living_site(tmp_path, SERVE) as site:
        wait_until_ready(site)
        visitor = Browser(site.url)
        assert visitor.get("/outbox").status == 404
        for phone in ("0901000001", "0901000006"):
            assert not is_signed_in(sign_in(site, phone, "chap-noi-2026")), "there are no sample accounts"
        key = tmp_path / "secret_key"
        secret = key.read_text()
        assert (key.stat().st_mode & 0o777, len(secret) > 40) == (0o600, True)

        make_staff(tmp_path)
        assert not is_signed_in(sign_in(site, ADMINISTRATOR, "sai-mat-khau"))
        staff = sign_in(site, ADMINISTRATOR, PASSWORD)
        assert is_signed_in(staff)
        newcomer = ask_for_account(site)
        code = issued_code(staff)
        wrong = newcomer.submit(newcomer.get("/accounts/codes"), "/accounts/codes", code="000000")
        assert wrong.status == 422
        welcome = newcomer.submit(newcomer.get("/accounts/codes"), "/accounts/codes", code=code)
        assert welcome.url.endswith("/organisations/new")
        log = site.log.read_text()
    for personal in (code, "912345678", "988123456", "Lê Thị Mới", PASSWORD, secret):
        assert personal not in log

    with living_site(tmp_path, SERVE) as again:
        assert key.read_text() == secret
        staff.site_url = again.url
        assert is_signed_in(staff), "whoever was signed in still is"
