"""The list of units, and reading of one unit as typed: ``ký``, ``hũ 200g``, ``thùng 24 chai 500ml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from marketplace.taxonomy.tables import read_table, split_cell
from marketplace.taxonomy.units.errors import UnknownUnit
from marketplace.taxonomy.units.numbers import MAX_AMOUNT, MIN_AMOUNT, plain, to_decimal
from marketplace.text import fold, tidy

# Typed without diacritics these fit several units. The commonest comes first; another is chosen
# where the category's usual units lie nearer to it.
_AMBIGUOUS: Mapping[str, tuple[tuple[str, frozenset[str]], ...]] = {
    key: tuple((code, frozenset(near.split())) for code, near in choices)
    for key, choices in {
        "can": (("can", "can litre ml bottle drum"), ("kg", "kg gram ton quintal")),
        "ta": (("quintal", "quintal kg ton bag"), ("dozen", "dozen piece set pair chuc")),
        "tan": (("ton", "ton kg quintal"), ("tan", "tan plate piece")),
        "bo": (("set", "set piece pair"), ("bunch", "bunch stem packet kg")),
        "lo": (("jar", "jar hu bottle packet kg litre"), ("lo12", "lo12 dozen piece pair"), ("batch", "batch")),
        "thung": (("carton", "carton"), ("thung_dan", "thung_dan basket")),
        "chum": (("chum", "chum litre piece"), ("cluster", "cluster buong hand")),
        "lon": (("can_beverage", "can_beverage carton"), ("skein", "skein metre roll")),
        "banh": (("plate", "plate piece box"), ("banh", "banh bundle ton")),
        "phan": (("meal", "meal"), ("cm", "cm metre")),
        "ly": (("cup", "cup"), ("mm", "mm cm metre")),
    }.items()
}
_MEASURED = frozenset({"mass", "volume", "length", "area"})
# A multiple of ten or a dozen holds pieces already, so nothing can be packed in it.
_PIECES = "piece"
_SYMBOLS = frozenset({"mg", "g", "kg", "ml", "cl", "m", "cm", "mm", "km", "cm2", "m2", "m3", "ha"})
_SAME_IN_PLURAL = _SYMBOLS | {"dozen"}
# Smaller sister units, so that 0,2 kg and 200 g of content are written alike.
_PARTS = {"kg": "gram", "ton": "kg", "litre": "ml"}
_WHOLES = {"gram": "kg", "ml": "litre"}

_LEADING = re.compile(r"^(?:/|mỗi|một|per|cho|tính theo|bán theo|theo|1)(?:\s+|(?<=/)\s*)")
_CHUC = re.compile(r"^(?:chục|chuc) (12|14|16)(?: (?:quả|trái|cái|con|chiếc|qua|trai|cai|chiec))?$")
_PACKED = re.compile(r"^([^0-9]+?)[\s:(\-]*(?:\b(?:loại|loai|cỡ|đóng|dong|nặng|chứa|of)\s+)?([0-9][^()]*)\)?$")
_PER_PACK = re.compile(r"^([0-9][^/]*)/\s*([^0-9/]+)$")
_TIMES = re.compile(r"^([0-9]{1,5})\s*[x×*]\s*([0-9].*)$")
_CONTENT = re.compile(r"^([0-9][0-9.,]*)\s*(.+)$")

MAX_LENGTH = 60
MAX_DEPTH = 3


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one pack holds: ``times`` x ``amount`` of a unit."""

    times: Decimal
    amount: Decimal
    unit: UnitSpec


