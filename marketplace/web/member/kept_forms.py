"""What was typed when the session ended: looked over, and sent again with one button."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.actions import drop_kept_forms
from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.web.access import actor, signed_in
from marketplace.web.kept import AGAIN, COOKIE, count_kept, kept_for, page_before
from marketplace.web.typed import lines_of_fields

bp = Blueprint("kept_forms", __name__)
# what came of sending it again: done, or shown anew with what is wrong
ARRIVED = (200, 302, 303, 422)


@bp.get("/my/kept-form")
@signed_in
def show() -> Response | str:
    """Show what was typed, to the one who typed it; the button sends it where it was to go."""
    me = actor()
    kept = kept_for(me.user_id)
    if kept is None:
        return redirect(url_for("my.home"))
    fields = [(field["name"], field["value"]) for field in kept.fields]
    return render_template(
        "member/kept_form.html",
        kept=kept,
        fields=fields,
        lines=lines_of_fields(fields),
        again=AGAIN,
        back_url=page_before(kept.path),
        others=count_kept(me.user_id) - 1,
    )


@bp.post("/my/kept-form/drop")
@signed_in
def drop() -> Response:
    """Throw it away."""
    kept = kept_for(actor().user_id)
    # A second press must not take the next one along.
    if kept is not None and str(kept.id) == request.form.get(AGAIN):
        with transaction():
            drop_kept_forms([kept.id])
        flash(gettext("Đã bỏ những gì gõ dở."), "done")
    return redirect(url_for("my.home"), 303)


@bp.after_app_request
def forget_sent(answer: Response) -> Response:
    """Throw a kept form away once it has been sent again by the one who typed it."""
    sent = request.form.get(AGAIN, "") if COOKIE in request.cookies and request.method == "POST" else ""
    if not sent or answer.status_code not in ARRIVED or not actor().is_signed_in:
        return answer
    kept = kept_for(actor().user_id)
    if kept is not None and str(kept.id) == sent:
        with transaction():
            drop_kept_forms([kept.id])
    return answer
