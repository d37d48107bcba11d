"""Reading links in messages: whose they are, and what they are for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from marketplace.accounts.actions.taps import hash_tap_code
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import StaffRole, TapLink, User
from marketplace.accounts.policy import is_usable
from marketplace.accounts.queries.people import get_actor
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Tap:
    """What a link opens: for one purpose and one thing, as one member of one organisation."""

    id: int
    purpose: str
    thing_id: int
    organisation_id: int
    # a plain member of that organisation, whatever else the person may do on the site
    actor: Actor
    first_used_at: datetime | None


def get_tap(code: str) -> Tap:
    """Return what a link opens.

    Raises NotFound for a wrong or expired one, and when its owner has a new password, is disabled, or has left the
    organisation.
    """
    row = session.scalars(select(TapLink).where(TapLink.code_hash == hash_tap_code(code))).first()
    user = session.get(User, row.user_id) if row is not None else None
    if row is None or user is None or row.expires_at < now() or row.epoch != user.session_epoch or not is_usable(user):
        raise NotFound("accounts.tap_gone")
    actor = get_actor(user.id, organisation_id=row.organisation_id)
    if not actor.belongs_to(row.organisation_id):
        raise NotFound("accounts.tap_gone")
    return Tap(
        id=row.id,
        purpose=row.purpose,
        thing_id=row.thing_id,
        organisation_id=row.organisation_id,
        actor=replace(
            actor,
            memberships={row.organisation_id: actor.memberships[row.organisation_id]},
            organisation_id=row.organisation_id,
            staff_role=StaffRole.NONE,
            staff_province_code=None,
        ),
        first_used_at=row.first_used_at,
    )
