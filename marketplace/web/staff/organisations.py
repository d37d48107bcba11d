"""Organisations for staff: find them, verify them with one click, see their history."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import actions
from marketplace.accounts.actor import Actor
from marketplace.accounts.labels import KINDS, MEMBER_ROLES, sides_of
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import (
    OrganisationFilter,
    find_same_tax_code,
    get_members,
    get_names,
    get_organisation_to_verify,
    get_organisations,
)
from marketplace.accounts.tax_codes import masked
from marketplace.audit.queries import get_history
from marketplace.db import transaction
from marketplace.errors import NotFound, Refused
from marketplace.i18n import gettext, ngettext
from marketplace.taxonomy.queries import get_provinces
from marketplace.web.access import actor, next_path, staff_only
from marketplace.web.forms.complaints import number_in
from marketplace.web.here import installation
from marketplace.web.words import HISTORY

bp = Blueprint("staff_organisations", __name__)

MOST_AT_ONCE = 50


def chosen_filter() -> OrganisationFilter:
    """Return which list is asked for; those that wait where nothing or nonsense is."""
    try:
        return OrganisationFilter(request.args.get("state", ""))
    except ValueError:
        return OrganisationFilter.UNVERIFIED


def just_verified(me: Actor) -> Organisation | None:
    """Return the organisation that the last click verified, so that it can be taken back."""
    organisation_id = request.args.get("verified", "")
    if not (organisation_id.isascii() and organisation_id.isdigit() and len(organisation_id) < 16):
        return None
    try:
        return get_organisation_to_verify(int(organisation_id), by=me)
    except (NotFound, Refused):
        return None


@bp.get("/staff/organisations")
@staff_only
def index() -> str:
    """List organisations; after a click the row that was just verified can be taken back."""
    me, state = actor(), chosen_filter()
    text, province = request.args.get("q", ""), request.args.get("province", "")
    page = get_organisations(by=me, state=state, province_code=province, text=text, after=request.args.get("after"))
    return render_template(
        "staff/organisations.html",
        page=page,
        state=state,
        filters=OrganisationFilter,
        text=text,
        province=province,
        provinces=[] if me.staff_province_code else get_provinces(),
        kinds=KINDS,
        verified=just_verified(me),
    )


@bp.get("/staff/organisations/<int:organisation_id>")
@staff_only
def show(organisation_id: int) -> str:
    """Show one organisation with its people and history."""
    organisation = get_organisation_to_verify(organisation_id, by=actor())
    history = get_history("organisation", organisation_id)
    return render_template(
        "staff/organisation.html",
        organisation=organisation,
        members=get_members(organisation_id),
        same_tax_code=find_same_tax_code(organisation),
        history=history,
        names=get_names({entry.user_id for entry in history if entry.user_id}),
        words=HISTORY,
        kinds=KINDS,
        member_roles=MEMBER_ROLES,
        sides_of=sides_of,
        masked_tax_code=masked,
    )


def decide(organisation_id: int, act: Callable[..., Organisation], said: str) -> Response:
    """Do one thing to an organisation and go back to where the button was."""
    with transaction():
        organisation = act(organisation_id, installation=installation(), by=actor())
    flash(said % {"name": organisation.name}, "done")
    return redirect(next_path(url_for("staff_organisations.show", organisation_id=organisation_id)), 303)


@bp.post("/staff/organisations/<int:organisation_id>/verify")
@staff_only
def verify(organisation_id: int) -> Response:
    """Give the badge; the list offers to take it back."""
    with transaction():
        actions.verify_organisation(organisation_id, installation=installation(), by=actor())
    return redirect(next_path(url_for("staff_organisations.index", verified=organisation_id)), 303)


@bp.post("/staff/organisations/verifications")
@staff_only
def verify_many() -> Response:
    """Give the badge to every ticked row, or to none when one of them may not be verified."""
    ticked = {number_in(typed) for typed in request.form.getlist("ids")}
    chosen = sorted(number for number in ticked if number is not None)[:MOST_AT_ONCE]
    with transaction():
        for organisation_id in chosen:
            actions.verify_organisation(organisation_id, installation=installation(), by=actor())
    if chosen:
        flash(ngettext("Đã xác minh %(num)s tổ chức.", "Đã xác minh %(num)s tổ chức.", len(chosen)), "done")
    else:
        flash(gettext("Chưa chọn dòng nào. Mời đánh dấu các tổ chức rồi bấm lại."), "warn")
    return redirect(next_path(url_for("staff_organisations.index")), 303)


@bp.post("/staff/organisations/<int:organisation_id>/unverify")
@staff_only
def unverify(organisation_id: int) -> Response:
    """Take the badge away."""
    return decide(organisation_id, actions.unverify_organisation, gettext("Đã gỡ xác minh của %(name)s."))


@bp.post("/staff/organisations/<int:organisation_id>/suspend")
@staff_only
def suspend(organisation_id: int) -> Response:
    """Put an organisation out of sight."""
    return decide(organisation_id, actions.suspend_organisation, gettext("Đã tạm dừng %(name)s."))


@bp.post("/staff/organisations/<int:organisation_id>/resume")
@staff_only
def resume(organisation_id: int) -> Response:
    """Bring an organisation back into sight."""
    return decide(organisation_id, actions.resume_organisation, gettext("%(name)s hoạt động lại."))
