"""Work of the machine: what failed for good, what waits, another try."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.policy import may_see_machinery
from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.jobs.actions import retry_job
from marketplace.jobs.labels import STATUSES
from marketplace.jobs.queries import get_dead_jobs, get_waiting_jobs
from marketplace.web.access import actor, staff_only

bp = Blueprint("staff_jobs", __name__)


@bp.get("/staff/jobs")
@staff_only
def index() -> str:
    """List dead and waiting jobs."""
    if not may_see_machinery(actor()):
        abort(403)
    return render_template("staff/jobs.html", dead=get_dead_jobs(), waiting=get_waiting_jobs(), statuses=STATUSES)


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
