"""Many people write at once to a living site on SQLite, while its worker writes too: nothing fails, nothing is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.failure.browsing import Answer, Browser
from tests.living import ROOT, Site, free_port, living_site, site_env

pytestmark = pytest.mark.processes
PEOPLE, SIGN_UPS, COMPLAINTS, LISTINGS = 32, 2, 2, 200


def sign_up(browser: Browser, number: int) -> Answer:
    page = browser.get("/accounts/new")
    return browser.submit(
        page,
        "/accounts/new",
        full_name=f"Người số {number}",
        contact=f"0938{number:06d}",
        password="tre-xanh-2026",
        has_agreed="y",
    )


def complain(browser: Browser, number: int) -> Answer:
    page = browser.get("/complaints/new")
    return browser.submit(page, "/complaints/new", reason="spam", text=f"Phản ánh {number}", contact="")


def write(site: Site, person: int, found: list[str]) -> None:
    """Sign up and complain; write down every answer that is not what the person should see."""
    browser = Browser(site.url)
    for n in range(SIGN_UPS):
        answer = sign_up(browser, person * SIGN_UPS + n)
        if answer.status != 200 or not answer.url.endswith("/accounts/codes"):
            found.append(f"sign-up {person}: {answer.status} {answer.url}")
    for n in range(COMPLAINTS):
        answer = complain(browser, person * COMPLAINTS + n)
        if answer.status != 200 or answer.url != f"{site.url}/":
            found.append(f"complaint {person}: {answer.status} {answer.url}")


def number_of(site: Site, what: str) -> int:
    with closing(sqlite3.connect(site.var_dir / "chapnoi.sqlite3")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


def wait_until_nothing_is_due(site: Site) -> None:
    deadline = time.monotonic() + 60
    while number_of(site, "job WHERE status = 'running' OR (status = 'waiting' AND run_at <= datetime('now'))"):
        assert time.monotonic() < deadline, site.log.read_text()[-3000:]
        time.sleep(0.2)


def test_nothing_fails_and_nothing_is_lost(tmp_path: Path) -> None:
    seed = [sys.executable, "-m", "tests.failure.seeding", str(LISTINGS)]
    subprocess.run(seed, cwd=ROOT, env=site_env(tmp_path, free_port()), check=True, timeout=120)
    found: list[str] = []
    with living_site(tmp_path) as site:
        threads = [threading.Thread(target=write, args=(site, person, found)) for person in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert found == []
        wait_until_nothing_is_due(site)
        log = site.log.read_text()
    assert "database is locked" not in log
    assert "Traceback" not in log, log[-3000:]
    assert number_of(site, "complaint") == PEOPLE * COMPLAINTS
    assert number_of(site, "one_time_code") == PEOPLE * SIGN_UPS
    assert number_of(site, "outbox_message WHERE status = 'sent'") == PEOPLE * SIGN_UPS
    assert number_of(site, "audit_entry WHERE verb = 'moderation.complain'") == PEOPLE * COMPLAINTS
    assert number_of(site, "job WHERE status = 'dead'") == 0
    assert number_of(site, "job WHERE name = 'search.put' AND status = 'done'") == LISTINGS
