"""The outbox for everybody to read, in demonstration and tests only: that is where codes arrive without a network."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from marketplace.notifications.labels import DELIVERIES, MEDIUMS
from marketplace.notifications.queries import get_outbox
from marketplace.web.access import public
from marketplace.web.here import settings

bp = Blueprint("outbox", __name__)


@bp.get("/outbox")
@public
def index() -> str:
    """Show the newest messages."""
    if not settings().shows_outbox:
        abort(404)
    page = get_outbox(after=request.args.get("after"))
    return render_template("public/outbox.html", page=page, mediums=MEDIUMS, deliveries=DELIVERIES)
