"""Reads what people typed in a step; raises ``Invalid`` with every problem at once. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from marketplace.errors import FieldError, Invalid
from marketplace.postings import rules
from marketplace.postings.drafts import (
    CapacityDraft,
    CapacityValues,
    CertificateDraft,
    CertificateValues,
    GoodsDraft,
    GoodsValues,
    NeedDraft,
    NeedValues,
    PapersDraft,
    PapersValues,
    PriceDraft,
    PriceValues,
    TermsDraft,
    TermsValues,
)
from marketplace.postings.weeks import read_delivery_days, read_weekly
from marketplace.taxonomy.units import (
    Quantity,
    Unreadable,
    convert,
    find_unit,
    parse_number,
    parse_price,
    parse_quantity,
)
from marketplace.taxonomy.units.quantities import base_unit_text
from marketplace.text import fold, tidy, tidy_lines

T = TypeVar("T")

_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_DAYS = re.compile(
    r"(?:trong|khoang|sau)?\s*([0-9][0-9.,]*)\s*"
    r"(ngay|day|days|tuan|week|weeks|thang|month|months|nam|year|years)?\.?"
)
_DAYS_IN = {"ngay": 1, "day": 1, "tuan": 7, "week": 7, "thang": 30, "month": 30, "nam": 365, "year": 365}


class Problems:
    """What is wrong so far; the form shows all of it at once."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def add(self, problem: FieldError | None) -> None:
        """Take in the outcome of a check."""
        if problem is not None:
            self.found.append(problem)

    def read(self, field: str, read: Callable[[], T]) -> T | None:
        """Return what was read, or None with its problems noted at the field."""
        try:
            return read()
        except Invalid as error:
            for problem in error.problems:
                self.add(FieldError(field=field, key=problem.key, values=problem.values))
            return None

    def stop(self) -> None:
        """Raise ``Invalid`` if anything is wrong."""
        if self.found:
            raise Invalid(*self.found)


def read_day(text: str) -> date | None:
    """Return the day that 24/11/2026 or 2026-11-24 means, None for nothing; raises ``Invalid``."""
    raw = tidy(text)
    if not raw:
        return None
    if match := _DAY.fullmatch(raw):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(raw):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise Invalid.of("day", "postings.day_unreadable", text=raw[:20])
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid.of("day", "postings.day_unreadable", text=raw[:20]) from None


def read_month(text: str) -> date | None:
    """Return the first day of the month that 11/2026 or 2026-11 means, None for nothing; raises ``Invalid``."""
    raw = tidy(text)
    if not raw:
        return None
    if match := _MONTH.fullmatch(raw):
        month, year = int(match[1]), int(match[2])
    elif match := _ISO_MONTH.fullmatch(raw):
        year, month = int(match[1]), int(match[2])
    else:
        raise Invalid.of("month", "postings.month_unreadable", text=raw[:20])
    if not (1 <= month <= 12 and 1900 <= year <= 9999):
        raise Invalid.of("month", "postings.month_unreadable", text=raw[:20])
    return date(year, month, 1)


def read_days(text: str) -> int | None:
    """Return a length of time in days: "7", "7 ngày", "2 tuần", "6 tháng"; None for nothing."""
    raw = tidy(text)
    if not raw:
        return None
    match = _DAYS.fullmatch(fold(raw))
    if match is None:
        raise Invalid.of("days", "postings.days_unreadable", text=raw[:20])
    number = parse_number(match[1])
    days = number * _DAYS_IN[(match[2] or "ngay").removesuffix("s")]
    if days != days.to_integral_value():
        raise Invalid.of("days", "postings.days_unreadable", text=raw[:20])
    return int(days)


def read_amount(text: str, typical: Sequence[str] = (), default_unit: str | None = None) -> Quantity | None:
    """Return a quantity as typed, None for nothing; a bare number takes the default unit."""
    raw = tidy(text)
    if not raw:
        return None
    try:
        return parse_quantity(raw, typical)
    except Unreadable as error:
        if default_unit is None or error.reason != "taxonomy.unit_missing":
            raise
        return parse_quantity(f"{raw} {default_unit}", typical)


def read_goods(draft: GoodsDraft) -> GoodsValues:
    """Read what the goods are."""
    problems = Problems()
    values = GoodsValues(
        title=tidy(draft.title),
        description=tidy_lines(draft.description),
        province_code=tidy(draft.province_code) or None,
    )
    problems.add(rules.title_problem(values.title))
    problems.add(rules.length_problem("description", values.description, rules.MAX_DESCRIPTION))
    problems.stop()
    return values


def _monthly(problems: Problems, field: str, text: str, typical: Sequence[str]) -> Quantity | None:
    quantity = problems.read(field, lambda: read_amount(text, typical))
    if quantity:
        problems.add(rules.quantity_problem(field, quantity.amount, quantity.unit))
    return quantity


