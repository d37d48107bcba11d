"""Reading quotes: one, the supplier's own, those that a buyer received; a fixed number of statements each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.files.models import Document
from marketplace.leads.models import Lead
from marketplace.leads.policy import LIVE as LIVE_LEADS
from marketplace.matching.queries import find_own_match
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting, PostingCertificate, PostingPaper, Side
from marketplace.postings.queries import find_posting, get_open_postings_of, get_posting, get_visible_posting
from marketplace.quotes.labels import Tab
from marketplace.quotes.models import Quote, QuoteFile, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.quotes.policy import LIVE, UNDECIDED, is_sealed, is_taking, may_read_quote

MAX_SHOWN = 100
MAX_EARLIER = 3

_SHOWN: tuple[ORMOption, ...] = (
    joinedload(Quote.posting).joinedload(Posting.organisation),
    joinedload(Quote.posting).joinedload(Posting.category),
    joinedload(Quote.posting).joinedload(Posting.province),
    joinedload(Quote.posting).selectinload(Posting.certificates).joinedload(PostingCertificate.certificate),
    joinedload(Quote.posting).selectinload(Posting.papers).joinedload(PostingPaper.paper),
    joinedload(Quote.listing),
    joinedload(Quote.lead),
    joinedload(Quote.supplier).joinedload(Organisation.province),
    joinedload(Quote.buyer).joinedload(Organisation.province),
    selectinload(Quote.files).joinedload(QuoteFile.document),
)


@dataclass(frozen=True, kw_only=True)
class Received:
    """What the buyer of a demand may know of its quotes: while they are sealed only how many there are."""

    request: QuoteRequest | None
    is_sealed: bool
    count: int
    quotes: Sequence[Quote]


def find_request(demand_id: int) -> QuoteRequest | None:
    """Return what the buyer of a demand wants from quotes, or None while nothing was said."""
    return session.scalars(select(QuoteRequest).where(QuoteRequest.demand_id == demand_id)).first()


def get_quote(quote_id: int, actor: Actor) -> Quote:
    """Return a quote that the actor may read; raises NotFound otherwise, whatever the reason."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id).options(*_SHOWN)).first()
    if quote is None or not may_read_quote(actor, quote, find_request(quote.posting_id), now()):
        raise NotFound("quotes.not_found")
    return quote


def get_quote_to_write(quote_id: int, actor: Actor) -> Quote:
    """Return a quote of the actor's organisation; raises Refused for its buyer, NotFound for others."""
    quote = get_quote(quote_id, actor)
    if not actor.belongs_to(quote.supplier_id):
        raise Refused("quotes.supplier_only")
    return quote


def get_quote_to_decide(quote_id: int, actor: Actor) -> Quote:
    """Return a quote that the actor's organisation received; raises Refused for its supplier, NotFound for others."""
    quote = get_quote(quote_id, actor)
    if not actor.belongs_to(quote.buyer_id):
        raise Refused("quotes.buyer_only")
    return quote


def get_quote_file(quote_id: int, file_id: int, actor: Actor) -> Document:
    """Return a file of a quote that the actor may read; raises NotFound."""
    quote = get_quote(quote_id, actor)
    found = next((one for one in quote.files if one.id == file_id), None)
    if found is None:
        raise NotFound("quotes.file_gone")
    return found.document


def get_demand_to_quote(demand_id: int, actor: Actor) -> Posting:
    """Return a demand of others that takes quotes; raises NotFound, Refused for an own one, Conflict if closed."""
    demand = get_visible_posting(demand_id, actor, side=Side.DEMAND)
    if actor.belongs_to(demand.organisation_id):
        raise Refused("quotes.own_demand")
    request = find_request(demand.id)
    if request is not None and request.status is not RequestStatus.OPEN:
        raise Conflict("quotes.request_closed")
    if not is_taking(request, demand, today()):
        raise Conflict("quotes.closed")
    return demand


