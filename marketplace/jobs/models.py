"""Rows of the job queue."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Key, enum_type


class Queue(enum.Enum):
    """Which process of the worker takes the job."""

    INDEX = "index"
    LIGHT = "light"
    HEAVY = "heavy"


class JobStatus(enum.Enum):
    """Where a job stands; ``dead`` means that it failed too often and waits for staff."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


def dedupe_key(name: str, payload: Mapping[str, Any]) -> str:
    """Return the word under which two requests for the same work are one."""
    return f"{name} {json.dumps(payload, sort_keys=True)}"[:200]


class Job(Base):
    """One piece of work; every handler may run twice with no harm."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_claim", "queue", "status", "run_at"),
        Index("ix_job_dedupe_key_status", "dedupe_key", "status"),
        # While one is waiting, asking for the same work again adds nothing.
        Index(
            "uq_job_dedupe_key",
            "dedupe_key",
            unique=True,
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(64))
    queue: Mapped[Queue] = mapped_column(enum_type(Queue, "queue"))
    payload: Mapped[dict[str, Any]]
    # name and payload in one word
    dedupe_key: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[JobStatus] = mapped_column(enum_type(JobStatus, "status"), default=JobStatus.WAITING)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    # until when the process that claimed it may work on it; after that another one takes it
    lease_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Lease(Base):
    """One thing that only one process of the whole installation may do at a time, such as writing the index."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    # host:pid of the process that has it
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]
