"""A member's own pages: what to do next, and all own postings."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.actor import Actor
from marketplace.accounts.queries import get_organisation
from marketplace.clock import now, today
from marketplace.db import transaction
from marketplace.i18n import gettext, ngettext
from marketplace.paging import Page
from marketplace.postings import actions
from marketplace.postings.confirming import get_closing_postings, get_waiting_postings
from marketplace.postings.labels import STATUSES, TONES, freshness_of, pause_of, status_of, title_of
from marketplace.postings.models import Posting, PostingStatus
from marketplace.postings.policy import is_confirmed_on
from marketplace.postings.queries import count_own_postings, find_posting, get_own_postings
from marketplace.web.access import actor, signed_in
from marketplace.web.member.next_steps import next_steps
from marketplace.web.posting_page import form_url, posting_url

bp = Blueprint("my", __name__)

ORDER = (
    PostingStatus.PUBLISHED,
    PostingStatus.PAUSED,
    PostingStatus.PENDING,
    PostingStatus.DRAFT,
    PostingStatus.EXPIRED,
    PostingStatus.WITHDRAWN,
)
# Lists that are not a status: what one tap confirms, and demands that close soon.
FRESH = {"due": get_waiting_postings, "closing": get_closing_postings}


def status_from(name: str | None) -> PostingStatus | None:
    """Return the tab that an address names; None is the tab with everything."""
    return next((status for status in PostingStatus if status.value == name), None)


@bp.get("/my")
@signed_in
def home() -> str:
    """Show what to do next."""
    me = actor()
    if me.organisation_id is None:
        return render_template("member/home.html", organisation=None, steps=[], figures=[])
    organisation = get_organisation(me.organisation_id)
    return render_template(
        "member/home.html",
        organisation=organisation,
        steps=next_steps(me, organisation),
        figures=count_figures(me),
    )


def count_figures(me: Actor) -> list[dict[str, object]]:
    """Return how many postings stand where, each figure with its rows; nothing where there are none."""
    counts = count_own_postings(me)
    return [
        {"number": counts[status], "words": STATUSES[status], "url": url_for("my.postings", status=status.value)}
        for status in ORDER
        if counts[status]
    ]


def own_row(posting: Posting) -> dict[str, object]:
    """Return a posting with its status and addresses, for a card."""
    status = status_of(posting, today())
    is_seen = status is PostingStatus.PUBLISHED
    freshness = freshness_of(posting, now()) if is_seen else {}
    return {
        "posting": posting,
        "title": title_of(posting),
        "url": posting_url(posting) if is_seen else form_url(posting, "preview"),
        "status": {"words": STATUSES[status], "tone": TONES[status]},
        "state": status.value,
        "note": pause_of(posting) if status is PostingStatus.PAUSED else freshness.get("words", ""),
        "may_confirm": is_seen and not is_confirmed_on(posting, today()),
        "preview_url": form_url(posting, "preview"),
        "form": lambda action: form_url(posting, action),
    }


def own_page(me: Actor, chosen: PostingStatus | None, fresh: str) -> Page[Posting]:
    """Return the page of own postings that an address asks for."""
    after = request.args.get("after")
    if fresh:
        return FRESH[fresh](me, after=after)
    return get_own_postings(me, status=chosen, after=after)


@bp.get("/my/postings")
@signed_in
def postings() -> str:
    """List the postings of the organisation that the actor acts for."""
    me = actor()
    chosen = status_from(request.args.get("status"))
    fresh = request.args.get("fresh", "") if request.args.get("fresh") in FRESH else ""
    kept: dict[str, Any] = {"status": chosen and chosen.value, "fresh": fresh or None}
    page = own_page(me, chosen, fresh)
    return render_template(
        "member/postings.html",
        rows=[own_row(posting) for posting in page.items],
        tabs=tab_rows(chosen, count_own_postings(me), is_all=not fresh),
        chosen=chosen,
        fresh=fresh,
        next_url=url_for("my.postings", **kept, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("my.postings", **kept) if request.args.get("after") else "",
        undo=just_hidden(me),
        copy_token=secrets.token_urlsafe(16),
    )


@bp.post("/my/postings/confirm")
@signed_in
def confirm_all() -> Response:
    """Say of everything that waits for a word that it still holds."""
    me = actor()
    with transaction():
        count = actions.confirm_all(me.organisation_id, by=me)
    if count:
        flash(ngettext("Đã xác nhận %(num)s tin.", "Đã xác nhận %(num)s tin.", count), "done")
    return redirect(url_for("my.postings", fresh="due"), 303)


def tab_rows(
    chosen: PostingStatus | None, counts: Mapping[PostingStatus, int], *, is_all: bool = True
) -> list[dict[str, object]]:
    """Return the tabs with their counts; ``is_all`` where no other list than that of a tab is shown."""
    everything = {
        "label": gettext("Tất cả"),
        "url": url_for("my.postings"),
        "count": sum(counts.values()),
        "current": chosen is None and is_all,
    }
    shown = [status for status in ORDER if counts[status] or status is chosen]
    return [
        everything,
        *(
            {
                "label": STATUSES[status],
                "url": url_for("my.postings", status=status.value),
                "count": counts[status],
                "current": status is chosen,
            }
            for status in shown
        ),
    ]


def _named(name: str, me: Actor) -> Posting | None:
    raw = request.args.get(name, "")
    posting = find_posting(int(raw)) if raw.isdecimal() and len(raw) < 12 else None
    return posting if posting is not None and me.belongs_to(posting.organisation_id) else None


def just_hidden(me: Actor) -> dict[str, str] | None:
    """Return what was withdrawn or paused a moment ago, to offer to undo it."""
    posting = _named("withdrawn", me)
    if posting is not None and posting.status is PostingStatus.WITHDRAWN and posting.taken_down_at is None:
        words = gettext("Đã rút tin “%(title)s”.", title=title_of(posting))
        return {"words": words, "url": form_url(posting, "restore")}
    posting = _named("paused", me)
    if posting is not None and posting.status is PostingStatus.PAUSED:
        words = gettext("Đã tạm ẩn tin “%(title)s”. %(pause)s", title=title_of(posting), pause=pause_of(posting))
        return {"words": words, "url": form_url(posting, "resume")}
    return None
