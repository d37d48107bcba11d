"""Rows of agreements: the deal and its stage, its papers, what was delivered each month, and asking again."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.db import Base, Key, enum_type
from marketplace.files.models import Document
from marketplace.leads.models import Lead
from marketplace.quotes.models import Quote


class Stage(enum.Enum):
    """How far a deal has come; *signed* (memorandum, contract) is not yet *sold* (delivering)."""

    SAMPLE = "sample"
    NEGOTIATION = "negotiation"
    MEMORANDUM = "memorandum"
    CONTRACT = "contract"
    DELIVERING = "delivering"
    ENDED = "ended"
    FAILED = "failed"


class FailReason(enum.Enum):
    """Why a deal came to nothing: the field's list."""

    CAPACITY = "capacity"
    REQUIREMENT_NOT_MET = "requirement_not_met"
    DISCOUNT = "discount"
    PAYMENT_TERMS = "payment_terms"
    PRICE = "price"
    LOGISTICS = "logistics"
    NO_REPLY = "no_reply"
    OTHER = "other"


class Agreement(Base):
    """A deal between a seller and a buyer that grew out of a lead; figures are what was agreed, not delivered."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("seller_id <> buyer_id", name="two_parties"),
        Index("ix_agreement_seller_id", "seller_id", "updated_at", "id"),
        Index("ix_agreement_buyer_id", "buyer_id", "updated_at", "id"),
        Index("ix_agreement_stage", "stage", "id"),
        # A lead leads to one deal at a time; after a failure another may begin.
        Index(
            "uq_agreement_alive",
            "lead_id",
            unique=True,
            sqlite_where=text("stage NOT IN ('ended', 'failed')"),
            postgresql_where=text("stage NOT IN ('ended', 'failed')"),
        ),
        UniqueConstraint("form_token"),
    )

    id: Mapped[Key]
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    fail_reason: Mapped[FailReason | None] = mapped_column(enum_type(FailReason, "fail_reason"))
    fail_note: Mapped[str] = mapped_column(String(500), default="")

    goods: Mapped[str] = mapped_column(String(200))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"))
    # per month
    quantity_amount: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None] = mapped_column(String(60))
    # whole đồng per price_unit
    price: Mapped[int | None]
    price_unit: Mapped[str | None] = mapped_column(String(60))
    has_vat: Mapped[bool | None]
    # agreed value per month in whole đồng
    monthly_value: Mapped[int | None]
    quality: Mapped[str] = mapped_column(Text, default="")
    delivery: Mapped[str] = mapped_column(Text, default="")
    payment_days: Mapped[int | None]
    payment: Mapped[str] = mapped_column(Text, default="")
    discount_percent: Mapped[Decimal | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # when the present stage began
    stage_at: Mapped[datetime]
    # set at the first of each, and kept whatever comes later: signed and delivered are counted by these
    signed_on: Mapped[date | None]
    delivering_since: Mapped[date | None]
    ended_on: Mapped[date | None]
    # raised with every edit; confirmations are given to a version
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(64))

    lead: Mapped[Lead] = relationship()
    quote: Mapped[Quote | None] = relationship()
    seller: Mapped[Organisation] = relationship(foreign_keys=[seller_id])
    buyer: Mapped[Organisation] = relationship(foreign_keys=[buyer_id])
    papers: Mapped[list[AgreementPaper]] = relationship(back_populates="agreement", order_by="AgreementPaper.id")


class PaperKind(enum.Enum):
    """Which paper was drawn up."""

    MEMORANDUM = "memorandum"
    CONTRACT = "contract"


class PaperStatus(enum.Enum):
    """Where a paper stands."""

    DRAFT = "draft"  # may be changed; changing it drops confirmations
    CONFIRMED = "confirmed"  # both sides have confirmed it
    ON_HOLD = "on_hold"  # one side has asked to wait, and says why
    CANCELLED = "cancelled"


class AgreementPaper(Base):
    """A memorandum or contract between the parties, as it was drawn up; its values are a copy taken at that time."""

    __tablename__ = "agreement_paper"
    __table_args__ = (
        Index(
            "uq_agreement_paper_alive",
            "agreement_id",
            "kind",
            unique=True,
            sqlite_where=text("status <> 'cancelled'"),
            postgresql_where=text("status <> 'cancelled'"),
        ),
        UniqueConstraint("form_token"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(enum_type(PaperKind, "kind"))
    status: Mapped[PaperStatus] = mapped_column(enum_type(PaperStatus, "status"), default=PaperStatus.DRAFT)
    # signed elsewhere: the scan is the paper, and nothing is printed from here
    is_outside: Mapped[bool] = mapped_column(default=False)
    # as it stands on the paper, such as 05/2026/HĐMB; the parties' own numbering
    number: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    dated_on: Mapped[date | None]
    # each party as the paper names it: {"name", "address", "tax_code", "phone", "person", "position", ...}; personal
    seller: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    # further articles, as the parties wrote them
    extra: Mapped[str] = mapped_column(Text, default="")
    # the agreement's figures and words at the time: everything that the paper prints
    terms: Mapped[dict[str, Any]]
    seller_confirmed_at: Mapped[datetime | None]
    seller_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    buyer_confirmed_at: Mapped[datetime | None]
    buyer_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    hold_note: Mapped[str] = mapped_column(String(500), default="")
    held_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(64))

    agreement: Mapped[Agreement] = relationship(back_populates="papers")
    scans: Mapped[list[PaperScan]] = relationship(back_populates="paper", order_by="PaperScan.id")


class PaperScan(Base):
    """A page, or the whole, of the signed and stamped paper, scanned or photographed."""

    __tablename__ = "paper_scan"

    id: Mapped[Key]
    paper_id: Mapped[int] = mapped_column(ForeignKey("agreement_paper.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    # which party attached it
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))

    paper: Mapped[AgreementPaper] = relationship(back_populates="scans")
    document: Mapped[Document] = relationship()


class DeliveredMonth(Base):
    """What one party says was delivered in a month; the other side says its own, and staff see both."""

    __tablename__ = "delivered_month"
    __table_args__ = (UniqueConstraint("agreement_id", "organisation_id", "month"),)

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    # first day of the month
    month: Mapped[date]
    # whole đồng
    value: Mapped[int | None]
    quantity_amount: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None] = mapped_column(String(60))
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reported_at: Mapped[datetime]


class FollowUpAnswer(enum.Enum):
    """What a party answers when it is asked again."""

    DELIVERING = "delivering"
    NOT_YET = "not_yet"
    ENDED = "ended"
    FAILED = "failed"


class FollowUp(Base):
    """One party is asked 3, 6 or 12 months after signing what came of it."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("agreement_id", "organisation_id", "months"),
        CheckConstraint("months IN (3, 6, 12)", name="months"),
        Index("ix_follow_up_due_on", "due_on", "id"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    months: Mapped[int]
    due_on: Mapped[date]
    asked_at: Mapped[datetime | None]
    reminders_sent: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[FollowUpAnswer | None] = mapped_column(enum_type(FollowUpAnswer, "answer"))
    # nothing to ask any more: the deal ended or failed before
    waived_at: Mapped[datetime | None]

    agreement: Mapped[Agreement] = relationship()
