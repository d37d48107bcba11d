"""Not now, but on a day that the recipient names: saying so, taking that back, and asking again when it has come."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from marketplace.accounts.actions.telling import tell_organisation, tell_organisation_by_tap
from marketplace.accounts.actor import MACHINE, Actor
from marketplace.clock import is_polite_hour, now, today
from marketplace.db import session
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.leads import mail
from marketplace.leads.actions.changes import hold, is_blocked, link_to, mark_active, write_history
from marketplace.leads.actions.replies import ask_for_answer, note_answer, reopen_answer
from marketplace.leads.models import Lead, LeadStatus, ReplyHow, ReplyKind
from marketplace.leads.policy import may_answer
from marketplace.postings.policy import is_open

# The purpose of links with which an enquiry is answered by one tap.
ANSWER = "leads.answer"
UNDO_WITHIN = timedelta(minutes=10)
LONGEST_WAIT = timedelta(days=366)
BATCH = 50


def _hold_to_postpone(lead: Lead, *, by: Actor) -> int:
    hold(lead, by=by)
    if not by.belongs_to(lead.recipient_id):
        raise Refused("leads.recipient_only")
    if not may_answer(by, lead):
        raise Conflict("leads.closed")
    return lead.recipient_id


def _read_day(day: date | None) -> date:
    if day is None or not today() < day <= today() + LONGEST_WAIT:
        raise Invalid.of("on", "leads.later_day")
    return day


def postpone_lead(lead: Lead, on: date | None, *, site_url: str = "", by: Actor) -> None:
    """Say "not now" with the day on which to be asked again; the sender is told. The same day twice changes nothing."""
    own_id = _hold_to_postpone(lead, by=by)
    day = _read_day(on)
    if is_blocked(lead.sender_id, lead.recipient_id):
        raise Refused("leads.blocked")
    if lead.later_on == day:
        return
    lead.later_on = day
    lead.answered_at = lead.answered_at or now()
    mark_active(lead, lead.recipient_id)
    note_answer(lead, lead.recipient_id, ReplyHow.LATER)
    write_history(lead, "postpone", by, own_id, on=day.isoformat())
    tell_organisation(
        lead.sender_id,
        template="leads.postponed",
        write=lambda: mail.postponed(lead.recipient.name, lead.posting.title, day, link=link_to(lead, site_url)),
    )


def can_undo_postpone(lead: Lead) -> bool:
    """Tell whether a "not now" is the last thing that happened, and young enough to be taken back."""
    return (
        lead.later_on is not None
        and lead.status is LeadStatus.OPEN
        and lead.last_activity_by_id == lead.recipient_id
        and lead.last_activity_at > now() - UNDO_WITHIN
    )


def undo_postpone(lead: Lead, *, site_url: str = "", by: Actor) -> None:
    """Take a "not now" back within ten minutes; the sender is told."""
    own_id = _hold_to_postpone(lead, by=by)
    if lead.later_on is None:
        raise Conflict("leads.not_postponed")
    if not can_undo_postpone(lead):
        raise Conflict("leads.too_late")
    lead.later_on = None
    reopen_answer(lead, lead.recipient_id, ReplyHow.LATER, since=lead.last_activity_at)
    mark_active(lead, lead.sender_id)
    write_history(lead, "undo_postpone", by, own_id)
    tell_organisation(
        lead.sender_id,
        template="leads.reopened",
        write=lambda: mail.reopened(lead.recipient.name, lead.posting.title, link=link_to(lead, site_url)),
    )


def _ask_again(lead: Lead, site_url: str) -> None:
    lead.later_on = None
    if not is_open(lead.posting, today()):
        return
    ask_for_answer(lead, lead.recipient_id, ReplyKind.LATER)
    mark_active(lead, lead.sender_id)
    write_history(lead, "ask_again", MACHINE, lead.sender_id)
    tell_organisation_by_tap(
        lead.recipient_id,
        template="leads.asked_again",
        purpose=ANSWER,
        thing_id=lead.id,
        site_url=site_url,
        write=lambda link: mail.asked_again(lead.sender.name, lead.posting.title, link=link),
    )


def ask_postponed_again(*, site_url: str = "") -> int:
    """Ask again where the day has come that the recipient named; return how many, at most a batch."""
    if not is_polite_hour():
        return 0
    due = select(Lead).where(Lead.status == LeadStatus.OPEN, Lead.later_on <= today()).order_by(Lead.id).limit(BATCH)
    leads = session.scalars(due.with_for_update(of=Lead, skip_locked=True, key_share=True)).all()
    for lead in leads:
        _ask_again(lead, site_url)
    return len(leads)
