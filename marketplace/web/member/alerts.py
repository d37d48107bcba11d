"""Saved searches and alerts: what a person keeps, what is new in it, and how often to be told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.i18n import gettext
from marketplace.matching.actions import (
    mark_looked_at,
    remove_search,
    rename_search,
    restore_search,
    save_search,
    set_match_pace,
    set_search_pace,
)
from marketplace.matching.actions.searches import MAX_NAME
from marketplace.matching.labels import PACES, PROMISES
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.matching.queries import count_news, get_match_alerts, get_saved_search, get_saved_searches
from marketplace.postings.asking import normalised, params_of, request_of, words_of
from marketplace.postings.searching import facet_names
from marketplace.web.access import actor, next_path, signed_in
from marketplace.web.answers import show_problems, words_for
from marketplace.web.forms.alerts import NameForm, SaveForm, pace_in
from marketplace.web.forms.complaints import number_in
from marketplace.web.searches import address_of, kept_address, request_from, request_from_text, side_from

bp = Blueprint("alerts", __name__)


def chosen_pace() -> AlertPace:
    """Return the pace of the pressed button; raises Invalid for a made-up one."""
    pace = pace_in(request.form.get("pace"))
    if pace is None:
        raise Invalid.of("pace", "matching.pace_missing")
    return pace


def rows_of(searches: list[SavedSearch]) -> list[dict[str, Any]]:
    """Return saved searches as plain values, with what is new in each and, where it is called otherwise, its words."""
    counts, names = count_news(searches, actor()), facet_names() if searches else {}
    rows: list[dict[str, Any]] = []
    for search in searches:
        words = words_of(request_of(search.side, search.params), names)
        rows.append(
            {
                "id": search.id,
                "name": search.name,
                "is_supply": search.side.value == "supply",
                "words": words if words != search.name else "",
                "count": counts[search.id],
                "pace": search.pace.value,
                "promise": PROMISES[search.pace],
            }
        )
    return rows


def render_list(form: NameForm | None = None, renamed: int | None = None) -> str:
    """Render everything that the person keeps and is told of; ``form`` is a new name that was refused."""
    me = actor()
    return render_template(
        "member/alerts.html",
        searches=rows_of(list(get_saved_searches(me))),
        organisations=get_match_alerts(me),
        paces=[(pace.value, words) for pace, words in PACES.items()],
        promises={pace.value: words for pace, words in PROMISES.items()},
        removed=number_in(request.args.get("removed")),
        form=form or NameForm(formdata=None),
        renamed=renamed,
    )


@bp.get("/my/alerts")
@signed_in
def index() -> str:
    """List saved searches and alerts."""
    return render_list()


@bp.get("/my/alerts/new")
@signed_in
def new() -> str:
    """Ask what to call a search and how often to tell of it; whoever comes from signing in is one tap away."""
    names = facet_names()
    asked = normalised(request_from(request.args, side_from(request.args.get("side"))), names)
    form = SaveForm(
        formdata=None,
        side=asked.side.value,
        search=urlencode(params_of(asked), doseq=True),
        next=address_of(asked),
        name=words_of(asked, names)[:MAX_NAME],
    )
    return render_template("member/alert_new.html", form=form)


@bp.post("/my/alerts")
@signed_in
def save() -> Response | tuple[str, int]:
    """Keep a search; the same one a second time changes nothing."""
    form = SaveForm()
    asked = request_from_text(form.search.data or "", side_from(form.side.data))
    try:
        with transaction():
            search = save_search(asked, name=form.name.data or "", pace=form.chosen(), by=actor())
            promise = PROMISES[search.pace]
    except Invalid as error:
        show_problems(form, error)
        return render_template("member/alert_new.html", form=form), 422
    except Conflict as error:
        flash(words_for(error.key, **error.values), "warn")
        return redirect(url_for("alerts.index"), 303)
    flash(gettext("Đã lưu tìm kiếm. %(promise)s", promise=str(promise)), "done")
    return redirect(next_path(url_for("alerts.index")), 303)


@bp.get("/my/alerts/<int:search_id>")
@signed_in
def show(search_id: int) -> Response:
    """Go to what a search finds; from now on that is no longer new."""
    search = get_saved_search(search_id, actor())
    with transaction():
        mark_looked_at(search, by=actor())
    return redirect(kept_address(search.side, search.params), 303)


@bp.post("/my/alerts/<int:search_id>/names")
@signed_in
def rename(search_id: int) -> Response | tuple[str, int]:
    """Call a search something else."""
    form = NameForm()
    try:
        with transaction():
            rename_search(get_saved_search(search_id, actor()), form.name.data or "", by=actor())
    except Invalid as error:
        show_problems(form, error)
        return render_list(form, search_id), 422
    return redirect(url_for("alerts.index", _anchor=f"search-{search_id}"), 303)


@bp.post("/my/alerts/<int:search_id>/paces")
@signed_in
def set_pace(search_id: int) -> Response:
    """Say how often to tell of a search."""
    pace = chosen_pace()
    with transaction():
        set_search_pace(get_saved_search(search_id, actor()), pace, by=actor())
    return redirect(url_for("alerts.index", _anchor=f"search-{search_id}"), 303)


@bp.post("/my/alerts/<int:search_id>/removals")
@signed_in
def remove(search_id: int) -> Response:
    """Put a search away; the list then offers to take that back."""
    with transaction():
        remove_search(get_saved_search(search_id, actor()), by=actor())
    return redirect(url_for("alerts.index", removed=search_id), 303)


@bp.post("/my/alerts/<int:search_id>/restorations")
@signed_in
def restore(search_id: int) -> Response:
    """Bring a search back."""
    with transaction():
        restore_search(get_saved_search(search_id, actor()), by=actor())
    return redirect(url_for("alerts.index", _anchor=f"search-{search_id}"), 303)


@bp.post("/my/alerts/organisations/<int:organisation_id>/paces")
@signed_in
def set_organisation_pace(organisation_id: int) -> Response:
    """Say how often to tell of new matches of an organisation."""
    pace = chosen_pace()
    with transaction():
        set_match_pace(organisation_id, pace, by=actor())
    return redirect(url_for("alerts.index", _anchor="matches"), 303)
