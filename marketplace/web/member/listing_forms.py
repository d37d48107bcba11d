"""A producer's listing: one question a screen, photos first; then looked over, published, withdrawn."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.files.pictures import delete_picture
from marketplace.postings import actions
from marketplace.postings.drafts import Step
from marketplace.postings.models import Side
from marketplace.postings.rules import MAX_PHOTOS
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.postings import PhotosForm
from marketplace.web.here import file_store
from marketplace.web.member import freshness, publishing, steps
from marketplace.web.posting_page import step_url

bp = Blueprint("listing_forms", __name__)
SIDE = Side.SUPPLY


@bp.route("/listings/new", methods=["GET", "POST"])
@signed_in
def new() -> steps.Answer:
    """Ask for photos, and begin a draft with them."""
    organisation_id = actor().organisation_id
    if organisation_id is None:
        return steps.to_organisation("listing_forms.new")
    form = PhotosForm()
    if form.validate_on_submit() and (pictures := steps.store_uploads(form)) is not None:
        try:
            with transaction():
                token = form.form_token.data
                made = actions.start_listing(organisation_id, form_token=token, photos=pictures, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            steps.forget_unused(made, pictures)
            return redirect(step_url(made, Step.GOODS), 303)
    place = steps.place_of(SIDE, Step.PHOTOS, None)
    page = render_template("member/step_photos.html", form=form, posting=None, place=place, limit=MAX_PHOTOS)
    return page, 422 if form.is_submitted() else 200


@bp.route("/listings/<int:posting_id>/steps/<step>", methods=["GET", "POST"])
@signed_in
def step(posting_id: int, step: str) -> steps.Answer:
    """Ask one question of a listing."""
    return steps.answer_step(SIDE, posting_id, step)


@bp.get("/listings/<int:posting_id>/preview")
@signed_in
def preview(posting_id: int) -> steps.Answer:
    """Look the listing over."""
    return publishing.show_preview(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/photos/<int:photo_id>/remove")
@signed_in
def remove_photo(posting_id: int, photo_id: int) -> Response:
    """Take a photo off."""
    posting = publishing.own(SIDE, posting_id)
    with transaction():
        unused = actions.remove_photo(posting, photo_id, by=actor())
    if unused:
        delete_picture(file_store(), unused)
    return redirect(step_url(posting, Step.PHOTOS), 303)


@bp.post("/listings/<int:posting_id>/photos/<int:photo_id>/first")
@signed_in
def first_photo(posting_id: int, photo_id: int) -> Response:
    """Make a photo the one that cards show."""
    posting = publishing.own(SIDE, posting_id)
    with transaction():
        actions.move_photo_first(posting, photo_id, by=actor())
    return redirect(step_url(posting, Step.PHOTOS), 303)


@bp.post("/listings/<int:posting_id>/publish")
@signed_in
def publish(posting_id: int) -> steps.Answer:
    """Publish the listing."""
    return publishing.publish(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/withdraw")
@signed_in
def withdraw(posting_id: int) -> Response:
    """Take the listing out of sight."""
    return publishing.withdraw(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/restore")
@signed_in
def restore(posting_id: int) -> Response:
    """Bring the listing back."""
    return publishing.restore(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/copy")
@signed_in
def copy(posting_id: int) -> Response:
    """Begin a new listing that says the same."""
    return publishing.copy(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/confirm")
@signed_in
def confirm(posting_id: int) -> Response:
    """Say that the goods are still there."""
    return freshness.confirm(SIDE, posting_id)


@bp.route("/listings/<int:posting_id>/pause", methods=["GET", "POST"])
@signed_in
def pause(posting_id: int) -> steps.Answer:
    """Hide the listing for a while."""
    return freshness.pause(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/resume")
@signed_in
def resume(posting_id: int) -> Response:
    """Show the listing again."""
    return freshness.resume(SIDE, posting_id)


@bp.post("/listings/<int:posting_id>/renew")
@signed_in
def renew(posting_id: int) -> Response:
    """Show the listing for longer."""
    return publishing.renew_listing(posting_id)
