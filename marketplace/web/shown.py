"""How values look on a page: template filters and globals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from marketplace import clock, i18n
from marketplace.postings.labels import freshness_of, price_of, quantity_of
from marketplace.postings.models import Posting
from marketplace.postings.rules import is_stale
from marketplace.taxonomy.labels import advice_of, cost_of, name_of
from marketplace.taxonomy.units import format_quantity


def paragraphs(text: str) -> Markup:
    """Return plain text of several lines as paragraphs; everything in it is escaped."""
    parts = [escape(part).replace("\n", Markup("<br>")) for part in text.split("\n\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)


def phone(number: str | None) -> str:
    """Return an E.164 number as it is read out in Vietnam: ``0912 345 678``."""
    if not number:
        return ""
    if number.startswith("+84"):
        rest = "0" + number[3:]
        return f"{rest[:4]} {rest[4:7]} {rest[7:]}".strip()
    return number


def stale_status(posting: Posting) -> dict[str, str] | None:
    """Return the status of a posting whose owner has not confirmed it for long; None for a fresh one."""
    said_at = posting.confirmed_at or posting.published_at
    return freshness_of(posting, clock.now()) if is_stale(said_at, clock.now()) else None


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": i18n.format_number,
    "money": i18n.format_money,
    "day": i18n.format_day,
    "month": i18n.format_month,
    "moment": i18n.format_moment,
    "paragraphs": paragraphs,
    "phone": phone,
    "name": name_of,
}

GLOBALS: Mapping[str, Any] = {
    "advice_of": advice_of,
    "cost_of": cost_of,
    "format_quantity": format_quantity,
    "price_of": price_of,
    "quantity_of": quantity_of,
    "stale_status": stale_status,
    "today": clock.today,
}
