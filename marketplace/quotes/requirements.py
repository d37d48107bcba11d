"""What a demand asks of a quote beyond its figures, one answer for each. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.matching.papers import proof_of
from marketplace.postings.facts import SupplyFacts
from marketplace.postings.models import Posting
from marketplace.taxonomy.certificates import satisfies
from marketplace.taxonomy.models import Certificate, ReadinessPaper

MAX_NOTE = 200
# Asked as a question of its own, next to the price.
INVOICE = "e_invoice"
# Answered by the figures of the quote.
BY_FIGURES = frozenset({INVOICE, "discount_accept", "credit_terms"})


class Met(enum.Enum):
    """Whether a supplier meets a requirement."""

    YES = "yes"
    SOON = "soon"
    NO = "no"


class Kind(enum.Enum):
    """What sort of thing is required."""

    CERTIFICATE = "certificate"
    PAPER = "paper"
    PERIOD = "period"
    DELIVERY = "delivery"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One thing that a demand asks for; ``key`` names it in the answers of a quote."""

    key: str
    kind: Kind
    code: str = ""
    thing: Certificate | ReadinessPaper | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a supplier says to a requirement."""

    met: Met
    note: str = ""


def requirements_of(posting: Posting) -> list[Requirement]:
    """Return what a demand asks for; a listing asks for nothing."""
    certificates = [
        Requirement(
            key=f"certificate:{row.certificate_code}",
            kind=Kind.CERTIFICATE,
            code=row.certificate_code,
            thing=row.certificate,
        )
        for row in posting.certificates
    ]
    papers = [
        Requirement(key=f"paper:{row.paper_code}", kind=Kind.PAPER, code=row.paper_code, thing=row.paper)
        for row in posting.papers
        if row.paper_code not in BY_FIGURES
    ]
    if posting.side.value == "supply":
        return []
    has_period = posting.needed_from is not None or posting.needed_until is not None
    period = [Requirement(key="period", kind=Kind.PERIOD)] if has_period else []
    delivery = [Requirement(key="delivery", kind=Kind.DELIVERY)] if posting.province_code else []
    return [*certificates, *papers, *period, *delivery]


def answers_in(rows: Iterable[Mapping[str, Any]]) -> dict[str, Answer]:
    """Return the answers of a quote by the requirement's key."""
    return {str(row["key"]): Answer(met=Met(row["met"]), note=str(row.get("note", ""))) for row in rows}


def rows_of(answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """Return answers as they are kept in a quote."""
    return [{"key": key, "met": answer.met.value, "note": answer.note} for key, answer in answers.items()]


def _months(start: date | None, end: date | None) -> set[int]:
    """Return the months 1-12 of a period; a period without an end is a year."""
    first = start or end
    if first is None:
        return set()
    count = 12 if end is None else (end.year - first.year) * 12 + end.month - first.month + 1
    return {(first.month - 1 + step) % 12 + 1 for step in range(max(min(count, 12), 0))}


def known_answers(posting: Posting, requirements: Sequence[Requirement], supply: SupplyFacts) -> dict[str, Answer]:
    """Return what a listing of the supplier says already, so that nobody is asked twice; only ever "yes"."""
    known: dict[str, Answer] = {}
    for one in requirements:
        if one.kind is Kind.CERTIFICATE:
            is_met = any(satisfies(have, one.code, strict=True) for have in supply.certificates)
        elif one.kind is Kind.PAPER:
            is_met = one.code in supply.papers or proof_of(one.code, supply.certificates) is not None
        elif one.kind is Kind.PERIOD:
            wanted = _months(posting.needed_from, posting.needed_until)
            is_met = supply.months is not None and wanted <= supply.months
        else:
            is_met = supply.province_code is not None and supply.province_code == posting.province_code
        if is_met:
            known[one.key] = Answer(met=Met.YES)
    return known
