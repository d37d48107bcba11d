"""What staff do for postings of their province: remind the owner, note a call, note that they looked for goods."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from marketplace.accounts.actions.telling import tell_organisation_by_tap
from marketplace.accounts.actor import Actor
from marketplace.audit.models import AuditEntry
from marketplace.clock import VIETNAM, now, today
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.postings import mail
from marketplace.postings.actions.asking import PURPOSE
from marketplace.postings.actions.changes import hold, write_history
from marketplace.postings.models import Posting
from marketplace.postings.policy import is_open, may_moderate


def _hold(posting: Posting, by: Actor) -> None:
    hold(posting, by=by, may=may_moderate, refusal="postings.not_your_province")


def _is_noted_today(posting: Posting, verb: str, by: Actor) -> bool:
    midnight = datetime.combine(today(), time(), VIETNAM)
    noted = select(AuditEntry.id).where(
        AuditEntry.thing_kind == "posting",
        AuditEntry.thing_id == posting.id,
        AuditEntry.verb == f"postings.{verb}",
        AuditEntry.user_id == by.user_id,
        AuditEntry.at >= midnight,
    )
    return session.scalar(noted.limit(1)) is not None


def note_office_call(posting: Posting, *, by: Actor) -> None:
    """Note that staff phoned the owner; twice on a day by one person is once."""
    _hold(posting, by)
    if not _is_noted_today(posting, "office_call", by):
        write_history(posting, "office_call", by)


def note_office_search(posting: Posting, *, by: Actor) -> None:
    """Note that staff looked for goods for a demand; twice on a day by one person is once."""
    _hold(posting, by)
    if not _is_noted_today(posting, "office_search", by):
        write_history(posting, "office_search", by)


def remind_owner(posting: Posting, *, site_url: str = "", by: Actor) -> None:
    """Write to the owner that the last day is near, with a link on which one tap answers; once a day at most."""
    _hold(posting, by)
    last_day = posting.expires_on
    if last_day is None or not is_open(posting, today()):
        raise Conflict("postings.not_expiring")
    if posting.asked_at is not None and posting.asked_at >= datetime.combine(today(), time(), VIETNAM):
        raise Conflict("postings.asked_today")
    posting.asked_at = now()
    write_history(posting, "remind", by)
    tell_organisation_by_tap(
        posting.organisation_id,
        template="postings.expires_soon",
        purpose=PURPOSE,
        thing_id=posting.id,
        site_url=site_url,
        write=lambda link: mail.expires_soon(posting.title, posting.side, last_day, 0, link=link),
    )
