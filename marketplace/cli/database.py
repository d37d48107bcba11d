"""``flask db``: bring the database to the newest form, load the reference lists, and copy it while the site runs."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import Script
from flask.cli import AppGroup

from marketplace import db
from marketplace.config import ROOT
from marketplace.taxonomy.loading import load_reference_lists

group = AppGroup("db", help="Database: migrate, load reference lists, back up.")


def alembic_config() -> Config:
    """Return Alembic's configuration for the database in use."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade_database() -> None:
    """Run the migrations that are missing, then load the reference lists anew (staff edits stay)."""
    command.upgrade(alembic_config(), "head")
    with db.transaction():
        load_reference_lists()


@group.command("upgrade")
def upgrade() -> None:
    """Migrate to the newest version and load the reference lists."""
    upgrade_database()
    click.echo("Database is up to date.")


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite database while it is in use, and check the copy; what stood at the target is replaced.

    Raises ``sqlite3.Error`` or ``OSError``; then the target is as it was.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    draft.touch(mode=0o600)
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(draft)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@group.command("backup")
@click.argument("dest", type=click.Path(dir_okay=False, path_type=Path))
def backup(dest: Path) -> None:
    """Copy the database to the file DEST, while the site runs (SQLite; for PostgreSQL use pg_dump)."""
    url = db.engine().url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise click.ClickException("The database is on PostgreSQL: use pg_dump --format=custom.")
    source, target = Path(url.database), dest.resolve()
    if source.resolve() == target:
        raise click.ClickException("DEST is the database itself.")
    try:
        copy_sqlite(source.resolve(), target)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"No backup was made: {error}") from None
    click.echo(f"Wrote {target}")


@group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Migrate down to REVISION (for example -1 or base)."""
    command.downgrade(alembic_config(), revision)


@group.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration that brings the database to the form of the models, and name it in migrations/HEAD."""
    config = alembic_config()
    number = len(list((ROOT / "migrations" / "versions").glob("*.py"))) + 1
    made = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    if not isinstance(made, Script):
        raise click.ClickException("Alembic wrote no revision.")
    (ROOT / "migrations" / "HEAD").write_text(f"{made.revision}\n")
    click.echo(f"Wrote {made.path}")
