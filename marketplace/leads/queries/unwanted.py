"""What an organisation need not be told of unasked: whom it does not talk to, and what it talks about already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from marketplace.db import session
from marketplace.leads.models import Block, Lead
from marketplace.matching.news import Unwanted


def _blocked(organisation_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Return for each organisation those that it blocked, or that blocked it."""
    found: dict[int, set[int]] = defaultdict(set)
    either = or_(Block.organisation_id.in_(organisation_ids), Block.blocked_id.in_(organisation_ids))
    for one, other in session.execute(select(Block.organisation_id, Block.blocked_id).where(either)):
        found[one].add(other)
        found[other].add(one)
    return found


def _talked_about(organisation_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Return for each organisation the postings of others that it ever wrote about, or was written to with."""
    found: dict[int, set[int]] = defaultdict(set)
    party = or_(Lead.sender_id.in_(organisation_ids), Lead.recipient_id.in_(organisation_ids))
    rows = select(Lead.sender_id, Lead.recipient_id, Lead.posting_id, Lead.own_posting_id).where(party)
    for sender_id, recipient_id, posting_id, own_posting_id in session.execute(rows):
        found[sender_id].add(posting_id)
        if own_posting_id is not None:
            found[recipient_id].add(own_posting_id)
    return found


def get_unwanted(organisation_ids: Collection[int]) -> Mapping[int, Unwanted]:
    """Return what each of these organisations need not be told of; two statements, none for no organisation."""
    if not organisation_ids:
        return {}
    blocked, talked_about = _blocked(organisation_ids), _talked_about(organisation_ids)
    return {
        id_: Unwanted(
            organisation_ids=frozenset(blocked.get(id_, ())), posting_ids=frozenset(talked_about.get(id_, ()))
        )
        for id_ in organisation_ids
    }
