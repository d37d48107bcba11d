"""A party's own agreements: the list, one of them, and what a new one begins from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.agreements.labels import STAGES_IN, Tab
from marketplace.agreements.models import Agreement
from marketplace.agreements.policy import may_see_outline, own_side
from marketplace.agreements.policy.stages import LIVE
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.leads.models import Lead, Message
from marketplace.leads.policy import own_side as own_side_of_lead
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting
from marketplace.quotes.models import Quote
from marketplace.quotes.policy import LIVE as LIVE_QUOTES
from marketplace.quotes.queries import get_quote


@dataclass(frozen=True, kw_only=True)
class AgreementView:
    """An agreement as one of its parties sees it."""

    agreement: Agreement
    own: Organisation
    other: Organisation

    @property
    def is_seller(self) -> bool:
        """Tell whether this party sells."""
        return self.own.id == self.agreement.seller_id


SHOWN = (
    joinedload(Agreement.seller).joinedload(Organisation.province),
    joinedload(Agreement.buyer).joinedload(Organisation.province),
)


def view_of(agreement: Agreement, own_id: int) -> AgreementView:
    """Return an agreement as seen by one of its parties."""
    both = (agreement.seller, agreement.buyer)
    own, other = both if own_id == agreement.seller_id else both[::-1]
    return AgreementView(agreement=agreement, own=own, other=other)


def _is_party(own_id: int) -> ColumnElement[bool]:
    return or_(Agreement.seller_id == own_id, Agreement.buyer_id == own_id)


def find_newest_agreement(lead: Lead) -> Agreement | None:
    """Return the newest agreement that grew out of a lead, whatever became of it; who may read the lead was asked."""
    statement = select(Agreement).where(Agreement.lead_id == lead.id).order_by(Agreement.id.desc())
    return session.scalars(statement.limit(1)).first()


def get_own_agreements(actor: Actor, tab: Tab, *, after: str | None = None) -> Page[AgreementView]:
    """Return the agreements of the organisation the actor acts for, the last changed first."""
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return Page(items=[])
    statement = select(Agreement).where(_is_party(own_id), Agreement.stage.in_(STAGES_IN[tab])).options(*SHOWN)
    key = decode_cursor(after, 2)
    moment = _moment(key[0]) if key else None
    if key is not None and moment is not None and isinstance(key[1], int):
        statement = statement.where(tuple_(Agreement.updated_at, Agreement.id) < (moment, key[1]))
    ordered = statement.order_by(Agreement.updated_at.desc(), Agreement.id.desc()).limit(PAGE_SIZE + 1)
    page = page_of(session.scalars(ordered).all(), PAGE_SIZE, lambda row: (row.updated_at.isoformat(), row.id))
    return Page(items=[view_of(one, own_id) for one in page.items], next_cursor=page.next_cursor)


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def count_own_agreements(actor: Actor) -> Mapping[Tab, int]:
    """Return how many agreements the actor's organisation has in each part of the list."""
    counts = dict.fromkeys(Tab, 0)
    own_id = actor.organisation_id
    if own_id is None or not actor.belongs_to(own_id):
        return counts
    shown = case(*((Agreement.stage.in_(stages), tab.value) for tab, stages in STAGES_IN.items()))
    for value, count in session.execute(select(shown, func.count()).where(_is_party(own_id)).group_by(shown)).all():
        counts[Tab(value)] = count
    return counts


def _find(agreement_id: int) -> Agreement | None:
    return session.scalars(select(Agreement).where(Agreement.id == agreement_id).options(*SHOWN)).first()


def get_agreement(agreement_id: int, actor: Actor) -> AgreementView:
    """Return an agreement of the actor's organisation; raises NotFound for everybody else, staff included."""
    agreement = _find(agreement_id)
    own_id = own_side(actor, agreement) if agreement else None
    if agreement is None or own_id is None:
        raise NotFound("agreements.not_found")
    return view_of(agreement, own_id)


def get_agreement_outline(agreement_id: int, actor: Actor) -> Agreement:
    """Return an agreement without its papers, for staff of either party's province; raises NotFound otherwise."""
    agreement = _find(agreement_id)
    if agreement is None or not may_see_outline(actor, agreement):
        raise NotFound("agreements.not_found")
    return agreement


def find_alive_agreement(lead_id: int, actor: Actor) -> Agreement | None:
    """Return the deal of a lead that is not over, for one of its parties, or None."""
    statement = select(Agreement).where(Agreement.lead_id == lead_id, Agreement.stage.in_(LIVE))
    found = session.scalars(statement.limit(1)).first()
    return found if found is not None and own_side(actor, found) is not None else None


_POSTINGS = (
    joinedload(Lead.posting).joinedload(Posting.organisation).joinedload(Organisation.province),
    joinedload(Lead.own_posting).joinedload(Posting.organisation).joinedload(Organisation.province),
    joinedload(Lead.sender).joinedload(Organisation.province),
    joinedload(Lead.recipient).joinedload(Organisation.province),
)


def get_lead_to_agree(lead_id: int, actor: Actor) -> Lead:
    """Return a lead of the actor's organisation with its postings; raises NotFound."""
    lead = session.scalars(select(Lead).where(Lead.id == lead_id).options(*_POSTINGS)).first()
    if lead is None or own_side_of_lead(actor, lead) is None:
        raise NotFound("leads.not_found")
    return lead


def get_quote_to_agree(quote_id: int, actor: Actor) -> Quote:
    """Return a quote in the buyer's hands that has a lead of the actor's organisation; raises NotFound."""
    quote = get_quote(quote_id, actor)
    if quote.status not in LIVE_QUOTES or quote.lead is None or own_side_of_lead(actor, quote.lead) is None:
        raise NotFound("leads.not_found")
    return quote


def find_last_offer(lead: Lead) -> Message | None:
    """Return the newest message of a lead that names a price or a quantity, or None."""
    named = or_(Message.price.is_not(None), Message.quantity_amount.is_not(None))
    statement = select(Message).where(Message.lead_id == lead.id, named).order_by(Message.id.desc())
    return session.scalars(statement.limit(1)).first()
