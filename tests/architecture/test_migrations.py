"""Migrations go up and down on both databases, and say the same as the models."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from marketplace import db as database
from marketplace.cli.database import alembic_config
from marketplace.config import Settings
from tests.conftest import make_postgres_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty_url(settings: Settings, tmp_path: Path) -> str:
    if settings.database_url.startswith("postgresql"):
        admin = settings.database_url.replace("+psycopg", "")
        make_postgres_database(admin, "chapnoi_test_migrations")
        return settings.database_url.rpartition("/")[0] + "/chapnoi_test_migrations"
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


def test_up_down_and_up_again(empty_url: str) -> None:
    engine = database.make_engine(empty_url)
    config = alembic_config()
    try:
        for target in ("head", "base", "head"):
            with engine.connect() as connection:
                config.attributes["connection"] = connection
                (command.downgrade if target == "base" else command.upgrade)(config, target)
                connection.commit()
            names = set(inspect(engine).get_table_names()) - {"alembic_version"}
            assert names == (set() if target == "base" else set(database.Base.metadata.tables))
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False})
            assert compare_metadata(context, database.Base.metadata) == []
    finally:
        engine.dispose()


def test_one_head_and_the_file_names_it() -> None:
    heads = ScriptDirectory.from_config(alembic_config()).get_heads()
    assert len(heads) == 1
    assert (ROOT / "migrations" / "HEAD").read_text().strip() == heads[0]
