"""Reading matches for the people whose postings they are; a fixed number of statements each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.jobs.queries import is_any_waiting
from marketplace.matching.candidates import find_candidates
from marketplace.matching.models import Match
from marketplace.matching.policy import may_see_match
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting, PostingCertificate, PostingStatus, Side
from marketplace.postings.queries import find_posting

NEW_FOR = timedelta(days=7)
# Of the gaps of a listing as many are listed as somebody can do something about.
MAX_TASKS = 8

_OTHER = aliased(Posting)
_OTHER_OWNER = aliased(Organisation)


@dataclass(frozen=True, kw_only=True)
class MatchView:
    """A match as one side sees it."""

    match: Match
    side: Side
    own: Posting
    other: Posting

    @property
    def is_dismissed(self) -> bool:
        """Tell whether this side does not want to see it."""
        return _dismissed_at(self.match, self.side) is not None


@dataclass(frozen=True, kw_only=True)
class Task:
    """A gap that matches of a listing share; closing it helps with ``count`` demands."""

    entry: Mapping[str, object]
    count: int


def view_for(match: Match, side: Side) -> MatchView:
    """Return a match as one side sees it."""
    pair: tuple[Posting, Posting] = (match.listing, match.demand)
    own, other = pair if side is Side.SUPPLY else pair[::-1]
    return MatchView(match=match, side=side, own=own, other=other)


def _dismissed_at(match: Match, side: Side) -> object:
    return match.dismissed_by_listing_at if side is Side.SUPPLY else match.dismissed_by_demand_at


def _shown(name: str) -> tuple[ORMOption, ...]:
    posting = getattr(Match, name)
    base = joinedload(posting)
    return (
        base.joinedload(Posting.organisation).joinedload(Organisation.province),
        base.joinedload(Posting.province),
        base.joinedload(Posting.category),
        base.selectinload(Posting.photos),
        base.selectinload(Posting.certificates).joinedload(PostingCertificate.certificate),
    )


_CARDS = (*_shown("listing"), *_shown("demand"))


def _between(side: Side) -> tuple[InstrumentedAttribute[int], InstrumentedAttribute[int], ColumnElement[bool]]:
    """Return the columns of the own and the other posting, and the condition that the own side dismissed it."""
    if side is Side.SUPPLY:
        return Match.listing_id, Match.demand_id, Match.dismissed_by_listing_at.is_not(None)
    return Match.demand_id, Match.listing_id, Match.dismissed_by_demand_at.is_not(None)


def _other_is_open() -> ColumnElement[bool]:
    return and_(
        _OTHER.status == PostingStatus.PUBLISHED,
        or_(_OTHER.expires_on.is_(None), _OTHER.expires_on >= today()),
        _OTHER_OWNER.is_suspended.is_(False),
    )


def _matches(side: Side, own_ids: Select[Any] | Sequence[int], *, dismissed: bool) -> Select[Match]:
    own, other, is_dismissed = _between(side)
    return (
        select(Match)
        .join(_OTHER, _OTHER.id == other)
        .join(_OTHER_OWNER, _OTHER_OWNER.id == _OTHER.organisation_id)
        .where(own.in_(own_ids), _other_is_open(), is_dismissed if dismissed else ~is_dismissed)
    )


def _page(statement: Select[Match], after: str | None) -> Page[Match]:
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    key = decode_cursor(after, 3)
    place = tuple_(Match.score, Match.likeness, Match.id)
    if key is not None and all(isinstance(part, int) for part in key):
        statement = statement.where(place < key)
    ordered = statement.order_by(Match.score.desc(), Match.likeness.desc(), Match.id.desc())
    rows = session.scalars(ordered.options(*_CARDS).limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.score, row.likeness, row.id))
    return Page(items=page.items, next_cursor=page.next_cursor, total=total)


def get_matches_of(posting: Posting, *, dismissed: bool = False, after: str | None = None) -> Page[MatchView]:
    """Return the matches of a posting, the best first; with ``dismissed`` those that its owner put away.

    The posting comes from ``postings.queries.get_own_posting``, which asks whose it is.
    """
    page = _page(_matches(posting.side, [posting.id], dismissed=dismissed), after)
    views = [view_for(match, posting.side) for match in page.items]
    return Page(items=views, next_cursor=page.next_cursor, total=page.total)


def _own_postings(actor: Actor, side: Side) -> Select[Any]:
    return select(Posting.id).where(
        Posting.organisation_id == actor.organisation_id,
        Posting.side == side,
        Posting.status == PostingStatus.PUBLISHED,
    )


def get_matches(actor: Actor, side: Side, *, dismissed: bool = False, after: str | None = None) -> Page[MatchView]:
    """Return the matches of all published postings on one side of the organisation the actor acts for."""
    page = _page(_matches(side, _own_postings(actor, side), dismissed=dismissed), after)
    views = [view_for(match, side) for match in page.items]
    return Page(items=views, next_cursor=page.next_cursor, total=page.total)


def count_matches(actor: Actor) -> Mapping[Side, int]:
    """Return how many matches the actor's organisation has as a seller and as a buyer."""
    counts: dict[Side, int] = {}
    for side in Side:
        statement = _matches(side, _own_postings(actor, side), dismissed=False)
        counts[side] = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return counts


