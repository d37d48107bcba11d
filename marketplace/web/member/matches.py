"""Matches of the own postings: what fits, what is missing, putting one away and taking that back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.matching.actions import dismiss_match, restore_match
from marketplace.matching.queries import (
    count_matches,
    get_match,
    get_matches,
    get_matches_of,
    get_tasks,
    is_refreshing,
)
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.queries import count_own_postings, get_open_postings_of, get_own_posting
from marketplace.web.access import actor, next_path, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.complaints import number_in
from marketplace.web.forms.matches import DismissForm
from marketplace.web.match_cards import cards_of, task_rows
from marketplace.web.posting_page import MATCHES

bp = Blueprint("matches", __name__)


def is_dismissed() -> bool:
    """Tell whether the list of what was put away is asked for."""
    return request.args.get("dismissed") == "1"


def page_values() -> dict[str, object]:
    """Return what every list of matches takes from its address."""
    return {
        "is_dismissed": is_dismissed(),
        "put_away": number_in(request.args.get("put_away")),
        "form": DismissForm(),
    }


def chosen_side(counts: dict[Side, int]) -> Side:
    """Return the side that is asked for, else the one on which there is something."""
    asked = {side.value: side for side in Side}.get(request.args.get("side", ""))
    return asked or (Side.DEMAND if counts[Side.DEMAND] and not counts[Side.SUPPLY] else Side.SUPPLY)


def render(name: str, **values: object) -> str:
    """Render a list of matches, or only the part of it that changes by itself."""
    part = "member/matches_part.html" if request.headers.get("X-Fragment") else name
    return render_template(part, **page_values(), **values)


@bp.get("/matches")
@signed_in
def index() -> str:
    """List the matches of all own postings on one side."""
    me = actor()
    counts = dict(count_matches(me))
    side = chosen_side(counts)
    page = get_matches(me, side, dismissed=is_dismissed(), after=request.args.get("after"))
    postings = get_open_postings_of(me.organisation_id) if me.organisation_id else []
    return render(
        "member/matches.html",
        page=page,
        cards=cards_of(page.items, me),
        side=side,
        counts={one.value: count for one, count in counts.items()},
        own=None,
        here=url_for("matches.index", side=side.value, dismissed=1 if is_dismissed() else None),
        has_postings=bool(postings),
        has_drafts=bool(count_own_postings(me)[PostingStatus.DRAFT]),
        is_searching=is_refreshing([posting.id for posting in postings[:20]]),
    )


def matches_of(posting: Posting) -> str:
    """List the matches of one posting, and what a listing lacks for them."""
    page = get_matches_of(posting, dismissed=is_dismissed(), after=request.args.get("after"))
    return render(
        "member/matches_of.html",
        page=page,
        cards=cards_of(page.items, actor()),
        side=posting.side,
        own=posting,
        here=url_for(MATCHES[posting.side], posting_id=posting.id, dismissed=1 if is_dismissed() else None),
        tasks=task_rows(get_tasks(posting), posting) if posting.side is Side.SUPPLY else [],
        is_searching=is_refreshing([posting.id]),
    )


@bp.get("/listings/<int:posting_id>/matches")
@signed_in
def for_listing(posting_id: int) -> str:
    """List the demands that a listing fits."""
    return matches_of(get_own_posting(posting_id, actor(), side=Side.SUPPLY))


@bp.get("/demands/<int:posting_id>/matches")
@signed_in
def for_demand(posting_id: int) -> str:
    """List the listings that fit a demand."""
    return matches_of(get_own_posting(posting_id, actor(), side=Side.DEMAND))


@bp.post("/matches/<int:match_id>/dismissals")
@signed_in
def dismiss(match_id: int) -> Response | tuple[str, int]:
    """Put a match away, with a reason; the list then offers to take that back."""
    match = get_match(match_id, actor())
    form = DismissForm()
    if form.validate_on_submit():
        try:
            with transaction():
                dismiss_match(match, form.chosen(), form.note.data or "", by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            back = next_path(url_for("matches.index"))
            return redirect(f"{back}{'&' if '?' in back else '?'}put_away={match_id}", 303)
    return render_template("member/match_dismiss.html", form=form, match=match), 422


@bp.post("/matches/<int:match_id>/restorations")
@signed_in
def restore(match_id: int) -> Response:
    """Take a dismissal back."""
    match = get_match(match_id, actor())
    with transaction():
        restore_match(match, by=actor())
    flash(gettext("Đã đưa lại vào danh sách."), "done")
    return redirect(next_path(url_for("matches.index")), 303)
