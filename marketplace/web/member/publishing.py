"""What owners do with a whole posting: look it over, publish, withdraw, bring back, copy, renew."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.postings import actions
from marketplace.postings.completeness import helpful_of, missing_of, warnings_of
from marketplace.postings.drafts import Step
from marketplace.postings.labels import STATUSES, TONES, pause_of, status_of, title_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.queries import get_own_posting
from marketplace.postings.weeks import is_by_the_week
from marketplace.web.access import actor
from marketplace.web.answers import show_problems
from marketplace.web.forms.postings import RenewForm
from marketplace.web.here import settings
from marketplace.web.posting_page import MATCHES, form_url, lack_rows, page_values, step_url

Answer = Response | tuple[str, int]


def own(side: Side, posting_id: int) -> Posting:
    """Return a posting of a side that the actor may change."""
    return get_own_posting(posting_id, actor(), side=side)


def matches_url(posting: Posting) -> str:
    """Return the address of the matches of a posting."""
    return url_for(MATCHES[posting.side], posting_id=posting.id)


def show_preview(side: Side, posting_id: int, status: int = 200) -> tuple[str, int]:
    """Show a posting as buyers see it, with what is missing and what would help."""
    posting = own(side, posting_id)
    day = today()
    shown = status_of(posting, day)
    page = render_template(
        "member/preview.html",
        missing=lack_rows(posting, missing_of(posting, day)),
        helpful=lack_rows(posting, helpful_of(posting)[:3]),
        warnings=lack_rows(posting, warnings_of(posting, day)),
        is_draft=shown in (PostingStatus.DRAFT, PostingStatus.WITHDRAWN) and posting.taken_down_at is None,
        shown_status=shown,
        status_words=STATUSES[shown],
        status_tone=TONES[shown],
        goods_url=step_url(posting, Step.GOODS, once=True),
        photos_url=step_url(posting, Step.PHOTOS, once=True),
        copy_token=secrets.token_urlsafe(16),
        pause_words=pause_of(posting),
        may_change_weeks=side is Side.DEMAND and is_by_the_week(posting),
        **page_values(posting, is_preview=True),
    )
    return page, status


def publish(side: Side, posting_id: int) -> Answer:
    """Publish, and go on to the matches; what is missing stands on top of the overview."""
    posting = own(side, posting_id)
    try:
        with transaction():
            actions.publish(posting, approve_first=settings().approve_first_posting, by=actor())
    except Invalid:
        return show_preview(side, posting_id, 422)
    if posting.status is PostingStatus.PENDING:
        flash(gettext("Đã gửi. Cán bộ xem tin đầu tiên của mỗi cơ sở, rồi tin sẽ hiện."), "done")
        return redirect(form_url(posting, "preview"), 303)
    flash(gettext("Tin đã đăng. Dưới đây là những nơi hợp nhất với tin này."), "done")
    return redirect(matches_url(posting), 303)


def withdraw(side: Side, posting_id: int) -> Response:
    """Withdraw; the list then offers to undo it."""
    posting = own(side, posting_id)
    with transaction():
        actions.withdraw(posting, by=actor())
    return redirect(url_for("my.postings", withdrawn=posting.id), 303)


def restore(side: Side, posting_id: int) -> Response:
    """Undo a withdrawal."""
    posting = own(side, posting_id)
    with transaction():
        actions.restore(posting, by=actor())
    flash(gettext("Tin “%(title)s” đã trở lại như trước.", title=title_of(posting)), "done")
    return redirect(url_for("my.postings"), 303)


def copy(side: Side, posting_id: int) -> Response:
    """Begin a new posting that says the same, and look it over."""
    posting = own(side, posting_id)
    with transaction():
        made = actions.copy_posting(posting, form_token=request.form.get("form_token"), by=actor())
    flash(gettext("Đã chép thành bản nháp mới. Mời sửa chỗ khác nhau rồi đăng."), "done")
    return redirect(form_url(made, "preview"), 303)


def renew_listing(posting_id: int) -> Response:
    """Show a listing for ninety more days."""
    posting = own(Side.SUPPLY, posting_id)
    with transaction():
        actions.renew(posting, by=actor())
    flash(gettext("Đã gia hạn tin thêm 90 ngày."), "done")
    return redirect(url_for("my.postings"), 303)


def renew_demand(posting_id: int) -> Answer:
    """Ask for a new closing date, and show the demand until then."""
    posting = own(Side.DEMAND, posting_id)
    form = RenewForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.renew(posting, closes_on=form.closes_on.data or "", by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã gia hạn tin."), "done")
            return redirect(url_for("my.postings"), 303)
    page = render_template("member/renew_demand.html", form=form, posting=posting, day=today())
    return page, 422 if form.is_submitted() else 200
