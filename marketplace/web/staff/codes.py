"""People who wait for a code where no text messages are sent: staff phone them and read it out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from marketplace.accounts.actions import issue_code
from marketplace.accounts.labels import PURPOSES
from marketplace.accounts.queries import get_waiting_codes, name_behind
from marketplace.db import transaction
from marketplace.web.access import actor, staff_only
from marketplace.web.here import installation

bp = Blueprint("staff_codes", __name__)

SHOWN_ONCE = "issued_code"


@bp.get("/staff/codes")
@staff_only
def index() -> str:
    """List who waits, and show a code that was just issued, once."""
    issued = cookie.pop(SHOWN_ONCE, None)
    return render_template(
        "staff/codes.html",
        waiting=get_waiting_codes(actor()),
        name_behind=name_behind,
        purposes=PURPOSES,
        issued=issued,
    )


@bp.post("/staff/codes/<int:code_id>/issue")
@staff_only
def issue(code_id: int) -> Response:
    """Make the code; it travels in this browser's cookie to the next page and is gone after that."""
    with transaction():
        code, digits = issue_code(code_id, installation=installation(), by=actor())
    cookie[SHOWN_ONCE] = {"name": name_behind(code), "target": code.target, "code": digits}
    return redirect(url_for("staff_codes.index"), 303)
