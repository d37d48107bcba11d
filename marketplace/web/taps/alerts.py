"""Behind the link of a message about new things: what is new, and how often to hear of it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.leads.queries.unwanted import get_unwanted
from marketplace.matching.actions import pace_everything
from marketplace.matching.labels import PACES, PROMISES, fit_word
from marketplace.matching.models import AlertPace
from marketplace.matching.queries import find_common_pace, get_told
from marketplace.web.forms.alerts import pace_in

OFFERED = (AlertPace.DAILY, AlertPace.WEEKLY, AlertPace.NEVER)


def show(tap: Tap, code: str) -> tuple[str, int]:
    """Show what is new, and the buttons; this changes nothing."""
    told, pace = get_told(tap.actor, get_unwanted), find_common_pace(tap.actor)
    page = render_template(
        "taps/alerts.html",
        here=url_for("taps.act", code=code),
        matches=[(posting, fit_word(score)) for posting, score in told.matches],
        postings=told.postings,
        pace={"words": PACES[pace], "promise": PROMISES[pace]} if pace else None,
        offered=[(one.value, PACES[one]) for one in OFFERED if one is not pace],
    )
    return page, 200


def act(tap: Tap, code: str) -> Response:
    """Do what the pressed button says; the page then shows it, and the other buttons change one's mind."""
    pace = pace_in(request.form.get("answer"))
    if pace is None:
        raise Invalid.of("answer", "matching.pace_missing")
    with transaction():
        pace_everything(pace, by=tap.actor)
    return redirect(url_for("taps.show", code=code), 303)
