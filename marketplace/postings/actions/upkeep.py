"""What the worker does with postings by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select

from marketplace.accounts.actor import MACHINE
from marketplace.accounts.traces import Traces
from marketplace.clock import today
from marketplace.db import session
from marketplace.postings.actions.changes import have_index_follow, mark_changed, write_history
from marketplace.postings.models import Posting, PostingCertificate, PostingStatus, Side

BATCH = 500
LOOK_BACK = timedelta(days=7)


def expire_due_postings() -> int:
    """Mark postings whose last day is over as expired; return how many, at most 500 at a time.

    A listing that is paused has no last day until it comes back; a demand closes on its date, paused or not.
    """
    closes = and_(Posting.status == PostingStatus.PAUSED, Posting.side == Side.DEMAND)
    due = (
        select(Posting)
        .where(or_(Posting.status == PostingStatus.PUBLISHED, closes), Posting.expires_on < today())
        .order_by(Posting.expires_on, Posting.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    for posting in rows:
        posting.status = PostingStatus.EXPIRED
        posting.paused_until = None
        mark_changed(posting)
        have_index_follow(posting)
        write_history(posting, "expire", MACHINE)
    return len(rows)


def follow_lapsed_certificates() -> int:
    """Have published postings read anew whose certificate has expired in the last week, so that search and matches
    no longer count it; return how many. A week, because the worker may have been away."""
    lapsed = select(PostingCertificate.posting_id).where(
        PostingCertificate.expires_on < today(), PostingCertificate.expires_on >= today() - LOOK_BACK
    )
    statement = select(Posting).where(Posting.status == PostingStatus.PUBLISHED, Posting.id.in_(lapsed))
    rows = session.scalars(statement.order_by(Posting.id)).all()
    for posting in rows:
        have_index_follow(posting)
    return len(rows)


def reindex_organisation(organisation_id: int) -> int:
    """Have all published postings of an organisation read anew, because its name or badge changed."""
    statement = select(Posting).where(
        Posting.organisation_id == organisation_id, Posting.status == PostingStatus.PUBLISHED
    )
    rows = session.scalars(statement.order_by(Posting.id).with_for_update(key_share=True)).all()
    for posting in rows:
        mark_changed(posting)
    return len(rows)


def strike_out_of_postings(traces: Traces) -> None:
    """Strike what gives an erased person away out of the postings of organisations that go too; photos go as well."""
    statement = select(Posting).where(Posting.organisation_id.in_(traces.organisation_ids)).order_by(Posting.id)
    for posting in session.scalars(statement.with_for_update(key_share=True)):
        for name in ("title", "description", "packaging", "staff_note"):
            setattr(posting, name, traces.strike(getattr(posting, name)))
        for certificate in posting.certificates:
            certificate.number, certificate.issuer = (
                traces.strike(certificate.number),
                traces.strike(certificate.issuer),
            )
        posting.photos = []


def withdraw_organisation_postings(organisation_id: int) -> int:
    """Take everything that an organisation shows, or would show again, out of sight, because it is gone."""
    in_sight = (PostingStatus.PUBLISHED, PostingStatus.PAUSED, PostingStatus.PENDING)
    statement = select(Posting).where(Posting.organisation_id == organisation_id, Posting.status.in_(in_sight))
    rows = session.scalars(statement.order_by(Posting.id).with_for_update(key_share=True)).all()
    for posting in rows:
        posting.status_before = posting.status
        posting.status = PostingStatus.WITHDRAWN
        mark_changed(posting)
        have_index_follow(posting)
        write_history(posting, "withdraw", MACHINE)
    return len(rows)
