"""Reading a person's saved searches, and how much is new in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.matching.models import SavedSearch
from marketplace.matching.policy import may_change_search
from marketplace.postings.asking import count_since, identity_of, normalised, query_of
from marketplace.postings.searching import SearchRequest
from marketplace.text import form_key


def get_saved_searches(actor: Actor) -> Sequence[SavedSearch]:
    """Return what the person keeps, the newest first; there are at most thirty."""
    kept = select(SavedSearch).where(SavedSearch.user_id == actor.user_id, SavedSearch.removed_at.is_(None))
    return session.scalars(kept.order_by(SavedSearch.id.desc())).all()


def get_saved_search(search_id: int, actor: Actor) -> SavedSearch:
    """Return a search of the person, even one put away; raises NotFound for those of others."""
    search = session.get(SavedSearch, search_id)
    if search is None or not may_change_search(actor, search):
        raise NotFound("matching.search_not_found")
    return search


def find_saved(request: SearchRequest, actor: Actor) -> SavedSearch | None:
    """Return the person's saved search that is this very search, or None."""
    if actor.user_id is None:
        return None
    key = form_key(identity_of(normalised(request)), f"search of {actor.user_id}")
    kept = select(SavedSearch).where(SavedSearch.form_token == key, SavedSearch.removed_at.is_(None))
    return session.scalars(kept).first()


def count_news(searches: Sequence[SavedSearch], actor: Actor) -> Mapping[int, int]:
    """Return how many postings of others each search has found since the person last looked; no statement."""
    own = sorted(actor.memberships)
    return {
        search.id: count_since(query_of(search.side, search.params), search.seen_at, without=own) for search in searches
    }
