"""Telling suppliers what a standing demand wants in the weeks to come, once for all that changed in a day."""

from __future__ import annotations

from sqlalchemy import or_, select

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.queries import get_organisation
from marketplace.clock import is_polite_hour, today
from marketplace.db import session
from marketplace.i18n import format_day, gettext
from marketplace.leads.models import Lead, LeadStatus
from marketplace.postings import mail
from marketplace.postings.actions import note_weeks_told, tell_of_weeks_later
from marketplace.postings.models import Posting
from marketplace.postings.policy import is_open
from marketplace.postings.queries import find_posting
from marketplace.postings.weeks import coming_weeks
from marketplace.taxonomy.units import format_quantity

# Weeks that are named in the message; the page shows the rest.
NAMED = 4


def tell_of_changed_weeks(posting_id: int, *, site_url: str = "") -> int:
    """Tell the suppliers whose lead about a demand is accepted; return how many organisations were told.

    Where the worker was away until the evening, they are told tomorrow. What they were told is noted with it, so that
    a worker that was killed right afterwards does not tell it again.
    """
    demand = find_posting(posting_id)
    if demand is None or not is_open(demand, today()):
        return 0
    if not is_polite_hour():
        tell_of_weeks_later(posting_id)
        return 0
    if not note_weeks_told(demand):
        return 0
    suppliers = sorted(_suppliers_of(demand))
    buyer = get_organisation(demand.organisation_id).name
    for supplier_id in suppliers:
        tell_organisation(
            supplier_id,
            template="postings.weeks_changed",
            write=lambda: mail.weeks_changed(
                buyer, demand.title, _words(demand), link=f"{site_url}/demands/{demand.id}"
            ),
        )
    return len(suppliers)


def _suppliers_of(demand: Posting) -> set[int]:
    about = or_(Lead.posting_id == demand.id, Lead.own_posting_id == demand.id)
    parties = select(Lead.sender_id, Lead.recipient_id).where(about, Lead.status == LeadStatus.ACCEPTED)
    found = {party for pair in session.execute(parties).all() for party in pair}
    return found - {demand.organisation_id}


def _words(demand: Posting) -> str:
    """Return the weeks that differ from the usual one, in the reader's language."""
    unit = demand.quantity_unit or ""
    said: list[str] = []
    for week in coming_weeks(demand, today()):
        if not week.is_usual:
            amount = format_quantity(week.amount, unit) if week.amount else gettext("không lấy")
            said.append(gettext("tuần từ %(day)s: %(amount)s", day=format_day(week.starts_on), amount=amount))
    return "; ".join(said[:NAMED]) or gettext("các tuần tới như thường lệ")
