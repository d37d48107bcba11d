"""A lost password: contact, code, new password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.actions import confirm_code, may_set_password, request_recovery, set_new_password
from marketplace.accounts.queries import find_code
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.web import tickets
from marketplace.web.access import public, start_session
from marketplace.web.answers import show_problems
from marketplace.web.forms.accounts import CodeForm, NewPasswordForm, RecoveryForm
from marketplace.web.here import installation
from marketplace.web.limits import CODE_LIMIT, SIGN_IN_LIMIT, limiter
from marketplace.web.public.accounts import CODE_WRONG, after_code, show_code_page
from marketplace.web.public.sessions import first_page

bp = Blueprint("recoveries", __name__)


@bp.route("/recoveries/new", methods=["GET", "POST"])
@limiter.limit(CODE_LIMIT, methods=["POST"])
@public
def new() -> Response | tuple[str, int]:
    """Send a code to somebody who lost the password."""
    form = RecoveryForm()
    if form.validate_on_submit():
        ticket = tickets.ticket_of(form.form_token.data)
        try:
            with transaction():
                request_recovery(form.contact.data or "", ticket=ticket, installation=installation())
        except Invalid as error:
            show_problems(form, error)
        else:
            tickets.hold_ticket(ticket, form.contact.data or "")
            return redirect(url_for("recoveries.code"), 303)
    return render_template("public/recovery.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/recoveries/codes", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_LIMIT, methods=["POST"])
@public
def code() -> Response | tuple[str, int]:
    """Take the code."""
    if find_code(tickets.held_ticket()) is None:
        return redirect(url_for("recoveries.new"))
    form = CodeForm()
    if form.validate_on_submit():
        with transaction():
            confirmed = confirm_code(tickets.held_ticket(), form.code.data or "", installation=installation())
        if confirmed is not None:
            return after_code(confirmed)
        show_problems(form, CODE_WRONG)
    return show_code_page(form)


@bp.route("/recoveries/passwords", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_LIMIT, methods=["POST"])
@public
def password() -> Response | tuple[str, int]:
    """Set the new password, sign in with it here, and sign out everywhere else."""
    if not may_set_password(tickets.held_ticket()):
        return redirect(url_for("recoveries.new"))
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                user = set_new_password(tickets.held_ticket(), form.password.data or "", installation=installation())
        except Invalid as error:
            show_problems(form, error)
        else:
            start_session(user.id, user.session_epoch)
            flash(gettext("Đã đặt mật khẩu mới."), "done")
            return redirect(first_page(), 303)
    return render_template("public/new_password.html", form=form), 422 if form.is_submitted() else 200
