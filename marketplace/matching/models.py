"""Rows of matches: a listing, a demand, and how they fit. Derived, and computed anew when either side changes."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, Key, enum_type
from marketplace.postings.models import Demand, Listing, Side


class DismissReason(enum.Enum):
    """Why somebody does not want to see a match."""

    WRONG_PRODUCT = "wrong_product"
    TOO_FAR = "too_far"
    PRICE = "price"
    QUANTITY = "quantity"
    ALREADY_PARTNERS = "already_partners"
    OTHER = "other"


class Match(Base):
    """One listing and one demand."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("listing_id", "demand_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index("ix_match_demand", "demand_id", "score"),
        Index("ix_match_listing", "listing_id", "score"),
    )

    id: Mapped[Key]
    listing_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    demand_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    # 0-100
    score: Mapped[int]
    # how much the texts speak of the same product, 0-1000
    likeness: Mapped[int]
    # every hard requirement that the demand states is met
    is_eligible: Mapped[bool]
    # [{"key": ..., "values": {...}}], worded by matching.labels in the reader's language
    reasons: Mapped[list[dict[str, Any]]]
    gaps: Mapped[list[dict[str, Any]]]
    listing_version: Mapped[int]
    demand_version: Mapped[int]
    computed_at: Mapped[datetime]
    # when it first was worth telling of: eligible, and of a good score; computing it anew does not change this
    first_seen_at: Mapped[datetime | None] = mapped_column(index=True)
    dismissed_by_listing_at: Mapped[datetime | None]
    dismissed_by_listing_reason: Mapped[DismissReason | None] = mapped_column(
        enum_type(DismissReason, "dismissed_by_listing_reason")
    )
    dismissed_by_demand_at: Mapped[datetime | None]
    dismissed_by_demand_reason: Mapped[DismissReason | None] = mapped_column(
        enum_type(DismissReason, "dismissed_by_demand_reason")
    )
    dismiss_note: Mapped[str] = mapped_column(String(300), default="")

    listing: Mapped[Listing] = relationship(foreign_keys=[listing_id])
    demand: Mapped[Demand] = relationship(foreign_keys=[demand_id])


class AlertPace(enum.Enum):
    """How often somebody wants to hear of something new."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class SavedSearch(Base):
    """A search that a person keeps, and perhaps wants to hear from."""

    __tablename__ = "saved_search"
    __table_args__ = (Index("ix_saved_search_user_id", "user_id", "id"), UniqueConstraint("form_token"))

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    side: Mapped[Side] = mapped_column(enum_type(Side, "side"))
    # as the person wants to call it; at first what was searched for
    name: Mapped[str] = mapped_column(String(160))
    # the address' own parameters, name -> list of values
    params: Mapped[dict[str, Any]]
    pace: Mapped[AlertPace] = mapped_column(enum_type(AlertPace, "pace"))
    created_at: Mapped[datetime]
    # postings published up to this moment have been told of, or were there when it was saved
    told_until: Mapped[datetime]
    # what was told of last was published after this moment; None until something was
    told_from: Mapped[datetime | None]
    # when the person last looked at what it finds
    seen_at: Mapped[datetime]
    # when the next message is due by its pace
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    # when it was put away; after a while it is deleted
    removed_at: Mapped[datetime | None]
    # the same for the same search of the same person
    form_token: Mapped[str | None] = mapped_column(String(64))


class MatchAlert(Base):
    """How often a person wants to hear of new matches of an organisation's postings; no row means daily."""

    __tablename__ = "match_alert"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    pace: Mapped[AlertPace] = mapped_column(enum_type(AlertPace, "pace"))
    # matches that appeared up to this moment have been told of
    told_until: Mapped[datetime]
    # what was told of last appeared after this moment; None until something was
    told_from: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
