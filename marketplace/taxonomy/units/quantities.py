"""Amounts of goods: read, convert, compare and write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from marketplace import i18n
from marketplace.taxonomy.units.errors import UnknownUnit, Unreadable
from marketplace.taxonomy.units.numbers import (
    HALF_WORDS,
    MAX_AMOUNT,
    MIN_AMOUNT,
    plain,
    prepare,
    read_number,
    to_decimal,
    to_thousandth,
)
from marketplace.taxonomy.units.specs import UnitSpec, find_unit, parse_unit, plural, unit_rows

_MONTH_AFTER = re.compile(r"\s*(?:/\s*|(?:mỗi|một|hàng|hằng|1|per|a|moi|mot)\s+)(?:1\s+)?(?:tháng|thang|month|th)\.?$")
_MONTH_BEFORE = re.compile(r"^(?:mỗi|một|hàng|hằng|1|moi)\s+(?:tháng|thang)\s*:?\s*")
_OTHER_PERIOD = re.compile(
    r"(?:/\s*|(?:mỗi|một|hàng|hằng|1|per|moi|mot)\s+)"
    r"(?:năm|nam|tuần|tuan|ngày|ngay|vụ|vu|quý|quy|year|week|day|season|quarter)\.?$"
)
_ABOUT = re.compile(r"^(?:khoảng|khoang|chừng|chung|tầm|độ|about|từ|tối thiểu|toi thieu|ít nhất|it nhat|~|≈)\s*")
_RANGE = re.compile(r"^[0-9.,]+[^\W\d_]{0,8}\s*(?:-|–|—|đến|den|tới|toi|to)\s*[0-9]")
_FIRST_NUMBER = re.compile(r"^([0-9][0-9.,]*)\s*(\D.*)$")
_UNIT_AND_TAIL = re.compile(r"^(\D+?)\s*([0-9])$")
_UNIT_AND_MORE = re.compile(r"^([^\d]+?)\s+([0-9][0-9.,]*)\s*(\D+)$")
MAX_WORDS = 10
_BASE_UNITS = {"mass": "kg", "volume": "litre", "length": "metre", "area": "m2", "piece": "piece"}


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """An amount of a unit; ``unit`` is canonical text such as ``kg`` or ``hũ 200g``."""

    amount: Decimal
    unit: str


def parse_quantity(text: str, typical: Sequence[str] = (), language: str | None = None) -> Quantity:
    """Return the amount that a text names, such as ``1,5 tấn``, ``500 hũ 200g``, ``2 tấn/tháng`` or ``1 chục``.

    A month is what amounts are counted by, so "a month" is dropped and another period is refused.
    Raises ``Unreadable``; its sort ``UnknownUnit`` when only the unit is the trouble.
    """
    return _parse_quantity(text, tuple(typical), language or i18n.language())


@lru_cache(maxsize=8192)
def _parse_quantity(text: str, typical: tuple[str, ...], language: str) -> Quantity:
    ready = prepare(text, "taxonomy.amount_unreadable")
    ready = _MONTH_AFTER.sub("", _MONTH_BEFORE.sub("", ready))
    if _OTHER_PERIOD.search(ready):
        raise Unreadable("taxonomy.amount_period", text)
    ready = _ABOUT.sub("", ready)
    if _RANGE.match(ready):
        raise Unreadable("taxonomy.amount_range", text)
    found = _split(ready, typical, language)
    if found is None:
        number = read_number(ready, language=language)
        if number is None:
            raise Unreadable("taxonomy.amount_unreadable", text)
        raise UnknownUnit(ready[number[1] :].strip())
    amount, unit = found
    if amount > MAX_AMOUNT or amount < MIN_AMOUNT:
        raise Unreadable("taxonomy.amount_out_of_range", text)
    return Quantity(amount=to_thousandth(amount), unit=unit.text)


def _split(ready: str, typical: tuple[str, ...], language: str) -> tuple[Decimal, UnitSpec] | None:
    """Tell the number from the unit: "2 nghìn" is two thousands, "2 nghìn viên" two thousand of something."""
    if first := _FIRST_NUMBER.match(ready):
        amount = to_decimal(first[1], language=language)
        if amount is not None:
            if unit := find_unit(first[2], typical):
                return amount, unit
            if compound := _compound(amount, first[2].strip(), typical, language):
                return compound
    number = read_number(ready, language=language)
    if number is None:
        return None
    rest = ready[number[1] :].strip()
    if unit := find_unit(rest, typical):
        return number[0], unit
    if compound := _compound(number[0], rest, typical, language):
        return compound
    unit = _before_goods(rest, typical)
    return (number[0], unit) if unit else None


def _before_goods(rest: str, typical: tuple[str, ...]) -> UnitSpec | None:
    """Read the unit of "tấn gạo" or "bộ bàn ghế", where the goods are named after it."""
    words = rest.split(" ")
    if len(words) > MAX_WORDS or any(c.isdigit() or c == "/" for c in rest):
        return None
    shorter = (find_unit(" ".join(words[:end]), typical) for end in range(len(words) - 1, 0, -1))
    return next((unit for unit in shorter if unit), None)


def _compound(amount: Decimal, rest: str, typical: tuple[str, ...], language: str) -> tuple[Decimal, UnitSpec] | None:
    """Read "1 tấn rưỡi", "1 tấn 2" and "2 tấn 3 tạ" after the first number."""
    name, _, last = rest.rpartition(" ")
    if last in HALF_WORDS and (unit := find_unit(name, typical)):
        return amount + Decimal("0.5"), unit
    if match := _UNIT_AND_TAIL.match(rest):
        unit = find_unit(match[1], typical)
        if unit and unit.dimension in ("mass", "volume", "length") and unit.content is None:
            return amount + Decimal(match[2]) / 10, unit
    if match := _UNIT_AND_MORE.match(rest):
        unit, smaller = find_unit(match[1], typical), find_unit(match[3], typical)
        more = to_decimal(match[2], language=language)
        if unit and smaller and more is not None and unit.dimension == smaller.dimension == "mass":
            return amount + more * smaller.factor / unit.factor, unit
    return None


def in_base(amount: Decimal, unit: str) -> tuple[str, Decimal] | None:
    """Return the dimension of an amount and its size in the base unit, or None for an unknown unit."""
    spec = find_unit(unit)
    return (spec.dimension, amount * spec.factor) if spec else None


def convert(quantity: Quantity, to_unit: str) -> Quantity | None:
    """Return the same amount in another unit, rounded to a millionth; None where the two do not convert."""
    source, target = find_unit(quantity.unit), find_unit(to_unit)
    if source is None or target is None or source.dimension != target.dimension:
        return None
    amount = quantity.amount * source.factor / target.factor
    if abs(amount) > MAX_AMOUNT * MAX_AMOUNT:
        return None
    return Quantity(amount=plain(round(amount, 6)), unit=target.text)


def compare(a: Quantity, b: Quantity) -> int | None:
    """Return -1, 0 or 1 as ``a`` is less than, equal to or more than ``b``; None where they do not compare."""
    left, right = in_base(a.amount, a.unit), in_base(b.amount, b.unit)
    if left is None or right is None or left[0] != right[0]:
        return None
    return (left[1] > right[1]) - (left[1] < right[1])


def needs_asking(unit: str, region: object) -> bool:
    """Tell whether to ask how many make a ``chục``: in the South it may be 12, 14 or 16.

    ``region`` is a ``Region`` or its value.
    """
    spec = find_unit(unit)
    return spec is not None and spec.code == "chuc" and getattr(region, "value", region) == "south"


def format_unit(unit: str, amount: Decimal = Decimal(1)) -> str:
    """Return a unit in the reader's language; text that is no unit stays as it is."""
    spec = find_unit(unit)
    if spec is None:
        return unit
    if i18n.language() != "en":
        return spec.text
    symbol = _english(spec, amount)
    if symbol is not None:
        return symbol
    return _english_base(Decimal(1), spec).removeprefix("1 ")