def count_matches_of(posting_ids: Iterable[int]) -> Mapping[int, int]:
    """Return how many matches each posting has; those without any count 0."""
    ids = list(posting_ids)
    counts: Counter[int] = Counter(dict.fromkeys(ids, 0))
    for side in Side:
        own, _other, _dismissed = _between(side)
        statement = _matches(side, ids, dismissed=False).with_only_columns(own, func.count()).group_by(own)
        for posting_id, count in session.execute(statement):
            counts[posting_id] += count
    return counts


def count_new_matches(actor: Actor) -> int:
    """Return how many matches of the actor's organisation came up or changed in the last week."""
    if actor.organisation_id is None:
        return 0
    since = now() - NEW_FOR
    total = 0
    for side in Side:
        statement = _matches(side, _own_postings(actor, side), dismissed=False).where(Match.computed_at >= since)
        total += session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return total


def get_match(match_id: int, actor: Actor) -> Match:
    """Return a match of one of the actor's organisations; raises NotFound otherwise."""
    match = session.scalars(select(Match).where(Match.id == match_id).options(*_CARDS)).first()
    if match is None or not may_see_match(actor, match):
        raise NotFound("matching.not_found")
    return match


def find_match(listing_id: int, demand_id: int) -> Match | None:
    """Return the match of a listing with a demand, or None."""
    statement = select(Match).where(Match.listing_id == listing_id, Match.demand_id == demand_id)
    return session.scalars(statement).first()


def find_own_match(posting: Posting, actor: Actor) -> Match | None:
    """Return the best match of a posting of others with one of the actor's organisation, or None."""
    side = Side.DEMAND if posting.side is Side.SUPPLY else Side.SUPPLY
    _own, other, _dismissed = _between(side)
    statement = _matches(side, _own_postings(actor, side), dismissed=False).where(other == posting.id)
    return session.scalars(statement.order_by(Match.score.desc(), Match.id).options(*_CARDS).limit(1)).first()


def is_refreshing(posting_ids: Iterable[int]) -> bool:
    """Tell whether the matches of one of these postings are still being looked for."""
    payloads = [{"posting_id": posting_id} for posting_id in posting_ids]
    return is_any_waiting(("search.put", "matching.refresh"), payloads)


def rank_matches_of(posting_id: int, limit: int = 100) -> Sequence[tuple[int, tuple[float, float]]]:
    """Return ids of the other side's postings with what they are ranked by, best first, computed now.

    These are the candidates of ``refresh`` before the weak ones are left out.
    """
    posting = find_posting(posting_id)
    candidates = find_candidates(posting_id) or []
    if posting is None:
        return []
    return [(one.other_than(posting.side), one.order_key) for one in candidates[:limit]]


def get_tasks(listing: Posting) -> Sequence[Task]:
    """Return what a listing lacks for its matches, what helps with most demands first."""
    counts: Counter[tuple[str, str]] = Counter()
    entries: dict[tuple[str, str], Mapping[str, object]] = {}
    statement = _matches(Side.SUPPLY, [listing.id], dismissed=False).with_only_columns(Match.gaps)
    for gaps in session.scalars(statement):
        for gap in gaps:
            # Other goods are nothing that papers or prices could mend.
            if gap["key"] == "goods_unlike":
                break
            is_named = str(gap["key"]).startswith(("certificate", "paper"))
            about = (str(gap["key"]), str(gap["values"].get("want", "")) if is_named else "")
            counts[about] += 1
            entries.setdefault(about, gap)
    return [Task(entry=entries[about], count=count) for about, count in counts.most_common(MAX_TASKS)]
