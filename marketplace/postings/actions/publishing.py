"""Bringing a posting into sight and out of it, by its own people."""

from __future__ import annotations

from marketplace.accounts.actor import Actor
from marketplace.clock import now, today
from marketplace.errors import Conflict, Invalid
from marketplace.postings.actions.changes import (
    have_index_follow,
    hold,
    mark_changed,
    mark_confirmed,
    refuse_incomplete,
    write_history,
)
from marketplace.postings.labels import status_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.policy import may_publish, may_restore, may_withdraw
from marketplace.postings.queries import has_published
from marketplace.postings.reading import Problems, read_day
from marketplace.postings.rules import LISTING_LIFE, closing_problem


def set_last_day(posting: Posting) -> None:
    """Give a listing its ninety days, where its last day is not set or over; a demand has its closing date."""
    if posting.side is Side.SUPPLY and (posting.expires_on is None or posting.expires_on < today()):
        posting.expires_on = today() + LISTING_LIFE


def bring_into_sight(posting: Posting) -> None:
    """Make a posting published and confirmed from now on, and have index and matches follow."""
    mark_confirmed(posting)
    posting.status = PostingStatus.PUBLISHED
    posting.paused_until = None
    posting.status_before = None
    posting.staff_note = ""
    posting.published_at = posting.published_at or now()
    mark_changed(posting)


def publish(posting: Posting, *, approve_first: bool = False, by: Actor) -> Posting:
    """Publish a posting that says all it must; publishing twice changes nothing.

    ``approve_first`` is the office's wish to look at an organisation's first posting: then it waits as pending.
    """
    refusal = "postings.taken_down" if posting.taken_down_at else "postings.may_not_publish"
    hold(posting, by=by, may=may_publish, refusal=refusal)
    if posting.status in (PostingStatus.PUBLISHED, PostingStatus.PENDING):
        return posting
    set_last_day(posting)
    refuse_incomplete(posting)
    if approve_first and not has_published(posting.organisation_id):
        posting.status = PostingStatus.PENDING
        posting.status_before = None
        posting.staff_note = ""
        mark_changed(posting)
        write_history(posting, "submit", by)
        return posting
    bring_into_sight(posting)
    write_history(posting, "publish", by)
    return posting


def withdraw(posting: Posting, *, by: Actor) -> None:
    """Take a posting out of sight; ``restore`` brings it back as it was."""
    hold(posting, by=by, may=may_withdraw)
    if posting.status is PostingStatus.WITHDRAWN:
        return
    posting.status_before = posting.status
    posting.status = PostingStatus.WITHDRAWN
    mark_changed(posting)
    have_index_follow(posting)
    write_history(posting, "withdraw", by)


def restore(posting: Posting, *, by: Actor) -> None:
    """Undo a withdrawal; one whose last day has passed meanwhile comes back as expired."""
    hold(posting, by=by, may=may_restore, refusal="postings.taken_down")
    if posting.status is not PostingStatus.WITHDRAWN:
        return
    posting.status = posting.status_before or PostingStatus.DRAFT
    posting.status = status_of(posting, today())
    posting.status_before = None
    posting.taken_down_at = None
    posting.staff_note = ""
    mark_changed(posting)
    write_history(posting, "restore", by)


def renew(posting: Posting, *, closes_on: str = "", by: Actor) -> None:
    """Move the last day forward: ninety days for a listing, a new closing date (as typed) for a demand."""
    refusal = "postings.taken_down" if posting.taken_down_at else "postings.may_not_publish"
    hold(posting, by=by, may=may_publish, refusal=refusal)
    if posting.status not in (PostingStatus.PUBLISHED, PostingStatus.PAUSED, PostingStatus.EXPIRED):
        raise Conflict("postings.not_to_renew")
    if posting.side is Side.SUPPLY:
        mark_confirmed(posting)
    else:
        problems = Problems()
        day = problems.read("closes_on", lambda: read_day(closes_on))
        problems.stop()
        if day is None:
            raise Invalid.of("closes_on", "postings.missing_closing")
        problems.add(closing_problem(day, today()))
        problems.stop()
        posting.expires_on = day
    refuse_incomplete(posting)
    bring_into_sight(posting)
    write_history(posting, "renew", by)
