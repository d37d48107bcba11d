"""An organisation's own pages: created in two screens, edited, who looked at its contact details."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from marketplace.accounts.actions import create_organisation, edit_organisation
from marketplace.accounts.drafts import activity_problems
from marketplace.accounts.queries import (
    get_organisation,
    get_organisation_names,
    get_organisation_of_member,
    get_organisation_to_edit,
    get_own_user,
)
from marketplace.audit.queries import get_contact_looks
from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.i18n import gettext
from marketplace.web import tickets
from marketplace.web.access import actor, forget_actor, signed_in
from marketplace.web.answers import show_problems, words_for
from marketplace.web.forms.organisations import (
    SIDE_HINTS,
    SIDES,
    ActivityForm,
    OrganisationForm,
    PlaceForm,
    kind_from,
    ward_choices,
)
from marketplace.web.member.differing import organisation_difference

bp = Blueprint("organisation_forms", __name__)


@bp.route("/organisations/new", methods=["GET", "POST"])
@signed_in
def new() -> Response | tuple[str, int]:
    """Ask what the organisation does; once the address says so, ask for the rest."""
    tickets.keep_afterwards()
    sides, kind = request.args.get("sides", ""), request.args.get("kind", "")
    if sides in SIDES and kind_from(kind) is not None and "change" not in request.args:
        return second_screen(sides, kind)
    form = ActivityForm(sides=sides or None, kind=kind or None)
    if form.validate_on_submit():
        problems = activity_problems(form.draft())
        if not problems:
            chosen = {"sides": form.sides.data, "kind": form.kind.data}
            return redirect(url_for("organisation_forms.new", **chosen), 303)
        show_problems(form, Invalid(*problems))
    page = render_template("member/organisation_activity.html", form=form, hints=SIDE_HINTS)
    return page, 422 if form.is_submitted() else 200


def second_screen(sides: str, kind: str) -> Response | tuple[str, int]:
    """Ask for name, place and contact; the list of wards comes once a province is chosen."""
    form = PlaceForm()
    if not form.is_submitted():
        form.start_with(get_own_user(actor()))
    form.fill_wards()
    if form.validate_on_submit():
        draft = form.draft(sides, kind)
        try:
            form.check(draft)
            with transaction():
                made = create_organisation(draft, form_token=form.form_token.data, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            cookie["organisation_id"] = made.id
            forget_actor()
            flash(gettext("Đã lưu hồ sơ %(name)s.", name=made.name), "done")
            return redirect(tickets.take_afterwards(url_for("my.home")), 303)
    page = render_template("member/organisation_place.html", form=form, sides=sides, kind=kind)
    return page, 422 if form.is_submitted() else 200


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(organisation_id: int) -> Response | tuple[str, int]:
    """Change an organisation."""
    organisation = get_organisation_to_edit(organisation_id, by=actor())
    form, difference = OrganisationForm(), None
    if not form.is_submitted():
        form.start_from(organisation)
    form.fill_wards()
    if form.validate_on_submit():
        try:
            save(organisation_id, form)
        except Invalid as error:
            show_problems(form, error)
        except Conflict as error:
            difference = show_newer(form, organisation_id, error)
        else:
            flash(gettext("Đã lưu."), "done")
            return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)
    values = {"organisation": organisation, "hints": SIDE_HINTS, "difference": difference}
    page = render_template("member/organisation_edit.html", form=form, **values)
    return page, 422 if form.is_submitted() else 200


def save(organisation_id: int, form: OrganisationForm) -> None:
    """Save what was typed about an organisation."""
    draft = form.whole_draft()
    form.check(draft)
    with transaction():
        edit_organisation(organisation_id, draft, expected_version=form.expected_version(), by=actor())


def show_newer(form: OrganisationForm, organisation_id: int, error: Conflict) -> dict[str, Any]:
    """Keep what was typed, so that a second press of the button means it; return how it differs from what is there."""
    organisation = get_organisation(organisation_id)
    form.form_errors.append(words_for(error.key))
    form.version.data = str(organisation.version)
    current = OrganisationForm(formdata=None)
    current.start_from(organisation)
    current.ward_code.choices = ward_choices(organisation.province_code)
    return organisation_difference(current, form, organisation)


@bp.get("/organisations/<int:organisation_id>/contact-looks")
@signed_in
def looks(organisation_id: int) -> str:
    """Show who looked at the organisation's contact details."""
    organisation = get_organisation_of_member(organisation_id, by=actor())
    page = get_contact_looks(organisation_id, after=request.args.get("after"))
    names = get_organisation_names([row.viewer_organisation_id for row in page.items if row.viewer_organisation_id])
    return render_template("member/contact_looks.html", organisation=organisation, page=page, names=names)


@bp.post("/organisations/<int:organisation_id>/switch")
@signed_in
def switch(organisation_id: int) -> Response:
    """Act for another of the own organisations from now on."""
    if not actor().belongs_to(organisation_id):
        abort(404)
    cookie["organisation_id"] = organisation_id
    forget_actor()
    return redirect(url_for("my.home"), 303)
