"""Reading requests for quotes: invitations, and which demands a supplier can be invited to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting, Side
from marketplace.postings.queries import is_open_on
from marketplace.quotes.models import InvitationStatus, QuoteInvitation, QuoteRequest, RequestStatus

MAX_DEMANDS = 50


def get_invitations(demand: Posting, *, after: str | None = None) -> Page[QuoteInvitation]:
    """Return who was asked to quote for a demand, whose owner was asked for before; the newest first."""
    own = select(QuoteInvitation).join(QuoteInvitation.request).where(QuoteRequest.demand_id == demand.id)
    total = session.scalar(select(func.count()).select_from(own.subquery())) or 0
    statement = own.options(joinedload(QuoteInvitation.supplier).joinedload(Organisation.province))
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(QuoteInvitation.id < key[0])
    rows = session.scalars(statement.order_by(QuoteInvitation.id.desc()).limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.id,))
    return Page(items=page.items, next_cursor=page.next_cursor, total=total)


def invited_suppliers(demand_id: int) -> Collection[int]:
    """Return which organisations were asked to quote for a demand."""
    statement = (
        select(QuoteInvitation.supplier_id).join(QuoteInvitation.request).where(QuoteRequest.demand_id == demand_id)
    )
    return frozenset(session.scalars(statement))


def _find(statement_id: int) -> QuoteInvitation | None:
    statement = (
        select(QuoteInvitation)
        .where(QuoteInvitation.id == statement_id)
        .options(
            joinedload(QuoteInvitation.request).joinedload(QuoteRequest.demand).joinedload(Posting.organisation),
            joinedload(QuoteInvitation.supplier),
        )
    )
    return session.scalars(statement).first()


def get_invitation(invitation_id: int, actor: Actor) -> QuoteInvitation:
    """Return an invitation that the actor's organisation received; raises NotFound."""
    found = _find(invitation_id)
    if found is None or not actor.belongs_to(found.supplier_id):
        raise NotFound("quotes.invitation_not_found")
    return found


def find_invitation(demand_id: int, actor: Actor) -> QuoteInvitation | None:
    """Return the invitation of the actor's organisation to quote for a demand, or None."""
    statement = (
        select(QuoteInvitation)
        .join(QuoteInvitation.request)
        .where(QuoteRequest.demand_id == demand_id, QuoteInvitation.supplier_id == actor.organisation_id)
    )
    return session.scalars(statement).first()


def get_open_invitations(actor: Actor) -> Sequence[QuoteInvitation]:
    """Return the invitations that wait for the actor's organisation, the newest first, at most fifty."""
    statement = (
        select(QuoteInvitation)
        .join(QuoteInvitation.request)
        .join(QuoteRequest.demand)
        .join(Posting.organisation)
        .where(
            QuoteInvitation.supplier_id == actor.organisation_id,
            QuoteInvitation.status == InvitationStatus.SENT,
            QuoteRequest.status == RequestStatus.OPEN,
            is_open_on(today()),
        )
        .options(joinedload(QuoteInvitation.request).joinedload(QuoteRequest.demand).joinedload(Posting.organisation))
        .order_by(QuoteInvitation.id.desc())
        .limit(MAX_DEMANDS)
    )
    return session.scalars(statement).all()


def count_open_invitations(actor: Actor) -> int:
    """Return how many invitations wait for the actor's organisation."""
    if actor.organisation_id is None or not actor.belongs_to(actor.organisation_id):
        return 0
    statement = (
        select(func.count())
        .select_from(QuoteInvitation)
        .join(QuoteInvitation.request)
        .join(QuoteRequest.demand)
        .join(Posting.organisation)
        .where(
            QuoteInvitation.supplier_id == actor.organisation_id,
            QuoteInvitation.status == InvitationStatus.SENT,
            QuoteRequest.status == RequestStatus.OPEN,
            is_open_on(today()),
        )
    )
    return session.scalar(statement) or 0


def get_open_demands(actor: Actor) -> Sequence[Posting]:
    """Return the demands of the actor's organisation to which suppliers can be invited, the newest first."""
    statement = (
        select(Posting)
        .join(Posting.organisation)
        .outerjoin(QuoteRequest, QuoteRequest.demand_id == Posting.id)
        .where(
            Posting.organisation_id == actor.organisation_id,
            Posting.side == Side.DEMAND,
            is_open_on(today()),
            (QuoteRequest.id.is_(None)) | (QuoteRequest.status == RequestStatus.OPEN),
        )
        .order_by(Posting.id.desc())
        .limit(MAX_DEMANDS)
    )
    return session.scalars(statement).all()
