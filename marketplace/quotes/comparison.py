"""Quotes for one demand side by side: in one unit, with what differs from the demand and what is best. Pure.

Nothing is made up: a price with tax is not turned into one without, because the rate is not known, and what a quote
does not say stays unknown.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.postings.models import FreightPayer
from marketplace.quotes.requirements import Answer, Met
from marketplace.taxonomy.units import Quantity, convert, find_unit

HUNDRED = Decimal(100)


class Item(enum.Enum):
    """What is compared, in the order in which it is shown."""

    PRICE = "price"  # where all prices say the same of tax
    PRICE_BARE = "price_bare"  # without tax
    PRICE_TAXED = "price_taxed"  # with tax
    PRICE_NET = "price_net"  # after the discount, where any is given
    QUANTITY = "quantity"
    WEEKLY = "weekly"
    MIN_ORDER = "min_order"
    LEAD_TIME = "lead_time"
    PAYMENT = "payment"
    DISCOUNT = "discount"
    FREIGHT = "freight"
    INVOICE = "invoice"
    VALIDITY = "validity"


class Difference(enum.Enum):
    """How a value stands to what the demand wants."""

    MEETS = "meets"
    MISSES = "misses"
    UNKNOWN = "unknown"
    NOT_WANTED = "not_wanted"  # the demand says nothing about it


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a demand says, as far as quotes are compared with it; None is not said."""

    quantity_amount: Decimal | None = None
    quantity_unit: str | None = None
    weekly_amount: Decimal | None = None
    price_max: int | None = None
    price_unit: str | None = None
    price_has_vat: bool | None = None
    discount_percent: Decimal | None = None
    payment_days: int | None = None
    wants_invoice: bool = False
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What one quote says."""

    id: int
    price: int | None = None
    price_unit: str | None = None
    has_vat: bool | None = None
    discount_percent: Decimal | None = None
    quantity_amount: Decimal | None = None
    quantity_unit: str | None = None
    weekly_amount: Decimal | None = None
    min_order_amount: Decimal | None = None
    min_order_unit: str | None = None
    lead_time_days: int | None = None
    payment_days: int | None = None
    freight_payer: FreightPayer | None = None
    gives_vat_invoice: bool | None = None
    valid_until: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])


Value = Decimal | int | bool | date | FreightPayer | Met


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of one quote; None is unknown. ``is_converted`` says that the quote itself uses another unit."""

    value: Value | None = None
    difference: Difference = Difference.NOT_WANTED
    is_best: bool = False
    is_converted: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item of all quotes, in the order of the quotes; ``unit`` is that of its amounts or prices."""

    item: Item
    cells: tuple[Cell, ...]
    unit: str = ""
    wanted: Value | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers of all quotes to one requirement of the demand."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Quotes side by side; ``has_mixed_tax`` says that some prices are with tax and some without."""

    rows: tuple[Row, ...]
    answers: tuple[Answers, ...]
    has_mixed_tax: bool = False


def _common_unit(wanted: str | None, said: Sequence[str | None]) -> str:
    """Return the demand's unit, else the one that most quotes use."""
    if wanted and find_unit(wanted):
        return wanted
    counts = Counter(unit for unit in said if unit)
    return max(counts, key=lambda unit: (counts[unit], unit)) if counts else ""


def price_in(price: int | None, unit: str | None, to_unit: str) -> Decimal | None:
    """Return a price for one of another unit, to a hundredth of a đồng; None where the two do not convert."""
    if price is None or not unit or not to_unit:
        return None
    if unit == to_unit:
        return Decimal(price)
    one = convert(Quantity(amount=Decimal(1), unit=to_unit), unit)
    return (Decimal(price) * one.amount).quantize(Decimal("0.01"), ROUND_HALF_UP) if one and one.amount else None


def amount_in(amount: Decimal | None, unit: str | None, to_unit: str) -> Decimal | None:
    """Return an amount in another unit; None where the two do not convert."""
    if amount is None or not unit or not to_unit:
        return None
    same = convert(Quantity(amount=amount, unit=unit), to_unit)
    return same.amount if same else None


def _difference(value: Value | None, wanted: Value | None, meets: Callable[[], bool]) -> Difference:
    if wanted is None:
        return Difference.NOT_WANTED
    if value is None:
        return Difference.UNKNOWN
    return Difference.MEETS if meets() else Difference.MISSES


