"""The demonstration sample: a past that the product's own actions made, in order, and a quiet beginning."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from marketplace.cli.demo.past import Past, Story
from marketplace.cli.demo.postings import age_of_demand, age_of_listing
from marketplace.clock import VIETNAM, at_earlier, now, today
from marketplace.postings.rules import LISTING_LIFE
from tests.cli.test_evaluate import flask
from tests.living import ROOT

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_what_is_done_inside_was_done_earlier() -> None:
    moment = NOON - timedelta(days=40)
    with time_machine.travel(NOON, tick=False):
        with at_earlier(moment):
            assert now() == moment
            with at_earlier(NOON - timedelta(days=3)):
                assert today() == (NOON - timedelta(days=3)).astimezone(VIETNAM).date()
            assert now() == moment
        assert now() == NOON
        with pytest.raises(ValueError, match="past"), at_earlier(NOON + timedelta(seconds=1)):
            pass
        with pytest.raises(KeyError), at_earlier(moment):
            raise KeyError
        assert now() == NOON, "an error inside changes nothing outside"


def test_only_the_sample_goes_back_in_time() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "marketplace").rglob("*.py"))
        if path.name != "clock.py" and re.search(r"\bat_earlier\b", path.read_text(encoding="utf-8"))
    ]
    assert users == ["marketplace/cli/demo/past.py", "marketplace/cli/demo/stage.py"]


def test_stories_are_lived_through_in_order() -> None:
    seen: list[tuple[str, datetime]] = []

    def story(past: Past, name: str, days: Iterator[int]) -> Story:
        for day in days:
            yield past.ago(day, 9)
            seen.append((name, now()))

    with time_machine.travel(NOON, tick=False):
        past = Past()
        past.begin(story(past, "a", iter((9, 2))))
        past.begin(story(past, "b", iter((5, 1, 0))))
        past.follow([(3, 8, lambda: seen.append(("c", now()))), (7, 8, lambda: seen.append(("d", now())))])
        past.live()
    assert [name for name, _ in seen] == ["a", "d", "b", "c", "a", "b", "b"]
    assert [moment for _, moment in seen] == sorted(moment for _, moment in seen)
    assert seen[0][1].astimezone(VIETNAM).hour == 9
    assert all(moment <= NOON for _, moment in seen)


@pytest.mark.parametrize("hour", [0, 5, 12, 20])
def test_nothing_happens_in_the_future(hour: int) -> None:
    with time_machine.travel(NOON.replace(hour=hour), tick=False):
        past = Past()
        assert past.ago(0, 23) == now()
        assert past.ago(1, 9) < now()


def test_no_listing_of_the_sample_has_run_out() -> None:
    for number in range(2000):
        assert 0 < age_of_listing(number) < LISTING_LIFE.days
        assert 0 < age_of_demand(number) < 45


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The database of a loaded demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    done: subprocess.CompletedProcess[str] = flask(folder, "db", "upgrade", mode="demo")
    assert done.returncode == 0, done.stderr[-2000:]
    done = flask(folder, "demo", "load", mode="demo")
    assert done.returncode == 0, done.stderr[-2000:]
    connection = sqlite3.connect(Path(folder) / "var" / "chapnoi.sqlite3")
    yield connection
    connection.close()


def one(sample: sqlite3.Connection, question: str) -> int:
    return int(sample.execute(question).fetchone()[0] or 0)


def values(sample: sqlite3.Connection, question: str) -> set[str]:
    return {str(row[0]) for row in sample.execute(question)}


@pytest.mark.processes
def test_everything_of_the_relationship_is_alive(sample: sqlite3.Connection) -> None:
    leads = values(sample, "SELECT status FROM lead")
    assert leads == {"open", "accepted", "declined", "withdrawn"}
    assert one(sample, "SELECT count(*) FROM lead WHERE later_on IS NOT NULL") > 0
    stages = values(sample, "SELECT stage FROM agreement")
    assert stages == {"sample", "negotiation", "memorandum", "contract", "delivering", "ended", "failed"}
    assert len(values(sample, "SELECT fail_reason FROM agreement WHERE fail_reason IS NOT NULL")) >= 4
    assert values(sample, "SELECT status FROM quote") == {"draft", "sent", "shortlisted", "awarded", "declined"}
    assert values(sample, "SELECT status FROM quote_request") >= {"open", "awarded", "none_suitable"}
    assert one(sample, "SELECT count(*) FROM quote_request WHERE is_sealed AND opened_at IS NULL") == 1
    assert one(sample, "SELECT count(*) FROM follow_up WHERE reminders_sent = 2 AND answered_at IS NULL") > 0
    assert one(sample, "SELECT count(*) FROM demand_week") == 2
    assert values(sample, "SELECT status FROM posting") == {"published", "paused"}
    for table in ("saved_listing", "saved_search", "match_alert", "invitation", "call", "delivered_month"):
        assert one(sample, f"SELECT count(*) FROM {table}") > 0, table


@pytest.mark.processes
def test_the_office_of_the_sample_has_work(sample: sqlite3.Connection) -> None:
    home = "(SELECT staff_province_code FROM user WHERE staff_role = 'provincial')"
    owed = "reply_due JOIN organisation o ON o.id = reply_due.organisation_id"
    open_there = f"answered_at IS NULL AND waived_at IS NULL AND o.province_code = {home}"
    assert one(sample, f"SELECT count(*) FROM {owed} WHERE {open_there} AND missed_at IS NOT NULL") >= 3
    assert one(sample, f"SELECT count(*) FROM organisation WHERE verified_at IS NULL AND province_code = {home}") >= 3
    enough = f"SELECT o.id FROM {owed} WHERE answered_at IS NOT NULL OR missed_at IS NOT NULL GROUP BY 1"
    assert one(sample, f"SELECT count(*) FROM ({enough} HAVING count(*) >= 3)") >= 5


@pytest.mark.processes
def test_it_begins_quietly_and_in_the_past(sample: sqlite3.Connection) -> None:
    assert values(sample, "SELECT status FROM outbox_message") == {"sent"}
    assert values(sample, "SELECT DISTINCT name FROM job") == {"quotes.open_sealed"}
    moments = ((table, "created_at") for table in ("lead", "message", "quote", "agreement", "outbox_message"))
    for table, column in (*moments, ("audit_entry", "at"), ("posting", "published_at")):
        latest = datetime.fromisoformat(sample.execute(f"SELECT max({column}) FROM {table}").fetchone()[0])
        assert latest.replace(tzinfo=UTC) <= datetime.now(UTC), table
    in_order = "SELECT count(*) FROM audit_entry a JOIN audit_entry b ON b.id = a.id + 1 WHERE b.at < a.at"
    assert one(sample, in_order) <= 1, "the history is written in the order in which it happened"
