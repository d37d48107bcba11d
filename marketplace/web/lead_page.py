"""The page of one conversation, for every view that ends on it."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from marketplace.accounts.queries import get_names
from marketplace.agreements.queries import find_newest_agreement
from marketplace.leads.actions import can_undo_postpone
from marketplace.leads.actions.answering import can_undo
from marketplace.leads.labels import CALL_OUTCOMES
from marketplace.leads.models import LeadStatus
from marketplace.leads.queries import LeadView, get_calls, get_messages, has_looked, is_between_blocked
from marketplace.web.access import actor
from marketplace.web.conversation import deadline_of, status_of, thread_of
from marketplace.web.forms.leads import CallForm, MessageForm
from marketplace.web.lead_answers import asked_of
from marketplace.web.posting_page import posting_url
from marketplace.web.quote_page import lead_quotes


def answer_urls(lead_id: int) -> dict[str, str]:
    """Return where each of the four answers is posted."""
    return {
        "yes": url_for("leads.accept", lead_id=lead_id),
        "more": url_for("leads.reply", lead_id=lead_id),
        "later": url_for("postponements.create", lead_id=lead_id),
        "no": url_for("leads.decline", lead_id=lead_id),
    }


def undo_of(view: LeadView) -> str:
    """Return where the last answer is taken back, or nothing where it no longer can be."""
    lead = view.lead
    if view.is_sender:
        return ""
    if can_undo_postpone(lead):
        return url_for("postponements.remove", lead_id=lead.id)
    if not can_undo(lead) or has_looked(lead, view.own.id):
        return ""
    if lead.status is LeadStatus.ACCEPTED:
        return url_for("leads.undo_accept", lead_id=lead.id)
    return url_for("leads.undo_decline", lead_id=lead.id) if lead.status is LeadStatus.DECLINED else ""


def render_lead(
    view: LeadView,
    *,
    form: MessageForm | None = None,
    call_form: CallForm | None = None,
    asked: dict[str, Any] | None = None,
) -> str:
    """Render a conversation with what can be done about it; forms come back with what was typed."""
    messages, calls = get_messages(view.lead), get_calls(view.lead.id)
    names = get_names({message.user_id for message in messages if message.user_id})
    return render_template(
        "member/lead.html",
        view=view,
        lead=view.lead,
        form=form or MessageForm(formdata=None),
        call_form=call_form or CallForm(formdata=None),
        outcomes=[(outcome.value, words) for outcome, words in CALL_OUTCOMES.items()],
        asked=asked or asked_of(view),
        urls=answer_urls(view.lead.id),
        messages=thread_of(view, messages, names, calls),
        status=status_of(view.lead),
        deadline=deadline_of(view),
        posting_url=posting_url,
        undo_url=undo_of(view),
        agreement=find_newest_agreement(view.lead),
        is_blocked=is_between_blocked(actor(), view.other.id),
        **lead_quotes(view, actor()),
    )
