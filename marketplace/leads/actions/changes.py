"""What every change of a lead has in common: hold the row, write history, tell the other side."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import lock_row, session
from marketplace.errors import NotFound
from marketplace.leads.models import Block, Lead
from marketplace.leads.policy import may_read, own_side


def hold(lead: Lead, *, by: Actor) -> int:
    """Hold the row until the end of the transaction; return which party the actor is. Raises NotFound for others."""
    lock_row(lead)
    own_id = own_side(by, lead)
    if not may_read(by, lead) or own_id is None:
        raise NotFound("leads.not_found")
    return own_id


def write_history(lead: Lead, verb: str, by: Actor, own_id: int, **detail: object) -> None:
    """Add a line to the history of a lead; never the text of a message."""
    record(
        f"leads.{verb}",
        by_user_id=by.user_id,
        thing_kind="lead",
        thing_id=lead.id,
        organisation_id=own_id,
        **detail,
    )


def mark_active(lead: Lead, own_id: int) -> None:
    """Note that a party has just done something: it is the other one's turn."""
    lead.last_activity_at = now()
    lead.last_activity_by_id = own_id


def link_to(lead: Lead, site_url: str) -> str:
    """Return where a lead is read; without the site's address only the path."""
    return f"{site_url}/leads/{lead.id}"


def is_blocked(one_id: int, other_id: int) -> bool:
    """Tell whether one of two organisations does not want to hear from the other."""
    both = (one_id, other_id)
    statement = select(Block.id).where(Block.organisation_id.in_(both), Block.blocked_id.in_(both)).limit(1)
    return session.scalar(statement) is not None
