"""A lead that a quote began ends with that quote, and opens again with it; whoever decides the quote tells of both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import lock_row, session
from marketplace.errors import Conflict
from marketplace.leads.actions.changes import mark_active, write_history
from marketplace.leads.actions.replies import waive_answers
from marketplace.leads.models import DeclineReason, Lead, LeadOrigin, LeadStatus
from marketplace.leads.policy import LIVE


def decline_with_quote(lead: Lead, reason: DeclineReason, *, by: Actor) -> None:
    """Decline an undecided lead that a quote began, without a message; any other lead stays as it is."""
    session.flush()
    lock_row(lead)
    if lead.origin is not LeadOrigin.QUOTE or lead.status is not LeadStatus.OPEN:
        return
    lead.status, lead.decline_reason, lead.decided_at = LeadStatus.DECLINED, reason, now()
    lead.later_on = None
    lead.answered_at = lead.answered_at or now()
    waive_answers(lead)
    mark_active(lead, lead.recipient_id)
    write_history(lead, "decline", by, lead.recipient_id, reason=reason.value)


def reopen_with_quote(lead: Lead, *, since: datetime, by: Actor) -> None:
    """Open a lead again that was declined with its quote at a moment; raises Conflict when there is another by now."""
    session.flush()
    lock_row(lead)
    if lead.origin is not LeadOrigin.QUOTE or lead.status is not LeadStatus.DECLINED:
        return
    if lead.decided_at is None or lead.decided_at < since:
        return
    live = select(Lead.id).where(
        Lead.posting_id == lead.posting_id, Lead.sender_id == lead.sender_id, Lead.status.in_(LIVE)
    )
    if session.scalar(live.limit(1)) is not None:
        raise Conflict("leads.live_again")
    try:
        with session.begin_nested():
            lead.status = LeadStatus.OPEN
    except IntegrityError:
        # The supplier has begun another one in the same moment.
        raise Conflict("leads.live_again") from None
    lead.decided_at = lead.decline_reason = None
    mark_active(lead, lead.sender_id)
    write_history(lead, "undo_decline", by, lead.recipient_id)
