"""Keeps a picture's sizes in a store under one random name, its stem."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from marketplace.files.images import EXTENSIONS, WIDTHS, Picture
from marketplace.files.store import FileStore

_STEM = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class StoredPicture:
    """A picture that is in the store; ``width`` and ``height`` are those of the largest size."""

    stem: str
    width: int
    height: int


def is_stem(text: str) -> bool:
    """Tell whether a text has the form of a stem."""
    return _STEM.fullmatch(text) is not None


def file_name(stem: str, width: int, extension: str) -> str:
    """Return the name of one size in the store."""
    return f"photos/{stem[:2]}/{stem}/{width}.{extension}"


def stem_for(form: str | None, content: bytes) -> str:
    """Return a stem that nobody can guess: the same for one file of one form, so that a second submit adds nothing.

    ``form`` is the key of the form (``text.form_key``), None for one that has none.
    """
    if form is None:
        return secrets.token_hex(16)
    return hashlib.sha256(form.encode() + b" " + content).hexdigest()[:32]


def store_picture(store: FileStore, picture: Picture, *, stem: str = "") -> StoredPicture:
    """Save all sizes under a new stem, which nobody can guess, or under one that was made for it."""
    stem = stem or secrets.token_hex(16)
    for (width, extension), content in picture.files.items():
        store.save(file_name(stem, width, extension), content)
    return StoredPicture(stem=stem, width=picture.width, height=picture.height)


def stems_before(store: FileStore, moment: datetime) -> Iterator[str]:
    """Yield every picture that was stored before a moment, once."""
    last = ""
    for name in store.names_before(moment):
        parts = name.split("/")
        if len(parts) == 4 and parts[0] == "photos" and is_stem(parts[2]) and parts[2] != last:
            last = parts[2]
            yield last


def delete_picture(store: FileStore, stem: str) -> None:
    """Remove all sizes of a picture."""
    for width in WIDTHS:
        for extension in EXTENSIONS:
            store.delete(file_name(stem, width, extension))
