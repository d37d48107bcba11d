"""An installation in use goes up to the newest form and back: nothing is lost, and what the columns allow holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError

from marketplace import db as database
from marketplace.cli.database import alembic_config
from marketplace.config import Settings
from tests.conftest import make_postgres_database

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
OLD, NEW = "0001", "0002"

# What stands where a row does not say otherwise, by the type of the column.
USUAL: Mapping[type, Any] = {
    sa.String: "x",
    sa.Text: "",
    sa.Boolean: False,
    sa.Integer: 1,
    sa.BigInteger: 1,
    sa.Numeric: 1,
    sa.DateTime: NOON,
    sa.Date: NOON.date(),
    sa.JSON: [],
}

ROWS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("province", {"code": "01", "kind": "city", "kind_before": "city", "region": "north"}),
    ("certificate", {"code": "ocop4", "name_vi": "OCOP 4 sao"}),
    ("channel", {"code": "modern"}),
    ("user", {"id": 1, "staff_role": "none", "phone": "+84912000001", "full_name": "Chủ"}),
    ("user", {"id": 2, "staff_role": "ministry", "phone": None, "email": "b@example.vn"}),
    ("organisation", {"id": 1, "kind": "cooperative", "is_producer": True, "province_code": "01", "name": "HTX Ong"}),
    ("organisation", {"id": 2, "kind": "supermarket", "is_distributor": True, "province_code": "01"}),
    ("membership", {"id": 1, "user_id": 1, "organisation_id": 1, "role": "admin"}),
    ("block", {"id": 1, "organisation_id": 1, "blocked_id": 2}),
    ("posting", {"id": 1, "side": "supply", "status": "published", "published_at": NOON, "title": "Mật ong – “ngon”"}),
    ("posting", {"id": 2, "side": "demand", "status": "published", "organisation_id": 2, "published_at": NOON}),
    ("posting", {"id": 3, "side": "supply", "status": "withdrawn", "status_before": "published", "form_token": "t"}),
    ("posting", {"id": 4, "side": "supply", "status": "draft", "published_at": None}),
    ("photo", {"id": 1, "posting_id": 1, "position": 1, "stem": "a" * 32}),
    ("photo", {"id": 2, "posting_id": 1, "position": 2, "stem": "b" * 32}),
    ("posting_certificate", {"id": 1, "posting_id": 1, "certificate_code": "ocop4", "expires_on": date(2027, 1, 1)}),
    ("posting_month", {"id": 1, "posting_id": 1, "month": 12}),
    ("price_tier", {"id": 1, "posting_id": 1, "price": 90_000}),
    ("posting_channel", {"id": 1, "posting_id": 1, "channel_code": "modern"}),
    ("lead", {"id": 1, "posting_id": 1, "sender_id": 2, "recipient_id": 1, "origin": "match", "status": "accepted"}),
    ("lead", {"id": 2, "posting_id": 3, "sender_id": 2, "recipient_id": 1, "origin": "posting", "status": "open"}),
    ("lead_visit", {"id": 1, "lead_id": 1, "user_id": 1}),
    ("message", {"id": 1, "lead_id": 1, "organisation_id": 2, "body": "Còn hàng không?\nXin báo giá."}),
    ("message", {"id": 2, "lead_id": 1, "organisation_id": 1, "body": "Còn."}),
    ("match", {"id": 1, "listing_id": 1, "demand_id": 2, "score": 80, "is_eligible": True, "gaps": [{"key": "x"}]}),
    ("match", {"id": 2, "listing_id": 3, "demand_id": 2, "score": 80, "is_eligible": False}),
    ("match", {"id": 3, "listing_id": 4, "demand_id": 2, "score": 30, "is_eligible": True}),
    ("complaint", {"id": 1, "posting_id": 1, "organisation_id": 1, "reason": "spam", "status": "open"}),
)


class Installation:
    """A database at some revision, spoken to in plain SQL: the models are those of the newest."""

    def __init__(self, url: str) -> None:
        self.engine = database.make_engine(url)

    def go(self, revision: str, *, down: bool = False) -> None:
        """Migrate as an operator does."""
        config = alembic_config()
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, revision)
            connection.commit()

    def table(self, name: str) -> sa.Table:
        """Return a table as it is now."""
        return sa.Table(name, sa.MetaData(), autoload_with=self.engine, resolve_fks=False)

    def fill(self) -> None:
        """Put a row or more into every table that the next revision changes, and into what points to them."""
        for name, said in ROWS:
            table = self.table(name)
            needed = {c.name: usual(c) for c in table.columns if not c.nullable and c.name not in said}
            with self.engine.begin() as connection:
                connection.execute(table.insert().values({**needed, **said}))

    def read(self, columns: Mapping[str, list[str]]) -> dict[str, list[dict[str, Any]]]:
        """Return all rows of some tables, with these columns."""
        found: dict[str, list[dict[str, Any]]] = {}
        with self.engine.connect() as connection:
            for name, names in columns.items():
                table = self.table(name)
                statement = sa.select(*(table.c[one] for one in names)).order_by(next(iter(table.primary_key)))
                found[name] = [dict(row) for row in connection.execute(statement).mappings()]
        return found

    def run(self, statement: str) -> None:
        """Change something, or raise what the database says to it."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]


