"""What a buyer decides about one quote: keep it in mind, take it, decline it, take a no back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.quotes import actions
from marketplace.quotes.models import Quote
from marketplace.quotes.queries import get_quote_to_decide
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.quotes import DecideForm, QuoteDeclineForm
from marketplace.web.here import settings

bp = Blueprint("quote_decisions", __name__)


def do(quote_id: int, act: Callable[[Quote], object], done: str) -> Response:
    """Decide something about a quote and say that it was done."""
    quote = get_quote_to_decide(quote_id, actor())
    with transaction():
        act(quote)
    flash(done, "done")
    return redirect(url_for("quotes.show", quote_id=quote_id), 303)


@bp.post("/quotes/<int:quote_id>/shortlistings")
@signed_in
def shortlist(quote_id: int) -> Response:
    """Keep a quote in mind."""
    version, site_url = DecideForm().expected_version(), settings().public_url
    done = gettext("Đã đưa vào diện xem xét. Bên bán biết mình đã xem.")
    return do(quote_id, lambda one: actions.shortlist_quote(one, version=version, site_url=site_url, by=actor()), done)


@bp.post("/quotes/<int:quote_id>/shortlistings/removals")
@signed_in
def unshortlist(quote_id: int) -> Response:
    """Put a quote back among the others."""
    done = gettext("Đã bỏ khỏi diện xem xét.")
    return do(quote_id, lambda one: actions.unshortlist_quote(one, by=actor()), done)


@bp.post("/quotes/<int:quote_id>/awards")
@signed_in
def award(quote_id: int) -> Response:
    """Take a quote."""
    version, site_url = DecideForm().expected_version(), settings().public_url
    done = gettext("Đã chọn báo giá này. Hai bên xem được số điện thoại của nhau.")
    return do(quote_id, lambda one: actions.award_quote(one, version=version, site_url=site_url, by=actor()), done)


@bp.route("/quotes/<int:quote_id>/declines", methods=["GET", "POST"])
@signed_in
def decline(quote_id: int) -> Response | tuple[str, int]:
    """Say no, with a reason."""
    quote = get_quote_to_decide(quote_id, actor())
    form = QuoteDeclineForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.decline_quote(
                    quote,
                    form.chosen(),
                    form.note.data or "",
                    version=form.expected_version(),
                    site_url=settings().public_url,
                    by=actor(),
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for("quotes.show", quote_id=quote_id), 303)
    form.version.data = form.version.data or str(quote.version)
    page = render_template("member/quote_decline.html", form=form, quote=quote)
    return page, 422 if form.is_submitted() else 200


@bp.post("/quotes/<int:quote_id>/declines/removals")
@signed_in
def undo_decline(quote_id: int) -> Response:
    """Take a no back."""
    done = gettext("Đã bỏ từ chối báo giá.")
    return do(quote_id, lambda one: actions.undo_decline(one, site_url=settings().public_url, by=actor()), done)
