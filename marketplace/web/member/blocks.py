"""Not wanting to hear from an organisation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.leads.actions import block_organisation, unblock_organisation
from marketplace.web.access import actor, next_path, signed_in

bp = Blueprint("blocks", __name__)


@bp.post("/organisations/<int:organisation_id>/blocks")
@signed_in
def create(organisation_id: int) -> Response:
    """Stop enquiries and messages between the two."""
    with transaction():
        block_organisation(organisation_id, by=actor())
    flash(gettext("Đã chặn. Có thể bỏ chặn trong hộp thư, mục Đã đóng."), "done")
    return redirect(next_path(url_for("leads.index", tab="closed")), 303)


@bp.post("/organisations/<int:organisation_id>/blocks/removals")
@signed_in
def remove(organisation_id: int) -> Response:
    """Let the other one write again."""
    with transaction():
        unblock_organisation(organisation_id, by=actor())
    flash(gettext("Đã bỏ chặn."), "done")
    return redirect(next_path(url_for("leads.index")), 303)