def usual(column: sa.Column[Any]) -> Any:
    """Return something that a column may hold."""
    return next(value for kind, value in USUAL.items() if isinstance(column.type, kind))


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the older form, in use."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if settings.database_url.startswith("postgresql"):
        admin = settings.database_url.replace("+psycopg", "")
        make_postgres_database(admin, f"{admin.rpartition('/')[2]}_upgrade")
        url = f"{settings.database_url}_upgrade"
    found = Installation(url)
    try:
        found.go(OLD)
        found.fill()
        yield found
    finally:
        found.engine.dispose()


def old_columns(site: Installation) -> dict[str, list[str]]:
    return {name: [column.name for column in site.table(name).columns] for name in dict(ROWS)}


def test_nothing_is_lost_on_the_way_up_and_down(site: Installation) -> None:
    columns = old_columns(site)
    before = site.read(columns)
    assert all(before.values())
    for revision, down in ((NEW, False), (OLD, True), (NEW, False)):
        site.go(revision, down=down)
        assert site.read(columns) == before
    site.go(OLD, down=True)
    assert old_columns(site) == columns


def test_what_is_new_has_its_usual_value(site: Installation) -> None:
    site.go(NEW)
    assert site.ask("SELECT DISTINCT version FROM organisation") == [(1,)]
    assert site.ask("SELECT DISTINCT expiry_warnings FROM posting") == [(0,)]
    assert site.ask("SELECT id FROM posting WHERE confirmed_at IS NOT NULL ORDER BY id") == [(1,), (2,)]
    assert site.ask("SELECT id FROM posting WHERE confirmed_at <> published_at") == []
    assert site.ask("SELECT id FROM match WHERE first_seen_at = computed_at") == [(1,)]
    assert site.ask("SELECT id FROM match WHERE first_seen_at IS NOT NULL") == [(1,)]
    assert site.ask("SELECT DISTINCT later_on FROM lead") == [(None,)]


@pytest.mark.parametrize(
    ("table", "column", "new"),
    [("posting", "status", "paused"), ("posting", "status_before", "paused"), ("lead", "origin", "quote")],
)
def test_new_words_are_taken_and_wrong_ones_refused(site: Installation, table: str, column: str, new: str) -> None:
    set_to = f"UPDATE {table} SET {column} = '%s' WHERE id = 1"
    with pytest.raises(IntegrityError):
        site.run(set_to % new)
    site.go(NEW)
    site.run(set_to % new)
    for wrong in ("nonsense", "", new.upper()):
        with pytest.raises(IntegrityError):
            site.run(set_to % wrong)
    site.go(OLD, down=True)
    with pytest.raises(IntegrityError):
        site.run(set_to % new)


def test_what_only_the_newer_form_can_say_becomes_the_nearest_older_thing(site: Installation) -> None:
    site.go(NEW)
    site.run("UPDATE posting SET status = 'paused', paused_until = '2026-12-01' WHERE id = 1")
    site.run("UPDATE posting SET status_before = 'paused' WHERE id = 3")
    site.run("UPDATE lead SET origin = 'quote' WHERE id = 2")
    site.go(OLD, down=True)
    statuses = site.ask("SELECT id, status, status_before FROM posting WHERE id IN (1, 3) ORDER BY id")
    assert statuses == [(1, "withdrawn", "published"), (3, "withdrawn", "published")]
    assert site.ask("SELECT id, origin FROM lead ORDER BY id") == [(1, "match"), (2, "posting")]


@pytest.mark.parametrize("steps", [((NEW, False),), ((NEW, False), (OLD, True))])
def test_rebuilt_tables_still_guard_what_they_guarded(site: Installation, steps: tuple[tuple[str, bool], ...]) -> None:
    for revision, down in steps:
        site.go(revision, down=down)
    for wrong in (
        "INSERT INTO photo (id, posting_id, position, stem, width, height) VALUES (9, 99, 1, 'c', 1, 1)",
        "UPDATE posting SET organisation_id = 99 WHERE id = 1",
        "UPDATE posting SET price_min = -1 WHERE id = 1",
        "UPDATE posting SET form_token = 't' WHERE id = 1",
        "UPDATE lead SET status = 'lost' WHERE id = 1",
        # one live lead of a sender about a posting
        "UPDATE lead SET posting_id = 1 WHERE id = 2",
        "DELETE FROM lead WHERE id = 1",
    ):
        with pytest.raises(IntegrityError):
            site.run(wrong)
    site.run("DELETE FROM match")
    site.run("DELETE FROM posting WHERE id = 4")
    site.run("DELETE FROM complaint")
    site.run("DELETE FROM lead_visit")
    site.run("DELETE FROM message")
    site.run("DELETE FROM lead")
    site.run("DELETE FROM posting WHERE id = 1")
    assert site.ask("SELECT id FROM photo") == []
    assert site.ask("SELECT id FROM posting_certificate") == []
