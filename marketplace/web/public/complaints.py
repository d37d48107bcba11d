"""Reporting something that is wrong, with or without an account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import get_organisation
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.queries import get_lead
from marketplace.moderation.actions import file_complaint
from marketplace.postings.queries import get_visible_posting
from marketplace.web.access import actor, public
from marketplace.web.answers import show_problems
from marketplace.web.forms.complaints import ComplaintForm, number_in
from marketplace.web.limits import COMPLAINT_LIMIT, limiter

bp = Blueprint("complaints", __name__)


def about(form: ComplaintForm) -> str:
    """Return what the complaint is about in words; raises NotFound for what the reader cannot see."""
    if lead_id := number_in(form.lead.data):
        return get_lead(lead_id, actor()).other.name
    if posting_id := number_in(form.posting.data):
        return get_visible_posting(posting_id, actor()).title
    if organisation_id := number_in(form.organisation.data):
        return get_organisation(organisation_id).name
    return ""


@bp.route("/complaints/new", methods=["GET", "POST"])
@limiter.limit(COMPLAINT_LIMIT, methods=["POST"])
@public
def new() -> Response | tuple[str, int]:
    """Take a complaint."""
    form = ComplaintForm(**{name: request.args.get(name, "") for name in ("posting", "organisation", "lead")})
    subject = about(form)
    if form.validate_on_submit():
        try:
            with transaction():
                complaint = file_complaint(form.draft(), by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            words = gettext("Đã nhận phản ánh số %(number)s. Cán bộ sẽ xem sớm. Xin cảm ơn.", number=complaint.id)
            flash(words, "done")
            return redirect(url_for("home.index"), 303)
    page = render_template("public/complaint.html", form=form, subject=subject)
    return page, 422 if form.is_submitted() else 200
