"""Which category goods belong to, from what their maker calls them; no database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from marketplace.taxonomy.phrases import Found, PhraseBook, Syllable, syllables
from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.text import nfc

_SEGMENT_END = re.compile(r"[,;:–—()/+|.!?\n]|\s-\s|\s(?:và|va|and|hoặc|hoac)\s", re.IGNORECASE)
# Words before the name of the goods that say nothing about the kind.
_OPENERS = (
    "bán cung cấp chuyên đặc sản hàng các loại thu mua cần tìm set bộ combo quà sỉ buôn giá lẻ xưởng xuất "
    "the dried organic handmade natural vietnamese"
)

# How much a phrase of so many syllables says; longer ones are rarely a coincidence.
_LENGTH_WEIGHT = (0.0, 1.0, 2.0, 2.8, 3.4)
_DEPTH_WEIGHT = {1: 0.35, 2: 0.7, 3: 1.0}
# The first thing named in a title counts most; goods named later are usually more of the same kind.
_SEGMENT_WEIGHT = (1.0, 0.8, 0.65, 0.5, 0.4)
_DESCRIPTION_WEIGHT = 0.2
_DESCRIPTION_LIMIT = 1.5
# In Vietnamese the first noun says what is sold; what follows is what it is of, for or from.
_MODIFIER_WEIGHT = 0.25
_LATE_HEAD_WEIGHT = 0.6
_BARE_SINGLE_WEIGHT = 0.6
_VILLAGE_WEIGHT = 0.8
_SHARED_WEIGHT = 0.9
_GROUP_SUPPORT = 0.3
_KEPT_SHARE = 0.2

_MACHINE_HEADS = frozenset({"may"})

MAX_TITLE = 300
MAX_DESCRIPTION = 3000


@dataclass(frozen=True)
class _Sense:
    """A category that a phrase speaks for, and how strongly."""

    code: str
    weight: float


def _own_names(name: str) -> Iterator[str]:
    """Yield "Gốm sứ gia dụng (bát đĩa, ấm chén)" and its parts, but no lone syllable after the first part."""
    first, *others = re.split(r"[,()]", name)
    yield name
    yield first
    yield from (part for part in others if len(part.split()) > 1)


@lru_cache
def _book() -> PhraseBook[_Sense]:
    book: PhraseBook[_Sense] = PhraseBook()
    known: set[tuple[str, str]] = set()

    def add(phrase: str, code: str, weight: float) -> None:
        key = (phrase.strip().lower(), code)
        if key not in known:
            known.add(key)
            book.add(phrase, _Sense(code, weight))

    for row in read_table("categories"):
        weight = _DEPTH_WEIGHT[row["code"].count(".") + 1]
        names = [*_own_names(row["name_vi"]), *split_cell(row["synonyms_vi"]), row["name_en"]]
        for name in names:
            add(name, row["code"], weight)
    for row in read_table("category_words"):
        for word in split_cell(row["words"]):
            add(word, row["code"], _DEPTH_WEIGHT[row["code"].count(".") + 1])
    for row in read_table("craft_villages"):
        if row["category_code"]:
            add(row["name_vi"], row["category_code"], _VILLAGE_WEIGHT)
    return book


def _segments(text: str) -> list[list[Syllable]]:
    pieces = (syllables(piece) for piece in _SEGMENT_END.split(nfc(text)))
    return [piece for piece in pieces if piece]


def _score_phrase(senses: list[Found[_Sense]], position: float, scores: dict[str, float]) -> None:
    best = senses[0].exactness
    share = 1.0
    for found in senses:
        length = found.last - found.first
        weight = _LENGTH_WEIGHT[min(length, len(_LENGTH_WEIGHT) - 1)] * found.value.weight * position * share
        weight *= 0.6 + 0.4 * found.exactness
        if length == 1 and found.exactness < 1:
            weight *= _BARE_SINGLE_WEIGHT
        if found.exactness < best:
            weight *= 0.5
        scores[found.value.code] += weight
        share *= _SHARED_WEIGHT


def _score_segment(parts: list[Syllable], weight: float, scores: dict[str, float]) -> None:
    opener = 0
    while opener < len(parts) and parts[opener].typed in _OPENERS_TYPED:
        opener += 1
    head = True
    for senses in _book().scan(parts):
        position = weight
        if not head:
            position *= _MODIFIER_WEIGHT
        elif senses[0].first > opener:
            position *= _LATE_HEAD_WEIGHT
        _score_phrase(senses, position, scores)
        head = False


_OPENERS_TYPED = frozenset(part.typed for part in syllables(_OPENERS))


def _scores(title: str, description: str) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    is_machine = False
    for index, parts in enumerate(_segments(title[:MAX_TITLE])):
        weight = _SEGMENT_WEIGHT[min(index, len(_SEGMENT_WEIGHT) - 1)]
        begins_so = bool(parts) and parts[0].folded in _MACHINE_HEADS
        if is_machine and not begins_so:
            # "Máy ép dầu lạc, dầu mè": the rest of the list is still what the machine works on.
            weight *= _MODIFIER_WEIGHT
        is_machine = is_machine or (index == 0 and begins_so)
        _score_segment(parts, weight, scores)
    from_text: defaultdict[str, float] = defaultdict(float)
    for parts in _segments(description[:MAX_DESCRIPTION]):
        _score_segment(parts, _DESCRIPTION_WEIGHT, from_text)
    for code, score in from_text.items():
        scores[code] += min(score, _DESCRIPTION_LIMIT)
    return scores


def suggest_categories(title: str, description: str = "", limit: int = 5) -> list[tuple[str, float]]:
    """Return the likeliest categories of some goods with a score, best first; none where nothing is known.

    A group or root comes up where the words say no more than that ("gia vị").
    """
    return list(_suggest(title, description)[:limit])


@lru_cache(maxsize=2048)
def _suggest(title: str, description: str) -> tuple[tuple[str, float], ...]:
    plain = _scores(title, description)
    supported = {
        code: score + _GROUP_SUPPORT * sum(plain.get(above, 0.0) for above in _ancestors(code))
        for code, score in plain.items()
    }
    if not supported:
        return ()
    least = max(supported.values()) * _KEPT_SHARE
    ranked = sorted(supported.items(), key=lambda one: (-one[1], one[0]))
    return tuple((code, round(score, 3)) for code, score in ranked if score >= least)


def _ancestors(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


@lru_cache(maxsize=1024)
def recognise_category(name: str) -> str | None:
    """Return the category that a name used for one means ("VLXD", "Bún, miến"), or None.

    For the category column of a sheet: a code or a known name first, then the closest category that
    covers all that the name lists, then the likeliest one.
    """
    for row in read_table("categories"):
        if row["code"] == name.strip():
            return row["code"]
    if whole := _book().whole(name):
        return max(whole, key=lambda one: (one.exactness, one.value.weight)).value.code
    common = _common({senses[0].value.code for parts in _segments(name) for senses in _book().scan(parts)})
    likeliest = suggest_categories(name, limit=1)
    return common or (likeliest[0][0] if likeliest else None)


def _common(codes: set[str]) -> str | None:
    """Return the lowest category that covers all of some categories, or None where only a root would."""
    if not codes:
        return None
    lines = [code.split(".") for code in codes]
    shared: list[str] = []
    for level in zip(*lines, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared) if len(shared) > 1 or len(codes) == 1 else None
