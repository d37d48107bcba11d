"""Limits against floods; whoever has once been answered by an organisation may go on writing to it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select

from marketplace.accounts.models import Organisation
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.leads.models import Lead, Message
from marketplace.leads.policy import other_side
from marketplace.text import fold_key

DAY = timedelta(days=1)
MAX_ENQUIRIES_A_DAY = 30
# An organisation that nobody has verified counts as new for so long, and may begin fewer conversations.
NEW_FOR = timedelta(days=3)
MAX_ENQUIRIES_WHEN_NEW = 10
# The same words to so many organisations within a day are a circular.
SAME_WORDS = 8
# So many messages may be sent before the other side has said anything.
MAX_UNANSWERED = 5


def knows(own_id: int, other_id: int) -> bool:
    """Tell whether another organisation has ever answered this one, or written to it first."""
    answered = (Lead.sender_id == own_id) & (Lead.recipient_id == other_id) & Lead.answered_at.is_not(None)
    wrote = (Lead.sender_id == other_id) & (Lead.recipient_id == own_id)
    return session.scalar(select(Lead.id).where(or_(answered, wrote)).limit(1)) is not None


def _to_strangers(own_id: int) -> list[ColumnElement[bool]]:
    """Return the conditions for leads of the last day to organisations that have never said anything."""
    answered = select(Lead.recipient_id).where(Lead.sender_id == own_id, Lead.answered_at.is_not(None))
    wrote = select(Lead.sender_id).where(Lead.recipient_id == own_id)
    return [
        Lead.sender_id == own_id,
        Lead.created_at > now() - DAY,
        Lead.recipient_id.not_in(answered),
        Lead.recipient_id.not_in(wrote),
    ]


def _is_new(sender: Organisation) -> bool:
    return sender.verified_at is None and sender.created_at > now() - NEW_FOR


def _refuse_many(sender: Organisation) -> None:
    sent = session.scalar(select(func.count()).select_from(Lead).where(*_to_strangers(sender.id))) or 0
    if _is_new(sender) and sent >= MAX_ENQUIRIES_WHEN_NEW:
        raise Conflict("leads.too_many_when_new", most=MAX_ENQUIRIES_WHEN_NEW)
    if sent >= MAX_ENQUIRIES_A_DAY:
        raise Conflict("leads.too_many")


def _refuse_circular(sender: Organisation, recipient_id: int, body: str) -> None:
    written = select(Lead.recipient_id, Message.body).join(Message, Message.lead_id == Lead.id)
    rows = session.execute(written.where(*_to_strangers(sender.id), Message.organisation_id == sender.id)).all()
    words = fold_key(body)
    reached = {row[0] for row in rows if fold_key(row[1]) == words} | {recipient_id}
    if len(reached) >= SAME_WORDS:
        raise Conflict("leads.same_words")


def refuse_flood(sender: Organisation, recipient_id: int, body: str) -> None:
    """Refuse to begin one conversation too many in a day, or to send everybody the same words."""
    if knows(sender.id, recipient_id):
        return
    _refuse_many(sender)
    _refuse_circular(sender, recipient_id, body)


def refuse_monologue(lead: Lead, own_id: int) -> None:
    """Refuse the sixth message to somebody who has not said anything yet, here or elsewhere."""
    counts = select(Message.organisation_id, func.count()).where(Message.lead_id == lead.id)
    said = {row[0]: row[1] for row in session.execute(counts.group_by(Message.organisation_id)).all()}
    other_id = other_side(lead, own_id)
    if lead.answered_at is not None or said.get(other_id, 0) > 0 or said.get(own_id, 0) < MAX_UNANSWERED:
        return
    if not knows(own_id, other_id):
        raise Conflict("leads.wait_for_answer")
