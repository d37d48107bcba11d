"""Every word that people see is in the English catalogue, and nothing is translated twice in two ways."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from marketplace.i18n import CATALOGUES, read_catalogue

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
METHODS = [("marketplace/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true"}}
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


def messages() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(str(ROOT), METHODS, {**{p: {} for p, _ in METHODS}, **OPTIONS}, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def test_english_is_complete() -> None:
    catalogue = read_catalogue("en")
    missing = [
        m
        for m in messages()
        if (entry := catalogue.get(m if isinstance(m, str) else m[0])) is None
        or not entry.string
        or (isinstance(entry.string, tuple) and not all(entry.string))
    ]
    assert missing == []


def test_english_has_nothing_left_over() -> None:
    used = {m if isinstance(m, str) else m[0] for m in messages()}
    left = [m.id for m in read_catalogue("en") if m.id and (m.id if isinstance(m.id, str) else m.id[0]) not in used]
    assert left == []


def test_english_is_english() -> None:
    def words(entry: object) -> str:
        return " ".join(entry) if isinstance(entry, (tuple, list)) else str(entry)

    names = re.compile("Chắp Nối|Tết|Việt Nam|[Tt]iếng Việt|chục|Tiếng Việt")
    found = [m.id for m in read_catalogue("en") if m.id and VIETNAMESE.search(names.sub("", words(m.string)))]
    assert found == []


def test_placeholders_agree() -> None:
    def holders(entry: object) -> set[str]:
        text = " ".join(entry) if isinstance(entry, (tuple, list)) else str(entry)
        return set(re.findall(r"%\((\w+)\)", text))

    wrong = [m.id for m in read_catalogue("en") if m.id and holders(m.id) - {"num"} != holders(m.string) - {"num"}]
    assert wrong == []


def test_nothing_is_translated_in_two_ways() -> None:
    seen: dict[str, tuple[str, str]] = {}
    clashes = []
    for path in sorted((CATALOGUES / "en").glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if not message.id:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                words = str(message.string)
                if key in seen and seen[key][0] != words:
                    clashes.append((key, seen[key], (words, path.name)))
                seen.setdefault(key, (words, path.name))
    assert clashes == []
