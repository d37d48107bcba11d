"""What belongs to an agreement: papers with their scans, months, questions asked again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.actor import Actor
from marketplace.agreements.models import Agreement, AgreementPaper, DeliveredMonth, FollowUp, PaperScan
from marketplace.agreements.policy import may_read
from marketplace.agreements.queries.own import SHOWN
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.quotes.models import QuoteFile


def get_paper(paper_id: int, actor: Actor) -> AgreementPaper:
    """Return a paper of the actor's organisation with its scans; raises NotFound for everybody else."""
    statement = (
        select(AgreementPaper)
        .where(AgreementPaper.id == paper_id)
        .options(
            joinedload(AgreementPaper.agreement).options(*SHOWN),
            selectinload(AgreementPaper.scans).joinedload(PaperScan.document),
        )
    )
    paper = session.scalars(statement).first()
    if paper is None or not may_read(actor, paper.agreement):
        raise NotFound("agreements.paper_not_found")
    return paper


def get_papers(agreement: Agreement) -> Sequence[AgreementPaper]:
    """Return the papers of an agreement, the newest first; who may read it is asked before."""
    statement = select(AgreementPaper).where(AgreementPaper.agreement_id == agreement.id)
    return session.scalars(statement.order_by(AgreementPaper.id.desc())).all()


def get_scan(paper_id: int, scan_id: int, actor: Actor) -> PaperScan:
    """Return one page of a paper of the actor's organisation; raises NotFound."""
    paper = get_paper(paper_id, actor)
    scan = next((one for one in paper.scans if one.id == scan_id), None)
    if scan is None:
        raise NotFound("agreements.scan_not_found")
    return scan


def get_months(agreement: Agreement) -> Sequence[DeliveredMonth]:
    """Return what both parties say was delivered, the newest month first."""
    statement = select(DeliveredMonth).where(DeliveredMonth.agreement_id == agreement.id)
    return session.scalars(statement.order_by(DeliveredMonth.month.desc(), DeliveredMonth.id)).all()


def get_follow_ups(agreement: Agreement) -> Sequence[FollowUp]:
    """Return all questions asked or to be asked again, in order of their days."""
    statement = select(FollowUp).where(FollowUp.agreement_id == agreement.id)
    return session.scalars(statement.order_by(FollowUp.due_on, FollowUp.organisation_id)).all()


def get_follow_up(follow_up_id: int, actor: Actor, *, agreement_id: int | None = None) -> FollowUp:
    """Return a question that the actor's organisation was asked, perhaps of one agreement; raises NotFound."""
    statement = select(FollowUp).where(FollowUp.id == follow_up_id)
    row = session.scalars(statement.options(joinedload(FollowUp.agreement).options(*SHOWN))).first()
    is_other = row is not None and agreement_id is not None and row.agreement_id != agreement_id
    if row is None or is_other or not actor.belongs_to(row.organisation_id):
        raise NotFound("agreements.follow_up_not_found")
    return row


def owned_documents(document_ids: Collection[int]) -> frozenset[int]:
    """Return which files belong to a paper or a quote; the others may be deleted."""
    scans = select(PaperScan.document_id).where(PaperScan.document_id.in_(document_ids))
    quoted = select(QuoteFile.document_id).where(QuoteFile.document_id.in_(document_ids))
    return frozenset(session.scalars(scans.union(quoted)))