def get_listing_to_quote(lead: Lead, actor: Actor) -> Posting:
    """Return the listing of a lead, for its owner to quote; raises Refused for others, Conflict if closed."""
    listing = get_posting(lead.posting_id)
    if listing.side is not Side.SUPPLY or not actor.belongs_to(listing.organisation_id):
        raise Refused("quotes.supplier_only")
    if lead.status not in LIVE_LEADS:
        raise Conflict("leads.closed")
    return listing


def find_own_quote(posting_id: int, actor: Actor, *, buyer_id: int | None = None) -> Quote | None:
    """Return the quote of the actor's organisation about a posting: the one that is alive, else the newest, or None."""
    is_dead = case((Quote.status.in_((QuoteStatus.DRAFT, *LIVE)), 0), else_=1)
    statement = select(Quote).where(Quote.posting_id == posting_id, Quote.supplier_id == actor.organisation_id)
    if buyer_id is not None:
        statement = statement.where(Quote.buyer_id == buyer_id)
    return session.scalars(statement.order_by(is_dead, Quote.id.desc()).options(*_SHOWN).limit(1)).first()


def find_earlier_quotes(actor: Actor, *, but: int) -> Sequence[Quote]:
    """Return the last quotes that the actor's organisation sent, to copy figures from; at most three."""
    statement = (
        select(Quote)
        .where(Quote.supplier_id == actor.organisation_id, Quote.sent_at.is_not(None), Quote.id != but)
        .options(joinedload(Quote.posting))
        .order_by(Quote.id.desc())
        .limit(MAX_EARLIER)
    )
    return session.scalars(statement).all()


def find_best_listing(demand: Posting, actor: Actor) -> Posting | None:
    """Return the listing of the actor's organisation that fits a demand best, with all that it says, or None.

    Where no match was found it is one of the same kind of goods, or the only one.
    """
    match = find_own_match(demand, actor)
    if match is not None:
        return find_posting(match.listing_id)
    if actor.organisation_id is None:
        return None
    own = get_open_postings_of(actor.organisation_id, Side.SUPPLY)
    same = [row for row in own if row.category_code and row.category_code == demand.category_code]
    chosen = next(iter(same), None)
    return find_posting(chosen.id) if chosen else None


def _in_tab(tab: Tab) -> ColumnElement[bool]:
    if tab is Tab.DRAFTS:
        return Quote.status == QuoteStatus.DRAFT
    if tab is Tab.WAITING:
        return Quote.status.in_(UNDECIDED)
    # A draft that was thrown away is nothing that anybody looks for.
    return and_(
        Quote.status.in_((QuoteStatus.AWARDED, QuoteStatus.DECLINED, QuoteStatus.WITHDRAWN)), Quote.sent_at.is_not(None)
    )


def get_own_quotes(actor: Actor, tab: Tab, *, after: str | None = None) -> Page[Quote]:
    """Return what the actor's organisation quoted, the last changed first."""
    statement = select(Quote).where(Quote.supplier_id == actor.organisation_id, _in_tab(tab)).options(*_SHOWN)
    key = decode_cursor(after, 2)
    if key is not None and isinstance(key[0], str) and isinstance(key[1], int):
        try:
            moment = datetime.fromisoformat(key[0])
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            statement = statement.where(tuple_(Quote.updated_at, Quote.id) < (moment, key[1]))
    ordered = statement.order_by(Quote.updated_at.desc(), Quote.id.desc())
    rows = session.scalars(ordered.limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.updated_at.isoformat(), row.id))


def count_own_quotes(actor: Actor) -> Mapping[Tab, int]:
    """Return how many quotes the actor's organisation has in each part of the list."""
    shown = case(*((_in_tab(tab), tab.value) for tab in Tab))
    statement = select(shown, func.count()).where(Quote.supplier_id == actor.organisation_id).group_by(shown)
    counts = dict.fromkeys(Tab, 0)
    for value, count in session.execute(statement).all():
        if value is not None:
            counts[Tab(value)] = count
    return counts


