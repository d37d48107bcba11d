"""What owners say between publishing and withdrawing: it still holds, not for a while, back again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from marketplace.accounts.actor import MACHINE, Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import Conflict, Invalid
from marketplace.postings.actions.changes import (
    have_index_follow,
    hold,
    mark_changed,
    mark_confirmed,
    refuse_incomplete,
    write_history,
)
from marketplace.postings.actions.publishing import bring_into_sight
from marketplace.postings.confirming import still_to_confirm
from marketplace.postings.labels import status_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.policy import is_confirmed_on, may_edit, may_publish
from marketplace.postings.rules import LISTING_LIFE, pause_problem

# Postings that come back, or are confirmed, in one transaction.
BATCH = 100


def _is_said(posting: Posting) -> bool:
    whole_life = posting.side is Side.DEMAND or posting.expires_on == today() + LISTING_LIFE
    return is_confirmed_on(posting, today()) and whole_life


def confirm_available(posting: Posting, *, by: Actor) -> None:
    """Say that a posting still holds: readers are told, and a listing has ninety days again.

    One that was paused or has run out is in sight again by it; a demand whose closing date is over needs a new one
    first. A second tap on the same day changes nothing.
    """
    refusal = "postings.taken_down" if posting.taken_down_at else "postings.may_not_publish"
    hold(posting, by=by, may=may_publish, refusal=refusal)
    shown = status_of(posting, today())
    if shown not in (PostingStatus.PUBLISHED, PostingStatus.PAUSED, PostingStatus.EXPIRED):
        raise Conflict("postings.not_to_confirm")
    if shown is PostingStatus.EXPIRED and posting.side is Side.DEMAND:
        raise Conflict("postings.closing_over")
    if shown is PostingStatus.PUBLISHED and _is_said(posting):
        return
    if shown is PostingStatus.PUBLISHED:
        # Nothing that is compared has changed, so whoever edits at the moment is not disturbed by a new version.
        mark_confirmed(posting)
        have_index_follow(posting)
    else:
        refuse_incomplete(posting)
        bring_into_sight(posting)
    write_history(posting, "resume" if shown is PostingStatus.PAUSED else "confirm", by)


def confirm_all(organisation_id: int | None, *, by: Actor) -> int:
    """Say that everything holds which waits for a word of its organisation; return how many, at most a hundred."""
    waiting = select(Posting).join(Posting.organisation).where(*still_to_confirm(organisation_id))
    rows = session.scalars(waiting.order_by(Posting.id).limit(BATCH)).all()
    for posting in rows:
        confirm_available(posting, by=by)
    return len(rows)


def pause(posting: Posting, *, until: date | None, by: Actor) -> None:
    """Take a posting out of sight for a while; it comes back by itself after ``until``, or by ``resume``."""
    hold(posting, by=by, may=may_edit)
    shown = status_of(posting, today())
    if shown not in (PostingStatus.PUBLISHED, PostingStatus.PAUSED):
        raise Conflict("postings.not_to_pause")
    if problem := pause_problem(until, today()):
        raise Invalid(problem)
    if shown is PostingStatus.PAUSED and posting.paused_until == until:
        return
    posting.status = PostingStatus.PAUSED
    posting.paused_until = until
    mark_changed(posting)
    have_index_follow(posting)
    write_history(posting, "pause", by)


def resume(posting: Posting, *, by: Actor) -> None:
    """End a pause; one that is not paused stays as it is."""
    refusal = "postings.taken_down" if posting.taken_down_at else "postings.may_not_publish"
    hold(posting, by=by, may=may_publish, refusal=refusal)
    if posting.status is PostingStatus.PAUSED:
        confirm_available(posting, by=by)


def end_pauses() -> dict[int, list[Posting]]:
    """Bring back what was paused until yesterday, at most a hundred; return it by organisation.

    The owner named the day, so this counts as the owner's word of today.
    """
    over = (
        select(Posting)
        .join(Posting.organisation)
        .where(Posting.status == PostingStatus.PAUSED, Posting.paused_until < today())
        .where(Organisation.is_suspended.is_(False))
        .order_by(Posting.paused_until, Posting.id)
        .limit(BATCH)
        .with_for_update(of=Posting, skip_locked=True)
    )
    back: dict[int, list[Posting]] = {}
    for posting in session.scalars(over.execution_options(populate_existing=True)).all():
        if status_of(posting, today()) is PostingStatus.PAUSED:
            bring_into_sight(posting)
            write_history(posting, "resume", MACHINE)
            back.setdefault(posting.organisation_id, []).append(posting)
    return back
