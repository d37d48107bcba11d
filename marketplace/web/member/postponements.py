"""Not now, but later: a day on which to be asked again, and taking that back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.actions import postpone_lead, undo_postpone
from marketplace.leads.queries import get_lead, get_lead_to_answer
from marketplace.web.access import actor, signed_in
from marketplace.web.here import settings
from marketplace.web.lead_answers import asked_of, read_later
from marketplace.web.lead_page import render_lead

bp = Blueprint("postponements", __name__)


@bp.post("/leads/<int:lead_id>/postponements")
@signed_in
def create(lead_id: int) -> Response | tuple[str, int]:
    """Name the day on which to be asked again."""
    view, typed = get_lead_to_answer(lead_id, actor()), request.form.to_dict()
    try:
        with transaction():
            postpone_lead(view.lead, read_later(typed), site_url=settings().public_url, by=actor())
    except Invalid as error:
        again = get_lead(lead_id, actor())
        return render_lead(again, asked=asked_of(again, {"on": typed.get("on", "")}, error)), 422
    return redirect(url_for("leads.show", lead_id=lead_id), 303)


@bp.post("/leads/<int:lead_id>/postponements/removals")
@signed_in
def remove(lead_id: int) -> Response:
    """Take that back."""
    view = get_lead(lead_id, actor())
    with transaction():
        undo_postpone(view.lead, site_url=settings().public_url, by=actor())
    flash(gettext("Đã bỏ hẹn lại."), "done")
    return redirect(url_for("leads.show", lead_id=lead_id), 303)
