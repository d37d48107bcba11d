"""Rows of requests for quotes: invitations, questions, quotes with their figures, and saved listings."""

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
from marketplace.leads.models import DeclineReason, Lead
from marketplace.postings.models import FreightPayer, Posting


class RequestStatus(enum.Enum):
    """Where a request for quotes stands; the closing date is the demand's last day."""

    OPEN = "open"
    AWARDED = "awarded"
    NONE_SUITABLE = "none_suitable"
    CANCELLED = "cancelled"


class NoneReason(enum.Enum):
    """Why no quote was taken, or why the request was cancelled."""

    CAPACITY = "capacity"
    REQUIREMENTS = "requirements"
    PRICE = "price"
    PAYMENT = "payment"
    LOGISTICS = "logistics"
    TOO_FEW = "too_few"
    PLANS_CHANGED = "plans_changed"
    FOUND_ELSEWHERE = "found_elsewhere"
    OTHER = "other"


class QuoteRequest(Base):
    """What the buyer of a demand wants from quotes; a demand without a row takes open quotes without a cap."""

    __tablename__ = "quote_request"

    id: Mapped[Key]
    demand_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), unique=True)
    # the buyer sees figures only after the closing date
    is_sealed: Mapped[bool] = mapped_column(default=False)
    # how many suppliers may quote; None means no cap
    max_suppliers: Mapped[int | None]
    status: Mapped[RequestStatus] = mapped_column(enum_type(RequestStatus, "status"), default=RequestStatus.OPEN)
    reason: Mapped[NoneReason | None] = mapped_column(enum_type(NoneReason, "reason"))
    note: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    # when sealed quotes were opened to the buyer: from then on no more are taken, whatever happens to the closing date
    opened_at: Mapped[datetime | None]

    demand: Mapped[Posting] = relationship()


class InvitationStatus(enum.Enum):
    """What a supplier did with an invitation to quote."""

    SENT = "sent"
    DECLINED = "declined"
    QUOTED = "quoted"


class QuoteInvitation(Base):
    """A buyer asks one supplier to quote."""

    __tablename__ = "quote_invitation"
    __table_args__ = (
        UniqueConstraint("request_id", "supplier_id"),
        Index("ix_quote_invitation_supplier_id", "supplier_id", "status"),
    )

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_request.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    # the supplier's listing because of which it was asked
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    status: Mapped[InvitationStatus] = mapped_column(
        enum_type(InvitationStatus, "status"), default=InvitationStatus.SENT
    )
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_type(DeclineReason, "decline_reason"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    request: Mapped[QuoteRequest] = relationship()
    supplier: Mapped[Organisation] = relationship()


class Question(Base):
    """A question about a posting, answered once for everybody; who asked is never shown."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_posting_id", "posting_id", "id"), UniqueConstraint("form_token"))

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    asked_by_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(String(600))
    created_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # taken out of sight by the owner or by staff of the posting's province
    hidden_at: Mapped[datetime | None]
    form_token: Mapped[str | None] = mapped_column(String(64))

    posting: Mapped[Posting] = relationship()


class QuoteStatus(enum.Enum):
    """Where a quote stands."""

    DRAFT = "draft"
    SENT = "sent"
    SHORTLISTED = "shortlisted"
    AWARDED = "awarded"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Quote(Base):
    """An offer in figures from a supplier to a buyer, about a demand or within a lead about a listing.

    A draft that answers a demand has no lead yet: sending it begins one, or joins the one that is alive.
    """

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("supplier_id <> buyer_id", name="two_parties"),
        Index("ix_quote_posting_id", "posting_id", "status"),
        Index("ix_quote_supplier_id", "supplier_id", "updated_at", "id"),
        Index("ix_quote_buyer_id", "buyer_id", "updated_at", "id"),
        # One quote of a supplier to a buyer about a posting is alive at a time.
        Index(
            "uq_quote_alive",
            "posting_id",
            "supplier_id",
            "buyer_id",
            unique=True,
            sqlite_where=text("status IN ('draft', 'sent', 'shortlisted', 'awarded')"),
            postgresql_where=text("status IN ('draft', 'sent', 'shortlisted', 'awarded')"),
        ),
        UniqueConstraint("form_token"),
    )

    id: Mapped[Key]
    # the demand that it answers, or the listing that the buyer enquired about
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    # the supplier's own listing that it offers, where it has one
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    status: Mapped[QuoteStatus] = mapped_column(enum_type(QuoteStatus, "status"), default=QuoteStatus.DRAFT)

    # per month; for a standing demand also per week in the same unit
    quantity_amount: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None] = mapped_column(String(60))
    weekly_amount: Mapped[Decimal | None]
    # whole đồng per price_unit, with or without VAT as has_vat says
    price: Mapped[int | None]
    price_unit: Mapped[str | None] = mapped_column(String(60))
    has_vat: Mapped[bool | None]
    gives_vat_invoice: Mapped[bool | None]
    min_order_amount: Mapped[Decimal | None]
    min_order_unit: Mapped[str | None] = mapped_column(String(60))
    lead_time_days: Mapped[int | None]
    freight_payer: Mapped[FreightPayer | None] = mapped_column(enum_type(FreightPayer, "freight_payer"))
    payment_days: Mapped[int | None]
    discount_percent: Mapped[Decimal | None]
    valid_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    # one entry for each requirement of the demand: {"key", "met": "yes" | "no" | "soon", "note"}
    answers: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    # when it was shortlisted, awarded, declined or withdrawn
    decided_at: Mapped[datetime | None]
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_type(DeclineReason, "decline_reason"))
    decline_note: Mapped[str] = mapped_column(String(500), default="")
    # raised with every edit: the buyer decides about what was read
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(64))

    posting: Mapped[Posting] = relationship(foreign_keys=[posting_id])
    listing: Mapped[Posting | None] = relationship(foreign_keys=[listing_id])
    lead: Mapped[Lead | None] = relationship()
    supplier: Mapped[Organisation] = relationship(foreign_keys=[supplier_id])
    buyer: Mapped[Organisation] = relationship(foreign_keys=[buyer_id])
    files: Mapped[list[QuoteFile]] = relationship(cascade="all, delete-orphan", order_by="QuoteFile.id")


class QuoteFile(Base):
    """A file attached to a quote."""

    __tablename__ = "quote_file"

    id: Mapped[Key]
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)

    document: Mapped[Document] = relationship()


class SavedListing(Base):
    """A listing that a buyer keeps in mind, perhaps for one of its demands."""

    __tablename__ = "saved_listing"
    __table_args__ = (UniqueConstraint("organisation_id", "listing_id"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]

    listing: Mapped[Posting] = relationship(foreign_keys=[listing_id])
