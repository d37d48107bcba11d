"""Quotes: the supplier's own, one quote as its two sides see it, sending, taking back, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.audit.queries import get_history
from marketplace.clock import now, today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.labels import DECLINE_REASONS
from marketplace.leads.models import DeclineReason
from marketplace.quotes import actions
from marketplace.quotes.completeness import missing_of
from marketplace.quotes.labels import REQUEST_STATUSES, TABS, Tab, status_of
from marketplace.quotes.models import Quote, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.quotes.policy import UNDECIDED, is_lapsed, is_sealed, is_taking
from marketplace.quotes.queries import (
    count_own_quotes,
    find_request,
    get_invitation,
    get_open_invitations,
    get_own_quotes,
    get_quote,
    get_quote_file,
    get_quote_to_write,
)
from marketplace.quotes.requirements import requirements_of
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import problem_words, show_problems
from marketplace.web.attachments import send_document
from marketplace.web.forms.quotes import ExtendForm
from marketplace.web.here import settings
from marketplace.web.posting_page import posting_url
from marketplace.web.quote_page import answer_rows, figure_rows, quote_card, revision_rows

bp = Blueprint("quotes", __name__)


def chosen_tab(counts: Mapping[Tab, int]) -> Tab:
    """Return the part of the list that is asked for, else the first in which there is something."""
    asked = {tab.value: tab for tab in Tab}.get(request.args.get("tab", ""))
    return asked or next((tab for tab in TABS if counts[tab]), Tab.WAITING)


@bp.get("/my/quotes")
@signed_in
def index() -> str:
    """List what the own organisation quoted, and what it is asked to quote for."""
    me = actor()
    counts = count_own_quotes(me)
    tab = chosen_tab(counts)
    page = get_own_quotes(me, tab, after=request.args.get("after"))
    return render_template(
        "member/quotes.html",
        page=page,
        cards=[quote_card(quote, is_buyer=False) for quote in page.items],
        tab=tab,
        tabs_shown=[(one, words, counts[one]) for one, words in TABS.items()],
        invitations=get_open_invitations(me),
        reasons=[(reason.value, words) for reason, words in DECLINE_REASONS.items()],
    )


def missing_words(quote: Quote) -> list[str]:
    """Return what a draft still has to say."""
    missing = missing_of(quote, requirements_of(quote.posting), today())
    return list(dict.fromkeys(problem_words(problem) for problem in missing))


def may_still_write(quote: Quote, request_row: QuoteRequest | None) -> bool:
    """Tell whether a quote can be sent or revised now."""
    if quote.listing_id == quote.posting_id:
        return True
    return is_taking(request_row, quote.posting, today())


def states_of(quote: Quote, request_row: QuoteRequest | None) -> dict[str, object]:
    """Return what holds for a quote now, for what is offered on its page."""
    is_open = request_row is None or request_row.status is RequestStatus.OPEN
    is_declined = quote.status is QuoteStatus.DECLINED
    return {
        "is_draft": quote.status is QuoteStatus.DRAFT,
        "is_undecided": quote.status in UNDECIDED,
        "is_shortlisted": quote.status is QuoteStatus.SHORTLISTED,
        "is_awarded": quote.status is QuoteStatus.AWARDED,
        "is_declined": is_declined,
        "is_lapsed": is_lapsed(quote, today()),
        "is_request_open": is_open,
        "is_undoable": is_declined and is_open and actions.can_undo(quote),
        "may_write": may_still_write(quote, request_row),
        "is_sealed": is_sealed(request_row, quote.posting, now()),
        "request_words": None if is_open or request_row is None else REQUEST_STATUSES[request_row.status],
    }


def render_quote(quote: Quote, form: ExtendForm) -> str:
    """Render one quote as the actor's side sees it."""
    is_buyer = actor().belongs_to(quote.buyer_id)
    request_row = find_request(quote.posting_id)
    return render_template(
        "member/quote.html",
        quote=quote,
        form=form,
        is_buyer=is_buyer,
        status=status_of(quote, today(), is_buyer=is_buyer),
        rows=figure_rows(quote),
        answers=answer_rows(quote),
        revisions=revision_rows(get_history("quote", quote.id)),
        missing=missing_words(quote) if quote.status is QuoteStatus.DRAFT else [],
        reason=DECLINE_REASONS[quote.decline_reason] if quote.decline_reason else "",
        posting_url=posting_url(quote.posting),
        back_url=back_url(quote, is_buyer=is_buyer),
        **states_of(quote, request_row),
    )


