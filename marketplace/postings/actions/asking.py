"""What owners are asked and told without having asked: does it still hold, it ends soon, it is back; once a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from marketplace.accounts.actions.telling import tell_organisation_by_tap
from marketplace.accounts.mail import Letter
from marketplace.clock import VIETNAM, is_polite_hour, now, today
from marketplace.db import session, take_turns
from marketplace.postings import mail
from marketplace.postings.actions.freshness import end_pauses
from marketplace.postings.confirming import said_at
from marketplace.postings.models import Posting
from marketplace.postings.queries import is_open_on
from marketplace.postings.rules import (
    ASK_AFTER,
    ASK_AGAIN_AFTER,
    ASK_UNTIL,
    WARN_BEFORE,
    is_due_for_question,
    warning_due,
    warnings_reached,
)

PURPOSE = "postings.freshness"
# Organisations that are written to in one transaction.
BATCH = 100

_ASKED_TODAY = aliased(Posting)


def _is_due() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for postings whose owner is to be written to and was not today already."""
    moment, day = now(), today()
    never_asked = or_(Posting.asked_at.is_(None), Posting.asked_at < said_at())
    again = and_(Posting.asked_at <= moment - ASK_AGAIN_AFTER, said_at() > moment - ASK_UNTIL)
    question = and_(said_at() <= moment - ASK_AFTER, or_(never_asked, again))
    warnings = (
        and_(Posting.expires_on <= day + before, Posting.expiry_warnings <= sent)
        for sent, before in enumerate(WARN_BEFORE)
    )
    midnight = datetime.combine(day, time(), VIETNAM)
    told_today = exists().where(
        _ASKED_TODAY.organisation_id == Posting.organisation_id, _ASKED_TODAY.asked_at >= midnight
    )
    return (is_open_on(day), or_(question, *warnings), ~told_today)


def ask_owners(*, site_url: str = "") -> int:
    """Ask the owners of old postings whether they still hold, and warn of last days that come near.

    Each organisation gets one message, and at most one a day, with a link that shows all of it. Return how many were
    written to; at most a hundred at a time. Nobody is written to at night.
    """
    if not is_polite_hour():
        return 0
    # Two workers at the same moment would each find that nobody was asked today.
    take_turns(PURPOSE)
    due = select(Posting.organisation_id).join(Posting.organisation).where(*_is_due()).distinct()
    chosen = session.scalars(due.order_by(Posting.organisation_id).limit(BATCH)).all()
    rows = select(Posting).join(Posting.organisation).where(*_is_due(), Posting.organisation_id.in_(chosen))
    held = rows.order_by(Posting.id).with_for_update(of=Posting, key_share=True)
    by_owner: dict[int, list[Posting]] = {}
    for posting in session.scalars(held.execution_options(populate_existing=True)).all():
        by_owner.setdefault(posting.organisation_id, []).append(posting)
    return sum(_ask(organisation_id, postings, site_url) for organisation_id, postings in by_owner.items())


def _ask(organisation_id: int, postings: Sequence[Posting], site_url: str) -> bool:
    """Write one message about all that is due, the last days first, and note it; tell whether there was any."""
    moment, day = now(), today()
    ending = [row for row in postings if warning_due(row.expires_on, day, row.expiry_warnings)]
    old = [row for row in postings if is_due_for_question(row.confirmed_at or row.published_at, row.asked_at, moment)]
    about = list(dict.fromkeys([*sorted(ending, key=lambda row: (row.expires_on or day, row.id)), *old]))
    if not about:
        return False
    for posting in about:
        posting.asked_at = moment
        posting.expiry_warnings = max(posting.expiry_warnings, warnings_reached(posting.expires_on, day))
    first, others = about[0], len(about) - 1
    title, side = first.title, first.side
    last_day = first.expires_on if first in ending else None
    if last_day is not None:
        _tell(organisation_id, first, "expires_soon", site_url,
              lambda link: mail.expires_soon(title, side, last_day, others, link=link))  # fmt: skip
    else:
        _tell(organisation_id, first, "still_there", site_url,
              lambda link: mail.still_there(title, side, others, link=link))  # fmt: skip
    return True


def _tell(organisation_id: int, first: Posting, template: str, site_url: str, write: Callable[[str], Letter]) -> None:
    tell_organisation_by_tap(
        organisation_id,
        template=f"postings.{template}",
        purpose=PURPOSE,
        thing_id=first.id,
        site_url=site_url,
        write=write,
    )


def bring_back(*, site_url: str = "") -> int:
    """Show again what was paused until yesterday, and tell its owners, who may want to wait longer.

    In the daytime only, so that nobody is called about goods before they know that these are shown again.
    """
    if not is_polite_hour():
        return 0
    back = end_pauses()
    for organisation_id, postings in back.items():
        for posting in postings:
            # This is the organisation's one message of today.
            posting.asked_at = now()
        title, others = postings[0].title, len(postings) - 1
        _tell(organisation_id, postings[0], "back_in_sight", site_url,
              lambda link, title=title, others=others: mail.back_in_sight(title, others, link=link))  # fmt: skip
    return sum(map(len, back.values()))
