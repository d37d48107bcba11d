"""Loading of the published reference lists into the database, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from marketplace.clock import today
from marketplace.db import Base, session
from marketplace.taxonomy.models import (
    Category,
    Certificate,
    Channel,
    CraftVillage,
    MacroRegion,
    Province,
    ProvinceKind,
    ProvincePredecessor,
    ReadinessPaper,
    Region,
    Unit,
    Ward,
)
from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.text import fold_key, slug

Values = dict[str, Any]
Cells = Mapping[str, str]


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _categories() -> Iterator[Values]:
    rows = read_table("categories")
    parents = {row["parent"] for row in rows}
    for position, row in enumerate(rows):
        yield {
            "code": row["code"],
            "parent_code": row["parent"] or None,
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "official_group": row["official_group"],
            "synonyms": split_cell(row["synonyms_vi"]),
            "typical_units": split_cell(row["typical_units"]),
            "icon": row["icon_hint"],
            "position": position,
            "is_leaf": row["code"] not in parents,
            "valid_from": None,
            "valid_until": None,
        }


def _provinces() -> Iterator[Values]:
    for row in read_table("provinces"):
        yield {
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_short": row["name_short"],
            "kind": ProvinceKind(row["kind"]),
            "kind_from": _day(row["kind_from"]),
            "kind_before": ProvinceKind(row["kind_before"]),
            "region": Region(row["region"]),
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_until": None,
            "aliases": split_cell(row["aliases"]),
            "note": row["note"],
        }


def _predecessors() -> Iterator[Values]:
    for row in read_table("predecessors"):
        yield {
            "code": row["code_63"],
            "name_vi": row["name_vi"],
            "name_full": row["name_full"],
            "province_code": row["province_code"],
            "aliases": split_cell(row["aliases"]),
            "earlier_region": row["earlier_region"],
            "valid_until": date.fromisoformat(row["valid_until"]),
        }


def _macro_regions() -> Iterator[Values]:
    for row in read_table("macroregions"):
        yield {
            "alias": row["alias"],
            "macro_code": row["macro_code"],
            "name_vi": row["name_vi"],
            "province_codes": split_cell(row["province_codes"]),
        }


def _wards() -> Iterator[Values]:
    for row in read_table("wards"):
        yield {
            "code": row["code"],
            "province_code": row["province_code"],
            "name_vi": row["name"],
            "kind": row["kind"],
            "name_key": fold_key(row["name"]),
            "valid_until": None,
        }


def _certificates() -> Iterator[Values]:
    for position, row in enumerate(read_table("certificates")):
        yield {
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "family": row["family"],
            "level": _whole(row["level"]),
            "issuer_vi": row["issuer_vi"],
            "issuer_en": row["issuer_en"],
            "applies_to": split_cell(row["applies_to"]),
            "typical_validity_months": _whole(row["typical_validity_months"]),
            "aliases": split_cell(row["aliases"]),
            "also_satisfies": split_cell(row["also_satisfies"]),
            "position": position,
        }


def _papers() -> Iterator[Values]:
    for position, row in enumerate(read_table("readiness")):
        yield {
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "asked_by": split_cell(row["asked_by"]),
            "applies_to_categories": split_cell(row["applies_to_categories"]),
            "how_to_get_vi": row["how_to_get_vi"],
            "how_to_get_en": row["how_to_get_en"],
            "typical_days": row["typical_days"],
            "typical_cost_note": row["typical_cost_note"],
            "typical_cost_note_en": row["typical_cost_note_en"],
            "position": position,
        }


def _channels() -> Iterator[Values]:
    for position, row in enumerate(read_table("channels")):
        yield {
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "kind": row["kind"],
            "typical_requirements": split_cell(row["typical_requirements"]),
            "typical_discount_percent": row["typical_discount_percent"],
            "typical_payment_days": row["typical_payment_days"],
            "position": position,
        }


def _units() -> Iterator[Values]:
    for position, row in enumerate(read_table("units")):
        yield {
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "symbol": row["symbol"],
            "aliases": split_cell(row["aliases"]),
            "kind": row["kind"],
            "factor_to_base": Decimal(row["factor_to_base"]) if row["factor_to_base"] else None,
            "note": row["note"],
            "position": position,
        }


def _craft_villages() -> Iterator[Values]:
    for row in read_table("craft_villages"):
        place, province = row["commune_or_district_then"], row["province_63"]
        yield {
            "code": ".".join(slug(part) for part in (province, place, row["name_vi"])),
            "name_vi": row["name_vi"],
            "place_then": place,
            "province_then": province,
            "province_code": row["province_34_code"],
            "craft": row["craft"],
            "category_code": row["category_code"] or None,
            "products": split_cell(row["products_vi"]),
            "known_since": row["known_since_note"],
            "is_area": row["kind"] == "area",
            "place_check": row["place_check"],
        }


@dataclass(frozen=True, kw_only=True)
class _List:
    name: str
    model: type[Base]
    rows: Callable[[], Iterator[Values]]
    key: str = "code"


# In this order, because later lists refer to earlier ones.
_LISTS = (
    _List(name="categories", model=Category, rows=_categories),
    _List(name="units", model=Unit, rows=_units),
    _List(name="certificates", model=Certificate, rows=_certificates),
    _List(name="papers", model=ReadinessPaper, rows=_papers),
    _List(name="channels", model=Channel, rows=_channels),
    _List(name="provinces", model=Province, rows=_provinces),
    _List(name="predecessors", model=ProvincePredecessor, rows=_predecessors),
    _List(name="macro_regions", model=MacroRegion, rows=_macro_regions, key="alias"),
    _List(name="wards", model=Ward, rows=_wards),
    _List(name="craft_villages", model=CraftVillage, rows=_craft_villages),
)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What loading one list did; ``retired`` rows are no longer in the file and stay, marked as past."""

    added: int
    changed: int
    retired: int


def load_reference_lists() -> dict[str, Loaded]:
    """Bring every list in the database to what the files say; what staff edited stays as they left it.

    The door around it keeps all of it or nothing. A row is found again by its code and never deleted.
    """
    return {one.name: _load(one) for one in _LISTS}


def _load(one: _List) -> Loaded:
    known: dict[str, Any] = {getattr(row, one.key): row for row in session.scalars(select(one.model))}
    new: list[Values] = []
    changed, seen = 0, set[str]()
    for values in one.rows():
        key = values[one.key]
        seen.add(key)
        if key in known:
            changed += _update(known[key], values)
        else:
            new.append(_with_defaults(one.model, values))
    retired = sum(_retire(row) for key, row in known.items() if key not in seen)
    session.flush()
    if new:
        session.execute(insert(one.model), new)
    return Loaded(added=len(new), changed=changed, retired=retired)


def _with_defaults(model: type[Base], values: Values) -> Values:
    return {**values, "edited_fields": []} if hasattr(model, "edited_fields") else values


def _update(row: Any, values: Values) -> bool:
    """Write what differs into a row, except fields that staff edited."""
    kept: list[str] = getattr(row, "edited_fields", None) or []
    differing = {name: value for name, value in values.items() if name not in kept and getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _retire(row: Any) -> bool:
    """Mark a row that is no longer in the file as valid until yesterday, where the list has validity."""
    if not hasattr(row, "valid_until") or row.valid_until is not None:
        return False
    row.valid_until = today() - timedelta(days=1)
    return True
