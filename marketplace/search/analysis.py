"""Vietnamese text as search terms: syllables as typed and folded, pairs of syllables, English plurals stemmed.

A term is a plain string and its form tells its kind: folded syllables are ASCII, a syllable typed with its
marks is not, and a pair of folded syllables has a blank in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from marketplace.text import fold, nfc

MAX_TEXT = 20_000
MAX_WORD = 40

# A number with its decimals and unit ("1,5kg"), a word, or something that ends a phrase.
_TOKEN = re.compile(r"\d*[^\W\d_]+\d*|\d+(?:[.,]\d+)*(?:\s?(?:kg|mg|g|ml|cm|mm|m2|m)\b)?|[^\s\w'’\-]")
_BLANK = re.compile(r"\s")
# Where a final open rhyme oa, oe, uy carries its tone: the newer spelling puts it on the last letter.
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_Y_AS_I = {"y": "i", "ỳ": "ì", "ý": "í", "ỷ": "ỉ", "ỹ": "ĩ", "ỵ": "ị"}
_FREE_Y = re.compile(r"^[hklmst][yỳýỷỹỵ]$")
# Words that say that something is wanted, or join others; with their marks, so that "cần" is not "cân".
_STOP = (
    "cần mua bán tìm hàng loại các của cho và có những để từ với là được theo trong một hoặc hay thì mà ở ra vào "
    "nhiều khách bên mình em anh chị ai nào muốn nhận lấy the of for and with to a in"
)
STOP = frozenset(_STOP.split())


@dataclass(frozen=True)
class Syllable:
    """One syllable or word: as typed (tidied), folded, and whether it was typed with marks."""

    typed: str
    folded: str

    @property
    def is_marked(self) -> bool:
        """Tell whether it was typed with Vietnamese marks."""
        return self.typed != self.folded


def _stem(word: str) -> str:
    """Return an English word without its plural ending; no Vietnamese syllable ends in s."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or not word.isascii():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "oes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=50_000)
def syllable(raw: str) -> Syllable:
    """Return a word in lower case and NFC as a syllable in its one spelling."""
    word = _BLANK.sub("", raw)[:MAX_WORD]
    tail = word[-2:]
    if tail in _TONES and not word.endswith(("quỳ", "quý", "quỷ", "quỹ", "quỵ")):
        word = word[:-2] + _TONES[tail]
    elif _FREE_Y.match(word):
        word = word[0] + _Y_AS_I[word[1]]
    folded = fold(word)
    if word == folded:
        word = folded = _stem(word)
    return Syllable(word, folded)


def phrases(text: str) -> Iterator[list[Syllable]]:
    """Cut a text into runs of syllables that no punctuation parts."""
    run: list[Syllable] = []
    for token in _TOKEN.findall(nfc(text[:MAX_TEXT]).lower()):
        if token[0].isalnum():
            run.append(syllable(token))
        elif run:
            yield run
            run = []
    if run:
        yield run


def pairs(run: list[Syllable]) -> Iterator[str]:
    """Return the pairs of neighbours in a run, folded."""
    for first, second in pairwise(run):
        yield f"{first.folded} {second.folded}"


def is_filler(one: Syllable) -> bool:
    """Tell whether a syllable says nothing about what is wanted."""
    return one.typed in STOP