def get_received(demand: Posting) -> Received:
    """Return the quotes for a demand, whose owner was asked for before; while they are sealed only their number."""
    request = find_request(demand.id)
    is_live = or_(Quote.status.in_(LIVE), and_(Quote.status == QuoteStatus.DECLINED, Quote.sent_at.is_not(None)))
    own = select(Quote).where(Quote.posting_id == demand.id, is_live)
    if is_sealed(request, demand, now()):
        live = select(func.count()).select_from(Quote).where(Quote.posting_id == demand.id, Quote.status.in_(LIVE))
        return Received(request=request, is_sealed=True, count=session.scalar(live) or 0, quotes=[])
    quotes = session.scalars(own.options(*_SHOWN).order_by(Quote.id).limit(MAX_SHOWN)).all()
    return Received(
        request=request, is_sealed=False, count=sum(1 for row in quotes if row.status in LIVE), quotes=quotes
    )


def quotes_in_lead(lead_id: int, actor: Actor) -> Sequence[Quote]:
    """Return the quotes within a lead that the actor may read, the newest first."""
    statement = select(Quote).where(Quote.lead_id == lead_id).options(*_SHOWN).order_by(Quote.id.desc()).limit(20)
    rows = session.scalars(statement).all()
    asked = select(QuoteRequest).where(QuoteRequest.demand_id.in_([row.posting_id for row in rows]))
    requests = {request.demand_id: request for request in session.scalars(asked)} if rows else {}
    shown = [row for row in rows if may_read_quote(actor, row, requests.get(row.posting_id), now())]
    return [row for row in shown if row.status is not QuoteStatus.WITHDRAWN or row.sent_at is not None]


def _open_to_buyer() -> ColumnElement[bool]:
    """Return the condition that quotes are not sealed any more; the statement joins ``QuoteRequest`` from outside."""
    is_open = or_(QuoteRequest.id.is_(None), QuoteRequest.is_sealed.is_(False), QuoteRequest.opened_at.is_not(None))
    return or_(is_open, and_(QuoteRequest.status != RequestStatus.CANCELLED, Posting.expires_on < today()))


def count_quotes_to_decide(actor: Actor) -> int:
    """Return how many quotes wait for a first answer of the actor's organisation; sealed ones do not count yet."""
    if actor.organisation_id is None or not actor.belongs_to(actor.organisation_id):
        return 0
    statement = (
        select(func.count())
        .select_from(Quote)
        .join(Posting, Posting.id == Quote.posting_id)
        .outerjoin(QuoteRequest, QuoteRequest.demand_id == Quote.posting_id)
        .where(Quote.buyer_id == actor.organisation_id, Quote.status == QuoteStatus.SENT, _open_to_buyer())
    )
    return session.scalar(statement) or 0


def get_demands_with_quotes(actor: Actor, *, after: str | None = None) -> Page[tuple[Posting, int, RequestStatus]]:
    """Return the own demands for which quotes came, with how many and how the request stands, the newest first."""
    came = or_(Quote.status.in_(LIVE), and_(Quote.status == QuoteStatus.DECLINED, Quote.sent_at.is_not(None)))
    counted = (
        select(Quote.posting_id, func.count().label("quotes"))
        .where(Quote.buyer_id == actor.organisation_id, came)
        .group_by(Quote.posting_id)
        .subquery()
    )
    statement = (
        select(Posting, counted.c.quotes, QuoteRequest)
        .join(counted, counted.c.posting_id == Posting.id)
        .outerjoin(QuoteRequest, QuoteRequest.demand_id == Posting.id)
        .where(Posting.organisation_id == actor.organisation_id, Posting.side == Side.DEMAND)
    )
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id < key[0])
    found = session.execute(statement.order_by(Posting.id.desc()).limit(PAGE_SIZE + 1)).all()
    rows: list[tuple[Posting, int, RequestStatus]] = [
        (row[0], row[1], row[2].status if row[2] else RequestStatus.OPEN) for row in found
    ]
    return page_of(rows, PAGE_SIZE, lambda row: (row[0].id,))
