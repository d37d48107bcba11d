"""What a buyer's text rules out, and whether a seller's text says it all the same; no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marketplace.taxonomy.phrases import Found, PhraseBook, Syllable, syllables
from marketplace.text import fold, nfc

CUES = Path(__file__).parent / "data" / "exclusion_cues.tsv"
MAX_TEXT = 4000
MAX_CONDITIONS = 6
# More than this is a sentence, not the name of what is ruled out.
MAX_SYLLABLES = 5
MAX_QUOTE = 80
# Litres or kilograms from which on a container is a large one.
LARGE_SIZE = 2

_CLAUSE_END = re.compile(r"(?<!\d)[,.]|[,.](?!\d)|[;:!?\n()/–—]|\s-\s")
_SIZE = re.compile(r"\s*(?:loại\s+)?(\d+(?:[.,]\d+)?)\s*(kg|ký|kí|cân|lít|lit|l|tấn|tạ)\b", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(one.folded for one in syllables(text))


# Before the name of what is ruled out these add nothing.
_OPENERS = _words("loại hàng đồ các những mấy thứ kiểu lấy nhận mua gửi dùng sử dụng có thêm the any a an")
# What follows one of these is a new thought.
_STOPS = _words("và mà nhưng vì để nên giao giá đạt nhé nha ạ nữa thì with and but for please because")
_ALTERNATIVES = _words("hoặc hay or lẫn")
# Said of what is put into the goods: "không pha bột sắn" is broken by "pha bột đao với bột sắn".
_MIXING = _words("pha tẩm trộn độn ướp đấu lẫn chứa thêm mix mixed blended added")
# "Ưu tiên không thêm đường" is a wish, not a condition.
_PREFERENCES = frozenset({"uu", "prefer", "preferably"})
_LARGE = _words("lớn to bự large big bulk")
_NEGATIONS = _words("không ko k hổng hông chẳng no not without never free non")
# Alone they describe no goods.
_EMPTY = _words("lớn to nhỏ bự đẹp xấu tốt rẻ đắt nhiều ít quá lắm large small big")


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """One thing that a buyer does not want; ``phrase`` is how the buyer says it."""

    phrase: str
    words: tuple[Syllable, ...]
    # the goods must not have this mixed in, rather than not be it
    is_mixture: bool = False
    # only the large form of it is ruled out: "can lớn"
    is_large: bool = False
    # the whole text was typed without marks
    is_bare: bool = False


@lru_cache
def _cues() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for line in CUES.read_text(encoding="utf-8").splitlines()[1:]:
        cue, _language, reading, *_rest = line.split("\t")
        book.add(cue, reading)
    return book


def _clauses(text: str) -> Iterator[str]:
    for piece in _CLAUSE_END.split(nfc(text)[:MAX_TEXT]):
        if piece.strip():
            yield piece


def _is_bare(text: str) -> bool:
    """Tell whether a whole text was typed without marks; only there may "che" mean "chè"."""
    return fold(text) == nfc(text).lower()


def _same(a: Syllable, b: Syllable, *, is_bare: bool) -> bool:
    """Tell whether two syllables are one word, in texts of which one was typed without marks or not."""
    return a.typed == b.typed or (is_bare and a.folded == b.folded)


def _alternatives(parts: Sequence[Syllable]) -> Iterator[list[Syllable]]:
    """Cut "chè bồm chè cám" or "nhựa hoặc kim loại" into the single things."""
    current: list[Syllable] = []
    for part in parts:
        repeats = len(current) > 1 and part.typed == current[0].typed
        if part.folded in _ALTERNATIVES or repeats:
            yield current
            current = [part] if repeats else []
        else:
            current.append(part)
    yield current


def _object(parts: Sequence[Syllable]) -> list[Syllable]:
    """Return the name of what is ruled out: up to the next thought, without words that add nothing."""
    start = 0
    while start < len(parts) and parts[start].folded in _OPENERS:
        start += 1
    end = start
    while end < len(parts) and parts[end].folded not in _STOPS:
        end += 1
    return list(parts[start:end])


def _exclusion(text: str, named: list[Syllable], *, is_mixture: bool, is_bare: bool) -> Exclusion | None:
    named = _object(named)
    if named and named[0].folded in _MIXING:
        is_mixture = True
        while named and named[0].folded in _MIXING:
            named = named[1:]
    is_large = len(named) > 1 and named[-1].folded in _LARGE
    words = named[:-1] if is_large else named
    if not words or len(words) > MAX_SYLLABLES or all(word.folded in _EMPTY for word in words):
        return None
    phrase = text[named[0].start : named[-1].end]
    return Exclusion(phrase=phrase, words=tuple(words), is_mixture=is_mixture, is_large=is_large, is_bare=is_bare)


def _cue_at(parts: Sequence[Syllable], at: int, *, is_bare: bool) -> Found[str] | None:
    """Return the longest cue at a place; without marks one syllable is too little to tell ("tranh", "tránh")."""
    for found in _cues().match_all(parts, at):
        if found.exactness == 1 or (is_bare and found.last - found.first > 1):
            return found
    return None


def _of_clause(clause: str, *, is_bare: bool) -> Iterator[Exclusion]:
    parts = syllables(clause)
    at = 0
    while at < len(parts) and parts[at].folded not in _PREFERENCES:
        found = _cue_at(parts, at, is_bare=is_bare)
        if found is None:
            at += 1
            continue
        reading, last = found.value, found.last
        if reading == "before":
            named = [parts[:at]]
        elif reading == "after" or (reading == "opening" and at == 0):
            named = list(_alternatives(_object(parts[last:])))
        else:
            at = last
            continue
        is_mixture = parts[last - 1].folded in _MIXING
        made = (_exclusion(clause, one, is_mixture=is_mixture, is_bare=is_bare) for one in named)
        yield from (one for one in made if one)
        return


@lru_cache(maxsize=4096)
def exclusions_of(text: str) -> tuple[Exclusion, ...]:
    """Return what a buyer's text rules out ("không nhận can lớn", "no lacquer", "không pha bột sắn")."""
    kept: dict[str, Exclusion] = {}
    is_bare = _is_bare(text)
    for clause in _clauses(text):
        for one in _of_clause(clause, is_bare=is_bare):
            kept.setdefault(" ".join(word.typed for word in one.words), one)
    return tuple(kept.values())[:MAX_CONDITIONS]


