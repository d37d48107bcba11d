"""A party's agreements: the list, beginning one, its page, from stage to stage, months, questions asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.agreements import actions, policy
from marketplace.agreements.actions.moving import can_undo, find_last_move
from marketplace.agreements.filling import draft_of, first_draft
from marketplace.agreements.fulfilment import fulfilment
from marketplace.agreements.labels import TABS, Tab
from marketplace.agreements.models import Agreement, FailReason, FollowUpAnswer, Stage
from marketplace.agreements.queries import (
    AgreementView,
    count_own_agreements,
    find_alive_agreement,
    find_last_offer,
    get_agreement,
    get_follow_up,
    get_follow_ups,
    get_lead_to_agree,
    get_months,
    get_own_agreements,
    get_papers,
    get_quote_to_agree,
)
from marketplace.audit.queries import get_history
from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.i18n import gettext
from marketplace.leads.models import Lead
from marketplace.quotes.models import Quote
from marketplace.web import agreement_page as page_of
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.agreements import DeliveringForm, FailForm, MonthForm, NewAgreementForm, TermsForm
from marketplace.web.forms.complaints import number_in
from marketplace.web.here import settings
from marketplace.web.member.differing import difference_of, last_edit
from marketplace.web.member.saving import save_versioned

bp = Blueprint("agreements", __name__)
Answer = Response | tuple[str, int]


def chosen_tab(counts: dict[Tab, int]) -> Tab:
    """Return the part of the list that is asked for, else the first in which there is something."""
    asked = {tab.value: tab for tab in Tab}.get(request.args.get("tab", ""))
    return asked or next((tab for tab in Tab if counts[tab]), Tab.TALKING)


@bp.get("/my/agreements")
@signed_in
def index() -> str:
    """List the agreements of one's organisation."""
    counts = dict(count_own_agreements(actor()))
    tab = chosen_tab(counts)
    page = get_own_agreements(actor(), tab, after=request.args.get("after"))
    return render_template(
        "member/agreements.html",
        page=page,
        rows=page_of.own_rows(page.items),
        tab=tab,
        tabs_shown=[(one, TABS[one], counts[one]) for one in Tab],
    )


def begun_from(lead_id: int | None) -> tuple[Lead, Quote | None]:
    """Return the lead, and perhaps the quote, that a new agreement grows out of; raises NotFound."""
    quote_id = number_in(request.values.get("quote"))
    if quote_id:
        quote = get_quote_to_agree(quote_id, actor())
        return get_lead_to_agree(quote.lead_id or 0, actor()), quote
    return get_lead_to_agree(lead_id or number_in(request.values.get("lead")) or 0, actor()), None


def begin(lead: Lead, quote: Quote | None, form: NewAgreementForm) -> Agreement:
    """Begin what was typed."""
    with transaction():
        return actions.begin_agreement(
            lead,
            form.draft(),
            quote=quote,
            is_sample_first=form.start.data == "sample",
            form_token=form.form_token.data or None,
            site_url=settings().public_url,
            by=actor(),
        )


@bp.route("/agreements/new", methods=["GET", "POST"])
@bp.route("/leads/<int:lead_id>/agreements/new", methods=["GET", "POST"])
@signed_in
def new(lead_id: int | None = None) -> Answer:
    """Begin an agreement with everything filled in; while one is alive, go there."""
    lead, quote = begun_from(lead_id)
    alive = find_alive_agreement(lead.id, actor()) if request.method == "GET" else None
    if alive is not None:
        return redirect(url_for(".show", agreement_id=alive.id))
    if not policy.may_begin(actor(), lead, quote):
        raise Conflict("agreements.too_early")
    form = NewAgreementForm(lead=lead.id, quote=quote.id if quote else "")
    if not form.is_submitted():
        form.start_from(first_draft(lead, quote, find_last_offer(lead)))
    elif form.validate():
        try:
            return redirect(url_for(".show", agreement_id=begin(lead, quote, form).id), 303)
        except Invalid as error:
            show_problems(form, error)
    lead, quote = begun_from(lead_id)
    page = render_template("member/agreement_new.html", form=form, lead=lead)
    return page, 422 if form.is_submitted() else 200


