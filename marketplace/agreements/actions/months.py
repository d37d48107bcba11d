"""What one party says was delivered in a month."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.agreements.actions.changes import hold, write_history
from marketplace.agreements.drafts import MonthDraft, read_delivered
from marketplace.agreements.models import Agreement, DeliveredMonth
from marketplace.agreements.policy import may_report_months
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.taxonomy.models import Category


def report_month(agreement: Agreement, draft: MonthDraft, *, by: Actor) -> DeliveredMonth:
    """Keep a month's figures of the actor's side; what it said of that month before is replaced."""
    own_id = hold(agreement, by=by)
    if not may_report_months(by, agreement):
        raise Conflict("agreements.months_closed")
    category = session.get(Category, agreement.category_code) if agreement.category_code else None
    values = read_delivered(draft, today(), category.typical_units if category else (), agreement.quantity_unit)
    statement = select(DeliveredMonth).where(
        DeliveredMonth.agreement_id == agreement.id,
        DeliveredMonth.organisation_id == own_id,
        DeliveredMonth.month == values.month,
    )
    row = session.scalars(statement).first()
    if row is None:
        row = DeliveredMonth(agreement_id=agreement.id, organisation_id=own_id, month=values.month)
        session.add(row)
    row.value, row.quantity_amount, row.quantity_unit = values.value, values.quantity_amount, values.quantity_unit
    row.reported_by_id, row.reported_at = by.user_id, now()
    agreement.updated_at = now()
    session.flush()
    write_history(agreement, "report_month", by, own_id, month=values.month.isoformat())
    return row
