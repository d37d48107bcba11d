"""What certificates stand for each other, and which one a text names; no database."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from marketplace.taxonomy.phrases import PhraseBook, syllables
from marketplace.taxonomy.tables import read_table, split_cell

# Families in which a higher level is the same honour, higher. In the others a higher level or another
# certificate is accepted in practice, but it is not the paper that was asked for.
LADDERS = frozenset({"ocop", "cnnt", "artisan", "village"})

# What the words in "applies to" mean as parts of the category tree.
_SCOPES: Mapping[str, tuple[str, ...]] = {
    "all": ("craft", "processed", "machinery", "other"),
    "food": ("processed",),
    "drink": ("processed.drink", "processed.teacoffee"),
    "herb": ("processed.health", "processed.teacoffee.herbtea", "other.homecare"),
    "craft": ("craft",),
    "tourism": (),
    "farm": ("processed", "other.agriinput.seedling"),
    "seafood": ("processed.seafood", "processed.condiment.fishsauce", "processed.condiment.paste"),
    "packaging": ("other.packaging",),
    "cosmetic": ("other.homecare",),
    "machinery": ("machinery",),
    "parts": ("machinery.parts", "other.support"),
    "wood": ("craft.wood", "other.furniture", "other.building.door", "other.building.leafroof", "other.agriinput.fuel"),
    "bamboo": ("craft.weaving", "other.building.leafroof"),
    "paper": ("craft.paper", "other.packaging.paper", "other.household.stationery"),
    "rubber": ("other.packaging.rubber",),
    "coffee": ("processed.teacoffee",),
    "tea": ("processed.teacoffee",),
    "cocoa": ("processed.teacoffee.cocoa",),
    "pepper": ("processed.condiment.pepper",),
    "fruit": ("processed.fruitveg",),
    "toy": ("craft.folk.toy", "other.household"),
    "electric": ("machinery.electric", "other.support"),
    "building": ("other.building", "machinery.parts.fabricated"),
    "fertiliser": ("other.agriinput",),
    "feed": ("processed.oilsugar.feed",),
    "textile": ("craft.textile", "other.textile"),
}


class Standing(enum.Enum):
    """In what way one certificate answers a wish for another."""

    SAME = "same"
    # a higher level on the same ladder, such as OCOP 5 stars for 4
    HIGHER = "higher"
    # another paper that is accepted in its place, such as ISO 22000 for HACCP
    ACCEPTED = "accepted"


@dataclass(frozen=True, kw_only=True)
class _Row:
    family: str
    level: int | None
    also: tuple[str, ...]


@lru_cache
def _rows() -> Mapping[str, _Row]:
    return {
        row["code"]: _Row(
            family=row["family"],
            level=int(row["level"]) if row["level"] else None,
            also=tuple(split_cell(row["also_satisfies"])),
        )
        for row in read_table("certificates")
    }


def _reaches(have: _Row, want: _Row) -> bool:
    """Tell whether one is at least as high as the other in one family."""
    if have.family != want.family or have.level is None or want.level is None:
        return False
    return have.level >= want.level


@lru_cache(maxsize=8192)
def standing(have_code: str, want_code: str) -> Standing | None:
    """Return how a certificate answers the wish for another; None where it does not.

    A code that is not in the list answers only itself.
    """
    if have_code == want_code:
        return Standing.SAME
    have, want = _rows().get(have_code), _rows().get(want_code)
    if have is None or want is None:
        return None
    if _reaches(have, want):
        return Standing.HIGHER if have.family in LADDERS else Standing.ACCEPTED
    return Standing.ACCEPTED if want_code in satisfied_by(have_code) else None


def satisfies(have_code: str, want_code: str, *, strict: bool = False) -> bool:
    """Tell whether a certificate is as good as the one wanted.

    Loosely (for readiness and search) papers accepted in its place count; strictly (for a hard
    requirement) only the same certificate or a higher level of OCOP, CNNT, artisan or village title.
    """
    how = standing(have_code, want_code)
    return how is not None and not (strict and how is Standing.ACCEPTED)


@lru_cache
def satisfied_by(code: str) -> frozenset[str]:
    """Return every code that holding a certificate implies, itself included, accepted papers too."""
    rows = _rows()
    implied: set[str] = set()
    waiting = [code]
    while waiting:
        current = waiting.pop()
        if current in implied:
            continue
        implied.add(current)
        if (row := rows.get(current)) is not None:
            waiting += [other for other, want in rows.items() if _reaches(row, want)]
            waiting += row.also
    return frozenset(implied)


@lru_cache
def _book() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for row in read_table("certificates"):
        for name in (row["name_vi"], row["name_en"], row["code"], *split_cell(row["aliases"])):
            book.add(name, row["code"])
    return book


@lru_cache(maxsize=2048)
def recognise_certificate(text: str) -> str | None:
    """Return the code of the certificate that a text names, or None.

    The longest known name in the text counts, so "chứng nhận OCOP 4 sao năm 2025" is OCOP 4 stars.
    A bare "OCOP" or "CNNT tiêu biểu" is its lowest level in force.
    """
    if whole := _book().whole(text):
        return whole[0].value
    found = [matches[0] for matches in _book().scan(syllables(text))]
    return max(found, key=lambda one: one.last - one.first).value if found else None


def applies_to_category(scopes: Iterable[str], category_code: str) -> bool:
    """Tell whether a certificate with these "applies to" words can be had for goods of a category."""
    return any(
        category_code == part or category_code.startswith(f"{part}.") or part.startswith(f"{category_code}.")
        for scope in scopes
        for part in _SCOPES.get(scope, ())
    )
