"""Photos in every size, kept by browsers for good, because a name never changes its content."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from marketplace.files.images import EXTENSIONS, WIDTHS, content_type
from marketplace.files.pictures import file_name, is_stem
from marketplace.web.access import public
from marketplace.web.here import file_store

bp = Blueprint("photos", __name__)

YEAR = 365 * 24 * 60 * 60


@bp.get("/photos/<stem>/<int:width>.<ext>")
@public
def show(stem: str, width: int, ext: str) -> Response:
    """Send one size of a photo."""
    if not is_stem(stem) or width not in WIDTHS or ext not in EXTENSIONS:
        abort(404)
    try:
        with file_store().open(file_name(stem, width, ext)) as stream:
            response = Response(stream.read(), mimetype=content_type(ext))
    except FileNotFoundError:
        abort(404)
    response.set_etag(f"{stem}-{width}-{ext}")
    response.cache_control.max_age = YEAR
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response.make_conditional(request)
