"""Not wanting to hear from an organisation, and changing one's mind."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import add_unless_taken, session
from marketplace.errors import NotFound, Refused
from marketplace.leads.actions.replies import waive_answers
from marketplace.leads.models import Block, DeclineReason, Lead, LeadStatus
from marketplace.leads.policy import LIVE


def _own(by: Actor) -> int:
    if by.organisation_id is None or not by.belongs_to(by.organisation_id):
        raise Refused("leads.organisation_needed")
    return by.organisation_id


def _close_open_leads(own_id: int, other_id: int) -> None:
    """Close what is still undecided between two organisations; what was accepted stays, but nobody owes an answer."""
    between = or_(
        and_(Lead.sender_id == own_id, Lead.recipient_id == other_id),
        and_(Lead.sender_id == other_id, Lead.recipient_id == own_id),
    )
    live = select(Lead).where(between, Lead.status.in_(LIVE)).order_by(Lead.id)
    for lead in session.scalars(live.with_for_update(of=Lead, key_share=True)).all():
        waive_answers(lead)
        if lead.status is not LeadStatus.OPEN:
            continue
        lead.decided_at = now()
        lead.later_on = None
        if lead.sender_id == own_id:
            lead.status = LeadStatus.WITHDRAWN
        else:
            lead.status = LeadStatus.DECLINED
            lead.decline_reason = DeclineReason.OTHER
            lead.answered_at = lead.answered_at or now()
        # The other side is not told, and nothing of it stands at the top of its inbox.


def block_organisation(organisation_id: int, *, by: Actor) -> None:
    """Stop enquiries and messages between the actor's organisation and another; doing it twice changes nothing."""
    own_id = _own(by)
    if by.belongs_to(organisation_id):
        raise Refused("leads.block_self")
    if session.get(Organisation, organisation_id) is None:
        raise NotFound("accounts.organisation_not_found")
    if _find(own_id, organisation_id) is not None:
        return
    block = Block(organisation_id=own_id, blocked_id=organisation_id, created_by_id=by.user_id, created_at=now())
    if not add_unless_taken(block):
        return
    _close_open_leads(own_id, organisation_id)
    record(
        "leads.block",
        by_user_id=by.user_id,
        thing_kind="organisation",
        thing_id=organisation_id,
        organisation_id=own_id,
    )


def unblock_organisation(organisation_id: int, *, by: Actor) -> None:
    """Let another organisation write again; doing it twice changes nothing."""
    own_id = _own(by)
    block = _find(own_id, organisation_id)
    if block is None:
        return
    session.delete(block)
    record(
        "leads.unblock",
        by_user_id=by.user_id,
        thing_kind="organisation",
        thing_id=organisation_id,
        organisation_id=own_id,
    )


def _find(own_id: int, other_id: int) -> Block | None:
    statement = select(Block).where(Block.organisation_id == own_id, Block.blocked_id == other_id)
    return session.scalars(statement).first()
