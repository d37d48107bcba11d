"""Rows of the outbox, which is the delivery log too."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, Key, enum_type


class Medium(enum.Enum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"


class Delivery(enum.Enum):
    """Where a message stands; ``held`` means that no adapter is set up and staff hand it over."""

    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"
    EXPIRED = "expired"


class OutboxMessage(Base):
    """One message to one person in that person's language."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_status", "status", "id"),)

    id: Mapped[Key]
    medium: Mapped[Medium] = mapped_column(enum_type(Medium, "medium"))
    # personal data: phone in E.164 or e-mail address; emptied on erasure
    recipient: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2))
    # the template's name, for example accounts.sign_up_code
    template: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[Delivery] = mapped_column(enum_type(Delivery, "status"), default=Delivery.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    # a code that nobody can use any more is not sent
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
