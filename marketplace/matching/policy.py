"""Who may do what with matches; values in, answer out."""

from __future__ import annotations

from marketplace.accounts.actor import Actor
from marketplace.matching.models import Match
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