def _best(values: Sequence[Decimal | int | date | None], *, lowest: bool) -> frozenset[int]:
    """Return the places of the best values; none where there is nothing to choose between."""
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(set(known)) < 2:
        return frozenset()
    best = min(known) if lowest else max(known)  # type: ignore[type-var]
    return frozenset(place for place, value in enumerate(values) if value == best)


def _net(price: Decimal | None, discount: Decimal | None) -> Decimal | None:
    if price is None or discount is None:
        return None
    return (price * (HUNDRED - discount) / HUNDRED).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _price_row(
    item: Item, prices: Sequence[Decimal | None], wanted: Wanted, quotes: Sequence[Offered], unit: str
) -> Row:
    """Return one row of prices; the ceiling counts where it is clear whether it is with tax."""
    has_vat = {Item.PRICE_BARE: False, Item.PRICE_TAXED: True}.get(item)
    is_clear = has_vat is None or wanted.price_has_vat in (None, has_vat)
    ceiling = price_in(wanted.price_max, wanted.price_unit, unit) if is_clear else None
    best = _best(prices, lowest=True)
    cells: list[Cell] = []
    for place, (price, quote) in enumerate(zip(prices, quotes, strict=True)):
        cells.append(
            Cell(
                value=price,
                difference=_difference(price, ceiling, lambda price=price: bool(price <= ceiling)),  # type: ignore[operator]
                is_best=place in best,
                is_converted=price is not None and quote.price_unit != unit,
            )
        )
    return Row(item=item, cells=tuple(cells), unit=unit, wanted=ceiling)


def _price_rows(wanted: Wanted, quotes: Sequence[Offered]) -> tuple[list[Row], bool]:
    unit = _common_unit(wanted.price_unit, [quote.price_unit for quote in quotes])
    prices = [price_in(quote.price, quote.price_unit, unit) for quote in quotes]
    said = {quote.has_vat for quote in quotes if quote.price is not None}
    is_mixed = len(said) > 1
    rows: list[Row] = []
    if is_mixed:
        for item, has_vat in ((Item.PRICE_BARE, False), (Item.PRICE_TAXED, True)):
            own = [price if quote.has_vat is has_vat else None for price, quote in zip(prices, quotes, strict=True)]
            rows.append(_price_row(item, own, wanted, quotes, unit))
    else:
        rows.append(_price_row(Item.PRICE, prices, wanted, quotes, unit))
    if any(quote.discount_percent for quote in quotes):
        net = [_net(price, quote.discount_percent) for price, quote in zip(prices, quotes, strict=True)]
        best = frozenset[int]() if is_mixed else _best(net, lowest=True)
        cells = tuple(Cell(value=value, is_best=place in best) for place, value in enumerate(net))
        rows.append(Row(item=Item.PRICE_NET, cells=cells, unit=unit))
    return rows, is_mixed


def _amount_rows(wanted: Wanted, quotes: Sequence[Offered]) -> list[Row]:
    unit = _common_unit(wanted.quantity_unit, [quote.quantity_unit for quote in quotes])
    monthly = [amount_in(quote.quantity_amount, quote.quantity_unit, unit) for quote in quotes]
    weekly = [amount_in(quote.weekly_amount, quote.quantity_unit, unit) for quote in quotes]
    least = [amount_in(quote.min_order_amount, quote.min_order_unit, unit) for quote in quotes]
    units = [quote.quantity_unit for quote in quotes]
    rows = [
        _least_row(Item.QUANTITY, monthly, units, unit, amount_in(wanted.quantity_amount, wanted.quantity_unit, unit))
    ]
    if wanted.weekly_amount is not None or any(value is not None for value in weekly):
        goal = amount_in(wanted.weekly_amount, wanted.quantity_unit, unit)
        rows.append(_least_row(Item.WEEKLY, weekly, units, unit, goal))
    best = _best(least, lowest=True)
    cells = tuple(
        Cell(
            value=value, is_best=place in best, is_converted=value is not None and quotes[place].min_order_unit != unit
        )
        for place, value in enumerate(least)
    )
    return [*rows, Row(item=Item.MIN_ORDER, cells=cells, unit=unit)]


