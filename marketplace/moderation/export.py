"""What one person reported, to be taken along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.db import session
from marketplace.moderation.models import Complaint

LIMIT = 1000


def export_complaints(user_id: int) -> list[dict[str, Any]]:
    """Return what a user reported, and where it stands."""
    own = select(Complaint).where(Complaint.reporter_id == user_id).order_by(Complaint.id).limit(LIMIT)
    return [
        {
            "at": row.created_at.isoformat(),
            "reason": row.reason.value,
            "text": row.text,
            "contact": row.reporter_contact,
            "status": row.status.value,
            "posting_id": row.posting_id,
            "organisation_id": row.organisation_id,
        }
        for row in session.scalars(own)
    ]
