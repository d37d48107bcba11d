"""How often people want to hear of new matches of their organisations, and of everything that they are told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership, User
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import engine, session
from marketplace.errors import Refused
from marketplace.matching.models import AlertPace, Match, MatchAlert, SavedSearch
from marketplace.matching.paces import USUAL_PACE, next_due
from marketplace.matching.policy import may_pace_alerts
from marketplace.postings.models import Posting

# The first message to somebody goes back no further.
FIRST_REACH = timedelta(days=1)
BATCH = 500


def hold_person(user_id: int) -> None:
    """Let whatever changes or tells a person's alerts come one after the other."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def _insert(rows: Sequence[dict[str, object]]) -> None:
    """Add rows of alerts, those left out that another transaction has added meanwhile."""
    insert = postgresql.insert if engine().dialect.name == "postgresql" else sqlite.insert
    statement = insert(MatchAlert).values(list(rows))
    session.execute(statement.on_conflict_do_nothing(index_elements=["user_id", "organisation_id"]))


def _row(user_id: int, organisation_id: int, since: datetime) -> dict[str, object]:
    return {
        "user_id": user_id,
        "organisation_id": organisation_id,
        "pace": USUAL_PACE,
        "told_until": since,
        "next_at": next_due(USUAL_PACE, now()),
    }


def begin_match_alerts() -> None:
    """Begin to tell members whose organisation has its first good match, and stop telling those who have left."""
    member = exists().where(
        Membership.user_id == MatchAlert.user_id, Membership.organisation_id == MatchAlert.organisation_id
    )
    session.execute(delete(MatchAlert).where(~member).execution_options(synchronize_session=False))
    known = exists().where(
        MatchAlert.user_id == Membership.user_id, MatchAlert.organisation_id == Membership.organisation_id
    )
    matched = exists().where(
        Posting.organisation_id == Membership.organisation_id,
        or_(Match.listing_id == Posting.id, Match.demand_id == Posting.id),
        Match.first_seen_at.is_not(None),
    )
    reach = now() - FIRST_REACH
    people = session.execute(
        select(Membership.user_id, Membership.organisation_id, Membership.created_at)
        .where(~known, matched)
        .order_by(Membership.id)
        .limit(BATCH)
    ).all()
    if people:
        _insert([_row(user_id, organisation_id, max(reach, joined)) for user_id, organisation_id, joined in people])


def _held_alert(user_id: int, organisation_id: int) -> MatchAlert:
    """Return a person's alert of an organisation, made where there is none, and hold it."""
    own = (MatchAlert.user_id == user_id, MatchAlert.organisation_id == organisation_id)
    if session.scalars(select(MatchAlert.id).where(*own)).first() is None:
        _insert([_row(user_id, organisation_id, now())])
    held = select(MatchAlert).where(*own).with_for_update().execution_options(populate_existing=True)
    return session.scalars(held).one()


def _change(row: SavedSearch | MatchAlert, pace: AlertPace) -> None:
    moment = now()
    if row.pace is AlertPace.NEVER and pace is not AlertPace.NEVER:
        row.told_until = moment
    row.pace = pace
    row.next_at = next_due(pace, moment)


def set_match_pace(organisation_id: int, pace: AlertPace, *, by: Actor) -> None:
    """Say how often the person wants to hear of new matches of an organisation."""
    if by.user_id is None or not may_pace_alerts(by, organisation_id):
        raise Refused("matching.not_member")
    hold_person(by.user_id)
    alert = _held_alert(by.user_id, organisation_id)
    if alert.pace is not pace:
        _change(alert, pace)
        _write_history("set_match_pace", by, organisation_id)


def pace_everything(pace: AlertPace, *, by: Actor) -> None:
    """Say how often the person wants to hear of everything that messages have told of, or may tell of.

    What the person silenced one by one, and no message told of, stays silent.
    """
    if by.user_id is None:
        raise Refused("matching.sign_in_to_save")
    hold_person(by.user_id)
    for organisation_id in sorted(by.memberships):
        _held_alert(by.user_id, organisation_id)
    for kind in (SavedSearch, MatchAlert):
        heard = or_(kind.pace != AlertPace.NEVER, kind.told_from.is_not(None))
        rows = select(kind).where(kind.user_id == by.user_id, heard).order_by(kind.id).with_for_update()
        for row in session.scalars(rows.execution_options(populate_existing=True)):
            if row.pace is not pace:
                _change(row, pace)
    _write_history("pace_everything", by)


def _write_history(verb: str, by: Actor, organisation_id: int | None = None) -> None:
    record(f"matching.{verb}", by_user_id=by.user_id, thing_kind="match_alert", organisation_id=organisation_id)
