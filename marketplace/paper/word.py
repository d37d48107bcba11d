"""Fills a Word template with plain values; nothing in a value is ever read as a command."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from marketplace.text import nfc

# Left out: what the file format has no letter for.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(value: Any) -> Any:
    """Return a value, or everything inside it, in one Unicode form and without what cannot be written."""
    if isinstance(value, str):
        return _UNWRITABLE.sub("", nfc(value))
    if isinstance(value, Mapping):
        return {key: printable(inner) for key, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [printable(inner) for inner in cast("list[Any]", value)]
    return value


def fill_word(template: Path, values: Mapping[str, Any]) -> bytes:
    """Return the template as a Word file with the values in it; raises where it names a value that is not given."""
    paper = DocxTemplate(str(template))
    # A new environment each time: the library adds filters of its own to it.
    paper.render(printable(values), jinja_env=Environment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()