def _least_row(
    item: Item, amounts: Sequence[Decimal | None], units: Sequence[str | None], unit: str, goal: Decimal | None
) -> Row:
    """Return a row of amounts that should reach a goal; more than enough is not better."""
    cells = tuple(
        Cell(
            value=amount,
            difference=_difference(amount, goal, lambda amount=amount: bool(amount >= goal)),  # type: ignore[operator]
            is_converted=amount is not None and said != unit,
        )
        for amount, said in zip(amounts, units, strict=True)
    )
    return Row(item=item, cells=cells, unit=unit, wanted=goal)


def _plain_row(
    item: Item,
    values: Sequence[Decimal | int | None],
    *,
    lowest: bool,
    wanted: Decimal | int | None = None,
) -> Row:
    best = _best(values, lowest=lowest)
    cells = tuple(
        Cell(
            value=value,
            difference=_difference(value, wanted, lambda value=value: bool(value >= wanted)),  # type: ignore[operator]
            is_best=place in best,
        )
        for place, value in enumerate(values)
    )
    return Row(item=item, cells=cells, wanted=wanted)


def _term_rows(wanted: Wanted, quotes: Sequence[Offered]) -> list[Row]:
    invoice = tuple(
        Cell(
            value=quote.gives_vat_invoice,
            difference=_difference(
                quote.gives_vat_invoice, wanted.wants_invoice or None, lambda quote=quote: bool(quote.gives_vat_invoice)
            ),
        )
        for quote in quotes
    )
    payment = [quote.payment_days for quote in quotes]
    discount = [quote.discount_percent for quote in quotes]
    return [
        _plain_row(Item.LEAD_TIME, [quote.lead_time_days for quote in quotes], lowest=True),
        _plain_row(Item.PAYMENT, payment, lowest=False, wanted=wanted.payment_days),
        _plain_row(Item.DISCOUNT, discount, lowest=False, wanted=wanted.discount_percent),
        Row(item=Item.FREIGHT, cells=tuple(Cell(value=quote.freight_payer) for quote in quotes)),
        Row(item=Item.INVOICE, cells=invoice, wanted=wanted.wants_invoice or None),
        Row(item=Item.VALIDITY, cells=tuple(Cell(value=quote.valid_until) for quote in quotes)),
    ]


def _answer_row(key: str, quotes: Sequence[Offered]) -> Answers:
    cells: list[Cell] = []
    for quote in quotes:
        said = quote.answers.get(key)
        met = said.met if said else None
        cells.append(
            Cell(
                value=met,
                difference=_difference(met, True, lambda met=met: met is Met.YES),
                note=said.note if said else "",
            )
        )
    return Answers(key=key, cells=tuple(cells))


def compare(wanted: Wanted, quotes: Sequence[Offered]) -> Comparison:
    """Return quotes side by side, their cells in the order given."""
    prices, is_mixed = _price_rows(wanted, quotes)
    rows = (*prices, *_amount_rows(wanted, quotes), *_term_rows(wanted, quotes))
    answers = tuple(_answer_row(key, quotes) for key in wanted.requirements)
    return Comparison(rows=rows, answers=answers, has_mixed_tax=is_mixed)


def count_met(quote: Offered, requirements: Sequence[str]) -> int:
    """Return how many requirements a quote says yes to."""
    return sum(1 for key in requirements if (said := quote.answers.get(key)) is not None and said.met is Met.YES)


class Order(enum.Enum):
    """In which order quotes are shown."""

    PRICE = "price"
    REQUIREMENTS = "requirements"
    LEAD_TIME = "lead_time"
    SENT = "sent"


def in_order(wanted: Wanted, quotes: Sequence[Offered], order: Order) -> list[Offered]:
    """Return quotes in an order, what is unknown last; equal ones as they came.

    Prices with tax stand before those without, because the two do not compare.
    """
    unit = _common_unit(wanted.price_unit, [quote.price_unit for quote in quotes])

    def by_price(quote: Offered) -> tuple[object, ...]:
        price = price_in(quote.price, quote.price_unit, unit)
        return (price is None, quote.has_vat is None, not quote.has_vat, price or 0)

    keys: Mapping[Order, Callable[[Offered], tuple[object, ...]]] = {
        Order.PRICE: by_price,
        Order.REQUIREMENTS: lambda quote: (-count_met(quote, wanted.requirements), *by_price(quote)),
        Order.LEAD_TIME: lambda quote: (quote.lead_time_days is None, quote.lead_time_days or 0),
        Order.SENT: lambda quote: (quote.id,),
    }
    return sorted(quotes, key=keys[order])  # type: ignore[arg-type]
