"""Writing down talks outside the site: between the parties, and by staff who phoned whoever owes an answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import add_unless_taken, lock_row, session
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.leads.actions.changes import hold, is_blocked, mark_active, write_history
from marketplace.leads.actions.replies import ANSWERING, note_answer
from marketplace.leads.drafts import MAX_NOTE
from marketplace.leads.models import Call, CallMeans, CallOutcome, Lead, ReplyDue, ReplyHow
from marketplace.leads.policy import may_follow, may_log_call
from marketplace.text import form_key, tidy


@dataclass(frozen=True, kw_only=True)
class CallDraft:
    """A talk as written down; ``note`` may be empty."""

    means: CallMeans
    outcome: CallOutcome
    note: str = ""
    form_token: str | None = None


def _find_by_form(key: str | None) -> Call | None:
    if key is None:
        return None
    return session.scalars(select(Call).where(Call.form_token == key)).first()


def _add(
    lead_id: int, draft: CallDraft, key: str | None, *, own_id: int | None, called_id: int | None, by: Actor
) -> Call:
    note = tidy(draft.note)
    if len(note) > MAX_NOTE:
        raise Invalid.of("note", "leads.text_long", max=MAX_NOTE)
    call = Call(
        lead_id=lead_id,
        organisation_id=own_id,
        called_id=called_id,
        user_id=by.user_id,
        means=draft.means,
        outcome=draft.outcome,
        note=note,
        created_at=now(),
        form_token=key,
    )
    if not add_unless_taken(call):
        found = _find_by_form(key)
        if found is None:
            raise Conflict("leads.closed")
        return found
    return call


def log_call(lead: Lead, draft: CallDraft, *, by: Actor) -> Call:
    """Write down that the two parties talked; a second submit of the same form returns the same call.

    Where the side that writes it down owes an answer, a talk that came to something is one.
    """
    own_id = hold(lead, by=by)
    key = form_key(draft.form_token, f"call {lead.id} {own_id}")
    if done := _find_by_form(key):
        return done
    if not may_log_call(by, lead):
        raise Conflict("leads.closed")
    if is_blocked(lead.sender_id, lead.recipient_id):
        raise Refused("leads.blocked")
    call = _add(lead.id, draft, key, own_id=own_id, called_id=None, by=by)
    if draft.outcome in ANSWERING:
        note_answer(lead, own_id, ReplyHow.CALL)
        if own_id == lead.recipient_id:
            lead.answered_at = lead.answered_at or now()
    mark_active(lead, own_id)
    write_history(lead, "log_call", by, own_id, means=draft.means.value, outcome=draft.outcome.value)
    return call


def log_office_call(due: ReplyDue, draft: CallDraft, *, by: Actor) -> Call:
    """Write down that staff phoned whoever owes an answer; only the organisation's own answer ends the wait."""
    lock_row(due)
    if not may_follow(by, due):
        raise Refused("leads.not_your_province")
    key = form_key(draft.form_token, f"office call {due.id} {by.user_id}")
    if done := _find_by_form(key):
        return done
    if due.missed_at is None:
        raise NotFound("leads.due_not_found")
    if due.answered_at is not None or due.waived_at is not None:
        raise Conflict("leads.settled")
    call = _add(due.lead_id, draft, key, own_id=None, called_id=due.organisation_id, by=by)
    write_history(due.lead, "log_office_call", by, due.organisation_id, outcome=draft.outcome.value)
    return call
