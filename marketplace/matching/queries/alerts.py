"""Reading how often a person wants to hear of new matches, organisation by organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.db import session
from marketplace.matching.models import AlertPace, MatchAlert
from marketplace.matching.paces import USUAL_PACE


@dataclass(frozen=True, kw_only=True)
class AlertSetting:
    """How often a person hears of new matches of one organisation."""

    organisation_id: int
    name: str
    pace: AlertPace


def get_match_alerts(actor: Actor) -> Sequence[AlertSetting]:
    """Return the settings of all organisations that the person belongs to; one statement."""
    statement = (
        select(Organisation.id, Organisation.name, MatchAlert.pace)
        .outerjoin(MatchAlert, (MatchAlert.organisation_id == Organisation.id) & (MatchAlert.user_id == actor.user_id))
        .where(Organisation.id.in_(sorted(actor.memberships)))
        .order_by(Organisation.name_key, Organisation.id)
    )
    return [
        AlertSetting(organisation_id=id_, name=name, pace=pace or USUAL_PACE)
        for id_, name, pace in session.execute(statement)
    ]
