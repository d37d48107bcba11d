"""Answers that are owed: asking for one sets a deadline, anything that answers ends it, and some things waive it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.clock import now
from marketplace.db import add_unless_taken, session
from marketplace.leads.models import Lead, ReplyDue, ReplyHow, ReplyKind
from marketplace.workdays import due_after

# Vietnamese working days.
REPLY_DAYS = 5
REMIND_AFTER = (2, 4)


def _open_in(lead: Lead, organisation_id: int | None = None) -> list[ReplyDue]:
    statement = select(ReplyDue).where(
        ReplyDue.lead_id == lead.id, ReplyDue.answered_at.is_(None), ReplyDue.waived_at.is_(None)
    )
    if organisation_id is not None:
        statement = statement.where(ReplyDue.organisation_id == organisation_id)
    return list(session.scalars(statement.order_by(ReplyDue.id)))


def ask_for_answer(lead: Lead, organisation_id: int, kind: ReplyKind, *, asked_at: datetime | None = None) -> None:
    """Let one side owe the other an answer within five working days; while it owes one already, nothing is added."""
    if _open_in(lead, organisation_id):
        return
    moment = asked_at or now()
    due = ReplyDue(
        lead_id=lead.id,
        organisation_id=organisation_id,
        kind=kind,
        asked_at=moment,
        due_at=due_after(moment, REPLY_DAYS),
        reminders_sent=0,
    )
    add_unless_taken(due)


def note_answer(lead: Lead, organisation_id: int, how: ReplyHow) -> None:
    """Note that one side has answered; without an open obligation nothing happens."""
    for due in _open_in(lead, organisation_id):
        due.answered_at, due.how = now(), how


def waive_answers(lead: Lead) -> None:
    """Let nobody owe anything in this lead any more, without blame: it was withdrawn, blocked or closed."""
    for due in _open_in(lead):
        due.waived_at = now()
