"""Links in messages: whoever holds one may do that one thing as the person it was sent to."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.actions import mark_tap_used
from marketplace.accounts.queries import Tap, get_tap
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.i18n import set_language
from marketplace.web.access import public
from marketplace.web.answers import words_for
from marketplace.web.limits import SIGN_IN_LIMIT, limiter
from marketplace.web.taps import PAGES

bp = Blueprint("taps", __name__)


def opened(code: str) -> Tap:
    """Return what the link opens, and read on in its owner's language."""
    tap = get_tap(code)
    if tap.purpose not in PAGES:
        raise NotFound("accounts.tap_gone")
    set_language(tap.actor.language)
    return tap


def private(answer: object) -> Response:
    """Keep a page out of caches and search engines."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.errorhandler(NotFound)
def gone(error: NotFound) -> tuple[str, int]:
    """Say that the link no longer opens anything, and where to go on."""
    session.rollback()
    return render_template("taps/gone.html", words=words_for(error.key, **error.values)), 404


@bp.get("/t/<code>")
@limiter.limit(SIGN_IN_LIMIT)
@public
def show(code: str) -> Response:
    """Show what it is about, and the buttons."""
    tap = opened(code)
    return private(PAGES[tap.purpose].show(tap, code))


@bp.post("/t/<code>")
@limiter.limit(SIGN_IN_LIMIT)
@public
def act(code: str) -> Response:
    """Do what the pressed button says."""
    tap = opened(code)
    with transaction():
        mark_tap_used(tap.id)
    return private(PAGES[tap.purpose].act(tap, code))
