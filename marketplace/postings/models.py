"""Rows of postings. One table holds both sides of the market, because the market is symmetric."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.db import Base, Key, enum_type
from marketplace.taxonomy.models import Category, Certificate, Channel, CraftVillage, Province, ReadinessPaper


class Side(enum.Enum):
    """Which side of the market a posting stands on."""

    SUPPLY = "supply"
    DEMAND = "demand"

    @property
    def other(self) -> Side:
        """Return the side that this one is matched with."""
        return Side.DEMAND if self is Side.SUPPLY else Side.SUPPLY


class PostingStatus(enum.Enum):
    """Where a posting stands; only a published one is seen and found."""

    DRAFT = "draft"
    PENDING = "pending"  # waits for staff before an organisation's first publication
    PUBLISHED = "published"
    PAUSED = "paused"  # out of stock or out of season for a while; comes back by itself or by a tap
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class SampleTerms(enum.Enum):
    """Whether and how a sample can be had."""

    FREE = "free"
    PAID = "paid"
    REFUNDED = "refunded"  # paid, and taken off the first order
    NONE = "none"


class FreightPayer(enum.Enum):
    """Who pays for the carriage."""

    SELLER = "seller"
    BUYER = "buyer"
    SHARED = "shared"
    NEGOTIABLE = "negotiable"


class Posting(Base):
    """What a listing and a demand have in common; empty columns mean *not said*, never zero.

    ``quantity`` is the capacity per month of a listing and the quantity per month of a demand.
    ``province_code`` is where the goods come from, or where they are to be delivered.
    """

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("price_min IS NULL OR price_min >= 0", name="price_min"),
        CheckConstraint("price_max IS NULL OR price_min IS NULL OR price_max >= price_min", name="price_order"),
        Index("ix_posting_side_status", "side", "status", "published_at", "id"),
        Index("ix_posting_organisation_id", "organisation_id", "id"),
        Index("ix_posting_expiry", "status", "expires_on"),
        UniqueConstraint("form_token"),
    )
    __mapper_args__ = {"polymorphic_on": "side"}

    id: Mapped[Key]
    side: Mapped[Side] = mapped_column(enum_type(Side, "side"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    status: Mapped[PostingStatus] = mapped_column(enum_type(PostingStatus, "status"), default=PostingStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(160), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"), index=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"), index=True)

    quantity_amount: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None] = mapped_column(String(60))
    # the owner chose not to name a quantity, so it is not missing
    is_quantity_open: Mapped[bool] = mapped_column(default=False)
    # whole đồng per price_unit; a demand has only price_max, its ceiling
    price_min: Mapped[int | None]
    price_max: Mapped[int | None]
    price_unit: Mapped[str | None] = mapped_column(String(60))
    price_has_vat: Mapped[bool | None]

    # the last day on which it is shown; for a demand the closing date
    expires_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # raised with every edit: tells two editors apart, and a stale match from a fresh one
    version: Mapped[int] = mapped_column(default=1)
    # the token of the form that created it: a second submit finds the first one's posting
    form_token: Mapped[str | None] = mapped_column(String(64))
    # status before a withdrawal, so that it can be undone
    status_before: Mapped[PostingStatus | None] = mapped_column(enum_type(PostingStatus, "status_before"))
    # when the owner last said that it still holds; publishing and renewing say so too
    confirmed_at: Mapped[datetime | None]
    # when the owner was last asked whether it still holds
    asked_at: Mapped[datetime | None]
    # the last day of a pause; None in a pause without end
    paused_until: Mapped[date | None]
    # how many warnings of the coming expiry have been sent since the last day was set
    expiry_warnings: Mapped[int] = mapped_column(default=0, server_default="0")
    # set when staff took it down: then only staff can put it back
    taken_down_at: Mapped[datetime | None]
    # what staff told the owner when they declined it or took it down
    staff_note: Mapped[str] = mapped_column(String(500), default="")

    # --- listing only
    min_order_amount: Mapped[Decimal | None]
    min_order_unit: Mapped[str | None] = mapped_column(String(60))
    lead_time_days: Mapped[int | None]
    sample_terms: Mapped[SampleTerms | None] = mapped_column(enum_type(SampleTerms, "sample_terms"))
    freight_payer: Mapped[FreightPayer | None] = mapped_column(enum_type(FreightPayer, "freight_payer"))
    shelf_life_days: Mapped[int | None]
    packaging: Mapped[str] = mapped_column(String(200), default="")
    craft_village_id: Mapped[int | None] = mapped_column(ForeignKey("craft_village.id"))

    # --- demand only
    # first days of months: needed from the one up to and including the other
    needed_from: Mapped[date | None]
    needed_until: Mapped[date | None]
    is_standing: Mapped[bool | None]
    # a standing demand: how much a week in quantity_unit, and on which days (1 Monday to 7 Sunday)
    weekly_amount: Mapped[Decimal | None]
    delivery_days: Mapped[list[int] | None]
    discount_percent: Mapped[Decimal | None]
    payment_days: Mapped[int | None]
    channel_code: Mapped[str | None] = mapped_column(ForeignKey("channel.code"))

    organisation: Mapped[Organisation] = relationship()
    category: Mapped[Category | None] = relationship()
    province: Mapped[Province | None] = relationship()
    craft_village: Mapped[CraftVillage | None] = relationship()
    channel: Mapped[Channel | None] = relationship()
    months: Mapped[list[PostingMonth]] = relationship(
        cascade="all, delete-orphan", order_by="PostingMonth.month", passive_deletes=True
    )
    price_tiers: Mapped[list[PriceTier]] = relationship(
        cascade="all, delete-orphan", order_by="PriceTier.from_amount", passive_deletes=True
    )
    certificates: Mapped[list[PostingCertificate]] = relationship(
        cascade="all, delete-orphan", order_by="PostingCertificate.id", passive_deletes=True
    )
    papers: Mapped[list[PostingPaper]] = relationship(
        cascade="all, delete-orphan", order_by="PostingPaper.id", passive_deletes=True
    )
    channels: Mapped[list[PostingChannel]] = relationship(
        cascade="all, delete-orphan", order_by="PostingChannel.id", passive_deletes=True
    )
    photos: Mapped[list[Photo]] = relationship(
        cascade="all, delete-orphan", order_by="Photo.position", passive_deletes=True
    )
    weeks: Mapped[list[DemandWeek]] = relationship(
        cascade="all, delete-orphan", order_by="DemandWeek.starts_on", passive_deletes=True
    )


class Listing(Posting):
    """What a producer can supply."""

    __mapper_args__ = {"polymorphic_identity": Side.SUPPLY}


class Demand(Posting):
    """What a distributor wants to buy."""

    __mapper_args__ = {"polymorphic_identity": Side.DEMAND}


class PostingMonth(Base):
    """A month (1-12) in which a listing can supply; no rows mean that the season was not said."""

    __tablename__ = "posting_month"
    __table_args__ = (
        UniqueConstraint("posting_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
    )

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    month: Mapped[int]
    # capacity in this month in the posting's quantity_unit, where it differs from the usual one
    amount: Mapped[Decimal | None]


class DemandWeek(Base):
    """A week for which a standing demand wants another amount than its usual one; 0 means nothing that week."""

    __tablename__ = "demand_week"
    __table_args__ = (UniqueConstraint("posting_id", "starts_on"),)

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    # a Monday
    starts_on: Mapped[date]
    # in the posting's quantity_unit
    amount: Mapped[Decimal]


class PriceTier(Base):
    """A listing's price per price_unit from a quantity, in price_unit too, upwards."""

    __tablename__ = "price_tier"

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"), index=True)
    from_amount: Mapped[Decimal]
    price: Mapped[int]