def _months(
    problems: Problems, draft: CapacityDraft, usual: Quantity | None, typical: Sequence[str]
) -> dict[int, Decimal | None]:
    """Read the season; an amount typed for a month says that the month belongs to it."""
    said = {month: text for month, text in draft.month_amounts.items() if tidy(text)}
    chosen = set(range(1, 13)) if draft.is_all_year else {*draft.months, *said}
    if not chosen <= set(range(1, 13)):
        problems.add(FieldError(field="months", key="postings.month_unknown"))
        return {}
    months: dict[int, Decimal | None] = dict.fromkeys(sorted(chosen))
    for month, text in said.items():
        unit = usual.unit if usual else None
        amount = problems.read("month_amounts", lambda text=text, unit=unit: read_amount(text, typical, unit))
        if amount is None:
            continue
        same = convert(amount, unit) if unit else None
        if same is None:
            problems.add(FieldError(field="month_amounts", key="postings.month_unit"))
        else:
            problems.add(rules.quantity_problem("month_amounts", same.amount, same.unit))
            months[month] = same.amount
    return months


def read_capacity(draft: CapacityDraft, typical: Sequence[str] = ()) -> CapacityValues:
    """Read how much a listing can supply and when; ``typical`` are the usual unit codes of its category."""
    problems = Problems()
    quantity = _monthly(problems, "quantity", draft.quantity, typical)
    months = _months(problems, draft, quantity, typical)
    unit = quantity.unit if quantity else None
    least = problems.read("min_order", lambda: read_amount(draft.min_order, typical, unit))
    if least:
        problems.add(rules.quantity_problem("min_order", least.amount, least.unit))
    lead_time = problems.read("lead_time", lambda: read_days(draft.lead_time))
    if lead_time is not None:
        problems.add(rules.days_problem("lead_time", lead_time, rules.MAX_LEAD_DAYS))
    problems.stop()
    return CapacityValues(
        quantity_amount=quantity.amount if quantity else None,
        quantity_unit=unit,
        is_quantity_open=draft.is_open and quantity is None,
        months=months,
        min_order_amount=least.amount if least else None,
        min_order_unit=least.unit if least else None,
        lead_time_days=lead_time,
    )


def _price(
    problems: Problems, field: str, text: str, typical: Sequence[str], default_unit: str
) -> tuple[int, str] | None:
    raw = tidy(text)
    if not raw:
        return None
    found = problems.read(field, lambda: parse_price(raw, typical, default_unit))
    if found:
        problems.add(rules.price_problem(field, found[0]))
    return found


def price_unit_for(quantity_unit: str | None) -> str:
    """Return the unit that a bare price is for: who sells two tạ still names the price of a kg; a pack is its own."""
    spec = find_unit(quantity_unit) if quantity_unit else None
    if spec is None:
        return quantity_unit or ""
    measured = spec.dimension in ("mass", "volume", "length", "area") and spec.content is None
    return base_unit_text(spec.dimension, spec.text) if measured else spec.text


def _price_unit(problems: Problems, text: str, typical: Sequence[str], quantity_unit: str | None) -> str:
    """Return the unit named, or the one that goes with the quantity, or nothing."""
    raw = tidy(text)
    if not raw:
        return price_unit_for(quantity_unit)
    unit = find_unit(raw, typical)
    if unit is None:
        problems.add(FieldError(field="price_unit", key="taxonomy.unit_unknown", values={"text": raw[:40]}))
        return price_unit_for(quantity_unit)
    return unit.text


def _tiers(
    problems: Problems, draft: PriceDraft, typical: Sequence[str], price_unit: str
) -> tuple[tuple[Decimal, int], ...]:
    tiers: list[tuple[Decimal, int]] = []
    for tier in draft.tiers:
        if not tidy(tier.from_amount) and not tidy(tier.price):
            continue
        if not tidy(tier.from_amount) or not tidy(tier.price):
            problems.add(FieldError(field="tiers", key="postings.tier_half"))
            continue
        amount = problems.read("tiers", lambda tier=tier: read_amount(tier.from_amount, typical, price_unit or None))
        price = _price(problems, "tiers", tier.price, typical, price_unit)
        if amount is None or price is None:
            continue
        same = convert(amount, price_unit) if price_unit else None
        if same is None or price[1] != price_unit:
            problems.add(FieldError(field="tiers", key="postings.tier_unit"))
        else:
            tiers.append((same.amount, price[0]))
    if len(tiers) > rules.MAX_TIERS:
        problems.add(FieldError(field="tiers", key="postings.too_many", values={"max": rules.MAX_TIERS}))
    problems.add(rules.tiers_problem(tuple(tiers)))
    return tuple(sorted(tiers))


def read_price(draft: PriceDraft, typical: Sequence[str] = (), quantity_unit: str | None = None) -> PriceValues:
    """Read what a listing costs; a price without a unit is for ``price_unit``, else for what goes with the quantity."""
    problems = Problems()
    default = _price_unit(problems, draft.price_unit, typical, quantity_unit)
    low = _price(problems, "price_min", draft.price_min, typical, default)
    high = _price(problems, "price_max", draft.price_max, typical, low[1] if low else default)
    if low and high and low[1] != high[1]:
        problems.add(FieldError(field="price_max", key="postings.price_units"))
    else:
        problems.add(rules.price_order_problem(low and low[0], high and high[0]))
    unit = (low or high or (0, default))[1]
    tiers = _tiers(problems, draft, typical, unit)
    problems.stop()
    return PriceValues(
        price_min=low[0] if low else None,
        price_max=high[0] if high else None,
        price_unit=unit if low or high or tiers else None,
        price_has_vat=draft.has_vat,
        tiers=tiers,
        sample_terms=draft.sample_terms,
        freight_payer=draft.freight_payer,
    )


