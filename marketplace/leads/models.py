"""Rows of leads and their conversations."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.db import Base, Key, enum_type
from marketplace.postings.models import Posting


class LeadOrigin(enum.Enum):
    """How a lead began."""

    POSTING = "posting"
    MATCH = "match"
    QUOTE = "quote"


class LeadStatus(enum.Enum):
    """Where a lead stands; contact details are open in ``accepted`` only."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class DeclineReason(enum.Enum):
    """Why an enquiry was declined: the field's list of reasons."""

    CAPACITY = "capacity"
    REQUIREMENTS = "requirements"
    PRICE = "price"
    PAYMENT = "payment"
    LOGISTICS = "logistics"
    NOT_NOW = "not_now"
    HAS_PARTNER = "has_partner"
    OTHER = "other"


class Lead(Base):
    """A possible deal: ``sender`` wrote first, about a posting of ``recipient``."""

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint("sender_id <> recipient_id", name="two_parties"),
        Index("ix_lead_sender_id", "sender_id", "last_activity_at", "id"),
        Index("ix_lead_recipient_id", "recipient_id", "last_activity_at", "id"),
        # One live lead between the same two about the same posting; a second enquiry joins the first.
        Index(
            "uq_lead_open",
            "posting_id",
            "sender_id",
            unique=True,
            sqlite_where=text("status IN ('open', 'accepted')"),
            postgresql_where=text("status IN ('open', 'accepted')"),
        ),
        UniqueConstraint("form_token"),
    )

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    # the sender's own posting that the match was made with
    own_posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    origin: Mapped[LeadOrigin] = mapped_column(enum_type(LeadOrigin, "origin"))
    status: Mapped[LeadStatus] = mapped_column(enum_type(LeadStatus, "status"), default=LeadStatus.OPEN)
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_type(DeclineReason, "decline_reason"))
    decline_note: Mapped[str] = mapped_column(String(500), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    # when the recipient first said anything
    answered_at: Mapped[datetime | None]
    # "not now": the day on which the recipient wants to be asked again
    later_on: Mapped[date | None]
    # when it was accepted, declined or withdrawn
    decided_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime]
    # whose turn it is: the other side of the organisation that acted last
    last_activity_by_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    form_token: Mapped[str | None] = mapped_column(String(64))

    posting: Mapped[Posting] = relationship(foreign_keys=[posting_id])
    own_posting: Mapped[Posting | None] = relationship(foreign_keys=[own_posting_id])
    sender: Mapped[Organisation] = relationship(foreign_keys=[sender_id])
    recipient: Mapped[Organisation] = relationship(foreign_keys=[recipient_id])
    messages: Mapped[list[Message]] = relationship(back_populates="lead", order_by="Message.id")


class Message(Base):
    """One message in a lead; figures, where given, are an offer or a wish in numbers."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("form_token"),)

    id: Mapped[Key]
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(Text)
    quantity_amount: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None] = mapped_column(String(60))
    # whole đồng per price_unit
    price: Mapped[int | None]
    price_unit: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    form_token: Mapped[str | None] = mapped_column(String(64))

    lead: Mapped[Lead] = relationship(back_populates="messages")


class ReplyKind(enum.Enum):
    """What waits for an answer."""

    ENQUIRY = "enquiry"
    QUOTE = "quote"
    LATER = "later"  # the day has come on which somebody wanted to be asked again


class ReplyHow(enum.Enum):
    """How something was answered."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LATER = "later"
    MESSAGE = "message"
    CALL = "call"
    DECISION = "decision"  # a quote was shortlisted, awarded or declined


class ReplyDue(Base):
    """An answer that an organisation owes in a lead, and what became of that: the base of the response rate.

    Open until one of ``answered_at``, ``waived_at`` is set; ``missed_at`` stays even when it is answered late.
    """

    __tablename__ = "reply_due"
    __table_args__ = (
        Index("ix_reply_due_organisation_id", "organisation_id", "due_at"),
        Index(
            "ix_reply_due_open",
            "due_at",
            sqlite_where=text("answered_at IS NULL AND waived_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND waived_at IS NULL"),
        ),
        # One open obligation of a side in a lead.
        Index(
            "uq_reply_due_open",
            "lead_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL AND waived_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND waived_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    # who owes the answer
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[ReplyKind] = mapped_column(enum_type(ReplyKind, "kind"))
    asked_at: Mapped[datetime]
    # the end of the fifth Vietnamese working day after asked_at
    due_at: Mapped[datetime]
    # 0, 1 (after two working days), 2 (after four)
    reminders_sent: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    how: Mapped[ReplyHow | None] = mapped_column(enum_type(ReplyHow, "how"))
    # the deadline passed without an answer
    missed_at: Mapped[datetime | None]
    # nothing is owed any more, and nobody is to blame: withdrawn, blocked, closed by the other side
    waived_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()
    organisation: Mapped[Organisation] = relationship()


class CallMeans(enum.Enum):
    """How two people talked."""

    PHONE = "phone"
    ZALO = "zalo"
    IN_PERSON = "in_person"


class CallOutcome(enum.Enum):
    """What came of a call."""

    GOING_ON = "going_on"  # both go on: sample, price, visit
    WILL_REPLY = "will_reply"  # promised to answer
    LATER = "later"
    NOT_INTERESTED = "not_interested"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Call(Base):
    """A talk outside the site, written down in two taps by a party, or by staff who phoned one of them."""

    __tablename__ = "call"
    __table_args__ = (UniqueConstraint("form_token"),)

    id: Mapped[Key]
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    # the party that wrote it down; None when staff did
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    # whom staff phoned; None for a talk between the parties
    called_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    means: Mapped[CallMeans] = mapped_column(enum_type(CallMeans, "means"))
    outcome: Mapped[CallOutcome] = mapped_column(enum_type(CallOutcome, "outcome"))
    note: Mapped[str] = mapped_column(String(500), default="")  # personal text, struck out on erasure
    created_at: Mapped[datetime]
    form_token: Mapped[str | None] = mapped_column(String(64))


class LeadVisit(Base):
    """How far one user has read a lead."""

    __tablename__ = "lead_visit"
    __table_args__ = (UniqueConstraint("lead_id", "user_id"),)

    id: Mapped[Key]
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    seen_at: Mapped[datetime]


class Block(Base):
    """An organisation does not want to hear from another one."""

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("organisation_id", "blocked_id"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    blocked_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
