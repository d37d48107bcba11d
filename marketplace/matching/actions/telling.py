"""Telling people what is new, and noting up to when they have been told, in one and the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from marketplace.accounts.actions import make_tap
from marketplace.accounts.actions.telling import tell_user
from marketplace.accounts.models import User
from marketplace.accounts.policy import is_usable
from marketplace.db import session
from marketplace.matching.actions.alerts import hold_person
from marketplace.matching.mail import digest
from marketplace.matching.models import AlertPace, MatchAlert, SavedSearch
from marketplace.matching.news import Due, Moment, News
from marketplace.matching.paces import next_due

PURPOSE = "alerts.pace"
Row = SavedSearch | MatchAlert


def _hold(kind: type[SavedSearch] | type[MatchAlert], due: Iterable[Due]) -> Mapping[int, Row]:
    ids = [one.id for one in due]
    statement = select(kind).where(kind.id.in_(ids)).order_by(kind.id).with_for_update()
    return {row.id: row for row in session.scalars(statement.execution_options(populate_existing=True))}


def _is_as_read(due: Due, row: Row | None) -> bool:
    """Tell whether nobody has told of it, changed it or put it away since it was read."""
    if row is None or (isinstance(row, SavedSearch) and row.removed_at is not None):
        return False
    return row.told_until == due.told_until and row.pace is due.pace


def _link(user: User, news: News, site_url: str) -> str:
    """Return where to see what is new: by one tap for whoever belongs to an organisation, else after signing in."""
    if not news.organisation_ids:
        return f"{site_url}/my/alerts"
    return make_tap(
        user, organisation_id=news.organisation_ids[0], purpose=PURPOSE, thing_id=user.id, site_url=site_url
    )


def tell_news(news: News, moment: Moment, *, site: str, site_url: str) -> None:
    """Send one person one message with all that is new.

    Nothing is sent where another worker was first, or the person has changed something since the news was read: then
    the next round tells what is left.
    """
    hold_person(news.user_id)
    held = [(_hold(SavedSearch, news.searches), news.searches), (_hold(MatchAlert, news.alerts), news.alerts)]
    rows = [(due, kept.get(due.id), bool(found)) for kept, dues in held for due, found in dues.items()]
    if not all(_is_as_read(due, row) for due, row, _ in rows):
        return
    user = session.get_one(User, news.user_id, populate_existing=True)
    if is_usable(user) and (user.email or user.phone):
        link = _link(user, news, site_url)
        tell_user(user, template="alerts.digest", write=lambda: digest(news.postings, news.matches, site, link))
    for due, row, has_news in rows:
        assert row is not None
        row.told_from = due.told_until if has_news else row.told_from
        row.told_until = max(due.told_until, moment.until)
        row.next_at = next_due(due.pace, moment.at)


def _mark(kind: type[SavedSearch] | type[MatchAlert], due: Iterable[Due], pace: AlertPace, moment: Moment) -> None:
    ids = [one.id for one in due if one.pace is pace]
    if not ids:
        return
    values: Mapping[str, datetime | None] = {"told_until": moment.until, "next_at": next_due(pace, moment.at)}
    session.execute(
        update(kind)
        .where(kind.id.in_(ids), kind.pace == pace, kind.told_until < moment.until)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def mark_told(silent: Iterable[News], moment: Moment) -> None:
    """Note for people for whom there is nothing new that they need no message about the time until now."""
    people = list(silent)
    searches = [due for news in people for due in news.searches]
    alerts = [due for news in people for due in news.alerts]
    for pace in (AlertPace.AT_ONCE, AlertPace.DAILY, AlertPace.WEEKLY):
        _mark(SavedSearch, searches, pace, moment)
        _mark(MatchAlert, alerts, pace, moment)
