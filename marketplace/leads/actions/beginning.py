"""Beginning a lead without a message, because something else goes into it."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import now
from marketplace.db import add_unless_taken, lock_row, session
from marketplace.errors import Conflict, Refused
from marketplace.leads.actions.changes import is_blocked, write_history
from marketplace.leads.models import Lead, LeadOrigin
from marketplace.leads.policy import LIVE
from marketplace.postings.models import Posting


def _find_between(posting_id: int, one_id: int, other_id: int) -> Lead | None:
    """Return the live lead between two organisations about a posting, whoever of them began it."""
    parties = or_(
        and_(Lead.sender_id == one_id, Lead.recipient_id == other_id),
        and_(Lead.sender_id == other_id, Lead.recipient_id == one_id),
    )
    about = or_(Lead.posting_id == posting_id, Lead.own_posting_id == posting_id)
    statement = select(Lead).where(parties, about, Lead.status.in_(LIVE))
    return session.scalars(statement.order_by(Lead.id).limit(1)).first()


def begin_lead_for_quote(posting: Posting, *, supplier_id: int, buyer_id: int, by: Actor) -> Lead:
    """Return the live lead between a supplier and a buyer about a posting, or begin one with no message in it."""
    if not by.belongs_to(supplier_id):
        raise Refused("leads.organisation_needed")
    if supplier_id == buyer_id:
        raise Refused("leads.own_posting")
    supplier = session.get_one(Organisation, supplier_id)
    # Held until the end, so that two submits come one after the other.
    lock_row(supplier)
    if supplier.is_suspended:
        raise Refused("leads.organisation_suspended")
    if is_blocked(supplier_id, buyer_id):
        raise Refused("leads.blocked")
    if live := _find_between(posting.id, supplier_id, buyer_id):
        return live
    lead = Lead(
        posting_id=posting.id,
        sender_id=supplier_id,
        recipient_id=buyer_id,
        origin=LeadOrigin.QUOTE,
        created_by_id=by.user_id,
        created_at=now(),
        last_activity_at=now(),
        last_activity_by_id=supplier_id,
    )
    if not add_unless_taken(lead):
        live = _find_between(posting.id, supplier_id, buyer_id)
        if live is None:
            raise Conflict("leads.live_again")
        return live
    write_history(lead, "begin_for_quote", by, supplier_id, posting_id=posting.id)
    return lead