class PostingCertificate(Base):
    """A certificate that a listing has, or that a demand requires (then without number and dates)."""

    __tablename__ = "posting_certificate"
    __table_args__ = (UniqueConstraint("posting_id", "certificate_code"),)

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    certificate_code: Mapped[str] = mapped_column(ForeignKey("certificate.code"))
    number: Mapped[str] = mapped_column(String(60), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]

    certificate: Mapped[Certificate] = relationship()


class PostingPaper(Base):
    """A readiness paper that a listing has, or that a demand requires."""

    __tablename__ = "posting_paper"
    __table_args__ = (UniqueConstraint("posting_id", "paper_code"),)

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    paper_code: Mapped[str] = mapped_column(ForeignKey("readiness_paper.code"))

    paper: Mapped[ReadinessPaper] = relationship()


class PostingChannel(Base):
    """A channel through which a listing's producer wants to sell."""

    __tablename__ = "posting_channel"
    __table_args__ = (UniqueConstraint("posting_id", "channel_code"),)

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    channel_code: Mapped[str] = mapped_column(ForeignKey("channel.code"))

    channel: Mapped[Channel] = relationship()


class Photo(Base):
    """A photo of a posting; ``stem`` names the re-encoded files in the store, which a copy of the posting shares."""

    __tablename__ = "photo"

    id: Mapped[Key]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    stem: Mapped[str] = mapped_column(String(80), index=True)
    width: Mapped[int]
    height: Mapped[int]