def _certificate(problems: Problems, draft: CertificateDraft, today: date) -> CertificateValues:
    field = f"certificate_{draft.code}"
    values = CertificateValues(
        code=draft.code,
        number=tidy(draft.number),
        issuer=tidy(draft.issuer),
        issued_on=problems.read(field, lambda: read_day(draft.issued_on)),
        expires_on=problems.read(field, lambda: read_day(draft.expires_on)),
    )
    problems.add(rules.length_problem(field, values.number, rules.MAX_NUMBER))
    problems.add(rules.length_problem(field, values.issuer, rules.MAX_ISSUER))
    problems.add(rules.certificate_dates_problem(field, values.issued_on, values.expires_on, today))
    return values


def read_papers(draft: PapersDraft, today: date) -> PapersValues:
    """Read what a listing is ready for; whether the codes exist is not known here."""
    problems = Problems()
    once = {certificate.code: certificate for certificate in draft.certificates}
    if len(once) > rules.MAX_CERTIFICATES:
        values = {"max": rules.MAX_CERTIFICATES}
        problems.add(FieldError(field="certificates", key="postings.too_many", values=values))
    certificates = tuple(_certificate(problems, certificate, today) for certificate in once.values())
    shelf_life = problems.read("shelf_life", lambda: read_days(draft.shelf_life))
    if shelf_life is not None:
        problems.add(rules.days_problem("shelf_life", shelf_life, rules.MAX_SHELF_DAYS, least=1))
    packaging = tidy(draft.packaging)
    problems.add(rules.length_problem("packaging", packaging, rules.MAX_PACKAGING))
    problems.stop()
    return PapersValues(
        certificates=certificates,
        papers=tuple(dict.fromkeys(draft.papers)),
        channels=tuple(dict.fromkeys(draft.channels)),
        shelf_life_days=shelf_life,
        packaging=packaging,
        craft_village_id=draft.craft_village_id,
    )


def read_need(draft: NeedDraft, today: date, typical: Sequence[str] = ()) -> NeedValues:
    """Read how much a demand is for and when; one that names only a week's amount is counted by the month from it."""
    problems = Problems()
    quantity = _monthly(problems, "quantity", draft.quantity, typical)
    weekly, days = None, ()
    if draft.is_standing:
        weekly = problems.read("weekly", lambda: read_weekly(draft.weekly, quantity, typical))
        days = problems.read("delivery_days", lambda: read_delivery_days(draft.delivery_days)) or ()
        if weekly and quantity is None and not tidy(draft.quantity):
            quantity = Quantity(amount=rules.monthly_of(weekly.amount, weekly.unit), unit=weekly.unit)
    needed_from = problems.read("needed_from", lambda: read_month(draft.needed_from))
    needed_until = problems.read("needed_until", lambda: read_month(draft.needed_until))
    problems.add(rules.period_problem(needed_from, needed_until, today))
    closes_on = problems.read("closes_on", lambda: read_day(draft.closes_on))
    if closes_on is not None:
        problems.add(rules.closing_problem(closes_on, today))
    problems.stop()
    return NeedValues(
        quantity_amount=quantity.amount if quantity else None,
        quantity_unit=quantity.unit if quantity else None,
        needed_from=needed_from,
        needed_until=needed_until,
        is_standing=draft.is_standing,
        closes_on=closes_on,
        weekly_amount=weekly.amount if weekly else None,
        delivery_days=days,
    )


def _percent(text: str) -> Decimal | None:
    raw = tidy(text).removesuffix("%").strip()
    return parse_number(raw) if raw else None


def read_terms(draft: TermsDraft, typical: Sequence[str] = (), quantity_unit: str | None = None) -> TermsValues:
    """Read what a demand offers."""
    problems = Problems()
    default = _price_unit(problems, draft.price_unit, typical, quantity_unit)
    price = _price(problems, "price_max", draft.price_max, typical, default)
    discount = problems.read("discount", lambda: _percent(draft.discount))
    if discount is not None:
        problems.add(rules.discount_problem(discount))
    payment_days = problems.read("payment_days", lambda: read_days(draft.payment_days))
    if payment_days is not None:
        problems.add(rules.days_problem("payment_days", payment_days, rules.MAX_PAYMENT_DAYS))
    problems.stop()
    return TermsValues(
        price_max=price[0] if price else None,
        price_unit=price[1] if price else None,
        discount_percent=discount,
        payment_days=payment_days,
        channel_code=tidy(draft.channel_code) or None,
        province_code=tidy(draft.province_code) or None,
    )
