"""Striking a person who is being erased out of conversations; what was agreed, and by which organisations, stays."""

from __future__ import annotations

from sqlalchemy import or_, select

from marketplace.accounts.traces import Traces
from marketplace.db import session
from marketplace.leads.models import Lead, Message


def strike_out_of_leads(traces: Traces) -> None:
    """Strike what gives a person away out of own messages, and out of conversations of organisations that go too."""
    gone = traces.organisation_ids
    of_gone = or_(Lead.sender_id.in_(gone), Lead.recipient_id.in_(gone))
    written = or_(Message.user_id == traces.user_id, Message.lead_id.in_(select(Lead.id).where(of_gone)))
    for message in session.scalars(select(Message).where(written)):
        message.body = traces.strike(message.body)
    for lead in session.scalars(select(Lead).where(of_gone, Lead.decline_note != "")):
        lead.decline_note = traces.strike(lead.decline_note)
