"""Who may do what with matches, saved searches and alerts; values in, answer out."""

from __future__ import annotations

from marketplace.accounts.actor import Actor
from marketplace.matching.models import Match, SavedSearch
from marketplace.postings.models import Posting, Side


def may_see_matches(actor: Actor, posting: Posting) -> bool:
    """Members of the organisation whose posting it is; matches are nobody else's business."""
    return actor.belongs_to(posting.organisation_id)


def sides_of(actor: Actor, match: Match) -> tuple[Side, ...]:
    """Return the sides of a match whose posting belongs to an organisation of the actor."""
    postings = (match.listing, match.demand)
    return tuple(posting.side for posting in postings if actor.belongs_to(posting.organisation_id))


def may_see_match(actor: Actor, match: Match) -> bool:
    """Members of either organisation."""
    return bool(sides_of(actor, match))


def may_dismiss(actor: Actor, match: Match) -> bool:
    """Members of either organisation, each for its own side; also decides who may take that back."""
    return bool(sides_of(actor, match))


def may_keep_searches(actor: Actor) -> bool:
    """Everybody with an account."""
    return actor.is_signed_in


def may_change_search(actor: Actor, search: SavedSearch) -> bool:
    """Whoever saved it, and nobody else, whatever the organisation: what a person looks for is the person's own."""
    return actor.user_id is not None and search.user_id == actor.user_id


def may_pace_alerts(actor: Actor, organisation_id: int) -> bool:
    """Members, each for themselves."""
    return actor.is_signed_in and actor.belongs_to(organisation_id)
