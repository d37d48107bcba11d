"""The reference lists: read by all staff, edited by the ministry; a province keeps its own help number."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.taxonomy.actions import edit_entry
from marketplace.taxonomy.labels import ENTRY_KINDS, FIELD_LANGUAGES
from marketplace.taxonomy.policy import may_edit_entry
from marketplace.text import tidy
from marketplace.web.access import actor, staff_only
from marketplace.web.answers import show_problems
from marketplace.web.forms.lists import entry_form, find_entry, get_entries

bp = Blueprint("staff_lists", __name__)


@bp.get("/staff/lists")
@staff_only
def index() -> str:
    """Show which lists there are."""
    return render_template("staff/lists.html", kinds=ENTRY_KINDS)


@bp.get("/staff/lists/<kind>")
@staff_only
def show(kind: str) -> str:
    """Show one list."""
    if kind not in ENTRY_KINDS:
        abort(404)
    text = request.args.get("q", "")
    return render_template(
        "staff/list.html", kind=kind, title=ENTRY_KINDS[kind], entries=get_entries(kind, text), text=text
    )


@bp.route("/staff/lists/<kind>/<code>", methods=["GET", "POST"])
@staff_only
def edit(kind: str, code: str) -> Response | tuple[str, int]:
    """Change one entry, as far as this member of staff may."""
    entry = find_entry(kind, tidy(code))
    if entry is None:
        abort(404)
    form = entry_form(kind, entry, by=actor())
    if form.validate_on_submit():
        try:
            with transaction():
                edit_entry(kind, entry.code, changes=form.changes(), by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã lưu."), "done")
            return redirect(url_for("staff_lists.show", kind=kind), 303)
    may_edit = may_edit_entry(actor(), kind, entry.code, frozenset(form.editable))
    page = render_template(
        "staff/list_entry.html",
        form=form,
        entry=entry,
        kind=kind,
        title=ENTRY_KINDS[kind],
        may_edit=may_edit,
        languages=FIELD_LANGUAGES,
    )
    return page, 422 if form.is_submitted() else 200
