"""Reading leads: the inbox, one conversation, counts; a fixed number of statements each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.audit.models import ContactLook
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.leads.labels import Tab
from marketplace.leads.models import Block, Lead, LeadStatus, LeadVisit, Message, ReplyDue
from marketplace.leads.policy import LIVE, may_read, may_see_outline, own_side
from marketplace.leads.queries.replies import get_owed
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting

MAX_MESSAGES = 500


@dataclass(frozen=True, kw_only=True)
class LeadView:
    """A lead as one of its parties sees it."""

    lead: Lead
    own: Organisation
    other: Organisation
    last_message: Message | None = None
    is_unread: bool = False
    # what each side owes the other
    own_due: ReplyDue | None = None
    other_due: ReplyDue | None = None

    @property
    def is_sender(self) -> bool:
        """Tell whether this party wrote first."""
        return self.own.id == self.lead.sender_id

    @property
    def is_our_turn(self) -> bool:
        """Tell whether the other side waits for this one; while the recipient has put it off, the sender has time."""
        is_put_off = self.is_sender and self.lead.later_on is not None
        return self.lead.status is LeadStatus.OPEN and self.lead.last_activity_by_id != self.own.id and not is_put_off


_SHOWN = (
    joinedload(Lead.posting).joinedload(Posting.category),
    joinedload(Lead.posting).joinedload(Posting.organisation),
    joinedload(Lead.own_posting),
    joinedload(Lead.sender).joinedload(Organisation.province),
    joinedload(Lead.recipient).joinedload(Organisation.province),
)


def _is_party(column: int | None) -> ColumnElement[bool]:
    return or_(Lead.sender_id == column, Lead.recipient_id == column)


def _in_tab(tab: Tab, own_id: int | None) -> ColumnElement[bool]:
    is_put_off = and_(Lead.sender_id == own_id, Lead.later_on.is_not(None))
    if tab is Tab.OURS:
        return and_(Lead.status == LeadStatus.OPEN, Lead.last_activity_by_id != own_id, ~is_put_off)
    if tab is Tab.THEIRS:
        return and_(Lead.status == LeadStatus.OPEN, or_(Lead.last_activity_by_id == own_id, is_put_off))
    if tab is Tab.ACCEPTED:
        return Lead.status == LeadStatus.ACCEPTED
    return Lead.status.in_((LeadStatus.DECLINED, LeadStatus.WITHDRAWN))


def _unread(user_id: int | None, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the other side did something since this user last looked."""
    seen = select(LeadVisit.id).where(
        LeadVisit.lead_id == Lead.id, LeadVisit.user_id == user_id, LeadVisit.seen_at >= Lead.last_activity_at
    )
    return and_(own, ~seen.correlate(Lead).exists())


def _last_messages(lead_ids: Sequence[int]) -> Mapping[int, Message]:
    newest = select(func.max(Message.id)).where(Message.lead_id.in_(lead_ids)).group_by(Message.lead_id)
    return {row.lead_id: row for row in session.scalars(select(Message).where(Message.id.in_(newest)))}


def _unread_ids(actor: Actor, lead_ids: Sequence[int]) -> frozenset[int]:
    condition = _unread(actor.user_id, Lead.last_activity_by_id != actor.organisation_id)
    return frozenset(session.scalars(select(Lead.id).where(Lead.id.in_(lead_ids), condition)))


def _view(lead: Lead, own_id: int, owed: Mapping[tuple[int, int], ReplyDue], **values: Any) -> LeadView:
    own, other = (lead.sender, lead.recipient) if own_id == lead.sender_id else (lead.recipient, lead.sender)
    dues = {"own_due": owed.get((lead.id, own.id)), "other_due": owed.get((lead.id, other.id))}
    return LeadView(lead=lead, own=own, other=other, **dues, **values)


def _after(statement: Select[Lead], after: str | None) -> Select[Lead]:
    key = decode_cursor(after, 2)
    if key is None or not isinstance(key[0], str) or not isinstance(key[1], int):
        return statement
    try:
        moment = datetime.fromisoformat(key[0])
    except ValueError:
        return statement
    if moment.tzinfo is None:
        return statement
    return statement.where(tuple_(Lead.last_activity_at, Lead.id) < (moment, key[1]))


def get_inbox(actor: Actor, tab: Tab = Tab.OURS, *, after: str | None = None) -> Page[LeadView]:
    """Return the leads of the organisation the actor acts for, the last active first."""
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return Page(items=[])
    statement = select(Lead).where(_is_party(own_id), _in_tab(tab, own_id)).options(*_SHOWN)
    ordered = _after(statement, after).order_by(Lead.last_activity_at.desc(), Lead.id.desc())
    rows = session.scalars(ordered.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.last_activity_at.isoformat(), row.id))
    ids = [lead.id for lead in page.items]
    last, unread, owed = _last_messages(ids), _unread_ids(actor, ids), get_owed(ids)
    views = [
        _view(lead, own_id, owed, last_message=last.get(lead.id), is_unread=lead.id in unread) for lead in page.items
    ]
    return Page(items=views, next_cursor=page.next_cursor)


def count_inbox(actor: Actor) -> Mapping[Tab, int]:
    """Return how many leads the actor's organisation has in each part of the inbox."""
    counts = dict.fromkeys(Tab, 0)
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return counts
    shown = case(*((_in_tab(tab, own_id), tab.value) for tab in Tab))
    for value, count in session.execute(select(shown, func.count()).where(_is_party(own_id)).group_by(shown)).all():
        counts[Tab(value)] = count
    return counts


