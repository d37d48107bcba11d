"""Postings whose last day is near: whom to phone or remind, and what was done about each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.postings.actions.office import note_office_call, remind_owner
from marketplace.postings.labels import title_of
from marketplace.postings.overview import count_expiring, get_expiring
from marketplace.postings.queries import get_posting_to_moderate
from marketplace.web import here
from marketplace.web.access import actor, next_path, staff_only
from marketplace.web.staff.posting_queue import render_queue
from marketplace.web.staff.reach import chosen_province

bp = Blueprint("staff_expiring", __name__)


@bp.get("/staff/expiring")
@staff_only
def index() -> str:
    """List postings that end within two weeks, the nearest first."""
    me, province = actor(), chosen_province()
    page = get_expiring(me, province_code=province, after=request.args.get("after"))
    return render_queue("staff/expiring.html", page, count_expiring(me, province_code=province))


@bp.post("/staff/expiring/<int:posting_id>/calls")
@staff_only
def call(posting_id: int) -> Response:
    """Note that the owner was phoned."""
    posting = get_posting_to_moderate(posting_id, actor())
    with transaction():
        note_office_call(posting, by=actor())
    flash(gettext("Đã ghi: đã gọi về tin “%(title)s”.", title=title_of(posting)), "done")
    return redirect(next_path(url_for("staff_expiring.index")), 303)


@bp.post("/staff/expiring/<int:posting_id>/reminders")
@staff_only
def remind(posting_id: int) -> Response:
    """Write to the owner."""
    posting = get_posting_to_moderate(posting_id, actor())
    with transaction():
        remind_owner(posting, site_url=here.settings().public_url, by=actor())
    flash(gettext("Đã nhắn chủ tin “%(title)s”.", title=title_of(posting)), "done")
    return redirect(next_path(url_for("staff_expiring.index")), 303)
