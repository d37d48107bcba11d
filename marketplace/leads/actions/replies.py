"""Answers that are owed: asking for one sets a deadline, anything that answers ends it, and some things waive it.

What answers: an acceptance, a decline, a date on which to be asked again, a message, and a talk that came to something
(``ANSWERING``), each by the side that owes. A promise to answer, a call that nobody took and a wrong number do not.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace.clock import now
from marketplace.db import add_unless_taken, session
from marketplace.leads.deadlines import REMIND_AFTER, REPLY_DAYS
from marketplace.leads.models import CallOutcome, Lead, ReplyDue, ReplyHow, ReplyKind
from marketplace.workdays import due_after

ANSWERING = frozenset({CallOutcome.GOING_ON, CallOutcome.LATER, CallOutcome.NOT_INTERESTED})

__all__ = [
    "ANSWERING",
    "REMIND_AFTER",
    "REPLY_DAYS",
    "ask_for_answer",
    "note_answer",
    "reopen_answer",
    "waive_answers",
]


def _open_in(lead: Lead, organisation_id: int | None = None) -> list[ReplyDue]:
    """Hold and return what is still owed in a lead; whoever holds the lead's row too has taken that first."""
    session.flush()
    statement = select(ReplyDue).where(
        ReplyDue.lead_id == lead.id, ReplyDue.answered_at.is_(None), ReplyDue.waived_at.is_(None)
    )
    if organisation_id is not None:
        statement = statement.where(ReplyDue.organisation_id == organisation_id)
    held = statement.order_by(ReplyDue.id).with_for_update(key_share=True)
    return list(session.scalars(held.execution_options(populate_existing=True)))


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


def reopen_answer(lead: Lead, organisation_id: int, how: ReplyHow, *, since: datetime) -> None:
    """Let an answer that is taken back be owed again, where it was this one, given since a moment, that ended it."""
    if _open_in(lead, organisation_id):
        return
    statement = select(ReplyDue).where(
        ReplyDue.lead_id == lead.id,
        ReplyDue.organisation_id == organisation_id,
        ReplyDue.how == how,
        ReplyDue.answered_at >= since,
        ReplyDue.waived_at.is_(None),
    )
    due = session.scalars(statement.order_by(ReplyDue.id.desc()).limit(1)).first()
    if due is not None:
        due.answered_at = due.how = None


def waive_answers(lead: Lead) -> None:
    """Let nobody owe anything in this lead any more, without blame: it was withdrawn, blocked or closed."""
    for due in _open_in(lead):
        due.waived_at = now()
