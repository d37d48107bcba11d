"""What people type about a deal, its papers and its months, and what that means once it is read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.errors import FieldError, Invalid
from marketplace.postings import rules
from marketplace.postings.reading import Problems, price_unit_for, read_amount, read_day, read_days, read_month
from marketplace.taxonomy.units import MAX_MONEY, Quantity, convert, parse_money, parse_number, parse_price
from marketplace.text import tidy, tidy_lines

MAX_GOODS = 200
MAX_WORDS = 2000
MAX_EXTRA = 4000
MAX_NOTE = 500
MAX_NUMBER = 60
MAX_PLACE = 120
MONTHS_BACK = 24
# field of a party -> how long it may be
PARTY_FIELDS = {"name": 200, "address": 300, "tax_code": 20, "person": 120, "position": 120, "phone": 40}
_EARLIEST, _LATEST = date(2015, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, kw_only=True)
class TermsDraft:
    """The figures and words of a deal as typed; an empty ``monthly_value`` is computed from quantity and price."""

    goods: str = ""
    quantity: str = ""
    price: str = ""
    has_vat: bool | None = None
    monthly_value: str = ""
    quality: str = ""
    delivery: str = ""
    payment_days: str = ""
    payment: str = ""
    discount: str = ""
    starts_on: str = ""
    ends_on: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The figures and words of a deal; quantity and value are per month, money in whole đồng."""

    goods: str
    quantity_amount: Decimal | None
    quantity_unit: str | None
    price: int | None
    price_unit: str | None
    has_vat: bool | None
    monthly_value: int | None
    quality: str
    delivery: str
    payment_days: int | None
    payment: str
    discount_percent: Decimal | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class PartyDraft:
    """One party as the paper is to name it, as typed."""

    name: str = ""
    address: str = ""
    tax_code: str = ""
    person: str = ""
    position: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperDraft:
    """A paper as typed."""

    number: str = ""
    place: str = ""
    dated_on: str = ""
    seller: PartyDraft = field(default_factory=PartyDraft)
    buyer: PartyDraft = field(default_factory=PartyDraft)
    extra: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperValues:
    """A paper once it is read; parties are mappings of the fields in ``PARTY_FIELDS``."""

    number: str
    place: str
    dated_on: date | None
    seller: dict[str, str]
    buyer: dict[str, str]
    extra: str


@dataclass(frozen=True, kw_only=True)
class MonthDraft:
    """What was delivered in a month, as typed; at least one figure."""

    month: str
    value: str = ""
    quantity: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthValues:
    """What was delivered in a month, by its first day."""

    month: date
    value: int | None
    quantity_amount: Decimal | None
    quantity_unit: str | None


def computed_value(amount: Decimal | None, unit: str | None, price: int | None, price_unit: str | None) -> int | None:
    """Return quantity times price in whole đồng, or None where one is missing or the units do not agree."""
    if amount is None or not unit or price is None or not price_unit:
        return None
    same = convert(Quantity(amount=amount, unit=unit), price_unit)
    value = int((same.amount * price).quantize(Decimal(1), ROUND_HALF_UP)) if same else None
    return value if value is not None and value <= MAX_MONEY else None


def read_text(problems: Problems, name: str, text: str, longest: int, *, lines: bool = False) -> str:
    """Return a text in one form; one that is too long becomes a problem of its field."""
    words = tidy_lines(text) if lines else tidy(text)
    if len(words) > longest:
        problems.add(FieldError(field=name, key="agreements.text_long", values={"max": longest}))
    return words


def read_date(problems: Problems, name: str, text: str) -> date | None:
    """Return a day as typed, None for nothing; one far away from today is taken for a slip."""
    day = problems.read(name, lambda: read_day(text))
    if day is not None and not _EARLIEST <= day < _LATEST:
        problems.add(FieldError(field=name, key="agreements.date_absurd"))
    return day


def _money(problems: Problems, name: str, text: str) -> int | None:
    raw = tidy(text)
    return problems.read(name, lambda: parse_money(raw)) if raw else None


def _percent(problems: Problems, text: str) -> Decimal | None:
    raw = tidy(text).removesuffix("%").strip()
    percent = problems.read("discount", lambda: parse_number(raw)) if raw else None
    problems.add(rules.discount_problem(percent) if percent is not None else None)
    return percent


