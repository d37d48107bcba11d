"""Attached files at the door: read from a form, and sent back for saving, never shown inside the site."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request, send_file
from werkzeug.wrappers import Response

from marketplace.errors import Invalid, NotFound
from marketplace.files.documents import (
    MAX_DOCUMENT_BYTES,
    ReadDocument,
    media_type,
    open_document,
    read_document,
)
from marketplace.files.models import Document
from marketplace.web.here import file_store

MAX_FILES = 5


def read_uploads(field: str) -> Sequence[ReadDocument]:
    """Return the files chosen in a form's field, looked at but not kept yet; raises Invalid for the field."""
    chosen = [file for file in request.files.getlist(field) if file and file.filename]
    if len(chosen) > MAX_FILES:
        raise Invalid.of(field, "files.too_many", max=MAX_FILES)
    return [read_document(file.read(MAX_DOCUMENT_BYTES + 1), file.filename or "", field=field) for file in chosen]


def send_document(document: Document) -> Response:
    """Send a file for saving under its own name; who may have it was asked before."""
    try:
        stream = open_document(document, file_store())
    except FileNotFoundError:
        raise NotFound("files.gone") from None
    answer = send_file(stream, mimetype=media_type(document), as_attachment=True, download_name=document.name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
