"""What values a posting may hold: limits, order of dates and prices. Pure; each check returns a problem or None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from marketplace.errors import FieldError
from marketplace.i18n import format_day, format_money, format_number
from marketplace.taxonomy.units import compare, in_base
from marketplace.taxonomy.units.quantities import Quantity

_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8}(?!\d)")

MIN_TITLE = 3
MAX_TITLE = 160
MAX_DESCRIPTION = 4000
MAX_PACKAGING = 200
MAX_NUMBER = 60
MAX_ISSUER = 200
MAX_PHOTOS = 8
MAX_TIERS = 5
MAX_CERTIFICATES = 20
# đồng for one unit: a boat or a machine is the dearest thing in the list
MAX_PRICE = 100_000_000_000
MAX_LEAD_DAYS = 730
MAX_SHELF_DAYS = 7300
MAX_PAYMENT_DAYS = 365
MAX_DISCOUNT = Decimal(60)
# a demand closes, and is needed, within a year and a half
MAX_AHEAD = timedelta(days=548)
MAX_CERTIFICATE_AGE = timedelta(days=366 * 30)
MAX_CERTIFICATE_AHEAD = timedelta(days=366 * 20)
LISTING_LIFE = timedelta(days=90)
# a month's quantity in base units: 100.000 tonnes, 100 million litres, a thousand million pieces
MAX_MONTHLY: Mapping[str, Decimal] = {
    "mass": Decimal(100_000_000),
    "volume": Decimal(100_000_000),
    "length": Decimal(100_000_000),
    "area": Decimal(100_000_000),
}
MAX_PIECES = Decimal(1_000_000_000)


def title_problem(title: str) -> FieldError | None:
    """A name needs three letters or more, and fits on a card."""
    if not title:
        return FieldError(field="title", key="postings.title_needed")
    if sum(c.isalpha() for c in title) < MIN_TITLE:
        return FieldError(field="title", key="postings.title_short")
    return length_problem("title", title, MAX_TITLE)


def length_problem(field: str, text: str, longest: int) -> FieldError | None:
    """A text has at most so many characters."""
    if len(text) <= longest:
        return None
    return FieldError(field=field, key="postings.text_long", values={"max": format_number(longest)})


def quantity_problem(field: str, amount: Decimal, unit: str) -> FieldError | None:
    """Nobody in the countryside makes more than this in a month."""
    base = in_base(amount, unit)
    if base is None:
        return FieldError(field=field, key="taxonomy.unit_unknown", values={"text": unit[:40]})
    dimension, size = base
    if amount <= 0:
        return FieldError(field=field, key="postings.quantity_zero")
    if size > MAX_MONTHLY.get(dimension, MAX_PIECES):
        return FieldError(field=field, key="postings.quantity_absurd")
    return None


def price_problem(field: str, price: int) -> FieldError | None:
    """A price is more than nothing and at most 100 thousand million đồng for one unit."""
    if price <= 0:
        return FieldError(field=field, key="taxonomy.price_zero")
    if price > MAX_PRICE:
        return FieldError(field=field, key="postings.price_absurd", values={"max": format_money(MAX_PRICE)})
    return None


def price_order_problem(price_min: int | None, price_max: int | None) -> FieldError | None:
    """The lower price is not above the higher one."""
    if price_min is None or price_max is None or price_min <= price_max:
        return None
    return FieldError(field="price_max", key="postings.price_order")


def tiers_problem(tiers: tuple[tuple[Decimal, int], ...]) -> FieldError | None:
    """Who buys more pays no more for one, and no quantity stands twice."""
    ordered = sorted(tiers)
    for (amount, price), (next_amount, next_price) in pairwise(ordered):
        if amount == next_amount:
            return FieldError(field="tiers", key="postings.tier_twice")
        if next_price > price:
            return FieldError(field="tiers", key="postings.tier_dearer")
    return None


def days_problem(field: str, days: int, longest: int, *, least: int = 0) -> FieldError | None:
    """A number of days lies between two limits."""
    if least <= days <= longest:
        return None
    values = {"min": format_number(least), "max": format_number(longest)}
    return FieldError(field=field, key="postings.days_out_of_range", values=values)


def discount_problem(percent: Decimal) -> FieldError | None:
    """A discount is between nothing and 60 in a hundred."""
    if 0 <= percent <= MAX_DISCOUNT:
        return None
    return FieldError(
        field="discount", key="postings.discount_out_of_range", values={"max": format_number(MAX_DISCOUNT)}
    )


def closing_problem(closes_on: date, today: date) -> FieldError | None:
    """A demand closes today at the earliest, and within a year and a half."""
    if closes_on < today:
        return FieldError(field="closes_on", key="postings.closing_past")
    if closes_on > today + MAX_AHEAD:
        values = {"latest": format_day(today + MAX_AHEAD)}
        return FieldError(field="closes_on", key="postings.closing_far", values=values)
    return None


def period_problem(needed_from: date | None, needed_until: date | None, today: date) -> FieldError | None:
    """The months of a demand are in order, not over yet, and not years away."""
    if needed_from and needed_until and needed_until < needed_from:
        return FieldError(field="needed_until", key="postings.period_order")
    this_month = today.replace(day=1)
    for field, month in (("needed_until", needed_until), ("needed_from", needed_from)):
        if month is None:
            continue
        if month < this_month and (field == "needed_until" or needed_until is None):
            return FieldError(field=field, key="postings.period_past")
        if abs(month - this_month) > 2 * MAX_AHEAD:
            return FieldError(field=field, key="postings.period_far")
    return None


def certificate_dates_problem(
    field: str, issued_on: date | None, expires_on: date | None, today: date
) -> FieldError | None:
    """A certificate was issued before today and before it expires; one that has expired is a warning only."""
    if issued_on and issued_on > today:
        return FieldError(field=field, key="postings.issued_later")
    if issued_on and expires_on and expires_on < issued_on:
        return FieldError(field=field, key="postings.certificate_order")
    too_old = issued_on and issued_on < today - MAX_CERTIFICATE_AGE
    too_far = expires_on and not today - MAX_CERTIFICATE_AGE < expires_on < today + MAX_CERTIFICATE_AHEAD
    if too_old or too_far:
        return FieldError(field=field, key="postings.certificate_absurd")
    return None


def is_more(
    amount: Decimal | None, unit: str | None, than_amount: Decimal | None, than_unit: str | None
) -> bool | None:
    """Tell whether one quantity exceeds another; None where one is missing or the two do not compare."""
    if amount is None or unit is None or than_amount is None or than_unit is None:
        return None
    order = compare(Quantity(amount=amount, unit=unit), Quantity(amount=than_amount, unit=than_unit))
    return None if order is None else order > 0


def names_a_phone(text: str) -> bool:
    """Tell whether a text that everybody reads holds a mobile number."""
    return _PHONE.search(text) is not None
