"""Striking a person who is being erased out of conversations; what was agreed, and by which organisations, stays."""

from __future__ import annotations

from sqlalchemy import or_, select

from marketplace.accounts.traces import Traces
from marketplace.audit.queries import handled_by
from marketplace.db import session
from marketplace.leads.actions.replies import waive_answers
from marketplace.leads.models import Call, Lead, Message, ReplyDue
from marketplace.leads.queries import is_owed


def strike_out_of_leads(traces: Traces) -> None:
    """Strike what gives a person away out of what was written, and out of conversations of organisations that go too.

    Nobody owes those organisations an answer any more, nor do they.
    """
    gone = traces.organisation_ids
    of_gone = or_(Lead.sender_id.in_(gone), Lead.recipient_id.in_(gone))
    written = or_(Message.user_id == traces.user_id, Message.lead_id.in_(select(Lead.id).where(of_gone)))
    for message in session.scalars(select(Message).where(written)):
        message.body = traces.strike(message.body)
    called = or_(Call.user_id == traces.user_id, Call.lead_id.in_(select(Lead.id).where(of_gone)))
    for call in session.scalars(select(Call).where(called, Call.note != "")):
        call.note = traces.strike(call.note)
    answered = or_(of_gone, Lead.id.in_(handled_by(traces.user_id, "lead")))
    for lead in session.scalars(select(Lead).where(answered, Lead.decline_note != "")):
        lead.decline_note = traces.strike(lead.decline_note)
    owed = select(ReplyDue.lead_id).where(is_owed())
    for lead in session.scalars(select(Lead).where(of_gone, Lead.id.in_(owed)).order_by(Lead.id)).all():
        waive_answers(lead)
