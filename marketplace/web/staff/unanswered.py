"""What has gone unanswered in the province: whom to phone, and what came of the calls; never a word of a message."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import get_names
from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.actions import ContactDetails, log_office_call, open_office_contacts
from marketplace.leads.deadlines import days_over
from marketplace.leads.labels import CALL_MEANS, CALL_OUTCOMES, KINDS
from marketplace.leads.queries import (
    Followed,
    Unanswered,
    count_unanswered,
    get_office_calls,
    get_unanswered,
    get_unanswered_one,
)
from marketplace.web.access import actor, staff_only
from marketplace.web.answers import show_problems
from marketplace.web.forms.leads import CallForm
from marketplace.web.staff.reach import chosen_province, province_choices

bp = Blueprint("staff_unanswered", __name__)


def chosen_part() -> Followed:
    """Return which part of the list is asked for; those that wait for a call where nothing or nonsense is."""
    return next((one for one in Followed if one.value == request.args.get("state")), Followed.WAITING)


@bp.get("/staff/unanswered")
@staff_only
def index() -> str:
    """List what is overdue, the longest wait first."""
    me, part, province = actor(), chosen_part(), chosen_province()
    page = get_unanswered(me, followed=part, province_code=province, after=request.args.get("after"))
    return render_template(
        "staff/unanswered.html",
        page=page,
        part=part,
        counts=[(one, count_unanswered(me, followed=one, province_code=province)) for one in Followed],
        province=province,
        provinces=province_choices(),
        days_over=lambda due: days_over(due.due_at, today()),
        kinds=KINDS,
        outcomes=CALL_OUTCOMES,
    )


def render_one(one: Unanswered, form: CallForm, details: ContactDetails | None = None) -> str:
    """Render one overdue answer with the calls so far, and the number where it was just opened."""
    calls = get_office_calls(one.due)
    return render_template(
        "staff/unanswered_one.html",
        one=one,
        form=form,
        details=details,
        calls=calls,
        names=get_names({call.user_id for call in calls if call.user_id}),
        days_over=days_over(one.due.due_at, today()),
        is_settled=one.due.answered_at is not None or one.due.waived_at is not None,
        kind=KINDS[one.due.kind],
        means=CALL_MEANS,
        outcome_words=CALL_OUTCOMES,
        outcomes=[(outcome.value, words) for outcome, words in CALL_OUTCOMES.items()],
    )


@bp.get("/staff/unanswered/<int:due_id>")
@staff_only
def show(due_id: int) -> str:
    """Show one overdue answer."""
    return render_one(get_unanswered_one(due_id, actor()), CallForm(formdata=None))


@bp.post("/staff/unanswered/<int:due_id>/contacts")
@staff_only
def contacts(due_id: int) -> Response:
    """Show the number of whoever owes the answer; this look is recorded."""
    one = get_unanswered_one(due_id, actor())
    with transaction():
        details = open_office_contacts(one.due.organisation_id, by=actor())
    page = render_one(get_unanswered_one(due_id, actor()), CallForm(formdata=None), details)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/staff/unanswered/<int:due_id>/calls")
@staff_only
def call(due_id: int) -> Response | tuple[str, int]:
    """Write a call down, and go on with the list."""
    one, form = get_unanswered_one(due_id, actor()), CallForm()
    try:
        with transaction():
            log_office_call(one.due, form.draft(), by=actor())
    except Invalid as error:
        show_problems(form, error)
        return render_one(get_unanswered_one(due_id, actor()), form), 422
    flash(gettext("Đã ghi cuộc gọi tới %(name)s.", name=one.owing.name), "done")
    return redirect(url_for("staff_unanswered.index"), 303)