def _english(spec: UnitSpec, amount: Decimal) -> str | None:
    """Return the English words for a unit, or None where English readers know only its base unit."""
    symbol = unit_rows()[spec.code].symbol_en
    if not symbol:
        return None
    symbol = plural(symbol, amount)
    if spec.content is None:
        return symbol
    times = f"{spec.content.times} x " if spec.content.times > 1 else ""
    inside = _english_amount(spec.content.amount, spec.content.unit)
    return f"{symbol} of {times}{inside}"


def _english_amount(amount: Decimal, spec: UnitSpec) -> str:
    words = _english(spec, amount)
    return f"{i18n.format_number(amount)} {words}" if words is not None else _english_base(amount, spec)


def _english_base(amount: Decimal, spec: UnitSpec) -> str:
    """Return an amount in base units, in grams or millilitres where it is small."""
    size = amount * spec.factor
    small = {"mass": "gram", "volume": "ml"}.get(spec.dimension)
    if spec.content is not None and spec.dimension not in _BASE_UNITS:
        return f"{i18n.format_number(size)} {_english(spec.content.unit, size)}"
    code = small if small and size < 1 else _BASE_UNITS[spec.dimension]
    base = unit_rows()[code].spec
    shown = size / base.factor
    return f"{i18n.format_number(shown)} {_english(base, shown)}"


def format_quantity(amount: Decimal, unit: str) -> str:
    """Return an amount with its unit as the reader writes them: ``1,5 tấn``, ``500 hũ 200g``, ``500 pots of 200 g``."""
    spec = find_unit(unit)
    if spec is None or i18n.language() != "en":
        return f"{i18n.format_number(amount)} {spec.text if spec else unit}"
    return _english_amount(amount, spec)


def base_unit_text(dimension: str, unit: str) -> str:
    """Return the canonical text of the base of a dimension, or the unit itself where it is its own base."""
    code = _BASE_UNITS.get(dimension)
    return unit_rows()[code].spec.text if code else parse_unit(unit).text
