"""What a new posting already knows: from the organisation's profile and from its last posting. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.postings.models import FreightPayer, Posting, SampleTerms, Side

# The channel that a buyer of this kind usually is.
CHANNEL_OF: Mapping[OrganisationKind, str] = {
    OrganisationKind.MARKET: "market",
    OrganisationKind.WHOLESALE_MARKET: "wholesale_market",
    OrganisationKind.DEALER: "dealer",
    OrganisationKind.GROCER: "grocer",
    OrganisationKind.SUPERMARKET: "supermarket",
    OrganisationKind.CONVENIENCE: "convenience",
    OrganisationKind.MALL: "mall",
    OrganisationKind.ECOMMERCE: "marketplace",
    OrganisationKind.HORECA: "restaurant",
    OrganisationKind.EXPORTER: "export_trader",
}


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a new posting begins with; everything can be changed."""

    province_code: str | None = None
    channels: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    price_has_vat: bool | None = None
    lead_time_days: int | None = None
    sample_terms: SampleTerms | None = None
    freight_payer: FreightPayer | None = None
    packaging: str = ""
    channel_code: str | None = None
    discount_percent: Decimal | None = None
    payment_days: int | None = None


def defaults_for(side: Side, organisation: Organisation, last: Posting | None) -> Defaults:
    """Return what is known before the first question; ``last`` is the newest posting of the same side."""
    if side is Side.SUPPLY:
        if last is None:
            return Defaults(province_code=organisation.province_code)
        return Defaults(
            province_code=last.province_code or organisation.province_code,
            channels=tuple(row.channel_code for row in last.channels),
            papers=tuple(row.paper_code for row in last.papers),
            price_has_vat=last.price_has_vat,
            lead_time_days=last.lead_time_days,
            sample_terms=last.sample_terms,
            freight_payer=last.freight_payer,
            packaging=last.packaging,
        )
    # What a buyer requires is never ticked beforehand: a paper too many keeps good sellers out.
    return Defaults(
        province_code=(last.province_code if last else None) or organisation.province_code,
        channel_code=(last.channel_code if last else None) or CHANNEL_OF.get(organisation.kind),
        discount_percent=last.discount_percent if last else None,
        payment_days=last.payment_days if last else None,
    )
