"""Wards of a province, for a form that fetches them while it is filled in."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from marketplace.taxonomy.queries import get_province, get_wards
from marketplace.text import tidy
from marketplace.web.access import public

bp = Blueprint("provinces", __name__)


@bp.get("/provinces/<code>/wards")
@public
def wards(code: str) -> Response:
    """Return the wards as options of a select."""
    province = get_province(tidy(code))
    answer = make_response(render_template("public/wards.html", wards=get_wards(province.code)))
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
