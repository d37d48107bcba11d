"""Where staff begin: what waits for them, each figure leading to its rows."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from marketplace.accounts.actor import Actor
from marketplace.accounts.policy import may_see_machinery
from marketplace.accounts.queries import count_unverified, count_waiting_codes
from marketplace.i18n import gettext
from marketplace.jobs.models import JobStatus
from marketplace.jobs.queries import count_by_status
from marketplace.leads.queries import count_unanswered
from marketplace.matching.overview import count_unmatched
from marketplace.moderation.queries import count_open_complaints
from marketplace.notifications.queries import count_stuck
from marketplace.postings.overview import count_expiring
from marketplace.postings.queries import count_pending_postings
from marketplace.web.access import actor, staff_only

bp = Blueprint("staff", __name__)


def waiting_queues(me: Actor) -> list[dict[str, object]]:
    """Return what waits for this member of staff, in the order in which to work through it."""
    queues = [
        (count_waiting_codes(me), gettext("người chờ mã"), url_for("staff_codes.index")),
        (count_unanswered(me), gettext("liên hệ quá hạn, chưa gọi"), url_for("staff_unanswered.index")),
        (count_unverified(me), gettext("tổ chức chờ xác minh"), url_for("staff_organisations.index")),
        (count_pending_postings(me), gettext("tin chờ duyệt"), url_for("staff_postings.index")),
        (count_open_complaints(me), gettext("khiếu nại chưa xử lý"), url_for("staff_complaints.index")),
        (count_expiring(me), gettext("tin hết hạn trong 14 ngày"), url_for("staff_expiring.index")),
        (count_unmatched(me), gettext("nhu cầu chưa có nơi hợp"), url_for("staff_unmatched.index")),
    ]
    if may_see_machinery(me):
        dead = count_by_status().get(JobStatus.DEAD, 0)
        queues.append((dead, gettext("việc máy làm hỏng"), url_for("staff_jobs.index")))
        queues.append((count_stuck(), gettext("tin nhắn chưa gửi được"), url_for("staff_outbox.index")))
    return [
        {"number": number, "words": words, "url": url, "tone": "warn" if number else ""}
        for number, words, url in queues
    ]


@bp.get("/staff")
@staff_only
def home() -> str:
    """Show the queues."""
    return render_template("staff/home.html", queues=waiting_queues(actor()))
