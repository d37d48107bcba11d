"""One posting as everybody sees it, with what its owner or staff may do beside it."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from marketplace.accounts.actor import Actor
from marketplace.accounts.labels import KINDS
from marketplace.clock import today
from marketplace.errors import NotFound
from marketplace.leads.queries import find_live_lead
from marketplace.postings.labels import STATUSES, pause_of, price_of, quantity_of, status_of, title_of
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_in_pause, is_open, may_edit, may_moderate
from marketplace.postings.queries import find_posting, get_visible_posting
from marketplace.web.access import actor
from marketplace.web.here import settings
from marketplace.web.posting_asides import aside_values
from marketplace.web.posting_page import MATCHES, form_url, page_values, posting_url


def share_values(posting: Posting) -> dict[str, Any]:
    """Return what is shown of a posting where somebody passes its address on."""
    parts = [price_of(posting), quantity_of(posting), posting.province.name_short if posting.province else ""]
    picture = ""
    if posting.photos:
        path = url_for("photos.show", stem=posting.photos[0].stem, width=1280, ext="jpg")
        picture = f"{settings().public_url}{path}"
    return {
        "share_title": title_of(posting),
        "share_words": " · ".join(part for part in parts if part),
        "share_picture": picture,
        "share_url": f"{settings().public_url}{posting_url(posting)}",
    }


def find_shown(side: Side, posting_id: int, me: Actor) -> Posting:
    """Return a posting that the actor may see; one that is paused is also shown to whoever is talking about it."""
    try:
        return get_visible_posting(posting_id, me, side=side)
    except NotFound:
        posting = find_posting(posting_id)
        if posting is None or posting.side is not side or not is_in_pause(posting, today()):
            raise
        if find_live_lead(posting_id, me) is None:
            raise
        return posting


def status_words(posting: Posting) -> str:
    """Return why a posting is not in sight: where it stands, or until when it is paused."""
    day = today()
    return pause_of(posting).rstrip(".") if is_in_pause(posting, day) else str(STATUSES[status_of(posting, day)])


def show_posting(side: Side, posting_id: int) -> str:
    """Render the page of one posting."""
    me = actor()
    posting = find_shown(side, posting_id, me)
    day = today()
    is_own = may_edit(me, posting)
    return render_template(
        "public/posting.html",
        is_own=is_own,
        is_open=is_open(posting, day),
        is_staff=may_moderate(me, posting),
        status_words=status_words(posting),
        maker_kind=KINDS[posting.organisation.kind],
        matches_url=url_for(MATCHES[side], posting_id=posting.id) if is_own else "",
        preview_url=form_url(posting, "preview") if is_own else "",
        **aside_values(posting),
        **share_values(posting),
        **page_values(posting),
    )
