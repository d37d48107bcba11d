"""What every story of the sample needs: the time, the postings by their records, and who acts for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.installation import Installation
from marketplace.accounts.models import Membership, StaffRole
from marketplace.accounts.queries import get_actor
from marketplace.cli.demo.past import Past
from marketplace.db import session
from marketplace.postings.models import Posting


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everything that is on the stage."""

    past: Past
    installation: Installation
    # by the ids of their records
    postings: Mapping[str, Posting]
    # how many days ago each was published, in the same order of ids
    ages: Mapping[str, int]
    staff: Mapping[StaffRole, Actor]
    # organisation -> the person who acts for it
    actors: dict[int, Actor] = field(default_factory=dict[int, Actor])
    # what the sample says: texts, stories
    words: Mapping[str, Any]

    @property
    def site_url(self) -> str:
        """Return where the site is, for links in messages."""
        return self.installation.public_url

    def of(self, organisation_id: int) -> Actor:
        """Return the first person of an organisation, acting for it."""
        if organisation_id not in self.actors:
            statement = select(Membership.user_id).where(Membership.organisation_id == organisation_id)
            user_id = session.scalars(statement.order_by(Membership.id).limit(1)).one()
            self.actors[organisation_id] = get_actor(user_id, organisation_id=organisation_id)
        return self.actors[organisation_id]

    def owner(self, record: str) -> Actor:
        """Return who acts for the organisation of a record."""
        return self.of(self.postings[record].organisation_id)
