"""What values a posting may hold: limits, order of dates and prices. Pure; each check returns a problem or None."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from marketplace.errors import FieldError
from marketplace.i18n import format_day, format_money, format_number
from marketplace.taxonomy.units import compare, find_unit, format_quantity, in_base
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
# Freshness, counted from the day on which the owner last said that the posting holds: asked after 45 days and once
# more two weeks later, then left in peace; after 60 days readers are told, and it sinks below fresh ones.
ASK_AFTER = timedelta(days=45)
ASK_AGAIN_AFTER = timedelta(days=14)
# A third question would come after this; so late only somebody is asked who never was.
ASK_UNTIL = ASK_AFTER + 2 * ASK_AGAIN_AFTER
STALE_AFTER = timedelta(days=60)
# How long before the last day the owner is warned of it: twice.
WARN_BEFORE = (timedelta(days=14), timedelta(days=3))
# What was withdrawn or paused can be taken back for so long on the page that did it.
UNDO_FOR = timedelta(minutes=10)
PAUSE_DAYS: Mapping[str, int] = {"two_weeks": 14, "month": 30}
# Other weeks than the usual one can be named for so many weeks ahead.
WEEKS_AHEAD = 8
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


def is_stale(said_at: datetime | None, moment: datetime) -> bool:
    """Tell whether the owner's last word is so old that readers are told; a posting never shown has none."""
    return said_at is not None and moment - said_at >= STALE_AFTER


def is_due_for_question(said_at: datetime | None, asked_at: datetime | None, moment: datetime) -> bool:
    """Tell whether the owner is to be asked now whether it still holds: twice at most for one word."""
    if said_at is None or moment - said_at < ASK_AFTER:
        return False
    if asked_at is None or asked_at < said_at:
        return True
    return moment - asked_at >= ASK_AGAIN_AFTER and moment - said_at < ASK_UNTIL


def warnings_reached(expires_on: date | None, today: date) -> int:
    """Return how many of the two warnings of a last day should have been sent by a day."""
    if expires_on is None:
        return 0
    return sum(expires_on - today <= before for before in WARN_BEFORE)


def warning_due(expires_on: date | None, today: date, sent: int) -> bool:
    """Tell whether the owner is to be warned today; past the last day it is too late."""
    return expires_on is not None and expires_on >= today and sent < warnings_reached(expires_on, today)


def pause_problem(until: date | None, today: date) -> FieldError | None:
    """A pause ends today at the earliest and within a year and a half, or has no end."""
    if until is not None and not today <= until <= today + MAX_AHEAD:
        return FieldError(field="until", key="postings.pause_end")
    return None


def next_season(months: Collection[int], today: date) -> date | None:
    """Return the first day of the season after this one; None where goods come all year or no season was said."""
    if not months or len(set(months)) == 12:
        return None
    for ahead in range(1, 13):
        count = today.year * 12 + today.month - 1 + ahead
        month = count % 12 + 1
        if month in months and (month - 2) % 12 + 1 not in months:
            return date(count // 12, month, 1)
    return None


def pause_end(choice: str, months: Collection[int], today: date) -> date | None:
    """Return the last day of a pause: ``two_weeks``, ``month``, ``season``; anything else has no end."""
    if choice in PAUSE_DAYS:
        return today + timedelta(days=PAUSE_DAYS[choice])
    start = next_season(months, today) if choice == "season" else None
    return start - timedelta(days=1) if start else None


def closing_proposal(today: date) -> date:
    """Return the closing date that a demand about to close is offered."""
    return today + timedelta(days=PAUSE_DAYS["month"])


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_ahead(today: date) -> list[date]:
    """Return the Mondays of the next weeks, this one left out: suppliers are at work for it already."""
    first = monday_of(today) + timedelta(days=7)
    return [first + timedelta(days=7 * count) for count in range(WEEKS_AHEAD)]


def weekly_of_month(monthly: Decimal) -> Decimal:
    """Return about how much of a month's amount falls on a week, to two figures; only ever shown, never kept."""
    exact = monthly * 12 / 52
    return round(exact, 1 - exact.adjusted()) + Decimal(0)


def monthly_of(weekly: Decimal, unit: str) -> Decimal:
    """Return what a weekly amount comes to in a month: 52 weeks over 12 months, to three figures.

    Pieces and packs stay whole. ``100 kg`` a week is ``433 kg`` a month.
    """
    exact = weekly * 52 / 12
    spec = find_unit(unit)
    is_measured = spec is not None and spec.dimension in MAX_MONTHLY and spec.content is None
    rounded = round(exact, 2 - exact.adjusted()) + Decimal(0)
    return rounded if is_measured else max(Decimal(round(rounded)), Decimal(1))


def weekly_problem(weekly: Decimal, monthly: Decimal, unit: str) -> FieldError | None:
    """The amounts of a week and a month, in one unit, do not contradict each other."""
    if monthly / 2 <= weekly * 52 / 12 <= monthly * 2:
        return None
    words = format_quantity(monthly_of(weekly, unit), unit)
    return FieldError(field="weekly", key="postings.weekly_differs", values={"monthly": words})
