"""What was agreed beside what was delivered, month by month, each figure by whoever gave it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.agreements.models import Agreement, DeliveredMonth


@dataclass(frozen=True, kw_only=True)
class Said:
    """One party's figures for one month."""

    value: int | None
    quantity_amount: Decimal | None
    quantity_unit: str | None


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """One month with both parties' figures; ``differs`` when both name a sum and not the same."""

    month: date
    by_seller: Said | None
    by_buyer: Said | None

    @property
    def differs(self) -> bool:
        """Tell whether the two sums are not the same."""
        sums = [one.value for one in (self.by_seller, self.by_buyer) if one is not None and one.value is not None]
        return len(set(sums)) > 1


@dataclass(frozen=True, kw_only=True)
class Fulfilment:
    """A deal in sum: months of delivery so far, what they should have brought, and what each party says they did."""

    lines: Sequence[MonthLine]
    months: int
    agreed: int | None
    by_seller: int | None
    by_buyer: int | None

    def percent(self, delivered: int | None) -> int | None:
        """Return what was delivered as whole percent of what was agreed, or None where that cannot be said."""
        if delivered is None or not self.agreed:
            return None
        return round(100 * delivered / self.agreed)


def months_between(start: date, end: date) -> int:
    """Return how many calendar months there are from one day to another, both counted; 0 where end is earlier."""
    return max(0, (end.year - start.year) * 12 + end.month - start.month + 1)


def _total(values: Iterable[Said | None]) -> int | None:
    sums = [one.value for one in values if one is not None and one.value is not None]
    return sum(sums) if sums else None


def _last_counted(today: date, lines: Sequence[MonthLine]) -> date:
    """Return a day in the last month that counts: this one where it was reported, else the one before."""
    this_month = today.replace(day=1)
    return this_month if lines and lines[0].month >= this_month else this_month - timedelta(days=1)


def fulfilment(agreement: Agreement, months: Sequence[DeliveredMonth], today: date) -> Fulfilment:
    """Return what was agreed and what was delivered, newest month first.

    Agreed is counted for finished months up to the end of the deal; the month that is not over yet counts only when
    somebody has reported it, so that nobody looks late before the month's end.
    """
    said = {
        (row.month, row.organisation_id): Said(
            value=row.value, quantity_amount=row.quantity_amount, quantity_unit=row.quantity_unit
        )
        for row in months
    }
    lines = [
        MonthLine(
            month=month,
            by_seller=said.get((month, agreement.seller_id)),
            by_buyer=said.get((month, agreement.buyer_id)),
        )
        for month in sorted({row.month for row in months}, reverse=True)
    ]
    first = min([day for day in (agreement.delivering_since, *(row.month for row in months)) if day], default=None)
    count = months_between(first, agreement.ended_on or _last_counted(today, lines)) if first else 0
    return Fulfilment(
        lines=lines,
        months=count,
        agreed=agreement.monthly_value * count if agreement.monthly_value is not None else None,
        by_seller=_total(line.by_seller for line in lines),
        by_buyer=_total(line.by_buyer for line in lines),
    )
