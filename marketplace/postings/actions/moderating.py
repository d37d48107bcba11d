"""What staff of the province do with postings; the owner is told of all of it."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.actions.telling import tell_administrators
from marketplace.accounts.actor import Actor
from marketplace.accounts.mail import Letter
from marketplace.clock import now
from marketplace.errors import Conflict, Invalid
from marketplace.postings import mail
from marketplace.postings.actions.changes import have_index_follow, hold, mark_changed, refuse_incomplete, write_history
from marketplace.postings.actions.publishing import bring_into_sight, restore
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.policy import may_moderate
from marketplace.text import tidy

MAX_REASON = 500


def _read_reason(reason: str) -> str:
    text = tidy(reason)
    if not text:
        raise Invalid.of("reason", "postings.reason_needed")
    if len(text) > MAX_REASON:
        raise Invalid.of("reason", "postings.text_long", max=MAX_REASON)
    return text


def _link_to(posting: Posting, site_url: str) -> str:
    """Return where a posting is read; without the site's address only the path."""
    return f"{site_url}/{'listings' if posting.side is Side.SUPPLY else 'demands'}/{posting.id}"


def _tell(posting: Posting, write: Callable[[], Letter], template: str) -> None:
    tell_administrators(posting.organisation_id, template=f"postings.{template}", write=write)


def approve(posting: Posting, *, by: Actor, site_url: str = "") -> None:
    """Publish a posting that waits for staff; doing it twice changes nothing."""
    hold(posting, by=by, may=may_moderate, refusal="postings.not_your_province")
    if posting.status is PostingStatus.PUBLISHED:
        return
    if posting.status is not PostingStatus.PENDING:
        raise Conflict("postings.not_pending")
    refuse_incomplete(posting)
    bring_into_sight(posting)
    write_history(posting, "approve", by)
    _tell(posting, lambda: mail.approved(posting.title, link=_link_to(posting, site_url)), "approved")


def decline_pending(posting: Posting, reason: str, *, by: Actor, site_url: str = "") -> None:
    """Send a posting that waits back to its owner as a draft, with what is wrong."""
    hold(posting, by=by, may=may_moderate, refusal="postings.not_your_province")
    text = _read_reason(reason)
    if posting.status is not PostingStatus.PENDING:
        raise Conflict("postings.not_pending")
    posting.status = PostingStatus.DRAFT
    posting.staff_note = text
    mark_changed(posting)
    write_history(posting, "decline", by, reason=text)
    _tell(
        posting, lambda: mail.declined(posting.title, text, link=f"{_link_to(posting, site_url)}/preview"), "declined"
    )


def take_down(posting: Posting, reason: str, *, by: Actor, site_url: str = "") -> None:
    """Take a posting out of sight until staff put it back."""
    hold(posting, by=by, may=may_moderate, refusal="postings.not_your_province")
    text = _read_reason(reason)
    if posting.taken_down_at is not None:
        return
    if posting.status is not PostingStatus.WITHDRAWN:
        posting.status_before = posting.status
    posting.status = PostingStatus.WITHDRAWN
    posting.taken_down_at = now()
    posting.staff_note = text
    mark_changed(posting)
    have_index_follow(posting)
    write_history(posting, "take_down", by, reason=text)
    _tell(posting, lambda: mail.taken_down(posting.title, text, link=f"{site_url}/my/postings"), "taken_down")


def put_back(posting: Posting, *, by: Actor, site_url: str = "") -> None:
    """Undo a taking down."""
    hold(posting, by=by, may=may_moderate, refusal="postings.not_your_province")
    if posting.taken_down_at is None:
        return
    restore(posting, by=by)
    _tell(posting, lambda: mail.put_back(posting.title, link=_link_to(posting, site_url)), "put_back")
