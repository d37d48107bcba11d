"""Keeping a search, calling it something, saying how often to tell of it, and putting it away."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.accounts.actor import Actor
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import lock_row, session
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.matching.actions.alerts import hold_person
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.matching.paces import next_due
from marketplace.matching.policy import may_change_search, may_keep_searches
from marketplace.postings.asking import identity_of, normalised, params_of, words_of
from marketplace.postings.searching import SearchRequest, facet_names
from marketplace.text import form_key, tidy

MAX_SEARCHES = 30
MAX_NAME = 160


def _read_name(raw: str) -> str:
    name = tidy(raw)
    if not name:
        raise Invalid.of("name", "matching.name_missing")
    if len(name) > MAX_NAME:
        raise Invalid.of("name", "matching.name_long", max=MAX_NAME)
    return name


def _begin(search: SavedSearch, pace: AlertPace) -> None:
    """Tell from now on, at a pace: what is there already is no news."""
    moment = now()
    search.pace = pace
    search.told_until = moment
    search.next_at = next_due(pace, moment)


def _refuse_too_many(user_id: int) -> None:
    """Raise Conflict where a person, whose row is held, keeps as many searches as may be."""
    kept = select(func.count()).where(SavedSearch.user_id == user_id, SavedSearch.removed_at.is_(None))
    if (session.scalar(kept) or 0) >= MAX_SEARCHES:
        raise Conflict("matching.searches_full", max=MAX_SEARCHES)


def _hold_owner(by: Actor) -> int:
    if by.user_id is None or not may_keep_searches(by):
        raise Refused("matching.sign_in_to_save")
    hold_person(by.user_id)
    return by.user_id


def save_search(request: SearchRequest, *, name: str = "", pace: AlertPace = AlertPace.DAILY, by: Actor) -> SavedSearch:
    """Keep a search of the person; the same one saved twice is one, and stays as it was.

    Without a name it is called what it looks for. Raises Conflict above 30.
    """
    user_id = _hold_owner(by)
    names = facet_names()
    asked = normalised(request, names)
    called = _read_name(name) if name else words_of(asked, names)[:MAX_NAME]
    key = form_key(identity_of(asked), f"search of {user_id}")
    search = session.scalars(select(SavedSearch).where(SavedSearch.form_token == key)).first()
    if search is not None and search.removed_at is None:
        return search
    _refuse_too_many(user_id)
    moment = now()
    if search is None:
        search = SavedSearch(user_id=user_id, side=asked.side, form_token=key, created_at=moment)
        session.add(search)
    search.organisation_id = by.organisation_id
    search.name, search.params = called, params_of(asked)
    search.seen_at, search.told_from, search.removed_at = moment, None, None
    _begin(search, pace)
    session.flush()
    _write_history(search, "save_search", by)
    return search


def _hold(search: SavedSearch, by: Actor, *, is_kept: bool = True) -> None:
    """Hold a search of the person; with ``is_kept`` one that was put away is not there any more."""
    lock_row(search)
    if not may_change_search(by, search) or (is_kept and search.removed_at is not None):
        raise NotFound("matching.search_not_found")


def rename_search(search: SavedSearch, name: str, *, by: Actor) -> None:
    """Call a search something else."""
    _hold(search, by)
    called = _read_name(name)
    if called != search.name:
        search.name = called
        _write_history(search, "rename_search", by)


def set_search_pace(search: SavedSearch, pace: AlertPace, *, by: Actor) -> None:
    """Say how often to tell of what a search finds; after *never* only what comes from now on is told of."""
    _hold(search, by)
    if search.pace is pace:
        return
    if search.pace is AlertPace.NEVER:
        _begin(search, pace)
    else:
        search.pace = pace
        search.next_at = next_due(pace, now())
    _write_history(search, "set_search_pace", by)


def remove_search(search: SavedSearch, *, by: Actor) -> None:
    """Put a search away; ``restore_search`` brings it back for a while."""
    _hold(search, by, is_kept=False)
    if search.removed_at is None:
        search.removed_at = now()
        _write_history(search, "remove_search", by)


def restore_search(search: SavedSearch, *, by: Actor) -> None:
    """Bring a search back as it was, with nothing missed meanwhile; doing it twice changes nothing."""
    _hold_owner(by)
    _hold(search, by, is_kept=False)
    if search.removed_at is not None:
        _refuse_too_many(search.user_id)
        search.removed_at = None
        _write_history(search, "restore_search", by)


def mark_looked_at(search: SavedSearch, *, by: Actor) -> None:
    """Note that the person has looked at what a search finds."""
    _hold(search, by)
    search.seen_at = now()


def _write_history(search: SavedSearch, verb: str, by: Actor) -> None:
    """Note that it was done; what a person looks for is nobody's business, and stays out of the history."""
    record(f"matching.{verb}", by_user_id=by.user_id, thing_kind="saved_search", thing_id=search.id)
