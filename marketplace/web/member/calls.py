"""Writing down that the two parties talked by telephone, on Zalo or face to face."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.actions import log_call
from marketplace.leads.queries import get_lead
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.leads import CallForm
from marketplace.web.lead_page import render_lead

bp = Blueprint("calls", __name__)


@bp.post("/leads/<int:lead_id>/calls")
@signed_in
def create(lead_id: int) -> Response | tuple[str, int]:
    """Write a talk down."""
    view, form = get_lead(lead_id, actor()), CallForm()
    try:
        with transaction():
            log_call(view.lead, form.draft(), by=actor())
    except Invalid as error:
        show_problems(form, error)
        return render_lead(get_lead(lead_id, actor()), call_form=form), 422
    flash(gettext("Đã ghi lần nói chuyện."), "done")
    return redirect(url_for("leads.show", lead_id=lead_id), 303)
