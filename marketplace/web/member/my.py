"""A member's own pages: what to do next, and all own postings."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import get_organisation
from marketplace.clock import today
from marketplace.i18n import gettext, ngettext
from marketplace.leads.queries import count_unread_leads
from marketplace.matching.queries import count_new_matches
from marketplace.postings.labels import STATUSES, status_of, title_of
from marketplace.postings.models import Posting, PostingStatus
from marketplace.postings.queries import (
    count_own_postings,
    find_posting,
    get_own_postings,
)
from marketplace.web.access import actor, signed_in
from marketplace.web.posting_page import form_url, posting_url

bp = Blueprint("my", __name__)

TONES = {
    PostingStatus.DRAFT: "off",
    PostingStatus.PENDING: "wait",
    PostingStatus.PUBLISHED: "good",
    PostingStatus.WITHDRAWN: "off",
    PostingStatus.EXPIRED: "bad",
}
ORDER = (
    PostingStatus.PUBLISHED,
    PostingStatus.PENDING,
    PostingStatus.DRAFT,
    PostingStatus.EXPIRED,
    PostingStatus.WITHDRAWN,
)


def status_from(name: str | None) -> PostingStatus | None:
    """Return the tab that an address names; None is the tab with everything."""
    return next((status for status in PostingStatus if status.value == name), None)


def next_steps(me: Actor, organisation: Organisation) -> list[dict[str, str]]:
    """Return what is worth doing now, the most pressing first, each with its page."""
    counts = count_own_postings(me)
    steps: list[dict[str, str]] = []
    if unread := count_unread_leads(me):
        words = ngettext("%(num)s liên hệ chưa đọc", "%(num)s liên hệ chưa đọc", unread)
        steps.append({"words": words, "url": url_for("leads.index"), "icon": "inbox"})
    if drafts := counts[PostingStatus.DRAFT]:
        words = ngettext("%(num)s tin viết dở, mời viết nốt", "%(num)s tin viết dở, mời viết nốt", drafts)
        steps.append({"words": words, "url": url_for("my.postings", status="draft"), "icon": "edit"})
    if matches := count_new_matches(me):
        words = ngettext("%(num)s nơi hợp mới", "%(num)s nơi hợp mới", matches)
        steps.append({"words": words, "url": url_for("matches.index"), "icon": "join"})
    if late := counts[PostingStatus.EXPIRED]:
        words = ngettext("%(num)s tin hết hạn, gia hạn nếu còn hàng", "%(num)s tin hết hạn, gia hạn nếu còn hàng", late)
        steps.append({"words": words, "url": url_for("my.postings", status="expired"), "icon": "clock"})
    if not organisation.description and me.administers(organisation.id):
        url = url_for("organisation_forms.edit", organisation_id=organisation.id)
        steps.append({"words": gettext("Viết vài câu giới thiệu cơ sở"), "url": url, "icon": "user"})
    return steps


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
    return {
        "posting": posting,
        "title": title_of(posting),
        "url": posting_url(posting) if is_seen else form_url(posting, "preview"),
        "status": {"words": STATUSES[status], "tone": TONES[status]},
        "state": status.value,
        "preview_url": form_url(posting, "preview"),
        "form": lambda action: form_url(posting, action),
    }


@bp.get("/my/postings")
@signed_in
def postings() -> str:
    """List the postings of the organisation that the actor acts for."""
    me = actor()
    chosen = status_from(request.args.get("status"))
    counts = count_own_postings(me)
    page = get_own_postings(me, status=chosen, after=request.args.get("after"))
    return render_template(
        "member/postings.html",
        rows=[own_row(posting) for posting in page.items],
        tabs=tab_rows(chosen, counts),
        chosen=chosen,
        next_url=url_for("my.postings", status=chosen and chosen.value, after=page.next_cursor)
        if page.next_cursor
        else "",
        first_url=url_for("my.postings", status=chosen and chosen.value) if request.args.get("after") else "",
        withdrawn=just_withdrawn(me),
        copy_token=secrets.token_urlsafe(16),
    )


def tab_rows(chosen: PostingStatus | None, counts: Mapping[PostingStatus, int]) -> list[dict[str, object]]:
    """Return the tabs with their counts."""
    everything = {
        "label": gettext("Tất cả"),
        "url": url_for("my.postings"),
        "count": sum(counts.values()),
        "current": chosen is None,
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


def just_withdrawn(me: Actor) -> dict[str, str] | None:
    """Return the posting that was withdrawn a moment ago, to offer to undo it."""
    raw = request.args.get("withdrawn", "")
    posting = find_posting(int(raw)) if raw.isdigit() and len(raw) < 12 else None
    if posting is None or not me.belongs_to(posting.organisation_id):
        return None
    if posting.status is not PostingStatus.WITHDRAWN or posting.taken_down_at is not None:
        return None
    return {"title": title_of(posting), "url": form_url(posting, "restore")}
