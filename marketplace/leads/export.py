"""What one person wrote and noted in conversations, to be taken along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.db import session
from marketplace.leads.models import Call, Message

LIMIT = 5000


def export_leads(user_id: int) -> dict[str, Any]:
    """Return the messages that a user wrote and the calls that the user noted; others' words are not among them."""
    messages = select(Message).where(Message.user_id == user_id).order_by(Message.id).limit(LIMIT)
    calls = select(Call).where(Call.user_id == user_id).order_by(Call.id).limit(LIMIT)
    return {
        "messages": [
            {
                "at": row.created_at.isoformat(),
                "conversation": row.lead_id,
                "body": row.body,
                "quantity": f"{row.quantity_amount} {row.quantity_unit or ''}".strip() if row.quantity_amount else None,
                "price": row.price,
                "price_unit": row.price_unit,
            }
            for row in session.scalars(messages)
        ],
        "calls": [
            {
                "at": row.created_at.isoformat(),
                "conversation": row.lead_id,
                "means": row.means.value,
                "outcome": row.outcome.value,
                "note": row.note,
            }
            for row in session.scalars(calls)
        ],
    }
