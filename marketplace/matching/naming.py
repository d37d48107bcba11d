"""Reading what reasons and gaps speak of: names by code, and how a missing paper is got."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.db import session
from marketplace.i18n import gettext
from marketplace.matching.labels import Names
from marketplace.matching.papers import PROVED_BY
from marketplace.taxonomy.labels import advice_of, cost_of, issuer_of, name_of
from marketplace.taxonomy.models import Category, Certificate, Channel, Province, ReadinessPaper


@dataclass(frozen=True, kw_only=True)
class Advice:
    """How a missing paper or certificate is got; ``days`` such as ``5-10`` and ``cost`` may be empty."""

    name: str
    how: str
    days: str = ""
    cost: str = ""


def get_names() -> Names:
    """Return the names of everything that reasons and gaps speak of, in five statements."""
    return Names(
        certificates={row.code: name_of(row) for row in session.scalars(select(Certificate))},
        papers={row.code: name_of(row) for row in session.scalars(select(ReadinessPaper))},
        channels={row.code: name_of(row) for row in session.scalars(select(Channel))},
        provinces={row.code: row.name_short for row in session.scalars(select(Province))},
        categories={row.code: name_of(row) for row in session.scalars(select(Category))},
    )


def _paper_for(certificate_code: str) -> str | None:
    """Return the readiness paper that is this very certificate, whose way is described."""
    return next((paper for paper, proofs in PROVED_BY.items() if certificate_code == proofs[0]), None)


def find_advice(key: str, code: str) -> Advice | None:
    """Return how to get what a gap says is missing (``paper_missed``, ``certificate_missed``), or None."""
    paper_code = code if key == "paper_missed" else _paper_for(code) if key == "certificate_missed" else None
    paper = session.get(ReadinessPaper, paper_code) if paper_code else None
    if paper is not None:
        return Advice(name=name_of(paper), how=advice_of(paper), days=paper.typical_days, cost=cost_of(paper))
    certificate = session.get(Certificate, code) if key == "certificate_missed" else None
    if certificate is None:
        return None
    return Advice(name=name_of(certificate), how=gettext("Nơi cấp: %(issuer)s", issuer=issuer_of(certificate)))
