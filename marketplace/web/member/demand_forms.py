"""A distributor's demand: one question a screen; then looked over, published, withdrawn."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.postings import actions
from marketplace.postings.drafts import Step
from marketplace.postings.models import Side
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.postings import WishForm
from marketplace.web.member import freshness, publishing, steps, weeks
from marketplace.web.posting_page import step_url

bp = Blueprint("demand_forms", __name__)
SIDE = Side.DEMAND


@bp.route("/demands/new", methods=["GET", "POST"])
@signed_in
def new() -> steps.Answer:
    """Ask what is wanted, and begin a draft with it."""
    organisation_id = actor().organisation_id
    if organisation_id is None:
        return steps.to_organisation("demand_forms.new")
    form = WishForm()
    if form.validate_on_submit():
        try:
            with transaction():
                token = form.form_token.data
                made = actions.start_demand(organisation_id, form.draft(), form_token=token, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(step_url(made, Step.CATEGORY), 303)
    place = steps.place_of(SIDE, Step.GOODS, None)
    page = render_template("member/step_goods.html", form=form, posting=None, is_supply=False, place=place)
    return page, 422 if form.is_submitted() else 200


@bp.route("/demands/<int:posting_id>/steps/<step>", methods=["GET", "POST"])
@signed_in
def step(posting_id: int, step: str) -> steps.Answer:
    """Ask one question of a demand."""
    return steps.answer_step(SIDE, posting_id, step)


@bp.get("/demands/<int:posting_id>/preview")
@signed_in
def preview(posting_id: int) -> steps.Answer:
    """Look the demand over."""
    return publishing.show_preview(SIDE, posting_id)


@bp.post("/demands/<int:posting_id>/publish")
@signed_in
def publish(posting_id: int) -> steps.Answer:
    """Publish the demand."""
    return publishing.publish(SIDE, posting_id)


@bp.post("/demands/<int:posting_id>/withdraw")
@signed_in
def withdraw(posting_id: int) -> Response:
    """Take the demand out of sight."""
    return publishing.withdraw(SIDE, posting_id)


@bp.post("/demands/<int:posting_id>/restore")
@signed_in
def restore(posting_id: int) -> Response:
    """Bring the demand back."""
    return publishing.restore(SIDE, posting_id)


@bp.post("/demands/<int:posting_id>/copy")
@signed_in
def copy(posting_id: int) -> Response:
    """Begin a new demand that says the same."""
    return publishing.copy(SIDE, posting_id)


@bp.post("/demands/<int:posting_id>/confirm")
@signed_in
def confirm(posting_id: int) -> Response:
    """Say that it is still wanted."""
    return freshness.confirm(SIDE, posting_id)


@bp.route("/demands/<int:posting_id>/pause", methods=["GET", "POST"])
@signed_in
def pause(posting_id: int) -> steps.Answer:
    """Hide the demand for a while."""
    return freshness.pause(SIDE, posting_id)


@bp.post("/demands/<int:posting_id>/resume")
@signed_in
def resume(posting_id: int) -> Response:
    """Show the demand again."""
    return freshness.resume(SIDE, posting_id)


@bp.route("/demands/<int:posting_id>/weeks", methods=["GET", "POST"])
@signed_in
def change_weeks(posting_id: int) -> steps.Answer:
    """Change the amounts of the next weeks."""
    return weeks.change_weeks(posting_id)


@bp.route("/demands/<int:posting_id>/renew", methods=["GET", "POST"])
@signed_in
def renew(posting_id: int) -> steps.Answer:
    """Move the closing date."""
    return publishing.renew_demand(posting_id)
