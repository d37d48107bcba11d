"""Numbers and sums of money as Vietnamese people type them: ``1.250.000``, ``1,5``, ``1tr2``, ``85k``."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from marketplace import i18n
from marketplace.taxonomy.units.errors import Unreadable
from marketplace.text import tidy

# Amounts of goods are kept to a thousandth; larger or smaller ones are refused.
MIN_AMOUNT = Decimal("0.001")
MAX_AMOUNT = Decimal(10) ** 9
MAX_NUMBER = Decimal(10) ** 15
MAX_MONEY = 10**13
MAX_LENGTH = 120

_TOKEN = re.compile(r"\s*(?:([0-9][0-9.,]*)|([^\W\d_]+))")
_SPACED_GROUP = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_CURRENCY = re.compile(r"\s*(?:₫|đồng|dong|vnđ|vnd|đ|d)\.?$")
_GROUPS = {sep: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(sep)}[0-9]{{3}})+") for sep in ".,"}

_MULTIPLIERS = {
    Decimal(10): "chục chuc mươi muoi",
    Decimal(100): "trăm tram hundred",
    Decimal(1000): "k nghìn nghin ngàn ngan thousand",
    Decimal(10_000): "vạn van",
    Decimal(10**6): "tr triệu trieu million",
    Decimal(10**9): "tỷ tỉ ty ti billion",
}
MULTIPLIERS = {word: factor for factor, words in _MULTIPLIERS.items() for word in words.split()}
_WORDS = ("một mot", "hai", "ba", "bốn bon", "năm nam", "sáu sau", "bảy bay", "tám tam", "chín chin", "mười muoi")
NUMBER_WORDS = {
    **{word: Decimal(i) for i, words in enumerate(_WORDS, start=1) for word in words.split()},
    **dict.fromkeys(("nửa", "nua"), Decimal("0.5")),
}
HALF_WORDS = frozenset({"rưỡi", "rưởi", "rươi", "ruoi"})
# From here on a digit after the multiplier is a part of it: "1 triệu 2" is 1.2 million.
_TAIL_FROM = 1000


def to_decimal(digits: str, *, language: str = "vi", whole: bool = False) -> Decimal | None:
    """Return the value of digits with points and commas, or None where they cannot be a number.

    A single separator before three digits is the question. The reader's own thousands separator is taken
    as such; the reader's decimal separator groups only when the last digit is 0, because nobody writes
    1,250 for 1,25 (and neither do we). ``whole`` says that fractions make no sense, as with money.
    """
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        group, mark = (".", ",") if digits.rfind(",") > digits.rfind(".") else (",", ".")
        whole_part, fraction = digits.rsplit(mark, 1)
        if digits.count(mark) > 1 or not fraction or not _GROUPS[group].fullmatch(whole_part):
            return None
        return Decimal(f"{whole_part.replace(group, '')}.{fraction}")
    if not points and not commas:
        return Decimal(digits)
    mark = "." if points else ","
    grouped = _GROUPS[mark].fullmatch(digits) is not None and not digits.startswith("0")
    if points + commas > 1:
        return Decimal(digits.replace(mark, "")) if grouped else None
    own_group = "," if language == "en" else "."
    if grouped and (whole or mark == own_group or digits.endswith("0")):
        return Decimal(digits.replace(mark, ""))
    whole_part, fraction = digits.split(mark)
    return Decimal(f"{whole_part}.{fraction}") if fraction else None


def prepare(text: str, reason: str) -> str:
    """Return text in lower case, one form and single spaces, with "1 250 000" closed up."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(reason, text)
    return _SPACED_GROUP.sub("", tidy(text).lower())


