"""Demands that nothing fits: where to look for goods alike, whom to phone, and what was done about each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.matching.overview import count_unmatched, get_unmatched
from marketplace.postings.actions.office import note_office_search
from marketplace.postings.labels import title_of
from marketplace.postings.queries import get_posting_to_moderate
from marketplace.web.access import actor, next_path, staff_only
from marketplace.web.staff.posting_queue import render_queue
from marketplace.web.staff.reach import chosen_province

bp = Blueprint("staff_unmatched", __name__)


@bp.get("/staff/unmatched")
@staff_only
def index() -> str:
    """List published demands that nothing fits, the oldest first."""
    me, province = actor(), chosen_province()
    page = get_unmatched(me, province_code=province, after=request.args.get("after"))
    return render_queue("staff/unmatched.html", page, count_unmatched(me, province_code=province))


@bp.post("/staff/unmatched/<int:posting_id>/searches")
@staff_only
def search(posting_id: int) -> Response:
    """Note that somebody has looked for goods for this demand."""
    posting = get_posting_to_moderate(posting_id, actor())
    with transaction():
        note_office_search(posting, by=actor())
    flash(gettext("Đã ghi: đã tìm hàng cho “%(title)s”.", title=title_of(posting)), "done")
    return redirect(next_path(url_for("staff_unmatched.index")), 303)
