"""Whether the process answers, and whether it can do its work."""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from marketplace.db import is_reachable
from marketplace.search.registry import search_engine
from marketplace.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Say whether database and index can be used; 503 where not."""
    state = {"database": is_reachable(), "index": not search_engine().needs_rebuild}
    return jsonify(state), 200 if all(state.values()) else 503
