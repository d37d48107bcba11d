"""Work of the machine: what failed for good, what waits, another try."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.policy import may_see_machinery
from marketplace.db import transaction
from marketplace.i18n import Text, gettext, lazy
from marketplace.jobs.actions import retry_job
from marketplace.jobs.labels import STATUSES
from marketplace.jobs.queries import get_dead_jobs, get_waiting_jobs
from marketplace.web.access import actor, staff_only

bp = Blueprint("staff_jobs", __name__)

# what the worker's jobs are called on screen; one that is not here goes by its own name
JOB_WORDS: Mapping[str, Text] = {
    "search.put": lazy("Đưa tin vào tìm kiếm"),
    "matching.refresh": lazy("Tìm nơi hợp cho một tin"),
    "notifications.deliver": lazy("Gửi tin nhắn"),
    "leads.follow_deadlines": lazy("Nhắc trả lời, ghi liên hệ quá hạn"),
    "leads.weeks_changed": lazy("Báo số lượng các tuần tới"),
    "postings.ask_freshness": lazy("Hỏi tin còn đúng không"),
    "postings.expire": lazy("Ẩn tin hết hạn"),
    "postings.follow_certificates": lazy("Xem chứng nhận hết hạn"),
    "postings.reindex_organisation": lazy("Cập nhật các tin của một tổ chức"),
    "postings.withdraw_organisation": lazy("Rút các tin của một tổ chức"),
    "jobs.sweep": lazy("Dọn việc cũ"),
    "files.forget_pictures": lazy("Xóa ảnh không dùng"),
}


@bp.get("/staff/jobs")
@staff_only
def index() -> str:
    """List dead and waiting jobs."""
    if not may_see_machinery(actor()):
        abort(403)
    return render_template(
        "staff/jobs.html", dead=get_dead_jobs(), waiting=get_waiting_jobs(), statuses=STATUSES, job_words=JOB_WORDS
    )


@bp.post("/staff/jobs/<int:job_id>/retry")
@staff_only
def retry(job_id: int) -> Response:
    """Let a dead job be tried again."""
    if not may_see_machinery(actor()):
        abort(403)
    with transaction():
        retry_job(job_id)
    flash(gettext("Việc này sẽ được làm lại."), "done")
    return redirect(url_for("staff_jobs.index"), 303)
