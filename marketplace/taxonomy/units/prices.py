"""Prices for a unit of goods: read, compare and write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from marketplace import i18n
from marketplace.taxonomy.units.errors import UnknownUnit, Unreadable
from marketplace.taxonomy.units.numbers import (
    MAX_MONEY,
    drop_currency,
    parse_money,
    prepare,
    read_number,
    to_decimal,
    whole_dong,
)
from marketplace.taxonomy.units.quantities import base_unit_text, format_unit
from marketplace.taxonomy.units.specs import UnitSpec, find_unit

_RANGE = re.compile(r"^[0-9.,]+[^\W\d_]{0,5}\s*(?:-|–|—|đến|den|tới|toi)\s*[0-9]")
_CURRENCY_BEFORE_UNIT = re.compile(r"^\s*(?:₫|đồng|vnđ|vnd|đ)(?=\s|$)")
_AMOUNT_OF_UNIT = re.compile(r"^([0-9][0-9.,]*)\s*(\D.*)$")


def parse_price(text: str, typical: Sequence[str] = (), default_unit: str = "") -> tuple[int, str]:
    """Return a price in đồng and the canonical unit it is for: ``85k/kg`` is ``(85000, "kg")``.

    A price for several ("50k/500g") becomes the price of one base unit ("100k/kg"). Without a unit the
    price is for ``default_unit``. Raises ``Unreadable`` or its sort ``UnknownUnit``.
    """
    return _parse_price(text, tuple(typical), default_unit)


@lru_cache(maxsize=4096)
def _parse_price(text: str, typical: tuple[str, ...], default_unit: str) -> tuple[int, str]:
    ready = prepare(text, "taxonomy.money_unreadable")
    if _RANGE.match(ready):
        raise Unreadable("taxonomy.price_range", text, field="price")
    money, slash, unit_text = ready.partition("/")
    if slash:
        price = parse_money(money.strip())
    else:
        found = read_number(drop_currency(ready), language="vi", whole=True)
        if found is None:
            raise Unreadable("taxonomy.money_unreadable", text, field="price")
        price = whole_dong(found[0], text)
        unit_text = _CURRENCY_BEFORE_UNIT.sub("", drop_currency(ready)[found[1] :])
    if price == 0:
        raise Unreadable("taxonomy.price_zero", text, field="price")
    return _per_one(price, unit_text.strip() or default_unit, typical, text)


def _per_one(price: int, unit_text: str, typical: tuple[str, ...], text: str) -> tuple[int, str]:
    unit = find_unit(unit_text, typical)
    if unit is not None:
        return price, unit.text
    match = _AMOUNT_OF_UNIT.match(unit_text)
    amount = to_decimal(match[1]) if match else None
    several = find_unit(match[2], typical) if match else None
    if several is None or not amount:
        raise UnknownUnit(unit_text)
    size = amount * several.factor if several.content is None else amount
    each = (Decimal(price) / size).quantize(Decimal(1), ROUND_HALF_UP) if size > Decimal("1e-9") else Decimal(0)
    if not 0 < each <= MAX_MONEY:
        raise Unreadable("taxonomy.money_unreadable", text, field="price")
    return int(each), _one_of(several)


def _one_of(unit: UnitSpec) -> str:
    return base_unit_text(unit.dimension, unit.text) if unit.content is None else unit.text


def price_per_base(price: int, unit: str) -> tuple[str, Decimal] | None:
    """Return the dimension of a unit and the price of one base unit, so that a jar compares with a kilogram."""
    spec = find_unit(unit)
    return (spec.dimension, Decimal(price) / spec.factor) if spec else None


def format_price(price: int, unit: str) -> str:
    """Return a price as the reader writes it: ``85.000 ₫/kg``."""
    return f"{i18n.format_money(price)}/{format_unit(unit)}"