def undoable(view: AgreementView) -> bool:
    """Tell whether this party may still take its last word back."""
    return can_undo(view.agreement, find_last_move(view.agreement), view.own.id)


@bp.get("/agreements/<int:agreement_id>")
@signed_in
def show(agreement_id: int) -> str:
    """Show a deal: where it stands, the next step, papers, months, what happened."""
    view = get_agreement(agreement_id, actor())
    agreement, me = view.agreement, actor()
    papers, follow_ups = get_papers(agreement), get_follow_ups(agreement)
    sums = fulfilment(agreement, get_months(agreement), today())
    return render_template(
        "member/agreement.html",
        view=view,
        agreement=agreement,
        status=page_of.status_of(agreement),
        facts=page_of.facts_of(agreement),
        papers=page_of.papers_of(papers),
        step=page_of.next_step(view, papers),
        may_say={stage.value: policy.may_say(me, agreement, stage) for stage in Stage},
        may_draw_up=page_of.drawable(view, papers, me),
        may_edit=policy.may_edit_terms(me, agreement),
        may_report=policy.may_report_months(me, agreement),
        is_undoable=undoable(view),
        months=page_of.months_of(sums),
        sums=page_of.sums_of(sums),
        question=page_of.question_for(follow_ups, view.own.id),
        reasons=page_of.reasons_for_buttons(),
        answers=page_of.answers_of(follow_ups, agreement),
        history=page_of.history_of(get_history("agreement", agreement.id), agreement),
    )


def save_terms(form: TermsForm, agreement: Agreement) -> bool:
    """Save the figures; tell whether it went well, else the form says what is wrong."""
    values = {"expected_version": form.expected_version(), "site_url": settings().public_url, "by": actor()}
    return save_versioned(
        form,
        lambda: actions.edit_terms(agreement, form.draft(), **values),
        lambda: get_agreement(agreement.id, actor()).agreement.version,
    )


def terms_difference(form: TermsForm, agreement: Agreement) -> dict[str, Any]:
    """Return where the figures that were typed differ from those that stand now."""
    current = TermsForm(formdata=None)
    current.start_from(draft_of(agreement))
    last = last_edit("agreement", agreement.id, "agreements.edit")
    return difference_of(current, form, last, last.at if last else None)


