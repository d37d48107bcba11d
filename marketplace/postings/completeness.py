"""What a posting still needs before it can be published, what would help it, and what looks odd. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from marketplace.postings import rules
from marketplace.postings.drafts import Step
from marketplace.postings.facts import is_valid_on
from marketplace.postings.models import Posting, Side
from marketplace.taxonomy.units import needs_asking, price_per_base
from marketplace.taxonomy.units.quantities import in_base


@dataclass(frozen=True, kw_only=True)
class Lack:
    """Something to do: ``labels.LACKS[key]`` says what, ``step`` is the screen to do it on."""

    key: str
    step: Step


def missing_of(posting: Posting, today: date) -> list[Lack]:
    """Return what must be said before publication, in the order of the screens."""
    return list(_missing(posting, today))


def _missing(posting: Posting, today: date) -> Iterator[Lack]:
    is_supply = posting.side is Side.SUPPLY
    if not posting.title:
        yield Lack(key="title", step=Step.GOODS)
    if is_supply and not posting.province_code:
        yield Lack(key="province", step=Step.GOODS)
    if not posting.category_code:
        yield Lack(key="category", step=Step.CATEGORY)
    if posting.quantity_amount is None and not (is_supply and posting.is_quantity_open):
        yield Lack(key="quantity", step=Step.QUANTITY)
    if not is_supply:
        if posting.expires_on is None:
            yield Lack(key="closing", step=Step.QUANTITY)
        elif posting.expires_on < today:
            yield Lack(key="closing_past", step=Step.QUANTITY)
        if not posting.province_code:
            yield Lack(key="delivery_province", step=Step.TERMS)


def helpful_of(posting: Posting) -> list[Lack]:
    """Return what would bring more and better matches, the most useful first."""
    lacks = _helpful_supply(posting) if posting.side is Side.SUPPLY else _helpful_demand(posting)
    return list(lacks)


def _helpful_supply(posting: Posting) -> Iterator[Lack]:
    if not posting.photos:
        yield Lack(key="photos", step=Step.PHOTOS)
    if posting.price_min is None and posting.price_max is None:
        yield Lack(key="price", step=Step.PRICE)
    if posting.quantity_amount is None and posting.is_quantity_open:
        yield Lack(key="quantity_open", step=Step.QUANTITY)
    if not posting.papers:
        yield Lack(key="papers", step=Step.PAPERS)
    if not posting.certificates:
        yield Lack(key="certificates", step=Step.PAPERS)
    if not posting.months:
        yield Lack(key="months", step=Step.QUANTITY)
    if not posting.channels:
        yield Lack(key="channels", step=Step.PAPERS)
    if posting.min_order_amount is None:
        yield Lack(key="min_order", step=Step.QUANTITY)
    if not posting.description:
        yield Lack(key="description", step=Step.GOODS)


def _helpful_demand(posting: Posting) -> Iterator[Lack]:
    if posting.price_max is None:
        yield Lack(key="ceiling", step=Step.TERMS)
    if posting.needed_from is None:
        yield Lack(key="period", step=Step.QUANTITY)
    if posting.channel_code is None:
        yield Lack(key="channel", step=Step.TERMS)
    if posting.payment_days is None:
        yield Lack(key="payment", step=Step.TERMS)
    if not posting.description:
        yield Lack(key="description", step=Step.GOODS)


def warnings_of(posting: Posting, today: date) -> list[Lack]:
    """Return what was said but looks odd; none of it stops a publication."""
    return list(_warnings(posting, today))


def _warnings(posting: Posting, today: date) -> Iterator[Lack]:
    if any(not is_valid_on(row, today) for row in posting.certificates):
        yield Lack(key="certificate_expired", step=Step.PAPERS)
    more = rules.is_more(
        posting.min_order_amount, posting.min_order_unit, posting.quantity_amount, posting.quantity_unit
    )
    if more:
        yield Lack(key="min_order_large", step=Step.QUANTITY)
    if _price_and_quantity_differ(posting):
        yield Lack(key="units_differ", step=Step.PRICE if posting.side is Side.SUPPLY else Step.TERMS)
    region = posting.province.region if posting.province else None
    if posting.quantity_unit and needs_asking(posting.quantity_unit, region):
        yield Lack(key="chuc", step=Step.QUANTITY)
    if rules.names_a_phone(f"{posting.title} \n {posting.description or ''}"):
        yield Lack(key="phone_in_words", step=Step.GOODS)


def _price_and_quantity_differ(posting: Posting) -> bool:
    """Tell whether price and quantity are for things that do not compare, such as kilograms and boxes."""
    price = posting.price_max if posting.price_max is not None else posting.price_min
    if price is None or not posting.price_unit or posting.quantity_amount is None or not posting.quantity_unit:
        return False
    left = price_per_base(price, posting.price_unit)
    right = in_base(posting.quantity_amount, posting.quantity_unit)
    return left is not None and right is not None and left[0] != right[0]
