"""Rows of papers that people attach: offers, price lists, signed scans. Photos of postings are kept elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Key


class Document(Base):
    """An attached file; who may read it is decided by the room whose thing it belongs to."""

    __tablename__ = "document"

    id: Mapped[Key]
    # the name in the store, random
    stem: Mapped[str] = mapped_column(String(32), unique=True)
    # pdf, jpg, docx or xlsx
    extension: Mapped[str] = mapped_column(String(8))
    # the sender's own file name, made safe; may give a person away, struck out on erasure
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    organisation_id: Mapped[int]
    user_id: Mapped[int | None]
    created_at: Mapped[datetime]
