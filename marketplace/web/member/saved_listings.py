"""Listings that a buyer keeps in mind, with a note, and from there to an invitation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open
from marketplace.postings.queries import find_posting, get_own_posting, get_visible_posting
from marketplace.quotes import actions
from marketplace.quotes.models import SavedListing
from marketplace.quotes.queries import find_saved_listing, get_open_demands, get_saved_listing, get_saved_listings
from marketplace.web.access import actor, next_path, signed_in
from marketplace.web.answers import problem_words
from marketplace.web.forms.complaints import number_in
from marketplace.web.forms.quotes import SavedNoteForm
from marketplace.web.here import settings
from marketplace.web.posting_page import posting_url

bp = Blueprint("saved_listings", __name__)


def row_of(saved: SavedListing) -> dict[str, Any]:
    """Return one that is kept in mind, for a card."""
    return {
        "saved": saved,
        "listing": saved.listing,
        "url": posting_url(saved.listing),
        "is_open": is_open(saved.listing, today()),
    }


def just_removed() -> Posting | None:
    """Return the listing that was dropped a moment ago, to offer to undo it."""
    listing_id = number_in(request.args.get("removed"))
    listing = find_posting(listing_id) if listing_id else None
    if listing is None or not is_open(listing, today()) or find_saved_listing(listing.id, actor()) is not None:
        return None
    return listing


def show_list(*, status: int = 200, wrong: tuple[int, str] | None = None, no_demand: int = 0) -> tuple[str, int]:
    """Render the list; ``wrong`` is one whose note could not be kept, with what is wrong.

    ``no_demand`` is one whose owner was to be invited without saying for which demand.
    """
    page = get_saved_listings(actor(), after=request.args.get("after"))
    html = render_template(
        "member/saved_listings.html",
        page=page,
        rows=[row_of(saved) for saved in page.items],
        demands=[(str(row.id), row.title) for row in get_open_demands(actor())],
        removed=just_removed(),
        form=SavedNoteForm(formdata=None),
        typed=request.form.get("note", ""),
        wrong=wrong,
        no_demand=no_demand,
    )
    return html, status


@bp.get("/my/saved")
@signed_in
def index() -> tuple[str, int]:
    """List what is kept in mind."""
    return show_list()


@bp.post("/listings/<int:posting_id>/saves")
@signed_in
def create(posting_id: int) -> Response:
    """Keep a listing in mind."""
    listing = get_visible_posting(posting_id, actor(), side=Side.SUPPLY)
    if actor().organisation_id is None:
        flash(gettext("Mời khai tổ chức của mình trước, rồi lưu tin."), "note")
        return redirect(url_for("organisation_forms.new", next=posting_url(listing)), 303)
    with transaction():
        actions.save_listing(listing, request.form.get("note", ""), by=actor())
    flash(gettext("Đã lưu tin này."), "done")
    return redirect(next_path(posting_url(listing)), 303)


@bp.post("/my/saved/<int:saved_id>/notes")
@signed_in
def note(saved_id: int) -> Response | tuple[str, int]:
    """Write down why it is kept in mind."""
    saved = get_saved_listing(saved_id, actor())
    try:
        with transaction():
            actions.note_saved_listing(saved, request.form.get("note", ""), by=actor())
    except Invalid as error:
        return show_list(status=422, wrong=(saved_id, problem_words(error.problems[0])))
    flash(gettext("Đã lưu ghi chú."), "done")
    return redirect(url_for("saved_listings.index"), 303)


@bp.post("/my/saved/<int:saved_id>/removals")
@signed_in
def remove(saved_id: int) -> Response:
    """Keep a listing in mind no longer; the list then offers to undo it."""
    saved = get_saved_listing(saved_id, actor())
    listing_id = saved.listing_id
    with transaction():
        actions.forget_saved_listing(get_saved_listing(saved_id, actor()), by=actor())
    return redirect(next_path(url_for("saved_listings.index", removed=listing_id)), 303)


@bp.post("/my/saved/<int:saved_id>/invitations")
@signed_in
def invite(saved_id: int) -> Response | tuple[str, int]:
    """Ask the owner of a listing to quote for an own demand."""
    saved = get_saved_listing(saved_id, actor())
    if not request.form.get("demand"):
        return show_list(status=422, no_demand=saved_id)
    demand = get_own_posting(number_in(request.form.get("demand")) or 0, actor(), side=Side.DEMAND)
    listing = get_visible_posting(saved.listing_id, actor(), side=Side.SUPPLY)
    with transaction():
        actions.invite_supplier(demand, listing, site_url=settings().public_url, by=actor())
    flash(gettext("Đã mời. Bên bán nhận được tin báo."), "done")
    return redirect(url_for("saved_listings.index"), 303)
