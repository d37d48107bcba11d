"""Owners and postings whose last word is some time ago, for tests of freshness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, User
from marketplace.clock import now
from marketplace.db import session
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Demand, Listing
from tests.factories.accounts import actor_of, make_organisation, make_user
from tests.factories.postings import make_demand, make_listing


@dataclass
class Owner:
    """Somebody with an organisation that sells and buys; ids stay usable when the session is gone."""

    user: User
    organisation: Organisation
    actor: Actor
    organisation_id: int


def make_owner(name: str = "Lê Thị Ong", house: str = "Hợp tác xã ong Tân Cương") -> Owner:
    """Make an owner."""
    user = make_user(name)
    organisation = make_organisation(user, name=house, is_distributor=True, province_code="19")
    return Owner(user, organisation, actor_of(user), organisation.id)


def old_listing(owner: Owner, days: float, **values: object) -> Listing:
    """Make a listing whose owner last said a number of days ago that it holds."""
    said_at = now() - timedelta(days=days)
    last_day = (said_at + timedelta(days=90)).date()
    return make_listing(
        owner.organisation, **{"published_at": said_at, "confirmed_at": said_at, "expires_on": last_day, **values}
    )


def old_demand(owner: Owner, days: float, **values: object) -> Demand:
    """Make a demand whose owner last said a number of days ago that it holds; it closes in two months."""
    said_at = now() - timedelta(days=days)
    last_day = (now() + timedelta(days=60)).date()
    return make_demand(
        owner.organisation, **{"published_at": said_at, "confirmed_at": said_at, "expires_on": last_day, **values}
    )


def letters(prefix: str = "postings.") -> list[OutboxMessage]:
    """Return the messages of a room so far, the oldest first."""
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [row for row in rows if row.template.startswith(prefix)]
