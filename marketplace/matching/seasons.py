"""Which months a demand needs, and how much a listing can supply in them; no database."""

from __future__ import annotations

from datetime import date

from marketplace.postings.facts import DemandFacts, SupplyFacts
from marketplace.taxonomy.units import Quantity

YEAR = 12


def needed_months(demand: DemandFacts, *, on: date) -> frozenset[int]:
    """Return the months (1-12) from the first to the last one needed; only the first where no last one is named.

    A demand that names only its last month is taken to begin in the month of ``on``.
    """
    until = demand.needed_until
    first = demand.needed_from or (on if until else None)
    if first is None:
        return frozenset()
    if until is None:
        return frozenset({first.month})
    length = (until.year - first.year) * YEAR + until.month - first.month + 1
    return frozenset((first.month - 1 + step) % YEAR + 1 for step in range(max(1, min(length, YEAR))))


def capacity_in(supply: SupplyFacts, months: frozenset[int]) -> Quantity | None:
    """Return the least that a listing can supply a month in these months, or in a usual one where none are named.

    Months out of the listing's season are passed over: that they are missing is a finding of its own.
    """
    if not supply.quantity_unit:
        return None
    within = months & supply.months if supply.months else months
    amounts = [supply.month_amounts.get(month, supply.quantity_amount) for month in within] or [supply.quantity_amount]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return None
    return Quantity(amount=min(known), unit=supply.quantity_unit)