class _Reader:
    """Adds up the numeric words at the start of a text; ``end`` is where they stop."""

    def __init__(self, text: str, language: str, whole: bool) -> None:
        self.text, self.language, self.whole = text, language, whole
        self.total = Decimal(0)
        self.scale: Decimal | None = None
        self.spelled = False
        self.pending: Decimal | None = None
        self.end = 0

    def read(self) -> tuple[Decimal, int] | None:
        while (token := _TOKEN.match(self.text, self.end)) is not None:
            taken = self._digits(token) if token[1] else self._word(token[2])
            if not taken:
                break
            self.end = token.end()
        if self.end == 0:
            return None
        return self.total + (self.pending or 0), self.end

    def _digits(self, token: re.Match[str]) -> bool:
        if self.pending is not None:
            return False
        following = _TOKEN.match(self.text, token.end())
        multiplier = MULTIPLIERS.get(following[2] or "") if following else None
        if self.scale is not None and multiplier is None:
            return self._tail(token)
        if multiplier is not None and self.scale is not None and multiplier >= self.scale:
            return False
        self.pending = to_decimal(token[1], language=self.language, whole=self.whole and multiplier is None)
        return self.pending is not None

    def _tail(self, token: re.Match[str]) -> bool:
        """Take the 2 of "1tr2" or "1 triệu 2", and the 500 of "2 nghìn 500"."""
        digits = token[1]
        if self.scale is None or self.scale < _TAIL_FROM or not digits.isdigit() or len(digits) > 3:
            return False
        glued = token.start(1) == self.end
        rest = self.text[token.end() :].strip()
        spaced = self.spelled and (len(digits) == 3 or not rest or rest[0] in "/₫đ")
        if not glued and not spaced:
            return False
        self.total += Decimal(digits) * self.scale / Decimal(10) ** len(digits)
        self.scale = Decimal(1)
        return True

    def _word(self, word: str) -> bool:
        if word in HALF_WORDS:
            return self._half()
        factor = MULTIPLIERS.get(word)
        if factor is not None and self.end:
            return self._multiply(word, factor)
        if self.end == 0 and word in NUMBER_WORDS:
            self.pending = NUMBER_WORDS[word]
            return True
        return False

    def _multiply(self, word: str, factor: Decimal) -> bool:
        if self.pending is not None:
            self.total += self.pending * factor
        elif self.scale is not None and self.scale < factor and self.scale > 1:
            self.total *= factor
        else:
            return False
        self.pending, self.scale, self.spelled = None, factor, word != "k"
        return True

    def _half(self) -> bool:
        if self.pending is not None:
            self.pending += Decimal("0.5")
        elif self.scale is not None and self.scale > 1:
            self.total += self.scale / 2
            self.scale = Decimal(1)
        else:
            return False
        return True


def read_number(text: str, *, language: str, whole: bool = False) -> tuple[Decimal, int] | None:
    """Return the number that a prepared text begins with, and where it ends; None where there is none."""
    found = _Reader(text, language, whole).read()
    if found is None or found[0] > MAX_NUMBER:
        return None
    return found


def parse_number(text: str, language: str | None = None) -> Decimal:
    """Return a number typed in a Vietnamese or English form; at most 10^15, never negative.

    ``language`` (the reader's, where not given) decides what ``1.234`` and ``1,234`` mean.
    """
    return _parse_number(text, language or i18n.language())


@lru_cache(maxsize=4096)
def _parse_number(text: str, language: str) -> Decimal:
    ready = prepare(text, "taxonomy.number_unreadable")
    found = read_number(ready, language=language)
    if found is None or ready[found[1] :].strip():
        raise Unreadable("taxonomy.number_unreadable", text)
    return found[0]


def drop_currency(text: str) -> str:
    """Return a prepared text without ``đ``, ``₫``, ``VND`` or ``đồng`` at its end."""
    return _CURRENCY.sub("", text)


@lru_cache(maxsize=4096)
def parse_money(text: str) -> int:
    """Return a sum in whole đồng, from 0 to 10^13: ``85k``, ``1tr2``, ``1.250.000 ₫``, ``12,000đ``."""
    ready = drop_currency(prepare(text, "taxonomy.money_unreadable"))
    found = read_number(ready, language="vi", whole=True)
    if found is None or ready[found[1] :].strip():
        raise Unreadable("taxonomy.money_unreadable", text, field="price")
    return whole_dong(found[0], text)


def whole_dong(value: Decimal, text: str) -> int:
    """Return a sum as whole đồng; a fraction of a đồng or more than 10^13 is refused."""
    if value != value.to_integral_value() or value > MAX_MONEY:
        raise Unreadable("taxonomy.money_unreadable", text, field="price")
    return int(value)


def to_thousandth(value: Decimal) -> Decimal:
    """Return an amount rounded to a thousandth, without trailing zeros."""
    return plain(value.quantize(MIN_AMOUNT, ROUND_HALF_UP))


def plain(value: Decimal) -> Decimal:
    """Return a number without trailing zeros and without an exponent."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == value else value.normalize()