def _is_denied(parts: Sequence[Syllable], at: int) -> bool:
    """Tell whether what stands at a place is denied: a negation not far before it in the same clause."""
    return any(
        part.folded in _NEGATIONS and not (index and parts[index - 1].folded == "chan")
        for index, part in enumerate(parts[:at])
        if at - index <= MAX_SYLLABLES
    )


def _large_size(rest: str) -> str | None:
    """Return the size after a container if it is a large one, empty where none is named; None for a small one."""
    size = _SIZE.match(rest)
    if size is None:
        return None if re.match(r"\s*\d", rest) else ""
    is_large = float(size[1].replace(",", ".")) >= LARGE_SIZE or size[2].lower() in ("tấn", "tạ")
    return size[0] if is_large else None


def _breach_in(exclusion: Exclusion, clause: str, *, is_bare: bool) -> str | None:
    parts, words = syllables(clause), exclusion.words
    for at in range(len(parts) - len(words) + 1):
        span = parts[at : at + len(words)]
        if not all(_same(a, b, is_bare=is_bare) for a, b in zip(span, words, strict=True)) or _is_denied(parts, at):
            continue
        if exclusion.is_mixture:
            if any(part.folded in _MIXING for part in parts[:at]):
                return clause.strip()[:MAX_QUOTE]
            continue
        size = _large_size(clause[span[-1].end :]) if exclusion.is_large else ""
        if size is not None:
            return clause[span[0].start : span[-1].end] + size
    return None


def breach(exclusion: Exclusion, text: str) -> str | None:
    """Return the words in which a seller's text says what the buyer rules out, or None."""
    is_bare = exclusion.is_bare or _is_bare(text)
    found = (_breach_in(exclusion, clause, is_bare=is_bare) for clause in _clauses(text))
    return next((words for words in found if words), None)
