"""What a posting says, as plain values that can be compared with no database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from marketplace.postings.models import (
    Demand,
    FreightPayer,
    Listing,
    Posting,
    PostingCertificate,
    SampleTerms,
    Side,
)
from marketplace.taxonomy.models import Region


@dataclass(frozen=True, kw_only=True)
class SupplyFacts:
    """What a listing says; None and empty mean that it was not said."""

    id: int
    version: int
    organisation_id: int
    title: str
    description: str = ""
    category_code: str | None = None
    # where the goods come from
    province_code: str | None = None
    region: Region | None = None
    is_verified: bool = False
    # capacity per month
    quantity_amount: Decimal | None = None
    quantity_unit: str | None = None
    min_order_amount: Decimal | None = None
    min_order_unit: str | None = None
    # whole đồng per price_unit
    price_min: int | None = None
    price_max: int | None = None
    price_unit: str | None = None
    price_has_vat: bool | None = None
    # months 1-12 in which it can supply; None where the season was not said
    months: frozenset[int] | None = None
    # capacity in quantity_unit in the months that differ from the usual
    month_amounts: Mapping[int, Decimal] = field(default_factory=dict[int, Decimal])
    # codes of certificates that are valid on the day of asking
    certificates: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    lead_time_days: int | None = None
    shelf_life_days: int | None = None
    sample_terms: SampleTerms | None = None
    freight_payer: FreightPayer | None = None


@dataclass(frozen=True, kw_only=True)
class DemandFacts:
    """What a demand says; None and empty mean that it was not said."""

    id: int
    version: int
    organisation_id: int
    title: str
    description: str = ""
    category_code: str | None = None
    # where the goods are to be delivered
    province_code: str | None = None
    region: Region | None = None
    is_verified: bool = False
    # quantity per month
    quantity_amount: Decimal | None = None
    quantity_unit: str | None = None
    # ceiling in whole đồng per price_unit
    price_max: int | None = None
    price_unit: str | None = None
    # codes that are required
    certificates: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    channel_code: str | None = None
    # first days of months, the last one included
    needed_from: date | None = None
    needed_until: date | None = None
    is_standing: bool | None = None
    discount_percent: Decimal | None = None
    payment_days: int | None = None


Facts = SupplyFacts | DemandFacts


def is_valid_on(certificate: PostingCertificate, today: date) -> bool:
    """Tell whether a certificate has not expired; one without a date counts."""
    return certificate.expires_on is None or certificate.expires_on >= today


def supply_facts_of(posting: Posting, today: date) -> SupplyFacts:
    """Return what a listing says on a day."""
    return SupplyFacts(
        id=posting.id,
        version=posting.version,
        organisation_id=posting.organisation_id,
        title=posting.title,
        description=posting.description,
        category_code=posting.category_code,
        province_code=posting.province_code,
        region=posting.province.region if posting.province else None,
        is_verified=posting.organisation.verified_at is not None,
        quantity_amount=posting.quantity_amount,
        quantity_unit=posting.quantity_unit,
        min_order_amount=posting.min_order_amount,
        min_order_unit=posting.min_order_unit,
        price_min=posting.price_min,
        price_max=posting.price_max,
        price_unit=posting.price_unit,
        price_has_vat=posting.price_has_vat,
        months=frozenset(row.month for row in posting.months) or None,
        month_amounts={row.month: row.amount for row in posting.months if row.amount is not None},
        certificates=frozenset(row.certificate_code for row in posting.certificates if is_valid_on(row, today)),
        papers=frozenset(row.paper_code for row in posting.papers),
        channels=frozenset(row.channel_code for row in posting.channels),
        lead_time_days=posting.lead_time_days,
        shelf_life_days=posting.shelf_life_days,
        sample_terms=posting.sample_terms,
        freight_payer=posting.freight_payer,
    )


def demand_facts_of(posting: Posting, today: date) -> DemandFacts:
    """Return what a demand says on a day."""
    return DemandFacts(
        id=posting.id,
        version=posting.version,
        organisation_id=posting.organisation_id,
        title=posting.title,
        description=posting.description,
        category_code=posting.category_code,
        province_code=posting.province_code,
        region=posting.province.region if posting.province else None,
        is_verified=posting.organisation.verified_at is not None,
        quantity_amount=posting.quantity_amount,
        quantity_unit=posting.quantity_unit,
        price_max=posting.price_max,
        price_unit=posting.price_unit,
        certificates=frozenset(row.certificate_code for row in posting.certificates if is_valid_on(row, today)),
        papers=frozenset(row.paper_code for row in posting.papers),
        channel_code=posting.channel_code,
        needed_from=posting.needed_from,
        needed_until=posting.needed_until,
        is_standing=posting.is_standing,
        discount_percent=posting.discount_percent,
        payment_days=posting.payment_days,
    )


def facts_of(posting: Listing | Demand | Posting, today: date) -> Facts:
    """Return what a posting says on a day, as ``SupplyFacts`` or ``DemandFacts``."""
    return supply_facts_of(posting, today) if posting.side is Side.SUPPLY else demand_facts_of(posting, today)
