"""Numbers, units, quantities and prices as people write them; no database."""

from __future__ import annotations

from marketplace.taxonomy.units.errors import UnknownUnit, Unreadable
from marketplace.taxonomy.units.numbers import MAX_AMOUNT, MAX_MONEY, MIN_AMOUNT, parse_money, parse_number
from marketplace.taxonomy.units.prices import format_price, parse_price, price_per_base
from marketplace.taxonomy.units.quantities import (
    Quantity,
    compare,
    convert,
    format_quantity,
    format_unit,
    in_base,
    needs_asking,
    parse_quantity,
)
from marketplace.taxonomy.units.specs import UnitSpec, find_unit, parse_unit

__all__ = [
    "MAX_AMOUNT",
    "MAX_MONEY",
    "MIN_AMOUNT",
    "Quantity",
    "UnitSpec",
    "UnknownUnit",
    "Unreadable",
    "compare",
    "convert",
    "find_unit",
    "format_price",
    "format_quantity",
    "format_unit",
    "in_base",
    "needs_asking",
    "parse_money",
    "parse_number",
    "parse_price",
    "parse_quantity",
    "parse_unit",
    "price_per_base",
]
