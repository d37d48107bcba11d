"""Quotes side by side: one unit, what differs, what is best, and nothing made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.quotes.comparison import (
    Comparison,
    Difference,
    Item,
    Offered,
    Order,
    Wanted,
    amount_in,
    compare,
    in_order,
    price_in,
)
from marketplace.quotes.requirements import Answer, Met

WANTED = Wanted(
    quantity_amount=Decimal(300),
    quantity_unit="kg",
    price_max=100_000,
    price_unit="kg",
    payment_days=30,
    discount_percent=Decimal(10),
    wants_invoice=True,
    requirements=("paper:barcode",),
)


def row(found: Comparison, item: Item):  # noqa: ANN201
    return next(one for one in found.rows if one.item is item)


def test_prices_are_brought_to_the_unit_of_the_demand() -> None:
    quotes = [
        Offered(id=1, price=85_000, price_unit="kg", has_vat=True),
        Offered(id=2, price=84_000_000, price_unit="tấn", has_vat=True),
        Offered(id=3, price=40_000, price_unit="hũ 500g", has_vat=True),
        Offered(id=4, price=9_000, price_unit="cái", has_vat=True),
    ]
    prices = row(compare(WANTED, quotes), Item.PRICE)
    assert [cell.value for cell in prices.cells] == [85_000, 84_000, 80_000, None]
    assert [cell.is_best for cell in prices.cells] == [False, False, True, False]
    assert [cell.is_converted for cell in prices.cells] == [False, True, True, False]
    assert prices.cells[3].difference is Difference.UNKNOWN


def test_prices_with_and_without_tax_are_not_compared() -> None:
    quotes = [
        Offered(id=1, price=85_000, price_unit="kg", has_vat=True),
        Offered(id=2, price=80_000, price_unit="kg", has_vat=False),
        Offered(id=3, price=82_000, price_unit="kg", has_vat=False),
    ]
    found = compare(WANTED, quotes)
    assert found.has_mixed_tax
    assert [cell.value for cell in row(found, Item.PRICE_BARE).cells] == [None, 80_000, 82_000]
    assert [cell.is_best for cell in row(found, Item.PRICE_BARE).cells] == [False, True, False]
    assert [cell.value for cell in row(found, Item.PRICE_TAXED).cells] == [85_000, None, None]
    assert not any(cell.is_best for cell in row(found, Item.PRICE_TAXED).cells)


def test_a_discount_that_is_not_said_is_not_guessed() -> None:
    quotes = [
        Offered(id=1, price=100_000, price_unit="kg", has_vat=True, discount_percent=Decimal(15)),
        Offered(id=2, price=90_000, price_unit="kg", has_vat=True),
    ]
    found = compare(WANTED, quotes)
    assert [cell.value for cell in row(found, Item.PRICE_NET).cells] == [Decimal("85000.00"), None]
    assert [cell.difference for cell in row(found, Item.DISCOUNT).cells] == [Difference.MEETS, Difference.UNKNOWN]


@pytest.mark.parametrize(
    ("amount", "unit", "difference"),
    [
        (Decimal(300), "kg", Difference.MEETS),
        (Decimal("0.3"), "tấn", Difference.MEETS),
        (Decimal("299.9"), "kg", Difference.MISSES),
        (Decimal(900), "cái", Difference.UNKNOWN),
        (None, None, Difference.UNKNOWN),
    ],
)
def test_quantities(amount: Decimal | None, unit: str | None, difference: Difference) -> None:
    found = compare(WANTED, [Offered(id=1, quantity_amount=amount, quantity_unit=unit)])
    assert row(found, Item.QUANTITY).cells[0].difference is difference


def test_answers_and_terms() -> None:
    soon = Offered(id=1, answers={"paper:barcode": Answer(met=Met.SOON, note="tháng sau")}, gives_vat_invoice=False)
    silent = Offered(id=2, payment_days=45)
    found = compare(WANTED, [soon, silent])
    assert [cell.value for cell in found.answers[0].cells] == [Met.SOON, None]
    assert [cell.difference for cell in found.answers[0].cells] == [Difference.MISSES, Difference.UNKNOWN]
    assert [cell.difference for cell in row(found, Item.INVOICE).cells] == [Difference.MISSES, Difference.UNKNOWN]
    assert [cell.difference for cell in row(found, Item.PAYMENT).cells] == [Difference.UNKNOWN, Difference.MEETS]


def test_orders() -> None:
    quotes = [
        Offered(id=1, price=90_000, price_unit="kg", has_vat=False, lead_time_days=3),
        Offered(id=2, price=80_000, price_unit="kg", has_vat=False, answers={"paper:barcode": Answer(met=Met.YES)}),
        Offered(id=3, lead_time_days=1),
    ]
    found = {order: [one.id for one in in_order(WANTED, quotes, order)] for order in Order}
    assert found == {
        Order.PRICE: [2, 1, 3],
        Order.REQUIREMENTS: [2, 1, 3],
        Order.LEAD_TIME: [3, 1, 2],
        Order.SENT: [1, 2, 3],
    }


UNITS = st.sampled_from(["kg", "tấn", "hũ 500g", "cái", "lít", "thùng 24 chai 500ml"])
AMOUNTS = st.decimals(min_value="0.001", max_value=10**6, places=3)
OFFERS = st.builds(
    Offered,
    id=st.integers(1, 10**6),
    price=st.none() | st.integers(1, 10**9),
    price_unit=UNITS,
    has_vat=st.none() | st.booleans(),
    discount_percent=st.none() | st.decimals(0, 60, places=1),
    quantity_amount=st.none() | AMOUNTS,
    quantity_unit=UNITS,
    weekly_amount=st.none() | AMOUNTS,
    min_order_amount=st.none() | AMOUNTS,
    min_order_unit=UNITS,
    lead_time_days=st.none() | st.integers(0, 700),
    payment_days=st.none() | st.integers(0, 365),
    gives_vat_invoice=st.none() | st.booleans(),
    valid_until=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)
WISHES = st.builds(
    Wanted,
    quantity_amount=st.none() | AMOUNTS,
    quantity_unit=st.none() | UNITS,
    price_max=st.none() | st.integers(1, 10**9),
    price_unit=st.none() | UNITS,
    price_has_vat=st.none() | st.booleans(),
    payment_days=st.none() | st.integers(0, 365),
    requirements=st.just(("paper:barcode",)),
)
LOWEST = {Item.PRICE, Item.PRICE_BARE, Item.PRICE_TAXED, Item.PRICE_NET, Item.MIN_ORDER, Item.LEAD_TIME}


@given(WISHES, st.lists(OFFERS, max_size=6))
def test_whatever_is_offered_it_is_compared_honestly(wanted: Wanted, quotes: list[Offered]) -> None:
    found = compare(wanted, quotes)
    for one in found.rows:
        assert len(one.cells) == len(quotes)
        known = [cell.value for cell in one.cells if cell.value is not None]
        best = [cell.value for cell in one.cells if cell.is_best]
        if best:
            assert len(set(best)) == 1
            assert len(set(known)) > 1, "there is something to choose between"
            assert best[0] == (min(known) if one.item in LOWEST else max(known))
        for cell in one.cells:
            if cell.value is None:
                assert cell.difference in (Difference.UNKNOWN, Difference.NOT_WANTED)
            if one.wanted is None:
                assert cell.difference is Difference.NOT_WANTED
    for place, quote in enumerate(quotes):
        for item, has_vat in ((Item.PRICE_BARE, False), (Item.PRICE_TAXED, True)):
            for one in found.rows:
                if one.item is item and quote.has_vat is not has_vat:
                    assert one.cells[place].value is None, "no price is turned into the other kind"


@given(st.lists(OFFERS, max_size=6), st.sampled_from(Order))
def test_an_order_loses_nobody(quotes: list[Offered], order: Order) -> None:
    assert sorted(one.id for one in in_order(WANTED, quotes, order)) == sorted(one.id for one in quotes)


@given(AMOUNTS, st.integers(1, 10**6))
def test_the_same_in_another_unit_is_the_same(amount: Decimal, price: int) -> None:
    there = amount_in(amount * 1000, "kg", "tấn")
    assert there == amount
    assert price_in(price * 1000, "tấn", "kg") == price
    assert price_in(price, "cái", "kg") is None
