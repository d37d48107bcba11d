"""Vietnamese text made comparable: one Unicode form, folding of diacritics, sort keys, slugs."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_STROKE = str.maketrans({"đ": "d", "Đ": "D"})


def nfc(raw: str) -> str:
    """Return the text in NFC, without control and direction-changing characters."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", raw))


def tidy(raw: str) -> str:
    """Return one line of text in NFC with single spaces and no blanks at the ends."""
    return _SPACES.sub(" ", nfc(raw)).strip()


def tidy_lines(raw: str) -> str:
    """Return text of several lines in NFC; blanks at line ends and more than one empty line are dropped."""
    lines = [_SPACES.sub(" ", line).strip() for line in nfc(raw).replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fold(raw: str) -> str:
    """Return the text in lower case without diacritics (``Đường Phèn`` becomes ``duong phen``)."""
    decomposed = unicodedata.normalize("NFD", raw)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).translate(_STROKE).lower()


def fold_key(raw: str) -> str:
    """Return a key under which two spellings of one name are equal: folded, tidy, no punctuation."""
    return _NOT_SLUG.sub(" ", fold(raw)).strip()


def slug(raw: str) -> str:
    """Return the text as a readable part of a URL."""
    return _NOT_SLUG.sub("-", fold(raw)).strip("-")[:60].strip("-")


def form_key(form_token: str | None, owner: str) -> str | None:
    """Return under what the token of a form is kept, or None for a form without one.

    It is bound to whoever sent the form: nobody can use up, or be given, what another one's form has made.
    """
    if not form_token:
        return None
    return hashlib.sha256(f"{owner} {form_token}".encode(errors="surrogatepass")).hexdigest()


def person_sort_key(full_name: str) -> str:
    """Return the key by which Vietnamese people are listed: given name first, then the rest."""
    parts = tidy(full_name).split(" ")
    return fold(" ".join([parts[-1], *parts[:-1]]))
