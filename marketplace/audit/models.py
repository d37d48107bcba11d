"""Rows of the history; nothing here is ever changed after it was written, except when a person is erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Key


class AuditEntry(Base):
    """One thing that somebody did. No foreign keys: history outlives what it tells of."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_thing", "thing_kind", "thing_id", "id"),
        Index("ix_audit_entry_organisation", "organisation_id", "id"),
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    # None for the worker and the command line
    user_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    # room.verb, for example postings.publish
    verb: Mapped[str] = mapped_column(String(64))
    thing_kind: Mapped[str] = mapped_column(String(32))
    thing_id: Mapped[int | None]
    # structured values only; never a phone number, an address or the text of a message
    detail: Mapped[dict[str, Any]]


class ContactLook(Base):
    """One look of one user at the contact details of one organisation."""

    __tablename__ = "contact_look"
    __table_args__ = (Index("ix_contact_look_owner", "owner_organisation_id", "id"),)

    id: Mapped[Key]
    at: Mapped[datetime]
    user_id: Mapped[int]
    viewer_name: Mapped[str] = mapped_column(String(200))
    viewer_organisation_id: Mapped[int | None]
    owner_organisation_id: Mapped[int]
    # the lead through which the details were open; None for staff
    lead_id: Mapped[int | None]
