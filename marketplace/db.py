"""The database: row base, column types, the session, and ``transaction()``, the only commit in the code."""

from __future__ import annotations

import enum
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Numeric,
    String,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator, TypeEngine

BUSY_TIMEOUT_MS = 5000

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moments must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal amount of goods; text on SQLite, which has no exact decimals."""

    impl = Numeric(18, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(Numeric(18, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        plain = Decimal(value).normalize()
        return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def enum_type(cls: type[enum.Enum], name: str) -> SqlEnum:
    """Return a column type that stores an enum by value, with a named CHECK and no database enum."""
    return SqlEnum(
        cls,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name,
        values_callable=lambda members: [m.value for m in members],
    )


# A surrogate key; SQLite increments only a plain INTEGER.
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]


class Base(DeclarativeBase):
    """Base of every row."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            Decimal: Amount(),
            int: BigInteger().with_variant(Integer, "sqlite"),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            list[int]: JSON(),
            list[dict[str, Any]]: JSON(),
        },
    )


_factory: sessionmaker[Session] = sessionmaker(autoflush=True, expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_factory)

_engine: Engine | None = None
# In one process writers queue here, in order of arrival, instead of racing for SQLite's file lock.
_write_lock = threading.Lock()
_writing = threading.local()


def _is_memory(url: str) -> bool:
    return url in ("sqlite://", "sqlite:///:memory:")


def make_engine(url: str) -> Engine:
    """Return an engine with the settings that both databases need to keep what they promised to keep.

    What was written is never part of an error's text: it would end up in logs.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
    if not _is_memory(url):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is switched off: it would begin late, and savepoints would not hold.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def connect(url: str) -> Engine:
    """Point the session at a database; called once at start, again only by tests and by ``evaluate``."""
    global _engine
    session.remove()
    if _engine is not None:
        _engine.dispose()
    _engine = make_engine(url)
    _factory.configure(bind=_engine, join_transaction_mode="conditional_savepoint")
    return _engine


def engine() -> Engine:
    """Return the engine in use; raises ``RuntimeError`` before ``connect``."""
    if _engine is None:
        raise RuntimeError("connect() has not been called")
    return _engine


def bind_to(connection: Connection | None) -> None:
    """Run every session inside one open connection (tests roll it back), or with None on the engine again."""
    session.remove()
    if connection is None:
        _factory.configure(bind=_engine, join_transaction_mode="conditional_savepoint")
    else:
        _factory.configure(bind=connection, join_transaction_mode="create_savepoint")


def is_writing() -> bool:
    """Tell whether this thread is inside ``transaction()``."""
    return getattr(_writing, "depth", 0) > 0


@contextmanager
def transaction() -> Iterator[Session]:
    """Run a block as one write: all of it is committed, or none.

    Ends the read that went before, so that rows loaded earlier are read anew. Refuses to nest
    (``RuntimeError``): an action never commits, the door around it does.
    """
    if is_writing():
        raise RuntimeError("transaction() does not nest")
    session.rollback()
    in_order = _write_lock if engine().dialect.name == "sqlite" else nullcontext()
    with in_order:
        _writing.depth = 1
        try:
            session.connection(execution_options={"immediate": True})
            yield session()
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.depth = 0


def is_reachable() -> bool:
    """Tell whether the database answers and has been migrated."""
    try:
        with engine().connect() as connection:
            connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    except SQLAlchemyError:
        return False
    return True


def lock_row(row: Base) -> None:
    """Hold a row until the end of the transaction and read it anew (a no-op beyond the re-read on SQLite)."""
    # Only the row itself: PostgreSQL refuses to hold what an outer join brings along. Its key stays free, so that
    # rows which point to it can be added meanwhile; two who write to each other would wait for each other for ever.
    session.refresh(row, with_for_update={"of": type(row), "key_share": True})


def take_turns(word: str) -> None:
    """Let transactions that name the same word come one after the other from here on (on SQLite all of them do)."""
    if engine().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def add_unless_taken(row: Base) -> bool:
    """Add a row; False, with nothing added, where another transaction was first with what must be there only once."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
