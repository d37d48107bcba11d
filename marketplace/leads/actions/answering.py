"""Answering an enquiry: yes, no with a reason, and taking that back in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.actor import Actor
from marketplace.audit.models import ContactLook
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.leads import mail
from marketplace.leads.actions.changes import hold, is_blocked, link_to, mark_active, write_history
from marketplace.leads.actions.replies import note_answer, reopen_answer, waive_answers
from marketplace.leads.drafts import MAX_NOTE
from marketplace.leads.labels import DECLINE_REASONS
from marketplace.leads.models import DeclineReason, Lead, LeadStatus, ReplyHow
from marketplace.leads.policy import LIVE, may_answer, may_undo_answer, may_withdraw
from marketplace.text import tidy

UNDO_WITHIN = timedelta(minutes=10)


def _decide(lead: Lead, status: LeadStatus, own_id: int) -> None:
    lead.status = status
    lead.decided_at = now()
    lead.later_on = None
    mark_active(lead, own_id)


def _hold_to_answer(lead: Lead, *, by: Actor) -> int:
    own_id = hold(lead, by=by)
    if not by.belongs_to(lead.recipient_id):
        raise Refused("leads.recipient_only")
    return lead.recipient_id if may_answer(by, lead) else own_id


def accept_lead(lead: Lead, *, site_url: str = "", by: Actor) -> None:
    """Say yes: contact details open to both parties. Doing it twice changes nothing."""
    own_id = _hold_to_answer(lead, by=by)
    if lead.status is LeadStatus.ACCEPTED:
        return
    if not may_answer(by, lead):
        raise Conflict("leads.closed")
    if lead.recipient.is_suspended:
        raise Refused("leads.organisation_suspended")
    if is_blocked(lead.sender_id, lead.recipient_id):
        raise Refused("leads.blocked")
    _decide(lead, LeadStatus.ACCEPTED, own_id)
    lead.answered_at = lead.answered_at or now()
    note_answer(lead, lead.recipient_id, ReplyHow.ACCEPT)
    write_history(lead, "accept", by, own_id)
    tell_organisation(
        lead.sender_id,
        template="leads.accepted",
        write=lambda: mail.accepted(lead.recipient.name, lead.posting.title, link=link_to(lead, site_url)),
    )


def decline_lead(lead: Lead, reason: DeclineReason, note: str = "", *, site_url: str = "", by: Actor) -> None:
    """Say no, with a reason from the list and, if wished, a few words that the sender reads."""
    own_id = _hold_to_answer(lead, by=by)
    words = tidy(note)
    if len(words) > MAX_NOTE:
        raise Invalid.of("note", "leads.text_long", max=MAX_NOTE)
    if lead.status is LeadStatus.DECLINED:
        return
    if not may_answer(by, lead):
        raise Conflict("leads.closed")
    _decide(lead, LeadStatus.DECLINED, own_id)
    lead.answered_at = lead.answered_at or now()
    lead.decline_reason, lead.decline_note = reason, words
    note_answer(lead, lead.recipient_id, ReplyHow.DECLINE)
    waive_answers(lead)
    write_history(lead, "decline", by, own_id, reason=reason.value)
    tell_organisation(
        lead.sender_id,
        template="leads.declined",
        write=lambda: mail.declined(
            lead.recipient.name, lead.posting.title, str(DECLINE_REASONS[reason]), link=link_to(lead, site_url)
        ),
    )


def can_undo(lead: Lead) -> bool:
    """Tell whether an answer is young enough to be taken back."""
    return lead.decided_at is not None and lead.decided_at > now() - UNDO_WITHIN


def _reopen(lead: Lead, status: LeadStatus, *, by: Actor) -> tuple[int, datetime]:
    """Hold a lead whose answer is taken back; return which party the actor is, and when the answer was given."""
    own_id = hold(lead, by=by)
    if not may_undo_answer(by, lead):
        if not by.belongs_to(lead.recipient_id):
            raise Refused("leads.recipient_only")
        raise Conflict("leads.closed")
    if lead.status is not status:
        raise Conflict("leads.closed")
    if lead.decided_at is None or not can_undo(lead):
        raise Conflict("leads.too_late")
    return own_id, lead.decided_at


def undo_decline(lead: Lead, *, site_url: str = "", by: Actor) -> None:
    """Take a no back within ten minutes; the sender is told."""
    own_id, decided_at = _reopen(lead, LeadStatus.DECLINED, by=by)
    live = select(Lead.id).where(
        Lead.posting_id == lead.posting_id, Lead.sender_id == lead.sender_id, Lead.status.in_(LIVE)
    )
    if session.scalar(live.limit(1)) is not None:
        raise Conflict("leads.live_again")
    try:
        with session.begin_nested():
            lead.status = LeadStatus.OPEN
    except IntegrityError:
        # The sender has begun another one in the same moment.
        raise Conflict("leads.live_again") from None
    reopen_answer(lead, lead.recipient_id, ReplyHow.DECLINE, since=decided_at)
    lead.decided_at = lead.decline_reason = None
    lead.decline_note = ""
    # It is the recipient's turn again.
    mark_active(lead, lead.sender_id)
    write_history(lead, "undo_decline", by, own_id)
    tell_organisation(
        lead.sender_id,
        template="leads.reopened",
        write=lambda: mail.reopened(lead.recipient.name, lead.posting.title, link=link_to(lead, site_url)),
    )


def undo_accept(lead: Lead, *, site_url: str = "", by: Actor) -> None:
    """Take a yes back within ten minutes, unless the other side has looked at the contact details already."""
    own_id, decided_at = _reopen(lead, LeadStatus.ACCEPTED, by=by)
    looks = select(ContactLook.id).where(
        ContactLook.lead_id == lead.id, ContactLook.owner_organisation_id == lead.recipient_id
    )
    if session.scalar(looks.limit(1)) is not None:
        raise Conflict("leads.contacts_looked_at")
    lead.status = LeadStatus.OPEN
    reopen_answer(lead, lead.recipient_id, ReplyHow.ACCEPT, since=decided_at)
    lead.decided_at = None
    mark_active(lead, lead.sender_id)
    write_history(lead, "undo_accept", by, own_id)
    tell_organisation(
        lead.sender_id,
        template="leads.reopened",
        write=lambda: mail.reopened(lead.recipient.name, lead.posting.title, link=link_to(lead, site_url)),
    )


def withdraw_lead(lead: Lead, *, by: Actor) -> None:
    """Take an enquiry back that has not been decided; doing it twice changes nothing."""
    own_id = hold(lead, by=by)
    if not by.belongs_to(lead.sender_id):
        raise Refused("leads.sender_only")
    if lead.status is LeadStatus.WITHDRAWN:
        return
    if not may_withdraw(by, lead):
        raise Conflict("leads.closed")
    _decide(lead, LeadStatus.WITHDRAWN, own_id)
    waive_answers(lead)
    write_history(lead, "withdraw", by, own_id)