def count_unread_leads(actor: Actor) -> int:
    """Return in how many leads the other side did something that the actor has not seen; one statement."""
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return 0
    by_other = and_(_is_party(own_id), Lead.last_activity_by_id != own_id)
    statement = select(func.count()).select_from(Lead).where(_unread(actor.user_id, by_other))
    return session.scalar(statement) or 0


def _find_lead(lead_id: int) -> Lead | None:
    return session.scalars(select(Lead).where(Lead.id == lead_id).options(*_SHOWN)).first()


def get_lead(lead_id: int, actor: Actor) -> LeadView:
    """Return a lead of the actor's organisation; raises NotFound for everybody else, staff included."""
    lead = _find_lead(lead_id)
    own_id = own_side(actor, lead) if lead else None
    if lead is None or own_id is None or not may_read(actor, lead):
        raise NotFound("leads.not_found")
    is_unread = lead.last_activity_by_id != own_id and not _has_seen(lead, actor)
    return _view(lead, own_id, get_owed([lead.id]), is_unread=is_unread)


def get_lead_to_answer(lead_id: int, actor: Actor) -> LeadView:
    """Return a lead that the actor's organisation received; raises Refused for whoever sent it, NotFound for others."""
    view = get_lead(lead_id, actor)
    if not actor.belongs_to(view.lead.recipient_id):
        raise Refused("leads.recipient_only")
    return view


def _has_seen(lead: Lead, actor: Actor) -> bool:
    statement = select(LeadVisit.id).where(
        LeadVisit.lead_id == lead.id,
        LeadVisit.user_id == actor.user_id,
        LeadVisit.seen_at >= lead.last_activity_at,
    )
    return session.scalar(statement) is not None


def get_lead_outline(lead_id: int, actor: Actor) -> Lead:
    """Return a lead without its messages, for staff of either party's province; raises NotFound otherwise."""
    lead = _find_lead(lead_id)
    if lead is None or not may_see_outline(actor, lead):
        raise NotFound("leads.not_found")
    return lead


def get_messages(lead: Lead) -> Sequence[Message]:
    """Return the conversation, the oldest message first; who may read it is asked before."""
    newest = select(Message).where(Message.lead_id == lead.id).order_by(Message.id.desc()).limit(MAX_MESSAGES)
    return list(reversed(session.scalars(newest).all()))


def has_looked(lead: Lead, owner_id: int) -> bool:
    """Tell whether the contact details of one party were looked at through this lead."""
    statement = select(ContactLook.id).where(
        ContactLook.lead_id == lead.id, ContactLook.owner_organisation_id == owner_id
    )
    return session.scalar(statement.limit(1)) is not None


def find_live_lead(posting_id: int, actor: Actor) -> Lead | None:
    """Return the live lead that the actor's organisation began about a posting, or None."""
    statement = select(Lead).where(
        Lead.posting_id == posting_id, Lead.sender_id == actor.organisation_id, Lead.status.in_(LIVE)
    )
    return session.scalars(statement.limit(1)).first()


def live_leads_about(posting_ids: Sequence[int], actor: Actor) -> Mapping[int, int]:
    """Return the live leads that the actor's organisation began, by the posting they are about."""
    statement = select(Lead.posting_id, Lead.id).where(
        Lead.posting_id.in_(posting_ids), Lead.sender_id == actor.organisation_id, Lead.status.in_(LIVE)
    )
    return {row[0]: row[1] for row in session.execute(statement).all()}


def live_leads_from(own_posting_ids: Sequence[int], actor: Actor) -> Mapping[tuple[int, int], int]:
    """Return live leads that others began with a posting of theirs about one of these, by (their posting, ours)."""
    statement = select(Lead.own_posting_id, Lead.posting_id, Lead.id).where(
        Lead.posting_id.in_(own_posting_ids),
        Lead.recipient_id == actor.organisation_id,
        Lead.own_posting_id.is_not(None),
        Lead.status.in_(LIVE),
    )
    return {(row[0] or 0, row[1]): row[2] for row in session.execute(statement).all()}


def get_blocked(actor: Actor) -> Sequence[Organisation]:
    """Return the organisations that the actor's organisation does not want to hear from."""
    blocked = select(Block.blocked_id).where(Block.organisation_id == actor.organisation_id)
    statement = select(Organisation).where(Organisation.id.in_(blocked)).order_by(Organisation.name_key)
    return session.scalars(statement).all()


def is_between_blocked(actor: Actor, organisation_id: int) -> bool:
    """Tell whether the actor's organisation and another one do not write to each other."""
    both = (actor.organisation_id, organisation_id)
    own: InstrumentedAttribute[int] = Block.organisation_id
    statement = select(Block.id).where(own.in_(both), Block.blocked_id.in_(both))
    return session.scalar(statement.limit(1)) is not None


def count_leads_by_status(province_code: str | None = None) -> Mapping[LeadStatus, int]:
    """Return how many leads there are in each status, for staff; of one province those with a party in it."""
    statement = select(Lead.status, func.count()).group_by(Lead.status)
    if province_code:
        there = select(Organisation.id).where(Organisation.province_code == province_code)
        statement = statement.where(or_(Lead.sender_id.in_(there), Lead.recipient_id.in_(there)))
    counts = {row[0]: row[1] for row in session.execute(statement).all()}
    return {status: counts.get(status, 0) for status in LeadStatus}
