"""Demands that nothing fits, for staff who look for goods on the buyer's behalf."""

from __future__ import annotations

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import today
from marketplace.db import session
from marketplace.matching.models import Match
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.overview import in_reach
from marketplace.postings.queries import is_open_on

_LISTING = aliased(Posting)
_OWNER = aliased(Organisation)


def _unmatched(actor: Actor, province_code: str | None) -> Select[Posting]:
    fitting = (
        exists()
        .where(
            Match.demand_id == Posting.id,
            Match.is_eligible.is_(True),
            _LISTING.id == Match.listing_id,
            _LISTING.status == PostingStatus.PUBLISHED,
            or_(_LISTING.expires_on.is_(None), _LISTING.expires_on >= today()),
            _OWNER.id == _LISTING.organisation_id,
            _OWNER.is_suspended.is_(False),
        )
        .correlate(Posting)
    )
    statement = select(Posting).join(Posting.organisation)
    return in_reach(statement.where(Posting.side == Side.DEMAND, is_open_on(today()), ~fitting), actor, province_code)


def get_unmatched(actor: Actor, *, province_code: str | None = None, after: str | None = None) -> Page[Posting]:
    """Return published demands for which no open listing meets every hard requirement, the oldest first."""
    statement = _unmatched(actor, province_code).options(
        joinedload(Posting.organisation).joinedload(Organisation.province)
    )
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id > key[0])
    rows = session.scalars(statement.order_by(Posting.id).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def count_unmatched(actor: Actor, *, province_code: str | None = None) -> int:
    """Return how many published demands nothing fits in this member of staff's reach."""
    if not actor.is_staff:
        return 0
    return session.scalar(select(func.count()).select_from(_unmatched(actor, province_code).subquery())) or 0
