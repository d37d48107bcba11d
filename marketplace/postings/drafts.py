"""What people typed in each step of a listing or a demand, and what it means once it is read, as frozen values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from marketplace.postings.models import FreightPayer, SampleTerms, Side


class Step(enum.Enum):
    """One screen of the form, one question each."""

    PHOTOS = "photos"
    GOODS = "goods"
    CATEGORY = "category"
    QUANTITY = "quantity"
    PRICE = "price"
    PAPERS = "papers"
    TERMS = "terms"
    REQUIREMENTS = "requirements"


STEPS: Mapping[Side, tuple[Step, ...]] = {
    Side.SUPPLY: (Step.PHOTOS, Step.GOODS, Step.CATEGORY, Step.QUANTITY, Step.PRICE, Step.PAPERS),
    Side.DEMAND: (Step.GOODS, Step.CATEGORY, Step.QUANTITY, Step.TERMS, Step.REQUIREMENTS),
}


def step_after(side: Side, step: Step) -> Step | None:
    """Return the next screen, or None where the preview follows."""
    steps = STEPS[side]
    at = steps.index(step) + 1
    return steps[at] if at < len(steps) else None


@dataclass(frozen=True, kw_only=True)
class GoodsDraft:
    """What the goods are; ``province_code`` is where they come from, and of a demand it is not asked here."""

    title: str
    description: str = ""
    province_code: str = ""


@dataclass(frozen=True, kw_only=True)
class GoodsValues:
    """What the goods are."""

    title: str
    description: str
    province_code: str | None


@dataclass(frozen=True, kw_only=True)
class CapacityDraft:
    """How much a listing can supply and when, as typed; ``months`` are numbers 1-12."""

    quantity: str = ""
    is_open: bool = False
    is_all_year: bool = False
    months: tuple[int, ...] = ()
    # month -> amount as typed, where it differs from the usual one
    month_amounts: Mapping[int, str] = field(default_factory=dict[int, str])
    min_order: str = ""
    lead_time: str = ""


@dataclass(frozen=True, kw_only=True)
class CapacityValues:
    """How much a listing can supply and when; no months mean that the season was not said."""

    quantity_amount: Decimal | None
    quantity_unit: str | None
    is_quantity_open: bool
    # month -> amount in quantity_unit, or None for the usual one
    months: Mapping[int, Decimal | None]
    min_order_amount: Decimal | None
    min_order_unit: str | None
    lead_time_days: int | None


@dataclass(frozen=True, kw_only=True)
class TierDraft:
    """A price from a quantity upwards, as typed."""

    from_amount: str
    price: str


@dataclass(frozen=True, kw_only=True)
class PriceDraft:
    """What a listing costs, as typed."""

    price_min: str = ""
    price_max: str = ""
    price_unit: str = ""
    has_vat: bool | None = None
    tiers: tuple[TierDraft, ...] = ()
    sample_terms: SampleTerms | None = None
    freight_payer: FreightPayer | None = None


@dataclass(frozen=True, kw_only=True)
class PriceValues:
    """What a listing costs, in whole đồng per ``price_unit``; tiers are (from amount, price)."""

    price_min: int | None
    price_max: int | None
    price_unit: str | None
    price_has_vat: bool | None
    tiers: tuple[tuple[Decimal, int], ...]
    sample_terms: SampleTerms | None
    freight_payer: FreightPayer | None


@dataclass(frozen=True, kw_only=True)
class CertificateDraft:
    """A certificate that somebody has, as typed."""

    code: str
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    expires_on: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateValues:
    """A certificate that somebody has."""

    code: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PapersDraft:
    """What a listing is ready for, as typed; codes of the reference lists."""

    certificates: tuple[CertificateDraft, ...] = ()
    papers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    shelf_life: str = ""
    packaging: str = ""
    craft_village_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PapersValues:
    """What a listing is ready for."""

    certificates: tuple[CertificateValues, ...]
    papers: tuple[str, ...]
    channels: tuple[str, ...]
    shelf_life_days: int | None
    packaging: str
    craft_village_id: int | None


@dataclass(frozen=True, kw_only=True)
class NeedDraft:
    """How much a demand is for and when, as typed; days like 24/11/2026, months like 11/2026."""

    quantity: str = ""
    needed_from: str = ""
    needed_until: str = ""
    is_standing: bool | None = None
    closes_on: str = ""
    # of a standing demand: how much a week, and on which days it is delivered (1 Monday to 7 Sunday)
    weekly: str = ""
    delivery_days: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NeedValues:
    """How much a demand is for and when; the months are given by their first days."""

    quantity_amount: Decimal | None
    quantity_unit: str | None
    needed_from: date | None
    needed_until: date | None
    is_standing: bool | None
    closes_on: date | None
    # in quantity_unit
    weekly_amount: Decimal | None
    delivery_days: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TermsDraft:
    """What a demand offers, as typed."""

    price_max: str = ""
    price_unit: str = ""
    discount: str = ""
    payment_days: str = ""
    channel_code: str = ""
    province_code: str = ""


@dataclass(frozen=True, kw_only=True)
class TermsValues:
    """What a demand offers; ``province_code`` is where the goods are to be delivered."""

    price_max: int | None
    price_unit: str | None
    discount_percent: Decimal | None
    payment_days: int | None
    channel_code: str | None
    province_code: str | None


@dataclass(frozen=True, kw_only=True)
class RequirementsDraft:
    """What a demand asks for; codes of the reference lists."""

    certificates: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
