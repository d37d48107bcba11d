"""What waits for a party's word: papers that the other side has confirmed, questions that were asked again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from marketplace.accounts.actor import Actor
from marketplace.agreements.models import Agreement, AgreementPaper, FollowUp, PaperStatus
from marketplace.db import session

# Nobody works off more than that in a day; a longer list would only be counted.
MOST = 50


def get_papers_to_confirm(actor: Actor) -> Sequence[int]:
    """Return the papers that the other side has confirmed and the actor's organisation has not, the oldest first."""
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return []
    paper = AgreementPaper
    by_seller = and_(
        Agreement.seller_id == own_id, paper.seller_confirmed_at.is_(None), paper.buyer_confirmed_at.is_not(None)
    )
    by_buyer = and_(
        Agreement.buyer_id == own_id, paper.buyer_confirmed_at.is_(None), paper.seller_confirmed_at.is_not(None)
    )
    statement = select(paper.id).join(Agreement).where(paper.status == PaperStatus.DRAFT, or_(by_seller, by_buyer))
    return session.scalars(statement.order_by(paper.id).limit(MOST)).all()


def get_deals_asked_about(actor: Actor) -> Sequence[int]:
    """Return the agreements about which the actor's organisation was asked again and has not answered."""
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return []
    statement = select(FollowUp.agreement_id).where(
        FollowUp.organisation_id == own_id,
        FollowUp.asked_at.is_not(None),
        FollowUp.answered_at.is_(None),
        FollowUp.waived_at.is_(None),
    )
    return session.scalars(statement.group_by(FollowUp.agreement_id).order_by(FollowUp.agreement_id).limit(MOST)).all()
