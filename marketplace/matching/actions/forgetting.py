"""Taking out of matches, searches and alerts what is to be forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select

from marketplace.accounts.traces import Traces
from marketplace.audit.queries import handled_by
from marketplace.clock import now
from marketplace.db import session
from marketplace.matching.models import Match, MatchAlert, SavedSearch
from marketplace.postings.models import Posting

# How long a search that was put away can be brought back.
KEEP_REMOVED = timedelta(days=1)


def strike_out_of_matches(traces: Traces) -> None:
    """Delete an erased person's searches and alerts, and empty the notes on matches of organisations that go too.

    The person's own notes for organisations that stay are struck.
    """
    for kind in (SavedSearch, MatchAlert):
        theirs = delete(kind).where(kind.user_id == traces.user_id)
        session.execute(theirs.execution_options(synchronize_session="fetch"))
    own = select(Posting.id).where(Posting.organisation_id.in_(traces.organisation_ids))
    noted = or_(Match.listing_id.in_(own), Match.demand_id.in_(own)) & (Match.dismiss_note != "")
    for match in session.scalars(select(Match).where(noted)):
        match.dismiss_note = ""
    handled = Match.id.in_(handled_by(traces.user_id, "match")) & (Match.dismiss_note != "")
    for match in session.scalars(select(Match).where(handled)):
        match.dismiss_note = traces.strike(match.dismiss_note)


def forget_removed_searches() -> None:
    """Delete searches that were put away a while ago."""
    old = delete(SavedSearch).where(SavedSearch.removed_at < now() - KEEP_REMOVED)
    session.execute(old.execution_options(synchronize_session=False))
