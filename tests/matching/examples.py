"""A listing and a demand that fit in every way, to be changed one field at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.matching.fit import Fit, fit
from marketplace.postings.facts import DemandFacts, SupplyFacts
from marketplace.taxonomy.models import Region

ON = date(2026, 11, 24)

LISTING = SupplyFacts(
    id=1,
    version=1,
    organisation_id=1,
    title="Miến dong Na Rì",
    description="Miến dong riềng nguyên chất, sợi dai. Gói 500g.",
    category_code="processed.noodle.glass",
    province_code="19",
    region=Region.NORTH,
    quantity_amount=Decimal(12),
    quantity_unit="tấn",
    min_order_amount=Decimal(50),
    min_order_unit="kg",
    price_min=72_000,
    price_max=90_000,
    price_unit="kg",
    certificates=frozenset({"ocop5", "haccp"}),
    papers=frozenset({"barcode"}),
    channels=frozenset({"supermarket"}),
)

DEMAND = DemandFacts(
    id=2,
    version=1,
    organisation_id=2,
    title="Thu mua miến dong nguyên chất",
    description="Sợi dai, không pha bột sắn.",
    category_code="processed.noodle.glass",
    province_code="01",
    region=Region.NORTH,
    quantity_amount=Decimal(4),
    quantity_unit="tấn",
    price_max=95_000,
    price_unit="kg",
    certificates=frozenset({"ocop4"}),
    papers=frozenset({"barcode"}),
    channel_code="supermarket",
    needed_from=date(2026, 12, 1),
    needed_until=date(2027, 2, 1),
)


def compare(listing: dict[str, Any] | None = None, demand: dict[str, Any] | None = None, likeness: float = 0.9) -> Fit:
    """Compare the two with some fields changed."""
    return fit(replace(LISTING, **(listing or {})), replace(DEMAND, **(demand or {})), likeness, on=ON)
