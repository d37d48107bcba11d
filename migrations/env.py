"""Alembic's environment: runs migrations on the engine that the application uses."""

from __future__ import annotations

from alembic import context
from sqlalchemy.types import TypeDecorator

import marketplace.accounts.models
import marketplace.audit.models
import marketplace.jobs.models
import marketplace.leads.models
import marketplace.matching.models
import marketplace.moderation.models
import marketplace.notifications.models
import marketplace.postings.models
import marketplace.taxonomy.models  # noqa: F401
from marketplace import db


def render_item(kind, item, autogen_context):
    """Write our own column types as plain ones, so that migrations import none of our code."""
    if kind == "type" and isinstance(item, db.Amount):
        return "sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite')"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Run the migrations asked for."""
    given = context.config.attributes.get("connection")
    if given is not None:
        configure(given)
        return
    with db.engine().connect() as connection:
        configure(connection)
        connection.commit()


def configure(connection) -> None:
    """Run on one connection; SQLite rebuilds tables where it cannot alter them."""
    context.configure(
        connection=connection,
        target_metadata=db.Base.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
