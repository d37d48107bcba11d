"""Postings that wait for staff, and postings that staff take down."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.postings import actions
from marketplace.postings.labels import title_of
from marketplace.postings.models import Posting
from marketplace.postings.queries import (
    get_pending_postings,
    get_posting_to_moderate,
    get_taken_down_postings,
)
from marketplace.web import here
from marketplace.web.access import actor, staff_only
from marketplace.web.answers import show_problems
from marketplace.web.forms.postings import ReasonForm
from marketplace.web.posting_page import posting_url

bp = Blueprint("staff_postings", __name__)


@bp.get("/staff/postings")
@staff_only
def index() -> str:
    """List what waits for approval, or what was taken down."""
    is_down = request.args.get("state") == "taken_down"
    page = (get_taken_down_postings if is_down else get_pending_postings)(actor(), after=request.args.get("after"))
    state = "taken_down" if is_down else None
    return render_template(
        "staff/postings.html",
        rows=[(posting, title_of(posting), posting_url(posting)) for posting in page.items],
        is_down=is_down,
        next_url=url_for(".index", state=state, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for(".index", state=state) if request.args.get("after") else "",
    )


@bp.post("/staff/postings/<int:posting_id>/approve")
@staff_only
def approve(posting_id: int) -> Response:
    """Publish what waits."""
    posting = get_posting_to_moderate(posting_id, actor())
    with transaction():
        actions.approve(posting, by=actor(), site_url=here.settings().public_url)
    flash(gettext("Đã duyệt tin “%(title)s”.", title=title_of(posting)), "done")
    return redirect(url_for("staff_postings.index"), 303)


@bp.route("/staff/postings/<int:posting_id>/decline", methods=["GET", "POST"])
@staff_only
def decline(posting_id: int) -> Response | tuple[str, int]:
    """Send what waits back with a reason."""
    return answer_reason(posting_id, actions.decline_pending, gettext("Trả tin lại để sửa"))


@bp.route("/staff/postings/<int:posting_id>/take-down", methods=["GET", "POST"])
@staff_only
def take_down(posting_id: int) -> Response | tuple[str, int]:
    """Take a posting out of sight with a reason."""
    return answer_reason(posting_id, actions.take_down, gettext("Gỡ tin"))


@bp.post("/staff/postings/<int:posting_id>/put-back")
@staff_only
def put_back(posting_id: int) -> Response:
    """Undo a taking down."""
    posting = get_posting_to_moderate(posting_id, actor())
    with transaction():
        actions.put_back(posting, by=actor(), site_url=here.settings().public_url)
    flash(gettext("Tin “%(title)s” đã trở lại như trước.", title=title_of(posting)), "done")
    return redirect(url_for("staff_postings.index", state="taken_down"), 303)


def answer_reason(posting_id: int, act: Callable[..., None], heading: str) -> Response | tuple[str, int]:
    """Ask for a reason, then act."""
    posting: Posting = get_posting_to_moderate(posting_id, actor())
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                act(posting, form.reason.data or "", by=actor(), site_url=here.settings().public_url)
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã báo cho chủ tin “%(title)s”.", title=title_of(posting)), "done")
            return redirect(url_for("staff_postings.index"), 303)
    values = {"posting": posting, "title": title_of(posting), "heading": heading, "url": posting_url(posting)}
    page = render_template("staff/posting_reason.html", form=form, **values)
    return page, 422 if form.is_submitted() else 200
