"""A person's own account: name, language, contacts, password, own data, erasure."""

from __future__ import annotations

import json

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from marketplace.accounts.actions import (
    change_contact,
    change_language,
    change_name,
    change_password,
    end_sessions,
)
from marketplace.accounts.queries import get_own_organisations, get_own_user
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext, set_language
from marketplace.web import tickets
from marketplace.web.access import actor, end_session, signed_in, start_session
from marketplace.web.answers import show_problems
from marketplace.web.erasing import erase_everywhere
from marketplace.web.exporting import export_everywhere
from marketplace.web.forms.accounts import ContactForm, ErasureForm, NameForm, PasswordForm
from marketplace.web.here import installation
from marketplace.web.limits import CODE_LIMIT, SIGN_IN_LIMIT, limiter

bp = Blueprint("profile", __name__)


@bp.get("/my/profile")
@signed_in
def show() -> str:
    """Show the own account and what can be done with it."""
    me = actor()
    return render_template("member/profile.html", user=get_own_user(me), organisations=get_own_organisations(me))


@bp.route("/my/profile/name", methods=["GET", "POST"])
@signed_in
def name() -> Response | tuple[str, int]:
    """Change name and language."""
    user = get_own_user(actor())
    form = NameForm(full_name=user.full_name, language=user.language)
    if form.validate_on_submit():
        try:
            with transaction():
                change_name(form.full_name.data or "", by=actor())
                change_language(form.language.data or "", by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            cookie["language"] = user.language
            set_language(user.language)
            flash(gettext("Đã lưu."), "done")
            return redirect(url_for("profile.show"), 303)
    return render_template("member/profile_name.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/my/profile/contacts", methods=["GET", "POST"])
@limiter.limit(CODE_LIMIT, methods=["POST"])
@signed_in
def contacts() -> Response | tuple[str, int]:
    """Send a code to a new phone or address."""
    form = ContactForm()
    if form.validate_on_submit():
        ticket = tickets.ticket_of(form.form_token.data)
        contact, password = form.contact.data or "", form.current_password.data or ""
        try:
            with transaction():
                change_contact(contact, password=password, ticket=ticket, installation=installation(), by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            tickets.hold_ticket(ticket, contact)
            return redirect(url_for("accounts.code"), 303)
    user = get_own_user(actor())
    return render_template("member/profile_contact.html", form=form, user=user), 422 if form.is_submitted() else 200


@bp.route("/my/profile/passwords", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_LIMIT, methods=["POST"])
@signed_in
def password() -> Response | tuple[str, int]:
    """Change the password; this browser stays signed in, every other one does not."""
    form = PasswordForm()
    if form.validate_on_submit():
        old, new = form.current_password.data or "", form.password.data or ""
        try:
            with transaction():
                user = change_password(old, new, installation=installation(), by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            acting_for = cookie.get("organisation_id")
            start_session(user.id, user.session_epoch)
            cookie["organisation_id"] = acting_for
            flash(gettext("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."), "done")
            return redirect(url_for("profile.show"), 303)
    return render_template("member/profile_password.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/my/profile/sign-outs")
@signed_in
def sign_out_everywhere() -> Response:
    """Sign out here and on every other device."""
    with transaction():
        end_sessions(by=actor())
    end_session()
    flash(gettext("Đã đăng xuất khỏi mọi máy. Đường dẫn trả lời nhanh trong tin nhắn cũng hết hiệu lực."), "done")
    return redirect(url_for("home.index"), 303)


@bp.post("/my/profile/exports")
@signed_in
def export() -> Response:
    """Give everything that is kept about the user as a file."""
    with transaction():
        taken = export_everywhere(by=actor())
    answer = make_response(json.dumps(taken, ensure_ascii=False, indent=2))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = 'attachment; filename="chapnoi-my-data.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/my/profile/erasures", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_LIMIT, methods=["POST"])
@signed_in
def erase() -> Response | tuple[str, int]:
    """Ask for the password, then erase the account."""
    form = ErasureForm()
    if form.validate_on_submit():
        try:
            erase_everywhere(form.current_password.data or "", by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            end_session()
            flash(gettext("Đã xóa tài khoản và thông tin cá nhân của bà con."), "done")
            return redirect(url_for("home.index"), 303)
    organisations = get_own_organisations(actor())
    page = render_template("member/profile_erasure.html", form=form, organisations=organisations)
    return page, 422 if form.is_submitted() else 200
