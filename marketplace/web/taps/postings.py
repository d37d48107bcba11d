"""Behind a link: every old or ending posting of an organisation, each answered with one tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap
from marketplace.clock import now, today
from marketplace.db import transaction
from marketplace.errors import Invalid, NotFound
from marketplace.i18n import gettext
from marketplace.postings import actions
from marketplace.postings.confirming import get_posting_on_link, postings_on_link
from marketplace.postings.labels import STATUSES, TONES, freshness_of, pause_of, status_of, title_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.policy import is_confirmed_on
from marketplace.postings.rules import UNDO_FOR, WARN_BEFORE, closing_proposal, pause_end
from marketplace.web.answers import problem_words
from marketplace.web.forms.complaints import number_in
from marketplace.web.forms.postings import PAUSES, pause_choices

Shown = dict[str, Any]
Typed = Mapping[str, str]


def _available(posting: Posting, _typed: Typed, tap: Tap) -> None:
    actions.confirm_available(posting, by=tap.actor)


def _pause(posting: Posting, typed: Typed, tap: Tap) -> None:
    choice = typed.get("until", "")
    if choice not in PAUSES:
        raise Invalid.of("until", "postings.pause_end")
    end = pause_end(choice, [row.month for row in posting.months], today())
    actions.pause(posting, until=end, by=tap.actor)


def _stop(posting: Posting, _typed: Typed, tap: Tap) -> None:
    actions.withdraw(posting, by=tap.actor)


def _renew(posting: Posting, typed: Typed, tap: Tap) -> None:
    actions.renew(posting, closes_on=typed.get("closes_on", ""), by=tap.actor)


def _undo(posting: Posting, _typed: Typed, tap: Tap) -> None:
    if posting.status is PostingStatus.PAUSED:
        actions.resume(posting, by=tap.actor)
    else:
        actions.restore(posting, by=tap.actor)


# what a button sends -> what it does with the posting it stands at
ANSWERS: Mapping[str, Callable[[Posting, Typed, Tap], None]] = {
    "available": _available,
    "pause": _pause,
    "stop": _stop,
    "renew": _renew,
    "undo": _undo,
}


def _done(posting: Posting, shown: PostingStatus) -> Shown | None:
    """Return what was just said about a posting, with the button that takes it back while that is offered."""
    title = title_of(posting)
    is_fresh = posting.updated_at > now() - UNDO_FOR
    if shown is PostingStatus.WITHDRAWN:
        return {
            "words": gettext("Đã rút tin “%(title)s”.", title=title),
            "undo": is_fresh and not posting.taken_down_at,
        }
    if shown is PostingStatus.PAUSED:
        words = gettext("Đã tạm ẩn tin “%(title)s”. %(pause)s", title=title, pause=pause_of(posting))
        return {"words": words, "undo": is_fresh}
    if shown is PostingStatus.PUBLISHED and is_confirmed_on(posting, today()):
        if posting.side is Side.SUPPLY:
            return {"words": gettext("Đã xác nhận còn hàng: “%(title)s”.", title=title), "undo": False}
        return {"words": gettext("Đã xác nhận còn cần mua: “%(title)s”.", title=title), "undo": False}
    return None


def _row(posting: Posting, typed: Typed, error: Invalid | None) -> Shown:
    shown = status_of(posting, today())
    is_asked = error is not None and typed.get("posting") == str(posting.id)
    ends_soon = posting.expires_on is not None and posting.expires_on <= today() + WARN_BEFORE[0]
    return {
        "posting": posting,
        "title": title_of(posting),
        "is_supply": posting.side is Side.SUPPLY,
        "state": shown.value,
        "status": {"words": STATUSES[shown], "tone": TONES[shown]},
        "freshness": freshness_of(posting, now()) if shown is PostingStatus.PUBLISHED else {},
        "done": _done(posting, shown),
        "asks_date": posting.side is Side.DEMAND and (ends_soon or shown is PostingStatus.EXPIRED),
        "closes_on": typed.get("closes_on", "") if is_asked else closing_proposal(today()).isoformat(),
        "pauses": pause_choices(posting),
        "errors": [problem_words(one) for one in error.problems] if is_asked and error else [],
    }


def _said(tap: Tap) -> int:
    """Return about which posting something was just said, else the one that the link is about."""
    said = number_in(request.args.get("said")) or tap.thing_id
    try:
        return get_posting_on_link(said, tap.organisation_id, tap.thing_id).id
    except NotFound:
        return tap.thing_id


def render(tap: Tap, code: str, typed: Typed | None = None, error: Invalid | None = None) -> str:
    """Render what waits for a word; the posting that was just answered stays on top."""
    postings = postings_on_link(tap.organisation_id, _said(tap))
    rows = [_row(posting, typed or {}, error) for posting in postings]
    open_rows = [row for row in rows if row["done"] is None]
    return render_template(
        "taps/postings.html",
        here=url_for("taps.act", code=code),
        done=[row for row in rows if row["done"] is not None],
        rows=open_rows,
        # the buttons of one posting need no unfolding
        is_single=len(open_rows) == 1,
        confirmable=[row for row in open_rows if row["state"] == "published"],
        day=today(),
    )


def show(tap: Tap, code: str) -> tuple[str, int]:
    """Show what is asked about, and the buttons; this changes nothing."""
    return render(tap, code), 200


def act(tap: Tap, code: str) -> Response | tuple[str, int]:
    """Do what the pressed button says, and show it."""
    typed = request.form.to_dict()
    name, posting_id = typed.get("answer", ""), number_in(typed.get("posting"))
    if name == "all":
        with transaction():
            actions.confirm_all(tap.organisation_id, by=tap.actor)
        return redirect(url_for("taps.show", code=code), 303)
    answer = ANSWERS.get(name)
    if answer is None or posting_id is None:
        raise Invalid.of("answer", "postings.answer_unknown")
    posting = get_posting_on_link(posting_id, tap.organisation_id, tap.thing_id)
    try:
        with transaction():
            answer(posting, typed, tap)
    except Invalid as error:
        return render(tap, code, typed, error), 422
    return redirect(url_for("taps.show", code=code, said=posting.id), 303)
