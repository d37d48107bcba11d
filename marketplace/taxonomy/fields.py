"""What staff may change in the reference lists, and how each field is checked."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from marketplace.errors import FieldError
from marketplace.taxonomy.models import Category, Certificate, Channel, Province, ProvinceKind, ReadinessPaper, Region
from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.text import tidy, tidy_lines

MAX_ITEMS = 60
MAX_MONTHS = 600
MAX_ADVICE = 2000

_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,24}[0-9]")
_RANGE = re.compile(r"[0-9]{1,3}(?:-[0-9]{1,3})?")

Entry = Category | Province | Certificate | ReadinessPaper | Channel


class FieldProblem(Exception):
    """Why a value cannot be used; ``key`` names the message."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def at(self, field: str) -> FieldError:
        """Return the problem as the error of a field."""
        return FieldError(field=field, key=self.key, values=self.values)


Check = Callable[[object], object]


def text(limit: int, *, required: bool = True, lines: bool = False) -> Check:
    """Check a text of at most ``limit`` characters."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise FieldProblem("taxonomy.text_expected")
        clean = tidy_lines(value) if lines else tidy(value)
        if required and not clean:
            raise FieldProblem("taxonomy.required")
        if len(clean) > limit:
            raise FieldProblem("taxonomy.too_long", limit=limit)
        return clean

    return check


def codes(table: str, *, extra: frozenset[str] = frozenset(), required: bool = False) -> Check:
    """Check a list of codes of another list; a text with semicolons will do."""

    def check(value: object) -> list[str]:
        if isinstance(value, str):
            given = split_cell(value)
        elif isinstance(value, Iterable):
            given = [str(item) for item in cast("Iterable[object]", value)]
        else:
            raise FieldProblem("taxonomy.text_expected")
        items = list(dict.fromkeys(tidy(item) for item in given))
        allowed = {row["code"] for row in read_table(table)} | extra
        unknown = [item for item in items if item not in allowed]
        if unknown:
            raise FieldProblem("taxonomy.code_unknown", code=unknown[0][:40])
        if required and not items:
            raise FieldProblem("taxonomy.required")
        if len(items) > MAX_ITEMS:
            raise FieldProblem("taxonomy.too_many", limit=MAX_ITEMS)
        return items

    return check


def pattern(expression: re.Pattern[str], key: str, *, required: bool = False) -> Check:
    """Check a short text against a pattern."""

    def check(value: object) -> str:
        clean = tidy(value) if isinstance(value, str) else ""
        if (clean or required) and not expression.fullmatch(clean):
            raise FieldProblem(key)
        return clean

    return check


def one_of(choices: type[enum.Enum]) -> Check:
    """Check one value of an enum."""

    def check(value: object) -> enum.Enum:
        try:
            return choices(getattr(value, "value", value))
        except ValueError:
            raise FieldProblem("taxonomy.choice_unknown") from None

    return check


def day(value: object) -> date | None:
    """Check a date, given as one or as ``2026-11-24``; empty means none."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FieldProblem("taxonomy.date_unreadable") from None


def months(value: object) -> int | None:
    """Check a number of months; empty means not known."""
    if value is None or value == "":
        return None
    raw = str(value)
    if not (raw.isascii() and raw.isdigit()) or not 0 < int(raw[:9]) <= MAX_MONTHS:
        raise FieldProblem("taxonomy.months_out_of_range", limit=MAX_MONTHS)
    return int(raw)


_ALL = frozenset({"all"})
_NAMES: Mapping[str, Check] = {"name_vi": text(200), "name_en": text(200)}


@dataclass(frozen=True, kw_only=True)
class EntryKind:
    """A list that staff may edit: its rows, and the fields that may change."""

    model: type[Entry]
    fields: Mapping[str, Check]


EDITABLE: Mapping[str, EntryKind] = {
    "category": EntryKind(
        model=Category,
        fields={**_NAMES, "typical_units": codes("units", required=True), "valid_from": day, "valid_until": day},
    ),
    "province": EntryKind(
        model=Province,
        fields={
            "name_vi": text(100),
            "name_short": text(60),
            "kind": one_of(ProvinceKind),
            "kind_from": day,
            "region": one_of(Region),
            "note": text(500, required=False),
            "help_phone": pattern(_PHONE, "taxonomy.phone_unreadable"),
        },
    ),
    "certificate": EntryKind(
        model=Certificate,
        fields={
            **_NAMES,
            "issuer_vi": text(300),
            "issuer_en": text(300, required=False),
            "typical_validity_months": months,
        },
    ),
    "paper": EntryKind(
        model=ReadinessPaper,
        fields={
            **_NAMES,
            "asked_by": codes("channels"),
            "applies_to_categories": codes("categories", extra=_ALL, required=True),
            "how_to_get_vi": text(MAX_ADVICE, lines=True),
            "how_to_get_en": text(MAX_ADVICE, required=False, lines=True),
            "typical_days": pattern(_RANGE, "taxonomy.range_unreadable"),
            "typical_cost_note": text(300, required=False),
            "typical_cost_note_en": text(300, required=False),
        },
    ),
    "channel": EntryKind(
        model=Channel,
        fields={
            "name_vi": text(100),
            "name_en": text(100),
            "typical_requirements": codes("readiness"),
            "typical_discount_percent": pattern(_RANGE, "taxonomy.range_unreadable"),
            "typical_payment_days": pattern(_RANGE, "taxonomy.range_unreadable"),
        },
    ),
}
