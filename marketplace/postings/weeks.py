"""A standing demand week by week: what people type for a week, and the weeks that differ from the usual one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.errors import FieldError, Invalid
from marketplace.postings import rules
from marketplace.postings.models import Posting
from marketplace.taxonomy.units import Quantity, Unreadable, convert, parse_quantity
from marketplace.text import fold, tidy

_MONTH = re.compile(r"\b(?:thang|month)\b")
_PER_WEEK = re.compile(
    r"^(?:mỗi|một|hàng|hằng|moi)\s+(?:tuần|tuan)\s*:?\s*"
    r"|\s*(?:/\s*|(?:mỗi|một|hàng|hằng|1|per|a|moi|mot)\s+)(?:1\s+)?(?:tuần|tuan|week)\.?$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:0+(?:[.,]0+)?|không|khong|none)(?:\s+\D{1,20})?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a standing demand; ``amount`` is in the demand's unit, ``is_usual`` where nobody changed it."""

    starts_on: date
    amount: Decimal | None
    is_usual: bool


def field_of(monday: date) -> str:
    """Return the name of the field in which a week's amount is typed."""
    return f"week-{monday.isoformat()}"


def read_amount_of_week(text: str, default_unit: str | None, typical: Sequence[str] = ()) -> Quantity | None:
    """Return the amount of one week as typed, None for nothing; raises ``Invalid`` for an amount of a month."""
    raw = tidy(text)
    if not raw:
        return None
    if _MONTH.search(fold(raw)):
        raise Invalid.of("weekly", "postings.weekly_not_week")
    plain = _PER_WEEK.sub("", raw)
    try:
        return parse_quantity(plain, typical)
    except Unreadable as error:
        if default_unit is None or error.reason != "taxonomy.unit_missing":
            raise
        return parse_quantity(f"{plain} {default_unit}", typical)


def read_weekly(text: str, monthly: Quantity | None, typical: Sequence[str] = ()) -> Quantity | None:
    """Return the usual amount of a week, in the unit of the month's amount where there is one."""
    weekly = read_amount_of_week(text, monthly.unit if monthly else None, typical)
    if weekly is None:
        return None
    if problem := rules.quantity_problem("weekly", weekly.amount, weekly.unit):
        raise Invalid(problem)
    if monthly is None:
        return weekly
    same = convert(weekly, monthly.unit)
    if same is None or same.amount == 0:
        raise Invalid.of("weekly", "postings.weekly_unit")
    if problem := rules.weekly_problem(same.amount, monthly.amount, monthly.unit):
        raise Invalid(problem)
    return same


def read_delivery_days(days: Sequence[int]) -> tuple[int, ...]:
    """Return the days of the week in order, each once; 1 is Monday and 7 Sunday."""
    if not set(days) <= set(range(1, 8)):
        raise Invalid.of("delivery_days", "postings.day_of_week_unknown")
    return tuple(sorted(set(days)))


def read_weeks(
    typed: Mapping[date, str], unit: str, usual: Decimal | None, typical: Sequence[str] = ()
) -> dict[date, Decimal]:
    """Return the weeks that differ from the usual one; an empty field means the usual amount, 0 means nothing.

    Raises ``Invalid`` with every problem, each at the field of its week.
    """
    found: dict[date, Decimal] = {}
    problems: list[FieldError] = []
    for monday, text in typed.items():
        try:
            amount = _read_week(text, unit, typical)
        except Invalid as error:
            problems += (FieldError(field=field_of(monday), key=one.key, values=one.values) for one in error.problems)
            continue
        if amount is not None and amount != usual:
            found[monday] = amount
    if problems:
        raise Invalid(*problems)
    return found


def _read_week(text: str, unit: str, typical: Sequence[str]) -> Decimal | None:
    if _NOTHING.fullmatch(tidy(text)):
        return Decimal(0)
    quantity = read_amount_of_week(text, unit, typical)
    if quantity is None:
        return None
    if problem := rules.quantity_problem("week", quantity.amount, quantity.unit):
        raise Invalid(problem)
    same = convert(quantity, unit)
    if same is None:
        raise Invalid.of("week", "postings.weekly_unit")
    return same.amount


def coming_weeks(demand: Posting, today: date) -> list[Week]:
    """Return the next weeks of a demand, each with its amount."""
    said = {row.starts_on: row.amount for row in demand.weeks}
    return [
        Week(starts_on=monday, amount=said.get(monday, demand.weekly_amount), is_usual=monday not in said)
        for monday in rules.weeks_ahead(today)
    ]


def is_by_the_week(demand: Posting) -> bool:
    """Tell whether a demand can be told week by week: bought regularly, in an amount with a unit."""
    return bool(demand.is_standing) and demand.quantity_unit is not None
