"""Signing up: name, contact and password, then the code."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.actions import Confirmed, check_sign_up, confirm_code, resend_code, sign_up
from marketplace.accounts.models import CodePurpose
from marketplace.accounts.queries import find_code, find_invited_contact
from marketplace.db import transaction
from marketplace.errors import FieldError, Invalid
from marketplace.i18n import gettext
from marketplace.web import tickets
from marketplace.web.access import actor, next_path, public, start_session
from marketplace.web.answers import problem_words, show_problems
from marketplace.web.forms.accounts import CodeForm, SignUpForm
from marketplace.web.here import installation
from marketplace.web.limits import CODE_LIMIT, SIGN_IN_LIMIT, limiter

bp = Blueprint("accounts", __name__)

CODE_WRONG = Invalid(FieldError(field="code", key="accounts.code_wrong"))


@bp.get("/sign-up")
@public
def short() -> Response:
    """Lead from the short address to the form."""
    return redirect(url_for("accounts.new", next=request.args.get("next")))


@bp.route("/accounts/new", methods=["GET", "POST"])
@limiter.limit(CODE_LIMIT, methods=["POST"])
@public
def new() -> Response | tuple[str, int]:
    """Take a sign-up and send its code."""
    if actor().is_signed_in:
        return redirect(next_path(url_for("my.home")))
    tickets.keep_afterwards()
    form = SignUpForm()
    if not form.is_submitted():
        form.contact.data = find_invited_contact(tickets.invitation_in(request.args.get("next")))
    if form.validate_on_submit():
        ticket = tickets.ticket_of(form.form_token.data)
        try:
            checked = check_sign_up(form.draft(), installation=installation())
            with transaction():
                sign_up(checked, ticket=ticket, installation=installation())
        except Invalid as error:
            show_problems(form, error)
        else:
            tickets.hold_ticket(ticket, form.contact.data or "")
            return redirect(url_for("accounts.code"), 303)
    return render_template("public/sign_up.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/accounts/codes", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_LIMIT, methods=["POST"])
@public
def code() -> Response | tuple[str, int]:
    """Take the code of a sign-up or of a new contact."""
    if find_code(tickets.held_ticket()) is None:
        return redirect(url_for("accounts.new"))
    form = CodeForm()
    if form.validate_on_submit():
        with transaction():
            confirmed = confirm_code(tickets.held_ticket(), form.code.data or "", installation=installation())
        if confirmed is not None:
            return after_code(confirmed)
        show_problems(form, CODE_WRONG)
    return show_code_page(form)


def show_code_page(form: CodeForm) -> tuple[str, int]:
    """Render the page on which a code is typed; whoever waits for staff is told so."""
    held = find_code(tickets.held_ticket())
    page = render_template(
        "public/code.html",
        form=form,
        sent_to=tickets.sent_to(),
        purpose=held.purpose.value if held else "",
        by_staff=not installation().can_send_to_text(held.target if held else ""),
    )
    return page, 422 if form.is_submitted() else 200


def after_code(confirmed: Confirmed) -> Response:
    """Lead on from a right code: sign in a new user, back to the profile, or on to a new password."""
    if confirmed.purpose is CodePurpose.RECOVERY:
        return redirect(url_for("recoveries.password"), 303)
    if confirmed.purpose is CodePurpose.CONTACT_CHANGE:
        tickets.drop_ticket()
        flash(gettext("Đã đổi liên lạc."), "done")
        return redirect(url_for("profile.show"), 303)
    afterwards = tickets.take_afterwards("")
    start_session(confirmed.user.id, confirmed.user.session_epoch)
    if tickets.invitation_in(afterwards):
        return redirect(afterwards, 303)
    return redirect(url_for("organisation_forms.new", next=afterwards or None), 303)


@bp.post("/accounts/codes/resend")
@limiter.limit(CODE_LIMIT)
@public
def resend() -> Response:
    """Send another code, if the last one is a minute old."""
    try:
        with transaction():
            held = resend_code(tickets.held_ticket(), installation=installation())
    except Invalid as error:
        flash(" ".join(problem_words(problem) for problem in error.problems), "warn")
        held = find_code(tickets.held_ticket())
    else:
        flash(gettext("Đã gửi mã mới. Mã cũ không dùng được nữa."), "done")
    if held is not None and held.purpose is CodePurpose.RECOVERY:
        return redirect(url_for("recoveries.code"), 303)
    return redirect(url_for("accounts.code"), 303)
