"""What tells in running text who somebody was, so that it can be struck out when the person is erased."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

# Stands where something was struck out.
STRUCK = "…"
_BETWEEN_DIGITS = r"[\s.()\-]*"


def _phone(number: str) -> str:
    """Return an expression for a number in E.164 however people write it (``0912 345 678``, ``84-912345678``)."""
    digits = number.removeprefix("+84") if number.startswith("+84") else number.removeprefix("+")
    start = r"(?:(?:\+\s*)?84|0)" if number.startswith("+84") else r"\+?"
    return start + _BETWEEN_DIGITS + _BETWEEN_DIGITS.join(digits) + r"(?!\d)"


def _expression(word: str) -> str:
    if re.fullmatch(r"\+\d{8,15}", word):
        return rf"(?<!\d){_phone(word)}"
    return r"(?<!\w)" + r"\s+".join(re.escape(part) for part in word.split()) + r"(?!\w)"


def is_telling(word: str | None) -> bool:
    """Tell whether a word alone says who somebody is; a single given name is an everyday word too."""
    return word is not None and (len(word.split()) > 1 or any(c.isdigit() or c == "@" for c in word))


@dataclass(frozen=True, kw_only=True)
class Traces:
    """A person who is being erased: whose rows, which organisations go too, and which words give the person away."""

    user_id: int
    organisation_ids: Collection[int]
    # phone numbers and addresses
    contacts: Collection[str]
    words: Collection[str]
    # organisations that the person belonged to until now, those that stay among them
    member_ids: Collection[int] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        longest_first = sorted(filter(is_telling, {*self.words, *self.contacts}), key=len, reverse=True)
        return re.compile("|".join(map(_expression, longest_first)), re.IGNORECASE) if longest_first else None

    def strike(self, text: str) -> str:
        """Return a text without what gives the person away."""
        return self._pattern.sub(STRUCK, text) if self._pattern else text

    def telling_words(self) -> Iterable[str]:
        """Return what other people's messages may hold word for word."""
        return sorted(filter(is_telling, {*self.words, *self.contacts}))