@bp.route("/agreements/<int:agreement_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(agreement_id: int) -> Answer:
    """Change the figures."""
    agreement = get_agreement(agreement_id, actor()).agreement
    if not policy.may_edit_terms(actor(), agreement):
        raise Conflict("agreements.terms_closed")
    form = TermsForm()
    if not form.is_submitted():
        form.start_from(draft_of(agreement), agreement.version)
    elif form.validate() and save_terms(form, agreement):
        flash(gettext("Đã lưu số liệu."), "done")
        return redirect(url_for(".show", agreement_id=agreement_id), 303)
    view = get_agreement(agreement_id, actor())
    values = {"difference": terms_difference(form, view.agreement)} if form.is_stale else {}
    page = render_template("member/agreement_edit.html", form=form, view=view, agreement=view.agreement, **values)
    return page, 422 if form.is_submitted() else 200


def do(agreement_id: int, act: Callable[[Agreement], object], done: str) -> Response:
    """Do something with an agreement and say that it was done."""
    agreement = get_agreement(agreement_id, actor()).agreement
    with transaction():
        act(agreement)
    flash(done, "done")
    return redirect(url_for("agreements.show", agreement_id=agreement_id), 303)


@bp.post("/agreements/<int:agreement_id>/moves")
@signed_in
def move(agreement_id: int) -> Response:
    """Go to samples or to negotiation."""
    to = {stage.value: stage for stage in Stage}.get(request.form.get("to", ""), Stage.FAILED)
    url = settings().public_url
    return do(
        agreement_id, lambda one: actions.move_stage(one, to, site_url=url, by=actor()), gettext("Đã chuyển bước.")
    )


@bp.post("/agreements/<int:agreement_id>/moves/removals")
@signed_in
def undo(agreement_id: int) -> Response:
    """Take the last word back."""
    url = settings().public_url
    return do(
        agreement_id, lambda one: actions.undo_move(one, site_url=url, by=actor()), gettext("Đã bỏ bước vừa báo.")
    )


@bp.post("/agreements/<int:agreement_id>/ends")
@signed_in
def end(agreement_id: int) -> Response:
    """End a deal."""
    url = settings().public_url
    done = gettext("Đã ghi là kết thúc.")
    return do(agreement_id, lambda one: actions.end_agreement(one, site_url=url, by=actor()), done)


@bp.route("/agreements/<int:agreement_id>/deliveries", methods=["GET", "POST"])
@signed_in
def deliver(agreement_id: int) -> Answer:
    """Say since when goods are delivered."""
    view = get_agreement(agreement_id, actor())
    form = DeliveringForm(first_on=today().isoformat())
    if form.validate_on_submit():
        first_on, url = form.first_on.data or "", settings().public_url
        try:
            with transaction():
                actions.start_delivering(view.agreement, first_on, site_url=url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for(".show", agreement_id=agreement_id), 303)
    view = get_agreement(agreement_id, actor())
    page = render_template("member/agreement_deliver.html", form=form, view=view, latest=today().isoformat())
    return page, 422 if form.is_submitted() else 200


@bp.route("/agreements/<int:agreement_id>/failures", methods=["GET", "POST"])
@signed_in
def fail(agreement_id: int) -> Answer:
    """Say that a deal came to nothing, and why."""
    view = get_agreement(agreement_id, actor())
    form = FailForm()
    if form.validate_on_submit():
        url, note = settings().public_url, form.note.data or ""
        try:
            with transaction():
                actions.fail_agreement(view.agreement, form.chosen(), note, site_url=url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for(".show", agreement_id=agreement_id), 303)
    page = render_template("member/agreement_fail.html", form=form, view=get_agreement(agreement_id, actor()))
    return page, 422 if form.is_submitted() else 200


@bp.route("/agreements/<int:agreement_id>/months", methods=["GET", "POST"])
@signed_in
def months(agreement_id: int) -> Answer:
    """Write down what was delivered in a month, the months before below."""
    view = get_agreement(agreement_id, actor())
    form = MonthForm(month=f"{today():%Y-%m}")
    if form.validate_on_submit():
        try:
            with transaction():
                actions.report_month(view.agreement, form.draft(), by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã ghi số của tháng."), "done")
            return redirect(url_for(".months", agreement_id=agreement_id), 303)
    view = get_agreement(agreement_id, actor())
    if not policy.may_report_months(actor(), view.agreement):
        raise Conflict("agreements.months_closed")
    sums = fulfilment(view.agreement, get_months(view.agreement), today())
    values = {"months": page_of.months_of(sums), "sums": page_of.sums_of(sums)}
    page = render_template("member/agreement_months.html", form=form, view=view, **values)
    return page, 422 if form.is_submitted() else 200


@bp.post("/agreements/<int:agreement_id>/follow-ups/<int:follow_up_id>/answers")
@signed_in
def answer(agreement_id: int, follow_up_id: int) -> Response:
    """Answer what is asked again."""
    row = get_follow_up(follow_up_id, actor(), agreement_id=agreement_id)
    said = {one.value: one for one in FollowUpAnswer}.get(request.form.get("answer", ""))
    if said is None:
        raise Invalid.of("answer", "agreements.answer_needed")
    reason = {one.value: one for one in FailReason}.get(request.form.get("reason", ""))
    with transaction():
        actions.answer_follow_up(row, said, reason=reason, site_url=settings().public_url, by=actor())
    return redirect(url_for(".show", agreement_id=agreement_id), 303)


@bp.post("/agreements/<int:agreement_id>/follow-ups/<int:follow_up_id>/answers/removals")
@signed_in
def take_back(agreement_id: int, follow_up_id: int) -> Response:
    """Take an answer back."""
    row = get_follow_up(follow_up_id, actor(), agreement_id=agreement_id)
    with transaction():
        actions.take_back_answer(row, site_url=settings().public_url, by=actor())
    flash(gettext("Đã bỏ câu trả lời."), "done")
    return redirect(url_for(".show", agreement_id=agreement_id), 303)
