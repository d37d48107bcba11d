"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.actions import begin_sign_in, finish_sign_in, is_right
from marketplace.accounts.models import User
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.web.access import actor, end_session, next_path, public, start_session
from marketplace.web.answers import show_problems
from marketplace.web.forms.accounts import SignInForm
from marketplace.web.here import installation
from marketplace.web.kept import kept_for
from marketplace.web.limits import SIGN_IN_LIMIT, limiter

bp = Blueprint("sessions", __name__)


@bp.get("/sign-in")
@public
def short() -> Response:
    """Lead from the short address to the form."""
    return redirect(url_for("sessions.new", next=request.args.get("next")))


def sign_in(contact: str, password: str) -> User:
    """Count the try, look at the password outside any transaction, then let in; raises Invalid."""
    here = installation()
    with transaction():
        attempt = begin_sign_in(contact, installation=here)
    if not is_right(attempt, password, installation=here):
        raise Invalid.of("password", "accounts.sign_in_wrong")
    with transaction():
        return finish_sign_in(attempt, password, installation=here)


def first_page() -> str:
    """Return where somebody who has just signed in goes: to what was typed before, else to the own pages."""
    me = actor()
    if kept_for(me.user_id) is not None:
        return url_for("kept_forms.show")
    return url_for("staff.home" if me.is_staff and not me.memberships else "my.home")


@bp.route("/sessions/new", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_LIMIT, methods=["POST"])
@public
def new() -> Response | tuple[str, int]:
    """Sign in."""
    if actor().is_signed_in:
        return redirect(next_path(url_for("my.home")))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = sign_in(form.contact.data or "", form.password.data or "")
        except Invalid as error:
            show_problems(form, error)
        else:
            start_session(user.id, user.session_epoch)
            return redirect(next_path(first_page()), 303)
    return render_template("public/sign_in.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/sessions/end")
@public
def end() -> Response:
    """Sign out."""
    end_session()
    return redirect(url_for("home.index"), 303)
