"""What is new for people who want to be told: read for many people at once, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Membership, Organisation
from marketplace.clock import today
from marketplace.db import session
from marketplace.matching.fit import GOOD_SCORE
from marketplace.matching.models import AlertPace, Match, MatchAlert, SavedSearch
from marketplace.postings.asking import Fresh, load_fresh, query_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.search.answering import Handful

_OWN, _OTHER = aliased(Posting), aliased(Posting)
_OWN_OWNER, _OTHER_OWNER = aliased(Organisation), aliased(Organisation)
_BY_CLOCK = (AlertPace.DAILY, AlertPace.WEEKLY)


@dataclass(frozen=True, kw_only=True)
class Unwanted:
    """Of what an organisation need not be told: whom it does not want to hear from, and what it talks about already."""

    organisation_ids: frozenset[int] = frozenset()
    posting_ids: frozenset[int] = frozenset()


# Given organisations, returns what each need not be told of; rooms above this one know.
AskUnwanted = Callable[[Collection[int]], Mapping[int, Unwanted]]


@dataclass(frozen=True, kw_only=True)
class NewPosting:
    """A posting that a saved search has found."""

    id: int
    title: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewMatch:
    """A posting of the other side that fits one of the own."""

    posting_id: int
    title: str
    score: int


@dataclass(frozen=True, kw_only=True)
class Due:
    """A saved search or an alert that is due, as it was when it was read."""

    id: int
    pace: AlertPace
    told_until: datetime


@dataclass(kw_only=True)
class News:
    """What one person may be told; searches and alerts that have nothing new hold empty lists."""

    user_id: int
    # the organisations that the person belongs to, the first joined first
    organisation_ids: Sequence[int]
    searches: dict[Due, list[NewPosting]] = field(default_factory=dict[Due, list[NewPosting]])
    alerts: dict[Due, list[NewMatch]] = field(default_factory=dict[Due, list[NewMatch]])

    @property
    def postings(self) -> list[NewPosting]:
        """Return what the searches found and no match names, each once, the newest first."""
        matched = {one.posting_id for found in self.alerts.values() for one in found}
        every = {one.id: one for found in self.searches.values() for one in found if one.id not in matched}
        return sorted(every.values(), key=lambda one: (one.published_at, one.id), reverse=True)

    @property
    def matches(self) -> list[NewMatch]:
        """Return the new matches, a posting once with its best fit, the best first."""
        best: dict[int, NewMatch] = {}
        for one in (one for found in self.alerts.values() for one in found):
            if one.posting_id not in best or best[one.posting_id].score < one.score:
                best[one.posting_id] = one
        return sorted(best.values(), key=lambda one: (-one.score, one.posting_id))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to tell."""
        return not any(self.searches.values()) and not any(self.alerts.values())


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a round of telling is done: what came up to ``until`` is told of, by whoever is due ``at`` that time."""

    at: datetime
    until: datetime
    # when the newest posting and the newest good match came, up to ``until``
    newest_posting: datetime | None
    newest_match: datetime | None


def moment_of(at: datetime, until: datetime) -> Moment:
    """Return what a round of telling goes by."""
    posting = select(func.max(Posting.published_at)).where(Posting.published_at <= until)
    match = select(func.max(Match.first_seen_at)).where(Match.first_seen_at <= until)
    return Moment(at=at, until=until, newest_posting=session.scalar(posting), newest_match=session.scalar(match))


def _is_due(kind: type[SavedSearch] | type[MatchAlert], newest: datetime | None, moment: Moment) -> ColumnElement[bool]:
    """Return the condition that a row is due: by the clock, or at once where something has come since."""
    by_clock = and_(kind.pace.in_(_BY_CLOCK), kind.next_at <= moment.at)
    if newest is None:
        return by_clock
    return or_(by_clock, and_(kind.pace == AlertPace.AT_ONCE, kind.told_until < newest))


def _searches_due(moment: Moment) -> ColumnElement[bool]:
    return and_(_is_due(SavedSearch, moment.newest_posting, moment), SavedSearch.removed_at.is_(None))


def _alerts_due(moment: Moment) -> ColumnElement[bool]:
    return _is_due(MatchAlert, moment.newest_match, moment)


def find_due_people(moment: Moment, *, after: int, limit: int) -> Sequence[int]:
    """Return the next people who have something due, by id."""
    searching = select(SavedSearch.user_id).where(_searches_due(moment), SavedSearch.user_id > after)
    matched = select(MatchAlert.user_id).where(_alerts_due(moment), MatchAlert.user_id > after)
    both = union(searching, matched).subquery()
    return session.scalars(select(both.c.user_id).order_by(both.c.user_id).limit(limit)).all()


class FreshPostings:
    """What came into sight lately, read from the database once for a whole round."""

    def __init__(self, moment: Moment) -> None:
        oldest = session.scalar(select(func.min(SavedSearch.told_until)).where(_searches_due(moment)))
        found: Iterable[Fresh] = () if oldest is None else load_fresh(oldest, moment.until)
        self._postings = {one.id: one for one in found}
        self._handful = Handful(one.document for one in self._postings.values())

    def found_by(self, side: Side, params: Mapping[str, Any], since: datetime) -> Iterator[Fresh]:
        """Yield what a search finds of what came after a moment."""
        if self._postings:
            for key in self._handful.answers(query_of(side, params)):
                if self._postings[key].published_at > since:
                    yield self._postings[key]


def _members(user_ids: Sequence[int]) -> Mapping[int, list[int]]:
    """Return the organisations of each person, the first joined first."""
    found: dict[int, list[int]] = {user_id: [] for user_id in user_ids}
    rows = select(Membership.user_id, Membership.organisation_id).where(Membership.user_id.in_(user_ids))
    for user_id, organisation_id in session.execute(rows.order_by(Membership.id)):
        found[user_id].append(organisation_id)
    return found


def _is_open(posting: Any, owner: Any) -> ColumnElement[bool]:
    return and_(
        posting.status == PostingStatus.PUBLISHED,
        or_(posting.expires_on.is_(None), posting.expires_on >= today()),
        owner.is_suspended.is_(False),
    )


@dataclass(frozen=True, kw_only=True)
class Found:
    """A new good match as one organisation sees it."""

    first_seen_at: datetime
    other_organisation_id: int
    match: NewMatch


def new_matches(organisation_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, list[Found]]:
    """Return the good matches that came after a moment, by the organisation that sees them; two statements."""
    found: dict[int, list[Found]] = defaultdict(list)
    for side in Side:
        is_supply = side is Side.SUPPLY
        own, other = (Match.listing_id, Match.demand_id) if is_supply else (Match.demand_id, Match.listing_id)
        dismissed_at = Match.dismissed_by_listing_at if is_supply else Match.dismissed_by_demand_at
        statement = (
            select(
                _OWN.organisation_id,
                Match.first_seen_at,
                _OTHER.organisation_id,
                _OTHER.id,
                _OTHER.title,
                Match.score,
            )
            .join(_OWN, _OWN.id == own)
            .join(_OWN_OWNER, _OWN_OWNER.id == _OWN.organisation_id)
            .join(_OTHER, _OTHER.id == other)
            .join(_OTHER_OWNER, _OTHER_OWNER.id == _OTHER.organisation_id)
            .where(Match.first_seen_at > since, Match.first_seen_at <= until, dismissed_at.is_(None))
            .where(Match.is_eligible, Match.score >= GOOD_SCORE, _OWN.organisation_id.in_(organisation_ids))
            .where(_is_open(_OWN, _OWN_OWNER), _is_open(_OTHER, _OTHER_OWNER))
            .order_by(Match.score.desc(), Match.id)
        )
        for organisation_id, seen_at, other_id, posting_id, title, score in session.execute(statement):
            assert seen_at is not None
            match = NewMatch(posting_id=posting_id, title=title, score=score)
            found[organisation_id].append(Found(first_seen_at=seen_at, other_organisation_id=other_id, match=match))
    return found


class Hidden:
    """What people need not be told of: their own postings, and what the rooms above say."""

    def __init__(self, unwanted: Mapping[int, Unwanted]) -> None:
        self._unwanted = unwanted

    def from_all(self, organisation_ids: Sequence[int]) -> frozenset[int]:
        """Return the organisations of whose postings a member of all these is not told."""
        blocked = (self._unwanted.get(id_, Unwanted()).organisation_ids for id_ in organisation_ids)
        return frozenset(organisation_ids).union(*blocked)

    def lets_through(self, organisation_id: int, found: Found) -> bool:
        """Tell whether an organisation may be told of a match."""
        unwanted = self._unwanted.get(organisation_id, Unwanted())
        return (
            found.other_organisation_id not in unwanted.organisation_ids
            and found.match.posting_id not in unwanted.posting_ids
        )


def _add_searches(people: Mapping[int, News], moment: Moment, fresh: FreshPostings, hidden: Hidden) -> None:
    statement = (
        select(SavedSearch.id, SavedSearch.user_id, SavedSearch.side, SavedSearch.params)
        .add_columns(SavedSearch.pace, SavedSearch.told_until)
        .where(SavedSearch.user_id.in_(people), _searches_due(moment))
        .order_by(SavedSearch.id)
    )
    for id_, user_id, side, params, pace, told_until in session.execute(statement):
        person = people[user_id]
        hides = hidden.from_all(person.organisation_ids)
        person.searches[Due(id=id_, pace=pace, told_until=told_until)] = [
            NewPosting(id=one.id, title=one.title, published_at=one.published_at)
            for one in fresh.found_by(side, params, told_until)
            if one.organisation_id not in hides
        ]


def _add_alerts(people: Mapping[int, News], moment: Moment, hidden: Hidden) -> None:
    statement = (
        select(MatchAlert.id, MatchAlert.user_id, MatchAlert.organisation_id, MatchAlert.pace, MatchAlert.told_until)
        .where(MatchAlert.user_id.in_(people), _alerts_due(moment))
        .order_by(MatchAlert.id)
    )
    rows = session.execute(statement).all()
    if not rows:
        return
    found = new_matches({row[2] for row in rows}, min(row[4] for row in rows), moment.until)
    for id_, user_id, organisation_id, pace, told_until in rows:
        # Whoever has left is told nothing any more.
        is_member = organisation_id in people[user_id].organisation_ids
        people[user_id].alerts[Due(id=id_, pace=pace, told_until=told_until)] = [
            one.match
            for one in found.get(organisation_id, ())
            if is_member and one.first_seen_at > told_until and hidden.lets_through(organisation_id, one)
        ]


def read_news(
    user_ids: Sequence[int], moment: Moment, fresh: FreshPostings, ask_unwanted: AskUnwanted
) -> Sequence[News]:
    """Return what these people may be told, in the order given."""
    members = _members(user_ids)
    people = {user_id: News(user_id=user_id, organisation_ids=members[user_id]) for user_id in user_ids}
    hidden = Hidden(ask_unwanted({id_ for ids in members.values() for id_ in ids}))
    _add_searches(people, moment, fresh, hidden)
    _add_alerts(people, moment, hidden)
    return list(people.values())
