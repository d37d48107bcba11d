"""Choosing the language of the pages; kept in the cookie."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from marketplace.i18n import LANGUAGES
from marketplace.web.access import next_path, public

bp = Blueprint("languages", __name__)


@bp.get("/languages/<code>")
@public
def choose(code: str) -> Response:
    """Remember the language and go back to the page."""
    if code not in LANGUAGES:
        abort(404)
    cookie["language"] = code
    cookie.permanent = True
    return redirect(next_path(url_for("home.index")))
