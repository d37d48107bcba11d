"""The page behind the link of an invitation: who asks whom to join what; accepted or declined."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from marketplace.accounts.actions import accept_invitation, decline_invitation
from marketplace.accounts.labels import KINDS, MEMBER_ROLES
from marketplace.accounts.queries import get_invited
from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.taxonomy.places import label_for_province
from marketplace.web.access import actor, forget_actor, public, signed_in
from marketplace.web.forms.members import ROLE_HINTS
from marketplace.web.here import installation
from marketplace.web.limits import SIGN_IN_LIMIT, limiter

bp = Blueprint("invitations", __name__)


@bp.get("/invitations/<code>")
@limiter.limit(SIGN_IN_LIMIT)
@public
def show(code: str) -> Response:
    """Show who asks, and the two answers; looking changes nothing."""
    invited = get_invited(code)
    page = render_template(
        "public/invitation.html",
        code=code,
        invited=invited,
        organisation=invited.organisation,
        kind=KINDS[invited.organisation.kind],
        place=label_for_province(invited.organisation.province),
        role=MEMBER_ROLES[invited.role],
        hint=ROLE_HINTS[invited.role.value],
        belongs=actor().belongs_to(invited.organisation.id),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.post("/invitations/<code>/accept")
@limiter.limit(SIGN_IN_LIMIT)
@signed_in
def accept(code: str) -> Response:
    """Join, and act for the organisation from now on."""
    with transaction():
        organisation = accept_invitation(code, installation=installation(), by=actor())
    cookie["organisation_id"] = organisation.id
    forget_actor()
    flash(gettext("Bà con đã vào %(name)s.", name=organisation.name), "done")
    return redirect(url_for("my.home"), 303)


@bp.post("/invitations/<code>/decline")
@limiter.limit(SIGN_IN_LIMIT)
@public
def decline(code: str) -> Response:
    """Say no; needs no account."""
    with transaction():
        decline_invitation(code, installation=installation(), by=actor())
    flash(gettext("Đã từ chối lời mời. Người mời được báo."), "done")
    return redirect(url_for("home.index"), 303)
