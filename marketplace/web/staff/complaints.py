"""Complaints for staff: the list, and one with its decision."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import get_names, get_organisation_names
from marketplace.audit.queries import get_history
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.moderation.actions import decide_complaint
from marketplace.moderation.labels import REASONS, STATUSES, TONES
from marketplace.moderation.models import Complaint, ComplaintStatus
from marketplace.moderation.queries import get_complaint, get_complaints, get_reported_messages
from marketplace.web import here
from marketplace.web.access import actor, staff_only
from marketplace.web.answers import show_problems
from marketplace.web.forms.complaints import DecisionForm
from marketplace.web.posting_page import posting_url
from marketplace.web.words import HISTORY

bp = Blueprint("staff_complaints", __name__)


@bp.get("/staff/complaints")
@staff_only
def index() -> str:
    """List complaints of the own province; those that wait unless others are asked for."""
    known = {status.value: status for status in ComplaintStatus}
    status = known.get(request.args.get("status", ""), ComplaintStatus.OPEN)
    page = get_complaints(actor(), status=status, after=request.args.get("after"))
    return render_template(
        "staff/complaints.html", page=page, status=status, statuses=STATUSES, reasons=REASONS, tones=TONES
    )


def render_complaint(complaint: Complaint, form: DecisionForm) -> str:
    """Render a complaint with the letters it is about, where a party brought them forward."""
    messages = get_reported_messages(complaint, actor())
    history = get_history("complaint", complaint.id)
    return render_template(
        "staff/complaint.html",
        complaint=complaint,
        form=form,
        reasons=REASONS,
        status={"words": STATUSES[complaint.status], "tone": TONES[complaint.status]},
        is_open=complaint.status is ComplaintStatus.OPEN,
        messages=messages,
        organisations=get_organisation_names([message.organisation_id for message in messages]),
        history=history,
        names=get_names({entry.user_id for entry in history if entry.user_id}),
        history_words=HISTORY,
        posting_url=posting_url,
    )


@bp.route("/staff/complaints/<int:complaint_id>", methods=["GET", "POST"])
@staff_only
def decide(complaint_id: int) -> Response | tuple[str, int]:
    """Show one complaint; take the decision about it."""
    complaint = get_complaint(complaint_id, actor())
    form = DecisionForm()
    if form.validate_on_submit():
        is_upheld, note, takes_down = form.decision.data == "upheld", form.note.data or "", bool(form.takes_down.data)
        try:
            with transaction():
                decide_complaint(
                    complaint,
                    is_upheld=is_upheld,
                    note=note,
                    takes_down=takes_down,
                    by=actor(),
                    site_url=here.settings().public_url,
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã ghi kết quả. Người phản ánh được báo."), "done")
            return redirect(url_for("staff_complaints.index"), 303)
    return render_complaint(complaint, form), 422 if form.is_submitted() else 200