def read_terms(draft: TermsDraft, typical: Sequence[str] = ()) -> Terms:
    """Read the figures of a deal; ``typical`` are the usual units of its goods. Raises Invalid with every problem."""
    problems = Problems()
    goods = read_text(problems, "goods", draft.goods, MAX_GOODS)
    if not goods:
        problems.add(FieldError(field="goods", key="agreements.goods_needed"))
    quantity = problems.read("quantity", lambda: read_amount(draft.quantity, typical))
    if quantity:
        problems.add(rules.quantity_problem("quantity", quantity.amount, quantity.unit))
    raw_price, default = tidy(draft.price), price_unit_for(quantity.unit if quantity else None)
    price = problems.read("price", lambda: parse_price(raw_price, typical, default)) if raw_price else None
    if price:
        problems.add(rules.price_problem("price", price[0]))
    discount = _percent(problems, draft.discount)
    days = problems.read("payment_days", lambda: read_days(draft.payment_days))
    problems.add(rules.days_problem("payment_days", days, rules.MAX_PAYMENT_DAYS) if days is not None else None)
    value = _money(problems, "monthly_value", draft.monthly_value)
    starts_on = read_date(problems, "starts_on", draft.starts_on)
    ends_on = read_date(problems, "ends_on", draft.ends_on)
    if starts_on and ends_on and ends_on < starts_on:
        problems.add(FieldError(field="ends_on", key="agreements.date_order"))
    words = {
        name: read_text(problems, name, getattr(draft, name), MAX_WORDS, lines=True)
        for name in ("quality", "delivery", "payment")
    }
    problems.stop()
    amount, unit = (quantity.amount, quantity.unit) if quantity else (None, None)
    money, money_unit = price or (None, None)
    return Terms(
        goods=goods,
        quantity_amount=amount,
        quantity_unit=unit,
        price=money,
        price_unit=money_unit,
        has_vat=draft.has_vat,
        monthly_value=computed_value(amount, unit, money, money_unit) if value is None else value,
        payment_days=days,
        discount_percent=discount,
        starts_on=starts_on,
        ends_on=ends_on,
        **words,
    )


def _party(problems: Problems, side: str, draft: PartyDraft) -> dict[str, str]:
    values = {
        name: read_text(problems, f"{side}_{name}", getattr(draft, name), longest)
        for name, longest in PARTY_FIELDS.items()
    }
    if not values["name"]:
        problems.add(FieldError(field=f"{side}_name", key="agreements.name_needed"))
    return values


def read_paper(draft: PaperDraft) -> PaperValues:
    """Read a paper; raises Invalid with every problem."""
    problems = Problems()
    values = PaperValues(
        number=read_text(problems, "number", draft.number, MAX_NUMBER),
        place=read_text(problems, "place", draft.place, MAX_PLACE),
        dated_on=read_date(problems, "dated_on", draft.dated_on),
        seller=_party(problems, "seller", draft.seller),
        buyer=_party(problems, "buyer", draft.buyer),
        extra=read_text(problems, "extra", draft.extra, MAX_EXTRA, lines=True),
    )
    problems.stop()
    return values


def read_note(note: str, field_name: str = "note") -> str:
    """Return a short note in one line; raises Invalid for one that is too long."""
    words = tidy(note)
    if len(words) > MAX_NOTE:
        raise Invalid.of(field_name, "agreements.text_long", max=MAX_NOTE)
    return words


def read_past_day(text: str, field_name: str, today: date, *, default: date | None = None) -> date:
    """Return a day that is not in the future, or the default for nothing; raises Invalid."""
    problems = Problems()
    day = read_date(problems, field_name, text)
    problems.stop()
    day = day or default
    if day is None:
        raise Invalid.of(field_name, "agreements.date_needed")
    if day > today:
        raise Invalid.of(field_name, "agreements.date_future")
    return day


def months_before(month: date, count: int) -> date:
    """Return the first day of the month so many months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _sold(text: str, typical: Sequence[str], unit: str | None) -> Quantity | None:
    """Read an amount that was delivered; a bare zero is one, in the unit of the deal."""
    if tidy(text) == "0" and unit:
        return Quantity(amount=Decimal(0), unit=unit)
    return read_amount(text, typical, unit)


def read_delivered(draft: MonthDraft, today: date, typical: Sequence[str] = (), unit: str | None = None) -> MonthValues:
    """Read what was delivered; a bare amount is in ``unit``, that of the deal. Raises Invalid with every problem."""
    problems = Problems()
    month = problems.read("month", lambda: read_month(draft.month))
    this_month = today.replace(day=1)
    if month is None and not problems.found:
        problems.add(FieldError(field="month", key="agreements.month_needed"))
    if month is not None and not months_before(this_month, MONTHS_BACK) <= month <= this_month:
        problems.add(FieldError(field="month", key="agreements.month_absurd"))
    value = _money(problems, "value", draft.value)
    quantity = problems.read("quantity", lambda: _sold(draft.quantity, typical, unit))
    if value is None and quantity is None and not problems.found:
        problems.add(FieldError(field="value", key="agreements.month_empty"))
    problems.stop()
    return MonthValues(
        month=month or this_month,
        value=value,
        quantity_amount=quantity.amount if quantity else None,
        quantity_unit=quantity.unit if quantity else None,
    )
