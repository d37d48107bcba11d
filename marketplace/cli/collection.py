"""A judged collection as files: supply.jsonl, demand.jsonl, queries.jsonl, read into plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any


class BadCollection(Exception):
    """A file of the collection is missing or cannot be read; the message names file and line."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """An amount with its unit as written."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, kw_only=True)
class Party:
    """The organisation behind a record; ``kind`` is a producer's type or a buyer's channel, as written."""

    name: str
    kind: str
    province: str


@dataclass(frozen=True, kw_only=True)
class SupplyRecord:
    """One line of supply.jsonl; None means that it was not said."""

    id: str
    title: str
    description: str
    category: str | None
    party: Party
    capacity: Measure | None
    min_order: Measure | None
    price_min: int | None
    price_max: int | None
    price_unit: str | None
    certifications: tuple[str, ...]
    channels: tuple[str, ...]
    months: tuple[int, ...] | None


@dataclass(frozen=True, kw_only=True)
class DemandRecord:
    """One line of demand.jsonl."""

    id: str
    title: str
    description: str
    category: str | None
    party: Party
    quantity: Measure | None
    price_max: Measure | None
    certifications: tuple[str, ...]
    delivery_province: str | None
    needed_from: date | None
    needed_until: date | None


@dataclass(frozen=True, kw_only=True)
class SearchTopic:
    """One line of queries.jsonl."""

    id: str
    text: str
    side: str


def read_lines(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each line's place and value; raises ``BadCollection`` with file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadCollection(f"{path}: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise BadCollection(f"{path}:{number}: {error}") from None
        if not isinstance(value, dict):
            raise BadCollection(f"{path}:{number}: an object is expected")
        yield f"{path}:{number}", value


def _measure(raw: Mapping[str, Any] | None, amount: str = "amount") -> Measure | None:
    if not raw or raw.get(amount) is None or not raw.get("unit"):
        return None
    return Measure(amount=Decimal(str(raw[amount])), unit=str(raw["unit"]))


def _party(raw: Mapping[str, Any]) -> Party:
    return Party(name=str(raw["name"]), kind=str(raw.get("type") or ""), province=str(raw.get("province") or ""))


def _month(raw: str | None) -> date | None:
    return date.fromisoformat(f"{raw}-01") if raw else None


def _supply(raw: Mapping[str, Any]) -> SupplyRecord:
    price = raw.get("price") or {}
    months = raw.get("months")
    return SupplyRecord(
        id=str(raw["id"]),
        title=str(raw["title"]),
        description=str(raw.get("description") or ""),
        category=raw.get("category"),
        party=_party(raw["producer"]),
        capacity=_measure(raw.get("capacity")),
        min_order=_measure(raw.get("min_order")),
        price_min=int(price["min"]) if price.get("min") is not None else None,
        price_max=int(price["max"]) if price.get("max") is not None else None,
        price_unit=price.get("unit"),
        certifications=tuple(raw.get("certifications") or ()),
        channels=tuple(raw.get("channels") or ()),
        months=tuple(int(m) for m in months) if months else None,
    )


def _demand(raw: Mapping[str, Any]) -> DemandRecord:
    return DemandRecord(
        id=str(raw["id"]),
        title=str(raw["title"]),
        description=str(raw.get("description") or ""),
        category=raw.get("category"),
        party=_party(raw["buyer"]),
        quantity=_measure(raw.get("quantity")),
        price_max=_measure(raw.get("price_max")),
        certifications=tuple(raw.get("certifications_required") or ()),
        delivery_province=raw.get("delivery_province"),
        needed_from=_month(raw.get("needed_from")),
        needed_until=_month(raw.get("needed_until")),
    )


def read_supply(directory: Path) -> list[SupplyRecord]:
    """Return all listings of the collection."""
    return [_checked(where, raw, _supply) for where, raw in read_lines(directory / "supply.jsonl")]


def read_demand(directory: Path) -> list[DemandRecord]:
    """Return all demands of the collection."""
    return [_checked(where, raw, _demand) for where, raw in read_lines(directory / "demand.jsonl")]


def read_topics(directory: Path) -> list[SearchTopic]:
    """Return all search topics of the collection."""

    def topic(raw: Mapping[str, Any]) -> SearchTopic:
        return SearchTopic(id=str(raw["id"]), text=str(raw["text"]), side=str(raw.get("side") or "supply"))

    return [_checked(where, raw, topic) for where, raw in read_lines(directory / "queries.jsonl")]


def _checked(where: str, raw: Mapping[str, Any], build: Any) -> Any:
    try:
        return build(raw)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise BadCollection(f"{where}: {type(error).__name__}: {error}") from None
