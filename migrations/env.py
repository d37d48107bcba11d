"""Alembic's environment: runs migrations on the engine that the application uses."""

from __future__ import annotations

from alembic import context
from sqlalchemy.types import TypeDecorator

import marketplace.accounts.models
import marketplace.agreements.models
import marketplace.audit.models
import marketplace.files.models
import marketplace.jobs.models
import marketplace.leads.models
import marketplace.matching.models
import marketplace.moderation.models
import marketplace.notifications.models
import marketplace.postings.models
import marketplace.quotes.models
import marketplace.taxonomy.models  # noqa: F401
from marketplace import db


def render_item(kind, item, autogen_context):
    """Write our own column types as plain ones, so that migrations import none of our code."""
    if kind == "type" and isinstance(item, db.Amount):
        return "sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite')"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def check_references(connection, is_on: bool) -> None:
    """Have SQLite check references or not; a table that is rebuilt would take along the rows that point to it."""
    if connection.dialect.name == "sqlite":
        # Inside a transaction the setting changes nothing, so it is given to the driver before one begins.
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys = {'ON' if is_on else 'OFF'}")


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


def run_on(connection) -> None:
    """Run on one connection, all or nothing, and let no reference point nowhere afterwards."""
    check_references(connection, False)
    try:
        configure(connection)
        if connection.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if lost:
                raise RuntimeError(f"the migration would leave {len(lost)} references that point nowhere")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        check_references(connection, True)


def run() -> None:
    """Run the migrations asked for."""
    given = context.config.attributes.get("connection")
    if given is not None:
        run_on(given)
        return
    with db.engine().connect() as connection:
        run_on(connection)


run()
