"""Messages that did not leave; staff see which and to whom roughly, never the text, which may hold a code."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.contacts import masked
from marketplace.accounts.policy import may_see_machinery
from marketplace.db import transaction
from marketplace.i18n import Text, gettext, lazy
from marketplace.notifications.actions import resend_message
from marketplace.notifications.labels import DELIVERIES, MEDIUMS
from marketplace.notifications.models import Delivery
from marketplace.notifications.queries import get_outbox
from marketplace.web.access import actor, staff_only

bp = Blueprint("staff_outbox", __name__)

# what a message is about, by the room that wrote it
ABOUTS: Mapping[str, Text] = {
    "accounts": lazy("Tài khoản"),
    "agreements": lazy("Biên bản, hợp đồng"),
    "leads": lazy("Liên hệ"),
    "moderation": lazy("Phản ánh"),
    "postings": lazy("Tin đăng"),
    "quotes": lazy("Báo giá"),
}


def chosen_status() -> Delivery:
    """Return which messages are asked for; the failed ones where nothing or nonsense is."""
    try:
        return Delivery(request.args.get("status", ""))
    except ValueError:
        return Delivery.FAILED


@bp.get("/staff/outbox")
@staff_only
def index() -> str:
    """List messages by where they stand."""
    if not may_see_machinery(actor()):
        abort(403)
    status = chosen_status()
    return render_template(
        "staff/outbox.html",
        page=get_outbox(status=status, after=request.args.get("after")),
        status=status,
        statuses=DELIVERIES,
        mediums=MEDIUMS,
        masked=masked,
        abouts=ABOUTS,
    )


@bp.post("/staff/outbox/<int:message_id>/resend")
@staff_only
def resend(message_id: int) -> Response:
    """Try to send a message again."""
    if not may_see_machinery(actor()):
        abort(403)
    with transaction():
        resend_message(message_id)
    flash(gettext("Tin sẽ được gửi lại."), "done")
    return redirect(url_for("staff_outbox.index"), 303)
