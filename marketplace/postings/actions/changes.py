"""What every change of a posting has in common: hold the row, check the version, have the index follow."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.actor import Actor
from marketplace.audit.actions import record
from marketplace.clock import now, today
from marketplace.db import lock_row, session
from marketplace.errors import Conflict, FieldError, Invalid, Refused
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Queue
from marketplace.postings.completeness import missing_of
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.policy import may_edit
from marketplace.postings.rules import LISTING_LIFE, warnings_reached

# Which field of which form a missing thing belongs to.
FIELD_OF = {
    "province": "province_code",
    "delivery_province": "province_code",
    "category": "category_code",
    "closing": "closes_on",
    "closing_past": "closes_on",
}


def write_history(posting: Posting, verb: str, by: Actor, **detail: object) -> None:
    """Add a line to the history of a posting."""
    record(
        f"postings.{verb}",
        by_user_id=by.user_id,
        thing_kind="posting",
        thing_id=posting.id,
        organisation_id=posting.organisation_id,
        **detail,
    )


def hold(
    posting: Posting,
    *,
    by: Actor,
    may: Callable[[Actor, Posting], bool] = may_edit,
    refusal: str = "postings.not_yours",
) -> None:
    """Hold the row until the end of the transaction and ask the policy."""
    # Reading the row anew would drop what an earlier action of this transaction changed and did not write yet.
    session.flush()
    lock_row(posting)
    if not may(by, posting):
        raise Refused(refusal)


def hold_for_edit(posting: Posting, *, by: Actor, expected_version: int | None) -> None:
    """Hold a row to change it; raises Conflict where somebody changed what others already see meanwhile."""
    hold(posting, by=by)
    is_seen = posting.status in (PostingStatus.PUBLISHED, PostingStatus.PAUSED, PostingStatus.PENDING)
    if is_seen and expected_version is not None and posting.version != expected_version:
        raise Conflict("postings.changed_meanwhile")


def have_index_follow(posting: Posting) -> None:
    """Ask the worker to read this posting anew."""
    enqueue("search.put", queue=Queue.INDEX, posting_id=posting.id)


def mark_changed(posting: Posting) -> None:
    """Raise the version; what everybody sees is read anew by the worker."""
    posting.version += 1
    posting.updated_at = now()
    if posting.status is PostingStatus.PUBLISHED:
        have_index_follow(posting)


def mark_confirmed(posting: Posting) -> None:
    """Note that the owner has just said that it holds: a listing has its ninety days again, warnings begin anew.

    A demand keeps its closing date; warnings whose day is past are not sent after that.
    """
    posting.confirmed_at = now()
    if posting.side is Side.SUPPLY:
        posting.expires_on = today() + LISTING_LIFE
    posting.expiry_warnings = warnings_reached(posting.expires_on, today())


def finish_edit(posting: Posting, step: str, *, by: Actor) -> None:
    """End an edit: what is published or will be again stays complete, and is looked at anew.

    Whoever edits what everybody sees says that it holds.
    """
    if posting.status in (PostingStatus.PUBLISHED, PostingStatus.PAUSED):
        refuse_incomplete(posting)
        write_history(posting, "edit", by, step=step)
    if posting.status is PostingStatus.PUBLISHED:
        mark_confirmed(posting)
    mark_changed(posting)


def refuse_incomplete(posting: Posting) -> None:
    """Raise ``Invalid`` with everything that a published posting must say and this one does not."""
    missing = missing_of(posting, today())
    if missing:
        raise Invalid(
            *(
                FieldError(field=FIELD_OF.get(lack.key, lack.key), key=f"postings.missing_{lack.key}")
                for lack in missing
            )
        )
