"""Reading complaints; provincial staff see those of their own province, the ministry all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import StaffRole
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.leads.models import Lead, Message
from marketplace.leads.queries import get_messages
from marketplace.moderation.models import Complaint, ComplaintStatus
from marketplace.moderation.policy import may_decide
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting


def _in_reach(actor: Actor, status: ComplaintStatus) -> Select[Complaint]:
    statement = select(Complaint).where(Complaint.status == status)
    if actor.staff_role is StaffRole.PROVINCIAL:
        return statement.where(Complaint.province_code == actor.staff_province_code)
    return statement


def get_complaints(
    actor: Actor, *, status: ComplaintStatus = ComplaintStatus.OPEN, after: str | None = None
) -> Page[Complaint]:
    """Return complaints for this member of staff, the oldest first; decided ones the newest first."""
    if not actor.is_staff:
        raise Refused("moderation.staff_only")
    statement = _in_reach(actor, status)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    is_open = status is ComplaintStatus.OPEN
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Complaint.id > key[0] if is_open else Complaint.id < key[0])
    statement = statement.options(
        joinedload(Complaint.posting).joinedload(Posting.organisation), joinedload(Complaint.organisation)
    )
    ordered = statement.order_by(Complaint.id if is_open else Complaint.id.desc())
    rows = session.scalars(ordered.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.id,))
    return Page(items=page.items, next_cursor=page.next_cursor, total=total)


def count_open_complaints(actor: Actor) -> int:
    """Return how many complaints wait for this member of staff."""
    if not actor.is_staff:
        return 0
    statement = _in_reach(actor, ComplaintStatus.OPEN)
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def get_complaint(complaint_id: int, actor: Actor) -> Complaint:
    """Return a complaint of this member of staff's province; raises NotFound or Refused."""
    if not actor.is_staff:
        raise Refused("moderation.staff_only")
    statement = select(Complaint).where(Complaint.id == complaint_id)
    complaint = session.scalars(
        statement.options(
            joinedload(Complaint.posting).joinedload(Posting.organisation), joinedload(Complaint.organisation)
        )
    ).first()
    if complaint is None:
        raise NotFound("moderation.not_found")
    if not may_decide(actor, complaint):
        raise Refused("moderation.not_your_province")
    return complaint


def get_reported_messages(complaint: Complaint, actor: Actor) -> Sequence[Message]:
    """Return the conversation out of which a party complained; staff read no other ones."""
    lead = session.get(Lead, complaint.lead_id) if complaint.lead_id else None
    if lead is None or not may_decide(actor, complaint):
        return []
    return get_messages(lead)
