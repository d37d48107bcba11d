"""Storing what was compared, and what people say they do not want to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.accounts.actor import Actor
from marketplace.audit.actions import record
from marketplace.clock import now, today
from marketplace.db import engine, lock_row, session
from marketplace.errors import Invalid, Refused
from marketplace.matching.candidates import Candidate, find_candidates
from marketplace.matching.fit import is_good
from marketplace.matching.models import DismissReason, Match
from marketplace.matching.policy import may_dismiss, sides_of
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open
from marketplace.text import tidy

MAX_MATCHES = 60
# Below this a pair shares a word or two and nothing else.
MIN_SCORE = 25
MAX_NOTE = 300

# What is compared to tell whether a match has changed.
_SHOWN = ("score", "likeness", "is_eligible", "reasons", "gaps", "listing_version", "demand_version")


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What the matches of one posting should be; ``rows`` are None when it is not there for everybody to see."""

    posting_id: int
    rows: Sequence[Mapping[str, Any]] | None


def _row(candidate: Candidate) -> dict[str, Any]:
    return {
        "listing_id": candidate.supply.id,
        "demand_id": candidate.demand.id,
        "score": candidate.fit.score,
        "likeness": round(candidate.likeness * 1000),
        "is_eligible": candidate.fit.is_eligible,
        "reasons": [one.plain() for one in candidate.fit.reasons],
        "gaps": [one.plain() for one in candidate.fit.gaps],
        "listing_version": candidate.supply.version,
        "demand_version": candidate.demand.version,
    }


def compute_matches(posting_id: int) -> Computed:
    """Rank and compare the other side of a posting; reads only, and belongs outside the write transaction."""
    known = session.scalars(select(Match.demand_id).where(Match.listing_id == posting_id)).all()
    candidates = find_candidates(posting_id, known=known)
    if candidates is None:
        return Computed(posting_id=posting_id, rows=None)
    kept = [one for one in candidates if one.fit.exact >= MIN_SCORE][:MAX_MATCHES]
    return Computed(posting_id=posting_id, rows=[_row(one) for one in kept])


def _existing(posting_id: int) -> Sequence[Match]:
    statement = select(Match).where(or_(Match.listing_id == posting_id, Match.demand_id == posting_id))
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def _is_dismissed(match: Match) -> bool:
    return match.dismissed_by_listing_at is not None or match.dismissed_by_demand_at is not None


def _open_ids(ids: set[int]) -> set[int]:
    """Return those of these postings that are still there for everybody to see."""
    rows = session.scalars(select(Posting).where(Posting.id.in_(ids)).execution_options(populate_existing=True)).all()
    day = today()
    return {row.id for row in rows if is_open(row, day)}


def _is_news(row: Mapping[str, Any], old: Match | None) -> bool:
    """Tell whether a row says something that is not stored yet; what was computed from older versions does not."""
    if old is None:
        return True
    if row["listing_version"] < old.listing_version or row["demand_version"] < old.demand_version:
        return False
    return any(row[name] != getattr(old, name) for name in _SHOWN)


def _write(rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace rows in one statement; dismissals stay, and so does when it first was worth telling of."""
    insert = postgresql.insert if engine().dialect.name == "postgresql" else sqlite.insert
    moment = now()
    values = [
        {
            **row,
            "computed_at": moment,
            "first_seen_at": moment if is_good(row["score"], is_eligible=row["is_eligible"]) else None,
            "dismiss_note": "",
        }
        for row in rows
    ]
    statement = insert(Match).values(values)
    fresh = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["listing_id", "demand_id"],
            set_={
                **{name: fresh[name] for name in (*_SHOWN, "computed_at")},
                "first_seen_at": func.coalesce(Match.first_seen_at, fresh.first_seen_at),
            },
            where=and_(fresh.listing_version >= Match.listing_version, fresh.demand_version >= Match.demand_version),
        )
    )


def store_matches(computed: Computed) -> None:
    """Make the matches of a posting what was computed, in a fixed number of statements; may run twice.

    A match that somebody dismissed is kept, so that it does not come back as new.
    """
    posting_id = computed.posting_id
    rows = computed.rows or ()
    old = {(match.listing_id, match.demand_id): match for match in _existing(posting_id)}
    alive = _open_ids({posting_id} | {id_ for row in rows for id_ in (row["listing_id"], row["demand_id"])})
    wanted = {
        (row["listing_id"], row["demand_id"]): row
        for row in rows
        if row["listing_id"] in alive and row["demand_id"] in alive
    }
    gone = [match.id for pair, match in old.items() if pair not in wanted and not _is_dismissed(match)]
    if gone:
        session.execute(delete(Match).where(Match.id.in_(gone)).execution_options(synchronize_session="fetch"))
    news = [row for pair, row in wanted.items() if _is_news(row, old.get(pair))]
    if news:
        _write(news)
        session.expire_all()


def dismiss_match(match: Match, reason: DismissReason, note: str = "", *, by: Actor) -> None:
    """Take a match out of the sight of the actor's side; the other side still sees it."""
    lock_row(match)
    if not may_dismiss(by, match):
        raise Refused("matching.not_yours")
    words = tidy(note)
    if len(words) > MAX_NOTE:
        raise Invalid.of("note", "matching.note_long", max=MAX_NOTE)
    for side in sides_of(by, match):
        if side is Side.SUPPLY:
            match.dismissed_by_listing_at = match.dismissed_by_listing_at or now()
            match.dismissed_by_listing_reason = reason
        else:
            match.dismissed_by_demand_at = match.dismissed_by_demand_at or now()
            match.dismissed_by_demand_reason = reason
    match.dismiss_note = words
    _write_history(match, "dismiss", by, reason=reason.value)


def restore_match(match: Match, *, by: Actor) -> None:
    """Take a dismissal back; doing it twice changes nothing."""
    lock_row(match)
    if not may_dismiss(by, match):
        raise Refused("matching.not_yours")
    for side in sides_of(by, match):
        if side is Side.SUPPLY:
            match.dismissed_by_listing_at = match.dismissed_by_listing_reason = None
        else:
            match.dismissed_by_demand_at = match.dismissed_by_demand_reason = None
    if not _is_dismissed(match):
        match.dismiss_note = ""
    _write_history(match, "restore", by)


def _write_history(match: Match, verb: str, by: Actor, **detail: Any) -> None:
    record(
        f"matching.{verb}",
        by_user_id=by.user_id,
        thing_kind="match",
        thing_id=match.id,
        organisation_id=by.organisation_id,
        **detail,
    )
