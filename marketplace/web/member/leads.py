"""Conversations: the inbox, a new enquiry, messages, answers, contact details."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import get_organisation
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads import actions
from marketplace.leads.labels import TABS, Tab
from marketplace.leads.models import Lead, LeadOrigin
from marketplace.leads.queries import (
    count_inbox,
    find_live_lead,
    get_blocked,
    get_inbox,
    get_lead,
    get_lead_to_answer,
)
from marketplace.matching.queries import MatchView, find_own_match, get_match, view_for
from marketplace.postings.models import Posting
from marketplace.postings.queries import get_visible_posting
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.conversation import first_words, inbox_rows
from marketplace.web.forms.complaints import number_in
from marketplace.web.forms.leads import DeclineForm, EnquiryForm, MessageForm
from marketplace.web.here import settings
from marketplace.web.lead_page import render_lead
from marketplace.web.posting_page import posting_url

bp = Blueprint("leads", __name__)


def chosen_tab(counts: dict[Tab, int]) -> Tab:
    """Return the part of the inbox that is asked for, else the first in which there is something."""
    asked = {tab.value: tab for tab in Tab}.get(request.args.get("tab", ""))
    return asked or next((tab for tab in Tab if counts[tab]), Tab.OURS)


@bp.get("/leads")
@signed_in
def index() -> str:
    """Show the inbox."""
    me = actor()
    counts = dict(count_inbox(me))
    tab = chosen_tab(counts)
    page = get_inbox(me, tab, after=request.args.get("after"))
    return render_template(
        "member/leads.html",
        page=page,
        rows=inbox_rows(page.items),
        tab=tab,
        tabs_shown=[(one, TABS[one], counts[one]) for one in Tab],
        blocked=get_blocked(me) if tab is Tab.CLOSED else [],
    )


def match_behind(posting: Posting, match_id: int | None) -> MatchView | None:
    """Return the match out of which somebody writes, or else the best one between this posting and theirs."""
    match = get_match(match_id, actor()) if match_id else find_own_match(posting, actor())
    if match is None:
        return None
    views = (view_for(match, side) for side in (match.listing.side, match.demand.side))
    return next(
        (view for view in views if view.other.id == posting.id and view.own.organisation_id == actor().organisation_id),
        None,
    )


def send(posting: Posting, behind: MatchView | None, form: EnquiryForm) -> Lead:
    """Send what was typed."""
    with transaction():
        return actions.send_enquiry(
            posting,
            form.draft(),
            own_posting=behind.own if behind else None,
            origin=LeadOrigin.MATCH if behind else LeadOrigin.POSTING,
            site_url=settings().public_url,
            by=actor(),
        )


def enquiry_form(posting: Posting, behind: MatchView | None) -> EnquiryForm:
    """Return the form, its first words written already."""
    organisation_id = actor().organisation_id
    sender = get_organisation(organisation_id).name if organisation_id else actor().name
    return EnquiryForm(
        posting=posting.id,
        match=behind.match.id if behind else "",
        body=first_words(posting, behind.own if behind else None, sender),
    )


@bp.route("/leads/new", methods=["GET", "POST"])
@signed_in
def new() -> Response | tuple[str, int]:
    """Write to the owner of a posting; while a conversation about it goes on, go there."""
    posting = get_visible_posting(number_in(request.values.get("posting")) or 0, actor())
    if actor().organisation_id is None:
        flash(gettext("Mời khai tổ chức của mình trước, rồi gửi liên hệ."), "note")
        return redirect(url_for("organisation_forms.new", next=request.full_path))
    live = find_live_lead(posting.id, actor()) if request.method == "GET" else None
    if live is not None:
        return redirect(url_for("leads.show", lead_id=live.id))
    behind = match_behind(posting, number_in(request.values.get("match")))
    form = enquiry_form(posting, behind)
    if form.validate_on_submit():
        try:
            lead = send(posting, behind, form)
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã gửi. Bên kia sẽ nhận được tin báo."), "done")
            return redirect(url_for("leads.show", lead_id=lead.id), 303)
    page = render_template("member/lead_new.html", form=form, posting=posting, behind=behind, show_url=posting_url)
    return page, 422 if form.is_submitted() else 200


@bp.get("/leads/<int:lead_id>")
@signed_in
def show(lead_id: int) -> str:
    """Show a conversation, and note how far it was read."""
    view = get_lead(lead_id, actor())
    if view.is_unread:
        with transaction():
            actions.mark_seen(view.lead, by=actor())
        view = get_lead(lead_id, actor())
    return render_lead(view)


@bp.post("/leads/<int:lead_id>/messages")
@signed_in
def reply(lead_id: int) -> Response | tuple[str, int]:
    """Add a message."""
    view = get_lead(lead_id, actor())
    form = MessageForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.reply(view.lead, form.draft(), site_url=settings().public_url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for("leads.show", lead_id=lead_id, _anchor="reply"), 303)
    return render_lead(get_lead(lead_id, actor()), form=form), 422


def do(lead_id: int, act: Callable[[Lead], object], done: str) -> Response:
    """Do something with a lead and say that it was done."""
    view = get_lead(lead_id, actor())
    with transaction():
        act(view.lead)
    flash(done, "done")
    return redirect(url_for("leads.show", lead_id=lead_id), 303)


@bp.post("/leads/<int:lead_id>/acceptances")
@signed_in
def accept(lead_id: int) -> Response:
    """Say yes in one tap."""
    done = gettext("Đã đồng ý. Hai bên xem được số điện thoại của nhau.")
    return do(lead_id, lambda lead: actions.accept_lead(lead, site_url=settings().public_url, by=actor()), done)


@bp.post("/leads/<int:lead_id>/acceptances/removals")
@signed_in
def undo_accept(lead_id: int) -> Response:
    """Take a yes back, if nobody has looked yet."""
    done = gettext("Đã bỏ đồng ý.")
    return do(lead_id, lambda lead: actions.undo_accept(lead, site_url=settings().public_url, by=actor()), done)


@bp.route("/leads/<int:lead_id>/declines", methods=["GET", "POST"])
@signed_in
def decline(lead_id: int) -> Response | tuple[str, int]:
    """Say no, with a reason."""
    view = get_lead_to_answer(lead_id, actor())
    form = DeclineForm()
    if form.validate_on_submit():
        reason, note, site_url = form.chosen(), form.note.data or "", settings().public_url
        try:
            with transaction():
                actions.decline_lead(view.lead, reason, note, site_url=site_url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for("leads.show", lead_id=lead_id), 303)
    page = render_template("member/lead_decline.html", form=form, view=view, lead=view.lead)
    return page, 422 if form.is_submitted() else 200


@bp.post("/leads/<int:lead_id>/declines/removals")
@signed_in
def undo_decline(lead_id: int) -> Response:
    """Take a no back."""
    done = gettext("Đã bỏ từ chối.")
    return do(lead_id, lambda lead: actions.undo_decline(lead, site_url=settings().public_url, by=actor()), done)


@bp.post("/leads/<int:lead_id>/withdrawals")
@signed_in
def withdraw(lead_id: int) -> Response:
    """Take an enquiry back."""
    return do(lead_id, lambda lead: actions.withdraw_lead(lead, by=actor()), gettext("Đã rút liên hệ."))


@bp.post("/leads/<int:lead_id>/contacts")
@signed_in
def contacts(lead_id: int) -> Response:
    """Show the other side's contact details; this look is recorded."""
    view = get_lead(lead_id, actor())
    with transaction():
        details = actions.open_contacts(view.lead, by=actor())
    answer = make_response(render_template("member/lead_contacts.html", lead=view.lead, details=details))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
