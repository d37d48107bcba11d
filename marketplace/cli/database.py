"""``flask db``: bring the database to the newest form and load the reference lists."""

from __future__ import annotations

import click
from alembic import command
from alembic.config import Config
from alembic.script import Script
from flask.cli import AppGroup

from marketplace import db
from marketplace.config import ROOT
from marketplace.taxonomy.loading import load_reference_lists

group = AppGroup("db", help="Database: migrate, load reference lists.")


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
