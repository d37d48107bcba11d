"""The database's promises: one commit, no nesting, exact amounts, aware moments, many writers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace import db as database
from marketplace.audit.actions import record
from marketplace.audit.models import AuditEntry
from marketplace.clock import now
from marketplace.db import UtcDateTime, session, transaction
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Job


def count(model: type[database.Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_all_is_kept_or_nothing(db: scoped_session[Session]) -> None:
    before = count(AuditEntry), count(Job)
    with pytest.raises(RuntimeError, match="broken"), transaction():
        record("test.thing", by_user_id=None, thing_kind="test")
        enqueue("test.job", n=1)
        session.flush()
        raise RuntimeError("broken")
    assert (count(AuditEntry), count(Job)) == before
    with transaction():
        record("test.thing", by_user_id=None, thing_kind="test")
        enqueue("test.job", n=1)
    assert (count(AuditEntry), count(Job)) == (before[0] + 1, before[1] + 1)


def test_transactions_do_not_nest(db: scoped_session[Session]) -> None:
    with transaction(), pytest.raises(RuntimeError, match="nest"), transaction():
        pass
    with transaction():
        assert database.is_writing()
    assert not database.is_writing()


def test_moments_are_aware_and_utc() -> None:
    column = UtcDateTime()
    with pytest.raises(ValueError, match="aware"):
        column.process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001
    hanoi = datetime(2026, 1, 1, 7, tzinfo=timezone(timedelta(hours=7)))
    assert column.process_bind_param(hanoi, None) == datetime(2026, 1, 1, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["0.1", "1500", "0.000001", "999999999999.5"])
def test_amounts_are_exact(db: scoped_session[Session], amount: str) -> None:
    column = database.Amount()
    dialect = database.engine().dialect
    stored = column.process_bind_param(Decimal(amount), dialect)
    assert column.process_result_value(stored, dialect) == Decimal(amount)


@pytest.mark.processes
def test_many_writers_at_once_on_sqlite(tmp_path: Path) -> None:
    """Threads of one web process and a second engine, as a worker in another process has, all writing."""
    url = f"sqlite:///{tmp_path / 'busy.sqlite3'}"
    first, second = database.make_engine(url), database.make_engine(url)
    database.Base.metadata.create_all(first)
    faults: list[Exception] = []

    def write(engine: object, times: int) -> None:
        try:
            for _ in range(times):
                with Session(bind=engine) as own:  # type: ignore[arg-type]
                    own.connection(execution_options={"immediate": True})
                    own.add(AuditEntry(at=now(), verb="test.write", thing_kind="test", detail={}))
                    own.commit()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(second if n % 8 == 0 else first, 10)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Session(first) as own:
        assert own.scalar(select(func.count()).select_from(AuditEntry)) == 320
    first.dispose()
    second.dispose()
