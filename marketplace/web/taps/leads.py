"""Answering an enquiry behind a link: yes, tell me more, not now, no; each with one or two taps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import format_day, gettext
from marketplace.leads import actions, policy
from marketplace.leads.actions.answering import can_undo
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import Lead, LeadStatus, ReplyKind
from marketplace.leads.queries import LeadView, find_last_asked, get_lead, get_messages, has_looked
from marketplace.quotes.queries import quotes_in_lead
from marketplace.web.conversation import deadline_of, status_of, words_of
from marketplace.web.here import settings
from marketplace.web.lead_answers import Typed, asked_of, read_later, read_reason
from marketplace.web.taps import quotes

Shown = dict[str, Any]


def _say_more(lead: Lead, typed: Typed, tap: Tap) -> None:
    draft = MessageDraft(body=typed.get("body", ""), form_token=typed.get("form_token") or None)
    actions.reply(lead, draft, site_url=settings().public_url, by=tap.actor)


def _yes(lead: Lead, _typed: Typed, tap: Tap) -> None:
    actions.accept_lead(lead, site_url=settings().public_url, by=tap.actor)


def _later(lead: Lead, typed: Typed, tap: Tap) -> None:
    actions.postpone_lead(lead, read_later(typed), site_url=settings().public_url, by=tap.actor)


def _no(lead: Lead, typed: Typed, tap: Tap) -> None:
    actions.decline_lead(lead, read_reason(typed), site_url=settings().public_url, by=tap.actor)


def _undo_yes(lead: Lead, _typed: Typed, tap: Tap) -> None:
    actions.undo_accept(lead, site_url=settings().public_url, by=tap.actor)


def _undo_later(lead: Lead, _typed: Typed, tap: Tap) -> None:
    actions.undo_postpone(lead, site_url=settings().public_url, by=tap.actor)


def _undo_no(lead: Lead, _typed: Typed, tap: Tap) -> None:
    actions.undo_decline(lead, site_url=settings().public_url, by=tap.actor)


# what a button sends -> what it does
ANSWERS: Mapping[str, Callable[[Lead, Typed, Tap], None]] = {
    "yes": _yes,
    "more": _say_more,
    "later": _later,
    "no": _no,
    "undo_yes": _undo_yes,
    "undo_later": _undo_later,
    "undo_no": _undo_no,
}


def _done(view: LeadView) -> Shown | None:
    """Return what this side has answered, with the button that takes it back while that is possible."""
    lead = view.lead
    if view.is_sender:
        return None
    if lead.status is LeadStatus.ACCEPTED:
        is_undoable = can_undo(lead) and not has_looked(lead, view.own.id)
        words = gettext("Đã đồng ý. Hai bên xem được số điện thoại của nhau.")
        return {"words": words, "undo": "undo_yes" if is_undoable else ""}
    if lead.status is LeadStatus.DECLINED:
        return {"words": gettext("Đã từ chối liên hệ."), "undo": "undo_no" if can_undo(lead) else ""}
    if lead.later_on is not None:
        words = gettext("Đã hẹn lại ngày %(day)s.", day=format_day(lead.later_on))
        return {"words": words, "undo": "undo_later" if actions.can_undo_postpone(lead) else ""}
    if lead.status is LeadStatus.OPEN and lead.answered_at is not None and view.own_due is None:
        return {"words": gettext("Đã gửi lời nhắn. Bên kia trả lời thì có tin báo."), "undo": ""}
    return None


def render(tap: Tap, code: str, typed: Typed | None = None, error: Invalid | None = None) -> str:
    """Render the enquiry in brief, and the buttons."""
    view = get_lead(tap.thing_id, tap.actor)
    messages = [one for one in get_messages(view.lead) if one.organisation_id == view.other.id]
    done = _done(view)
    return render_template(
        "taps/lead_answer.html",
        view=view,
        lead=view.lead,
        here=url_for("taps.act", code=code),
        first=words_of(messages[0]) if messages else "",
        status=status_of(view.lead),
        deadline=deadline_of(view),
        may_answer=policy.may_answer(tap.actor, view.lead),
        is_answered=done is not None,
        done=done,
        asked=asked_of(view, typed, error),
    )


def _behind(tap: Tap) -> Tap | None:
    """Return the quote in the lead as what the link is about, where it was a quote that asked for an answer last."""
    if find_last_asked(tap.thing_id, tap.organisation_id) is not ReplyKind.QUOTE:
        return None
    received = (one for one in quotes_in_lead(tap.thing_id, tap.actor) if one.buyer_id == tap.organisation_id)
    quote = next(received, None)
    return replace(tap, purpose="quotes.answer", thing_id=quote.id) if quote else None


def show(tap: Tap, code: str) -> tuple[str, int]:
    """Show what was asked, and the buttons; this changes nothing."""
    if (quote := _behind(tap)) is not None:
        return quotes.show_quote(quote, code)
    return render(tap, code), 200


def act(tap: Tap, code: str) -> Response | tuple[str, int]:
    """Do what the pressed button says, and show it."""
    if (quote := _behind(tap)) is not None:
        return quotes.answer_quote(quote, code)
    typed = request.form.to_dict()
    answer = ANSWERS.get(typed.get("answer", ""))
    if answer is None:
        raise Invalid.of("answer", "leads.answer_unknown")
    lead = get_lead(tap.thing_id, tap.actor).lead
    try:
        with transaction():
            answer(lead, typed, tap)
    except Invalid as error:
        return render(tap, code, typed, error), 422
    return redirect(url_for("taps.show", code=code), 303)
