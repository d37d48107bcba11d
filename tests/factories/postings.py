"""Listings and demands for tests, published unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from marketplace.accounts.models import Organisation
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.postings.models import (
    Demand,
    Listing,
    Photo,
    Posting,
    PostingCertificate,
    PostingChannel,
    PostingMonth,
    PostingPaper,
    PostingStatus,
)
from tests.factories.accounts import make_organisation, writing

P = TypeVar("P", bound=Posting)


def make_listing(organisation: Organisation | None = None, **values: Any) -> Listing:
    """Make a listing of honey; certificates, papers and channels are codes, months numbers or a mapping."""
    return _make(
        Listing,
        organisation or make_organisation(),
        {
            "title": "Mật ong hoa nhãn",
            "category_code": "processed.health.honey",
            "quantity_amount": Decimal(500),
            "quantity_unit": "kg",
            "price_min": 80_000,
            "price_max": 95_000,
            "price_unit": "kg",
            "expires_on": today() + timedelta(days=90),
            **values,
        },
    )


def make_demand(organisation: Organisation | None = None, **values: Any) -> Demand:
    """Make a demand for honey that closes in a month."""
    buyer = organisation or make_organisation(name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    return _make(
        Demand,
        buyer,
        {
            "title": "Cần mua mật ong",
            "category_code": "processed.health.honey",
            "quantity_amount": Decimal(300),
            "quantity_unit": "kg",
            "price_max": 100_000,
            "price_unit": "kg",
            "expires_on": today() + timedelta(days=30),
            **values,
        },
    )


def _months(said: Iterable[int] | Mapping[int, Decimal | None]) -> list[PostingMonth]:
    amounts = said if isinstance(said, Mapping) else dict.fromkeys(said)
    return [PostingMonth(month=month, amount=amount) for month, amount in amounts.items()]


def _make(kind: type[P], organisation: Organisation, values: dict[str, Any]) -> P:
    status = values.pop("status", PostingStatus.PUBLISHED)
    rows = {
        "months": _months(values.pop("months", ())),
        "certificates": [PostingCertificate(certificate_code=code) for code in values.pop("certificates", ())],
        "papers": [PostingPaper(paper_code=code) for code in values.pop("papers", ())],
        "channels": [PostingChannel(channel_code=code) for code in values.pop("channels", ())],
        "photos": [
            Photo(position=place, stem=stem, width=640, height=480)
            for place, stem in enumerate(values.pop("photos", ()), 1)
        ],
    }
    published_at = None if status in (PostingStatus.DRAFT, PostingStatus.PENDING) else now()
    with writing():
        posting = kind(
            organisation_id=organisation.id,
            status=status,
            province_code=values.pop("province_code", organisation.province_code),
            published_at=values.pop("published_at", published_at),
            created_at=now(),
            updated_at=now(),
            **rows,
            **values,
        )
        session.add(posting)
        session.flush()
    return posting
