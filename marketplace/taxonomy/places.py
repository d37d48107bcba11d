"""Which province a text means: names in force, the 63 earlier names, short forms, parts of the country; no database."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from functools import lru_cache

from marketplace import i18n
from marketplace.taxonomy.models import Province
from marketplace.taxonomy.phrases import Found, PhraseBook, Syllable, syllables
from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.text import nfc, tidy

_PREFIX = re.compile(
    r"^(?:tỉnh|tinh|thành phố|thanh pho|tp|t\.p|t|province of|city of)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE
)
_SUFFIX = re.compile(
    r"[\s,]*(?:\((?:tỉnh )?(?:cũ|cu)\)|\b(?:tỉnh cũ|tinh cu|cũ|cu|việt nam|viet nam|vietnam|province|city))\.?$",
    re.IGNORECASE,
)
# Short forms of two or three letters mean something else inside a sentence, unless nobody doubts them.
_SAFE_SHORT = frozenset({"hcm", "hn", "sg", "tph", "tth", "bmt"})
# Names of one syllable that are also everyday words.
_EVERYDAY = frozenset({"vinh", "hue"})


class PlaceKind(enum.Enum):
    """What kind of name was found."""

    PROVINCE = "province"
    PREDECESSOR = "predecessor"
    PART = "part"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A name of a place with the provinces in force that it means."""

    kind: PlaceKind
    code: str
    name: str
    province_codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlaceMatch:
    """A place found in a text, from character ``start`` to before ``end`` of the text in NFC."""

    place: Place
    start: int
    end: int
    exactness: float


@dataclass(frozen=True, kw_only=True)
class Predecessor:
    """One of the 63 earlier provinces."""

    code: str
    name: str
    province_code: str


@lru_cache
def _book() -> PhraseBook[Place]:
    book: PhraseBook[Place] = PhraseBook()
    for row in read_table("provinces"):
        place = Place(kind=PlaceKind.PROVINCE, code=row["code"], name=row["name_short"], province_codes=(row["code"],))
        for name in (row["name_short"], row["name_vi"], *split_cell(row["aliases"])):
            book.add(name, place)
    for row in read_table("predecessors"):
        place = Place(
            kind=PlaceKind.PREDECESSOR,
            code=row["code_63"],
            name=row["name_vi"],
            province_codes=(row["province_code"],),
        )
        for name in (row["name_vi"], row["name_full"], *split_cell(row["aliases"])):
            book.add(name, place)
    for row in read_table("macroregions"):
        place = Place(
            kind=PlaceKind.PART,
            code=row["macro_code"],
            name=row["name_vi"],
            province_codes=tuple(split_cell(row["province_codes"])),
        )
        book.add(row["alias"], place)
    return book


_ORDER = (PlaceKind.PROVINCE, PlaceKind.PREDECESSOR, PlaceKind.PART)


def _best(found: list[Found[Place]]) -> Found[Place] | None:
    return min(found, key=lambda one: (-one.exactness, _ORDER.index(one.value.kind)), default=None)


@lru_cache(maxsize=4096)
def find_place(text: str) -> Place | None:
    """Return the place that a whole text names, with or without "tỉnh", "TP." or "(cũ)", or None."""
    raw = tidy(text)
    if len(raw) > 100:
        return None
    shorter = _SUFFIX.sub("", raw)
    for attempt in (raw, shorter, _PREFIX.sub("", raw), _PREFIX.sub("", shorter)):
        if best := _best(_book().whole(attempt)):
            return best.value
    return None


@lru_cache(maxsize=4096)
def find_province(text: str) -> str | None:
    """Return the code of the province in force that a text means, or None where that is not one province.

    Understands old and new names, short forms and addresses ("xã Bát Tràng, huyện Gia Lâm, Hà Nội").
    """
    place = find_place(text)
    if place is None and "," in text:
        place = find_place(text.rsplit(",", 1)[1])
    if place is not None:
        return place.province_codes[0] if len(place.province_codes) == 1 else None
    codes = {match.place.province_codes for match in find_places(text) if match.place.kind is not PlaceKind.PART}
    return codes.pop()[0] if len(codes) == 1 else None


def find_places(text: str) -> list[PlaceMatch]:
    """Return the places that a running text names, from left to right, the longest name first.

    Names typed without diacritics count; a name typed with other diacritics is another word.
    """
    original = nfc(text)
    parts = syllables(text)
    matches: list[PlaceMatch] = []
    for found in _book().scan(parts):
        best = _best(found)
        if best is not None and _is_name(original, parts[best.first : best.last]):
            start, end = parts[best.first].start, parts[best.last - 1].end
            matches.append(PlaceMatch(place=best.value, start=start, end=end, exactness=best.exactness))
    return matches


def _is_name(text: str, parts: list[Syllable]) -> bool:
    """Tell a name from a short form or an everyday word that looks like one."""
    if len(parts) > 1:
        return True
    typed = text[parts[0].start : parts[0].end]
    if parts[0].folded in _EVERYDAY:
        return typed[0].isupper() and not (typed.isupper() and parts[0].is_bare)
    if len(typed) > 3:
        return True
    return parts[0].folded in _SAFE_SHORT or not parts[0].is_bare


@lru_cache
def predecessors_of(code: str) -> tuple[Predecessor, ...]:
    """Return the earlier provinces that are in a province now, its own former self included."""
    return tuple(
        Predecessor(code=row["code_63"], name=row["name_vi"], province_code=code)
        for row in read_table("predecessors")
        if row["province_code"] == code
    )


def label_for_province(province: Province) -> str:
    """Return a province's name with the earlier ones that are in it: "Lào Cai (gồm Yên Bái cũ)"."""
    earlier = [one.name for one in predecessors_of(province.code) if one.name != province.name_short]
    if not earlier:
        return province.name_short
    return i18n.gettext("%(name)s (gồm %(earlier)s cũ)", name=province.name_short, earlier=", ".join(earlier))