def back_url(quote: Quote, *, is_buyer: bool) -> str:
    """Return where one comes from: the comparison, the conversation, or the own quotes."""
    if not is_buyer:
        return url_for("quotes.index")
    if quote.listing_id == quote.posting_id and quote.lead_id is not None:
        return url_for("leads.show", lead_id=quote.lead_id)
    return url_for("quote_requests.show", demand_id=quote.posting_id)


@bp.get("/quotes/<int:quote_id>")
@signed_in
def show(quote_id: int) -> str:
    """Show one quote to its supplier or its buyer."""
    return render_quote(get_quote(quote_id, actor()), ExtendForm(formdata=None))


def do(quote_id: int, act: Callable[[Quote], object], done: str) -> Response:
    """Do something with an own quote and say that it was done."""
    quote = get_quote_to_write(quote_id, actor())
    with transaction():
        act(quote)
    flash(done, "done")
    return redirect(url_for("quotes.show", quote_id=quote_id), 303)


@bp.post("/quotes/<int:quote_id>/sendings")
@signed_in
def send(quote_id: int) -> Response:
    """Send a draft; what is missing stands on its page."""
    done = gettext("Đã gửi báo giá. Bên mua sẽ nhận được tin báo.")
    try:
        return do(quote_id, lambda one: actions.send_quote(one, site_url=settings().public_url, by=actor()), done)
    except Invalid:
        return redirect(url_for("quotes.show", quote_id=quote_id), 303)


@bp.post("/quotes/<int:quote_id>/withdrawals")
@signed_in
def withdraw(quote_id: int) -> Response:
    """Take a quote back."""
    done = gettext("Đã rút báo giá.")
    return do(quote_id, lambda one: actions.withdraw_quote(one, site_url=settings().public_url, by=actor()), done)


@bp.post("/quotes/<int:quote_id>/extensions")
@signed_in
def extend(quote_id: int) -> Response | tuple[str, int]:
    """Let a quote hold longer."""
    form = ExtendForm()
    typed = form.valid_until.data or ""
    try:
        done = gettext("Đã gia hạn báo giá.")
        return do(quote_id, lambda one: actions.extend_quote(one, typed, by=actor()), done)
    except Invalid as error:
        show_problems(form, error)
    return render_quote(get_quote(quote_id, actor()), form), 422


@bp.get("/quotes/<int:quote_id>/files/<int:quote_file_id>")
@signed_in
def file(quote_id: int, quote_file_id: int) -> Response:
    """Send a file for saving."""
    return send_document(get_quote_file(quote_id, quote_file_id, actor()))


@bp.post("/quotes/<int:quote_id>/files/<int:quote_file_id>/removals")
@signed_in
def remove_file(quote_id: int, quote_file_id: int) -> Response:
    """Take a file away."""
    quote = get_quote_to_write(quote_id, actor())
    with transaction():
        actions.remove_file(quote, quote_file_id, by=actor())
    flash(gettext("Đã bỏ tệp."), "done")
    return redirect(url_for("quote_forms.edit", quote_id=quote_id), 303)


@bp.post("/quote-invitations/<int:quote_invitation_id>/declines")
@signed_in
def decline_invitation(quote_invitation_id: int) -> Response:
    """Say that there will be no quote."""
    invitation = get_invitation(quote_invitation_id, actor())
    reason = {one.value: one for one in DeclineReason}.get(request.form.get("reason", ""), DeclineReason.OTHER)
    with transaction():
        actions.decline_invitation(invitation, reason, by=actor())
    flash(gettext("Đã báo bên mua là không báo giá lần này."), "done")
    return redirect(url_for("quotes.index"), 303)
