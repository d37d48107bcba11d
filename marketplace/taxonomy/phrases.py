"""Finding known phrases in text, where typed diacritics must agree and missing ones are forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from marketplace.text import fold, nfc

T = TypeVar("T")

MAX_TEXT = 5000
_SYLLABLE = re.compile(r"[^\W_]+")
# grave, acute, tilde, hook above, dot below
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tone_last(syllable: str) -> str:
    """Return a syllable with its tone mark at the end, so that ``hòa`` and ``hoà`` are one."""
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = "".join(c for c in decomposed if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES)) + tones


@dataclass(frozen=True)
class Syllable:
    """One syllable of a text: as typed, without diacritics, and where it stands."""

    typed: str
    folded: str
    start: int
    end: int

    @property
    def is_bare(self) -> bool:
        """Tell whether it was typed without any diacritics."""
        return self.typed == self.folded


def syllables(text: str) -> list[Syllable]:
    """Return the syllables of a text in lower case; positions are those in the text in NFC."""
    return [
        Syllable(tone_last(m[0].lower()), fold(m[0]), m.start(), m.end())
        for m in _SYLLABLE.finditer(nfc(text)[:MAX_TEXT])
    ]


@dataclass(frozen=True)
class Found(Generic[T]):
    """A phrase found in a text, from syllable ``first`` to before ``last``."""

    value: T
    phrase: str
    first: int
    last: int
    # share of the syllables that were typed exactly
    exactness: float


class PhraseBook(Generic[T]):
    """Phrases with what they stand for; the first owner of a phrase keeps the first place."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], list[tuple[tuple[str, ...], str, T]]] = {}
        self._longest = 0

    def add(self, phrase: str, value: T) -> None:
        """Take in a phrase; text without letters or digits is passed over."""
        parts = syllables(phrase)
        if not parts:
            return
        key = tuple(part.folded for part in parts)
        typed = tuple(part.typed for part in parts)
        entries = self._entries.setdefault(key, [])
        if typed == key and any(known == value for _, _, known in entries):
            # Missing diacritics are forgiven anyway, and a bare spelling in a list must not pass for exact.
            return
        entries.append((typed, phrase, value))
        self._longest = max(self._longest, len(parts))

    def match_all(self, parts: Sequence[Syllable], first: int = 0) -> list[Found[T]]:
        """Return what the longest phrase beginning at a syllable stands for, best typed first."""
        for length in range(min(self._longest, len(parts) - first), 0, -1):
            if found := self.match_span(parts, first, first + length):
                return found
        return []

    def match_span(self, parts: Sequence[Syllable], first: int, last: int) -> list[Found[T]]:
        """Return what exactly these syllables stand for, best typed first."""
        span = parts[first:last]
        entries = self._entries.get(tuple(part.folded for part in span), ())
        found = [
            Found(value, phrase, first, last, exactness)
            for typed, phrase, value in entries
            if (exactness := _exactness(span, typed)) is not None
        ]
        return sorted(found, key=lambda one: -one.exactness)

    def whole(self, text: str) -> list[Found[T]]:
        """Return what a whole text stands for, best typed first."""
        parts = syllables(text)
        return self.match_span(parts, 0, len(parts))

    def scan(self, parts: Sequence[Syllable]) -> Iterator[list[Found[T]]]:
        """Yield the longest phrases from left to right, none overlapping."""
        at = 0
        while at < len(parts):
            found = self.match_all(parts, at)
            if found:
                yield found
            at = found[0].last if found else at + 1


def _exactness(span: Sequence[Syllable], typed: Sequence[str]) -> float | None:
    """Return the share typed exactly; None where typed diacritics say something else."""
    exact = 0
    for part, wanted in zip(span, typed, strict=True):
        if part.typed == wanted:
            exact += 1
        elif not part.is_bare:
            return None
    return exact / len(span)
