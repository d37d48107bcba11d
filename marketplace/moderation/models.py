"""Rows of complaints."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.db import Base, Key, enum_type
from marketplace.postings.models import Posting


class ComplaintReason(enum.Enum):
    """What is wrong."""

    FRAUD = "fraud"
    COUNTERFEIT = "counterfeit"
    FALSE_CLAIM = "false_claim"
    SPAM = "spam"
    ABUSE = "abuse"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"


class ComplaintStatus(enum.Enum):
    """Where a complaint stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


class Complaint(Base):
    """Somebody, signed in or not, reports a posting, an organisation, or anything else about the site."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_status", "status", "id"),)

    id: Mapped[Key]
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    # the lead out of which it was reported
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    # whose staff look at it; None goes to the ministry
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    reason: Mapped[ComplaintReason] = mapped_column(enum_type(ComplaintReason, "reason"))
    text: Mapped[str] = mapped_column(Text)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # how to reach somebody without an account; personal
    reporter_contact: Mapped[str] = mapped_column(String(254), default="")
    status: Mapped[ComplaintStatus] = mapped_column(enum_type(ComplaintStatus, "status"), default=ComplaintStatus.OPEN)
    decision_note: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)

    posting: Mapped[Posting | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
