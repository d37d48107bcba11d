"""The telephone number of an organisation, for staff of its province who phone it; each look is recorded."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.leads.actions import open_office_contacts
from marketplace.web.access import actor, next_path, staff_only

bp = Blueprint("staff_contacts", __name__)


@bp.post("/staff/organisations/<int:organisation_id>/contacts")
@staff_only
def create(organisation_id: int) -> Response:
    """Show whom to phone; the organisation can read that it was looked at, and by whom."""
    with transaction():
        details = open_office_contacts(organisation_id, by=actor())
    back = next_path(url_for("staff.home"))
    answer = make_response(render_template("staff/contacts.html", details=details, back=back))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
