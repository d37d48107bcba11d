"""Reading what a person was last told of: the page behind the link in that message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import session
from marketplace.matching.models import AlertPace, MatchAlert, SavedSearch
from marketplace.matching.news import AskUnwanted, Hidden, new_matches
from marketplace.postings.asking import find_since, query_of
from marketplace.postings.models import Posting
from marketplace.postings.queries import load_postings

# How many of either a page shows.
MAX_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a person was last told of, and what has come since; each posting once."""

    # postings that fit one of the person's organisations, with the score, the best first
    matches: Sequence[tuple[Posting, int]]
    # what the saved searches found besides, the newest first
    postings: Sequence[Posting]


def _scores(actor: Actor, hidden: Hidden) -> dict[int, int]:
    own = sorted(actor.memberships)
    alerts = select(MatchAlert.organisation_id, MatchAlert.told_from).where(
        MatchAlert.user_id == actor.user_id, MatchAlert.organisation_id.in_(own), MatchAlert.told_from.is_not(None)
    )
    since = {id_: moment for id_, moment in session.execute(alerts) if moment is not None}
    if not since:
        return {}
    scores: dict[int, int] = {}
    for organisation_id, found in new_matches(since, min(since.values()), now()).items():
        for one in found:
            if one.first_seen_at > since[organisation_id] and hidden.lets_through(organisation_id, one):
                scores[one.match.posting_id] = max(one.match.score, scores.get(one.match.posting_id, 0))
    return scores


def _found_ids(actor: Actor) -> list[int]:
    statement = select(SavedSearch.side, SavedSearch.params, SavedSearch.told_from).where(
        SavedSearch.user_id == actor.user_id, SavedSearch.told_from.is_not(None), SavedSearch.removed_at.is_(None)
    )
    own = sorted(actor.memberships)
    ids: list[int] = []
    for side, params, told_from in session.execute(statement.order_by(SavedSearch.id)):
        if told_from is not None:
            ids += find_since(query_of(side, params), told_from, without=own, limit=MAX_SHOWN)
    return list(dict.fromkeys(ids))


def get_told(actor: Actor, ask_unwanted: AskUnwanted) -> Told:
    """Return what the person was last told of; a fixed number of statements."""
    hidden = Hidden(ask_unwanted(sorted(actor.memberships)))
    scores = _scores(actor, hidden)
    best = sorted(scores, key=lambda id_: (-scores[id_], id_))[:MAX_SHOWN]
    hides = hidden.from_all(sorted(actor.memberships))
    rows = {row.id: row for row in load_postings([*best, *(id_ for id_ in _found_ids(actor) if id_ not in scores)])}
    others = [row for id_, row in rows.items() if id_ not in scores and row.organisation_id not in hides]
    others.sort(key=lambda row: (row.published_at or now(), row.id), reverse=True)
    return Told(
        matches=[(rows[id_], scores[id_]) for id_ in best if id_ in rows],
        postings=others[:MAX_SHOWN],
    )


def find_common_pace(actor: Actor) -> AlertPace | None:
    """Return how often the person is told of things, or None where that differs from one thing to the next."""
    paces: set[AlertPace] = set()
    for kind in (SavedSearch, MatchAlert):
        heard = or_(kind.pace != AlertPace.NEVER, kind.told_from.is_not(None))
        paces |= set(session.scalars(select(kind.pace).where(kind.user_id == actor.user_id, heard).distinct()))
    return paces.pop() if len(paces) == 1 else None
