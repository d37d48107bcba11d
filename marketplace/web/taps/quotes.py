"""Behind the links about quotes: a buyer answers a quote, a supplier says whether it will quote; one or two taps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap
from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import format_day, gettext
from marketplace.leads.actions import reply
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.labels import DECLINE_REASONS
from marketplace.leads.models import DeclineReason
from marketplace.leads.queries import get_lead
from marketplace.quotes import actions
from marketplace.quotes.labels import status_of
from marketplace.quotes.models import InvitationStatus, Quote, QuoteStatus, RequestStatus
from marketplace.quotes.policy import UNDECIDED, is_taking
from marketplace.quotes.queries import find_request, get_invitation, get_quote_to_decide
from marketplace.web.answers import problem_words
from marketplace.web.here import settings
from marketplace.web.posting_page import posting_url, rows_of
from marketplace.web.quote_page import figure_rows

Typed = Mapping[str, str]
Page = tuple[str, int]


def reasons() -> list[tuple[str, Any]]:
    """Return the reasons for a no, for buttons."""
    return [(reason.value, words) for reason, words in DECLINE_REASONS.items()]


def read_reason(typed: Typed) -> DeclineReason:
    """Return the reason of the pressed button; a made-up one counts as another reason."""
    return {one.value: one for one in DeclineReason}.get(typed.get("reason", ""), DeclineReason.OTHER)


def read_version(typed: Typed) -> int | None:
    """Return which version of a quote was shown with the buttons."""
    raw = typed.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else None


def _shortlist(quote: Quote, typed: Typed, tap: Tap) -> None:
    actions.shortlist_quote(quote, version=read_version(typed), site_url=settings().public_url, by=tap.actor)


def _no(quote: Quote, typed: Typed, tap: Tap) -> None:
    reason, version = read_reason(typed), read_version(typed)
    actions.decline_quote(quote, reason, version=version, site_url=settings().public_url, by=tap.actor)


def _undo_no(quote: Quote, _typed: Typed, tap: Tap) -> None:
    actions.undo_decline(quote, site_url=settings().public_url, by=tap.actor)


def _undo_shortlist(quote: Quote, _typed: Typed, tap: Tap) -> None:
    actions.unshortlist_quote(quote, by=tap.actor)


def _more(quote: Quote, typed: Typed, tap: Tap) -> None:
    lead = get_lead(quote.lead_id or 0, tap.actor).lead
    draft = MessageDraft(body=typed.get("body", ""), form_token=typed.get("form_token") or None)
    reply(lead, draft, site_url=settings().public_url, by=tap.actor)


# what a button sends -> what it does
ANSWERS: Mapping[str, Callable[[Quote, Typed, Tap], None]] = {
    "shortlist": _shortlist,
    "more": _more,
    "no": _no,
    "undo_no": _undo_no,
    "undo_shortlist": _undo_shortlist,
}


def _done(quote: Quote) -> dict[str, str] | None:
    """Return what was answered, with the button that takes it back while that is possible."""
    if quote.status is QuoteStatus.SHORTLISTED:
        return {"words": gettext("Đã đưa vào diện xem xét. Bên bán biết mình đã xem."), "undo": "undo_shortlist"}
    if quote.status is QuoteStatus.DECLINED:
        return {"words": gettext("Đã từ chối báo giá này."), "undo": "undo_no" if actions.can_undo(quote) else ""}
    if quote.status is QuoteStatus.AWARDED:
        return {"words": gettext("Đã chọn báo giá này. Hai bên xem được số điện thoại của nhau."), "undo": ""}
    return None


def render(tap: Tap, code: str, error: Invalid | None = None) -> str:
    """Render a quote in brief, and the buttons."""
    quote = get_quote_to_decide(tap.thing_id, tap.actor)
    row = find_request(quote.posting_id)
    is_open = row is None or row.status is RequestStatus.OPEN
    opening = gettext("Cảm ơn quý đơn vị đã báo giá. Xin cho biết thêm:")
    return render_template(
        "taps/quote_answer.html",
        quote=quote,
        here=url_for("taps.act", code=code),
        rows=figure_rows(quote),
        status=status_of(quote, today(), is_buyer=True),
        may_answer=quote.status in UNDECIDED and is_open,
        done=_done(quote),
        was_sent=request.args.get("done") == "more",
        reasons=reasons(),
        more=request.form.get("body", opening),
        more_errors=[problem_words(problem) for problem in error.problems] if error else [],
    )


def show_quote(tap: Tap, code: str) -> Page:
    """Show the quote and the buttons; this changes nothing."""
    return render(tap, code), 200


def answer_quote(tap: Tap, code: str) -> Response | Page:
    """Do what the pressed button says, and show it."""
    typed = request.form.to_dict()
    name = typed.get("answer", "")
    act = ANSWERS.get(name)
    if act is None:
        raise Invalid.of("answer", "quotes.answer_needed")
    quote = get_quote_to_decide(tap.thing_id, tap.actor)
    try:
        with transaction():
            act(quote, typed, tap)
    except Invalid as error:
        return render(tap, code, error), 422
    return redirect(url_for("taps.show", code=code, done=name if name == "more" else None), 303)


def show_invitation(tap: Tap, code: str) -> Page:
    """Show what is wanted, and the buttons; this changes nothing."""
    invitation = get_invitation(tap.thing_id, tap.actor)
    demand = invitation.request.demand
    page = render_template(
        "taps/quote_invitation.html",
        invitation=invitation,
        demand=demand,
        here=url_for("taps.act", code=code),
        rows=rows_of(demand),
        last_day=format_day(demand.expires_on),
        is_taking=is_taking(invitation.request, demand, today()),
        is_declined=invitation.status is InvitationStatus.DECLINED,
        has_quoted=invitation.status is InvitationStatus.QUOTED,
        posting_url=posting_url(demand),
        reasons=reasons(),
    )
    return page, 200


def answer_invitation(tap: Tap, code: str) -> Response:
    """Go on to the quote, or say that there will be none."""
    typed = request.form.to_dict()
    invitation = get_invitation(tap.thing_id, tap.actor)
    if typed.get("answer") == "yes":
        return redirect(url_for("quote_forms.new", demand_id=invitation.request.demand_id), 303)
    if typed.get("answer") not in ("no", "undo_no"):
        raise Invalid.of("answer", "quotes.answer_needed")
    with transaction():
        if typed["answer"] == "no":
            actions.decline_invitation(invitation, read_reason(typed), by=tap.actor)
        else:
            actions.undo_decline_invitation(invitation, by=tap.actor)
    return redirect(url_for("taps.show", code=code), 303)
