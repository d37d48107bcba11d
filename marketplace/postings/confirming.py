"""Which postings wait for a word of their owner: old ones, and ones that end soon; one statement each, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from marketplace.accounts.actor import Actor
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting, Side
from marketplace.postings.queries import CARD, WHOLE, is_open_on
from marketplace.postings.rules import ASK_AFTER, UNDO_FOR, WARN_BEFORE

# Rows of the page behind a link; whoever has more finds the rest on the site.
MAX_ON_LINK = 30


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many postings of an organisation wait for its word: to be confirmed, and demands that close soon."""

    to_confirm: int = 0
    closing: int = 0


def said_at() -> ColumnElement[object]:
    """Return the column expression for when the owner last said that a posting holds."""
    return func.coalesce(Posting.confirmed_at, Posting.published_at)


def _is_old() -> ColumnElement[bool]:
    return said_at() <= now() - ASK_AFTER


def _ends_soon() -> ColumnElement[bool]:
    return Posting.expires_on <= today() + WARN_BEFORE[0]


def still_to_confirm(organisation_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what one tap answers: seen, and old or, of listings, near their last day.

    The statement must join ``Organisation``.
    """
    near_its_end = (Posting.side == Side.SUPPLY) & _ends_soon()
    return (Posting.organisation_id == organisation_id, is_open_on(today()), or_(_is_old(), near_its_end))


def count_waiting(actor: Actor) -> Waiting:
    """Return how many postings wait for a word of the organisation that the actor acts for; one statement."""
    if actor.organisation_id is None:
        return Waiting()
    *mine, wants = still_to_confirm(actor.organisation_id)
    closes = (Posting.side == Side.DEMAND) & _ends_soon()
    counts = select(func.sum(case((wants, 1), else_=0)), func.sum(case((closes, 1), else_=0)))
    row = session.execute(counts.select_from(Posting).join(Posting.organisation).where(*mine)).one()
    return Waiting(to_confirm=int(row[0] or 0), closing=int(row[1] or 0))


def get_waiting_postings(actor: Actor, *, after: str | None = None) -> Page[Posting]:
    """Return what the actor's organisation can confirm with one tap, the newest first."""
    statement = select(Posting).join(Posting.organisation).where(*still_to_confirm(actor.organisation_id))
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id < key[0])
    ordered = statement.options(*CARD).order_by(Posting.id.desc()).limit(PAGE_SIZE + 1)
    return page_of(session.scalars(ordered).all(), PAGE_SIZE, lambda row: (row.id,))


def get_closing_postings(actor: Actor, *, after: str | None = None) -> Page[Posting]:
    """Return the demands of the actor's organisation that close within two weeks, the newest first."""
    mine = (Posting.organisation_id == actor.organisation_id, is_open_on(today()), _ends_soon())
    statement = select(Posting).join(Posting.organisation).where(*mine, Posting.side == Side.DEMAND)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id < key[0])
    ordered = statement.options(*CARD).order_by(Posting.id.desc()).limit(PAGE_SIZE + 1)
    return page_of(session.scalars(ordered).all(), PAGE_SIZE, lambda row: (row.id,))


def postings_on_link(organisation_id: int, first_id: int) -> Sequence[Posting]:
    """Return what the page behind a link asks about: the posting it names first, then all that wait or end soon."""
    *mine, wants = still_to_confirm(organisation_id)
    named = and_(Posting.id == first_id, Posting.organisation_id == organisation_id)
    asked = or_(named, and_(*mine, or_(wants, _ends_soon())))
    first = case((Posting.id == first_id, 0), else_=1)
    statement = select(Posting).join(Posting.organisation).where(asked).options(*WHOLE)
    return session.scalars(statement.order_by(first, Posting.expires_on, Posting.id).limit(MAX_ON_LINK)).all()


def get_posting_on_link(posting_id: int, organisation_id: int, first_id: int) -> Posting:
    """Return a posting that a link asks about, or about which something was said there a moment ago.

    Raises NotFound for every other one of the organisation: whoever finds a message must not reach them.
    """
    found = next((row for row in postings_on_link(organisation_id, first_id) if row.id == posting_id), None)
    if found is not None:
        return found
    lately = now() - UNDO_FOR
    said = or_(Posting.updated_at > lately, Posting.confirmed_at > lately)
    own = (Posting.id == posting_id, Posting.organisation_id == organisation_id)
    posting = session.scalars(select(Posting).where(*own, said).options(*WHOLE)).first()
    if posting is None:
        raise NotFound("postings.not_found")
    return posting
