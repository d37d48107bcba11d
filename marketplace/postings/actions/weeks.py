"""Changing what a standing demand wants in the weeks to come; suppliers are told later, once for a day's changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete

from marketplace.accounts.actor import MACHINE, Actor
from marketplace.audit.queries import find_last
from marketplace.clock import VIETNAM, local, now, today
from marketplace.db import lock_row, session
from marketplace.errors import Conflict
from marketplace.jobs.actions import enqueue
from marketplace.postings.actions.changes import hold_for_edit, mark_changed, mark_confirmed, write_history
from marketplace.postings.models import DemandWeek, Posting, PostingStatus, Side
from marketplace.postings.rules import monday_of, weeks_ahead
from marketplace.postings.weeks import is_by_the_week, read_weeks
from marketplace.taxonomy.units import Quantity, convert

# Suppliers hear of changes in the afternoon, of all of a day's together, with time left to act on them.
TOLD_AT = time(15)


def next_telling(moment: datetime) -> datetime:
    """Return when suppliers hear of a change made at a moment: this afternoon, else tomorrow's."""
    here = local(moment)
    at = datetime.combine(here.date(), TOLD_AT, VIETNAM)
    return at if here < at else at + timedelta(days=1)


def tell_of_weeks_later(posting_id: int) -> None:
    """Have suppliers told of a demand's weeks; while that waits, asking again adds nothing."""
    enqueue("leads.weeks_changed", run_at=next_telling(now()), posting_id=posting_id)


def note_weeks_told(demand: Posting) -> bool:
    """Note that suppliers are told of the weeks as they stand; False where they were since the last change."""
    lock_row(demand)
    last = find_last("posting", demand.id, ("postings.change_weeks", "postings.tell_weeks"))
    if last is not None and last.verb == "postings.tell_weeks":
        return False
    write_history(demand, "tell_weeks", MACHINE)
    return True


def save_weeks(demand: Posting, typed: Mapping[date, str], *, expected_version: int | None = None, by: Actor) -> bool:
    """Save the amounts of the next weeks as typed, by Monday; tell whether any of them changed."""
    hold_for_edit(demand, by=by, expected_version=expected_version)
    if demand.side is not Side.DEMAND or not is_by_the_week(demand):
        raise Conflict("postings.not_standing")
    ahead = set(weeks_ahead(today()))
    asked = {monday: text for monday, text in typed.items() if monday in ahead}
    usual = demand.category.typical_units if demand.category else ()
    said = read_weeks(asked, demand.quantity_unit or "", demand.weekly_amount, usual)
    before = {row.starts_on: row.amount for row in demand.weeks if row.starts_on in asked}
    if said == before:
        return False
    kept = {row.starts_on: row for row in demand.weeks}
    for monday in asked:
        row = kept.get(monday)
        if monday not in said:
            kept.pop(monday, None)
        elif row is None:
            kept[monday] = DemandWeek(starts_on=monday, amount=said[monday])
        else:
            row.amount = said[monday]
    demand.weeks = [kept[monday] for monday in sorted(kept)]
    if demand.status is PostingStatus.PUBLISHED:
        mark_confirmed(demand)
        tell_of_weeks_later(demand.id)
    mark_changed(demand)
    write_history(demand, "change_weeks", by)
    return True


def keep_weeks(demand: Posting, unit: str | None) -> None:
    """Count the weeks in another unit from now on; those that cannot be are dropped, as are all without a unit."""
    if unit == demand.quantity_unit or not demand.weeks:
        return
    kept: list[DemandWeek] = []
    for row in demand.weeks:
        amount = Quantity(amount=row.amount, unit=demand.quantity_unit or "")
        same = convert(amount, unit) if unit else None
        if same is not None:
            row.amount = same.amount
            kept.append(row)
    demand.weeks = kept


def sweep_weeks() -> None:
    """Forget weeks that are over."""
    over = delete(DemandWeek).where(DemandWeek.starts_on < monday_of(today()))
    session.execute(over.execution_options(synchronize_session=False))
