"""Striking a person who is being erased out of agreements; what was agreed, by which organisations, stays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from marketplace.accounts.traces import Traces
from marketplace.agreements.models import Agreement, AgreementPaper
from marketplace.audit.queries import handled_by
from marketplace.db import session
from marketplace.files.documents import strike_out_of_documents


def _struck(values: dict[str, Any], traces: Traces) -> dict[str, Any]:
    return {name: traces.strike(value) if isinstance(value, str) else value for name, value in values.items()}


def strike_out_of_agreements(traces: Traces) -> None:
    """Strike what gives a person away out of papers and words of deals that the person or a gone organisation had."""
    gone = traces.organisation_ids
    # The other side may have named the person on a paper, whoever of the own side dealt with it.
    own = [*gone, *traces.member_ids]
    concerned = or_(
        Agreement.seller_id.in_(own),
        Agreement.buyer_id.in_(own),
        Agreement.created_by_id == traces.user_id,
        Agreement.id.in_(handled_by(traces.user_id, "agreement")),
    )
    for agreement in session.scalars(select(Agreement).where(concerned)):
        for name in ("goods", "quality", "delivery", "payment", "fail_note"):
            setattr(agreement, name, traces.strike(getattr(agreement, name)))
    papers = select(AgreementPaper).join(Agreement, Agreement.id == AgreementPaper.agreement_id).where(concerned)
    for paper in session.scalars(papers):
        paper.seller, paper.buyer, paper.terms = (
            _struck(values, traces) for values in (paper.seller, paper.buyer, paper.terms)
        )
        for name in ("number", "place", "extra", "hold_note"):
            setattr(paper, name, traces.strike(getattr(paper, name)))
    strike_out_of_documents(traces.user_id, gone, traces.strike)