@dataclass(frozen=True, kw_only=True)
class UnitSpec:
    """One unit as understood. Two units compare when their ``dimension`` is the same."""

    code: str
    kind: str
    # the canonical text, in Vietnamese, which is what rows store
    text: str
    # mass (in kg), volume (litre), length (metre), area (m2), piece, or "unit:" and a code
    dimension: str
    # how many of the base one of this unit is
    factor: Decimal
    content: Content | None = None
    # typed without diacritics in a way that fits another unit too; ask where it matters
    ambiguous: bool = field(default=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A row of the list of units."""

    spec: UnitSpec
    # in English the symbol that is shown; empty where the base unit is shown instead
    symbol_en: str
    names: tuple[tuple[str, str], ...]


def plural(name: str, amount: Decimal) -> str:
    """Return an English unit name for an amount."""
    if amount == 1 or name in _SAME_IN_PLURAL:
        return name
    head, of, rest = name.partition(" of ")
    if head == "loaf":
        head = "loaves"
    else:
        head += "es" if head.endswith(("x", "ch", "sh", "s")) else "s"
    return head + of + rest


def _dimension(row: Mapping[str, str]) -> str:
    if row["kind"] in _MEASURED:
        return row["kind"]
    return _PIECES if row["code"] == _PIECES or row["counts"] == _PIECES else f"unit:{row['counts'] or row['code']}"


def _names(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield every way to type a unit, with the canonical text it stands for."""
    kept = {fold(word): word for word in split_cell(row["words"])}
    yield row["symbol"], row["symbol"]
    for word in kept.values():
        yield word, word
    for alias in split_cell(row["aliases"]):
        yield alias, kept.get(fold(alias), row["symbol"])
    for name in (row["symbol_en"], row["name_en"]):
        if name:
            yield name, row["symbol"]
            yield plural(name, Decimal(2)), row["symbol"]


@lru_cache
def unit_rows() -> Mapping[str, UnitRow]:
    """Return the list of units by code."""
    rows: dict[str, UnitRow] = {}
    for row in read_table("units"):
        spec = UnitSpec(
            code=row["code"],
            kind=row["kind"],
            text=row["symbol"],
            dimension=_dimension(row),
            factor=Decimal(row["factor_to_base"] or 1),
        )
        rows[row["code"]] = UnitRow(spec=spec, symbol_en=row["symbol_en"], names=tuple(_names(row)))
    return rows


@lru_cache
def _index() -> tuple[dict[str, list[UnitSpec]], dict[str, list[UnitSpec]]]:
    """Return the units by name as typed, and by name without diacritics."""
    typed: dict[str, list[UnitSpec]] = {}
    folded: dict[str, list[UnitSpec]] = {}
    for row in unit_rows().values():
        for name, text in row.names:
            spec = replace(row.spec, text=text)
            for index, key in ((typed, name.lower()), (folded, fold(name))):
                known = index.setdefault(key, [])
                if all(other.code != spec.code for other in known):
                    known.append(spec)
    return typed, folded


def _look_up(word: str, typical: tuple[str, ...]) -> UnitSpec | None:
    typed, folded = _index()
    key = word.strip(" .")
    bare = fold(key)
    found = typed.get(key) if bare != key else None
    found = found or folded.get(bare)
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    by_code = {spec.code: spec for spec in found}
    if bare in _AMBIGUOUS and bare == key:
        choices = [(code, near) for code, near in _AMBIGUOUS[bare] if code in by_code]
        code = next((code for code, near in choices if near.intersection(typical)), choices[0][0])
    else:
        code = next((code for code in by_code if code in typical), found[0].code)
    return replace(by_code[code], ambiguous=True)


def _tidy_content(amount: Decimal, unit: UnitSpec) -> tuple[Decimal, UnitSpec]:
    """Write 0,2 kg as 200 g and 1500 g as 1,5 kg."""
    if unit.code in _PARTS and (amount < 1 or amount != round(amount, 2)):
        part = unit_rows()[_PARTS[unit.code]].spec
        return plain(amount * 1000), part
    if unit.code in _WHOLES and amount >= 1000 and amount % 10 == 0:
        return plain(amount / 1000), unit_rows()[_WHOLES[unit.code]].spec
    return plain(amount), unit


def _pack(pack: UnitSpec, inside: str, typical: tuple[str, ...], depth: int) -> UnitSpec | None:
    """Return a pack with its content, or None where the content makes no sense."""
    times = Decimal(1)
    if match := _TIMES.match(inside):
        times, inside = Decimal(match[1]), match[2]
    match = _CONTENT.match(inside)
    amount = to_decimal(match[1]) if match else None
    if match is None or amount is None or not 0 < amount <= MAX_AMOUNT or times < 1:
        return None
    unit = _read(match[2], typical, depth + 1)
    counted = pack.kind != "pack" and pack.code != "drum"
    if unit is None or pack.dimension == _PIECES or (counted and pack.kind in _MEASURED):
        return None
    amount, unit = _tidy_content(amount, unit)
    factor = times * amount * unit.factor
    if amount != round(amount, 2) or not MIN_AMOUNT**2 <= factor <= MAX_AMOUNT:
        return None
    number = format(amount, "f").replace(".", ",")
    space = "" if unit.text in _SYMBOLS else " "
    text = f"{pack.text} {f'{times}x' if times > 1 else ''}{number}{space}{unit.text}"
    content = Content(times=times, amount=amount, unit=unit)
    if counted and unit.dimension not in _MEASURED:
        # A set of six is not six pieces: it compares with other sets of six only.
        dimension, factor = f"unit:{text}", Decimal(1)
    else:
        dimension = unit.dimension
    ambiguous = pack.ambiguous or unit.ambiguous
    return replace(pack, text=text, dimension=dimension, factor=plain(factor), content=content, ambiguous=ambiguous)


def _read(text: str, typical: tuple[str, ...], depth: int = 0) -> UnitSpec | None:
    text = text.strip(" ()")
    if found := _look_up(text, typical):
        return found
    if match := _CHUC.match(text):
        return unit_rows()[f"chuc{match[1]}"].spec
    if depth >= MAX_DEPTH:
        return None
    if match := _PACKED.match(text):
        pack, inside = _look_up(match[1], typical), match[2]
    elif match := _PER_PACK.match(text):
        pack, inside = _look_up(match[2], typical), match[1]
    else:
        return None
    return _pack(pack, inside.strip(), typical, depth) if pack else None


def parse_unit(text: str, typical: Sequence[str] = ()) -> UnitSpec:
    """Return the unit that a text names; ``typical`` are the usual unit codes of the category.

    Raises ``UnknownUnit``.
    """
    return _parse_unit(text, tuple(typical))


@lru_cache(maxsize=8192)
def _parse_unit(text: str, typical: tuple[str, ...]) -> UnitSpec:
    ready = tidy(text).lower()
    if len(ready) > MAX_LENGTH:
        raise UnknownUnit(text)
    found = _read(ready, typical) or _read(_LEADING.sub("", ready), typical)
    if found is None:
        raise UnknownUnit(tidy(text))
    return found


def find_unit(text: str, typical: Sequence[str] = ()) -> UnitSpec | None:
    """Return the unit that a text names, or None."""
    try:
        return _parse_unit(text, tuple(typical))
    except UnknownUnit:
        return None
