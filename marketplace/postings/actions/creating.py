"""Starting a posting, empty or as a copy; the token of the form makes a second submit find the first one's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import get_organisation
from marketplace.clock import now, today
from marketplace.db import lock_row, session
from marketplace.errors import Refused
from marketplace.files.pictures import StoredPicture
from marketplace.postings.actions.changes import hold, write_history
from marketplace.postings.actions.editing import apply_goods
from marketplace.postings.actions.photos import append_photos
from marketplace.postings.drafts import GoodsDraft
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
    PriceTier,
    Side,
)
from marketplace.postings.policy import may_copy, may_create
from marketplace.postings.prefill import defaults_for
from marketplace.postings.queries import find_by_form_key, find_last_posting
from marketplace.postings.reading import read_goods
from marketplace.text import form_key

P = TypeVar("P", bound=Posting)

# Columns that a copy takes over; dates that may be over, and what staff said, stay behind.
COPIED = (
    "description",
    "category_code",
    "province_code",
    "quantity_amount",
    "quantity_unit",
    "is_quantity_open",
    "price_min",
    "price_max",
    "price_unit",
    "price_has_vat",
    "min_order_amount",
    "min_order_unit",
    "lead_time_days",
    "sample_terms",
    "freight_payer",
    "shelf_life_days",
    "packaging",
    "craft_village_id",
    "is_standing",
    "weekly_amount",
    "delivery_days",
    "discount_percent",
    "payment_days",
    "channel_code",
)


def start_listing(
    organisation_id: int, *, form_token: str | None, photos: Sequence[StoredPicture] = (), by: Actor
) -> Listing:
    """Begin a listing with its photos, filled in with what is known already."""

    def make(organisation: Organisation, key: str | None) -> Listing:
        listing = Listing(**_blank(organisation, key, by))
        _fill_in(listing, organisation)
        session.add(listing)
        session.flush()
        append_photos(listing, photos)
        return listing

    return _once(organisation_id, form_token, by, Listing, make)


def start_demand(organisation_id: int, draft: GoodsDraft, *, form_token: str | None, by: Actor) -> Demand:
    """Begin a demand with what is wanted, filled in with what is known already."""
    values = read_goods(draft)

    def make(organisation: Organisation, key: str | None) -> Demand:
        demand = Demand(**_blank(organisation, key, by))
        _fill_in(demand, organisation)
        apply_goods(demand, values)
        session.add(demand)
        session.flush()
        return demand

    return _once(organisation_id, form_token, by, Demand, make)


def copy_posting(posting: Posting, *, form_token: str | None, by: Actor) -> Posting:
    """Begin a new draft that says what another posting of the organisation says; the photos are shared."""
    refusal = "postings.taken_down" if by.belongs_to(posting.organisation_id) else "postings.not_yours"
    hold(posting, by=by, may=may_copy, refusal=refusal)

    def make(organisation: Organisation, key: str | None) -> Posting:
        kind = Listing if posting.side is Side.SUPPLY else Demand
        kept = {name: getattr(posting, name) for name in COPIED}
        copy = kind(title=posting.title, **kept, **_blank(organisation, key, by))
        _copy_rows(posting, copy)
        _copy_period(posting, copy)
        session.add(copy)
        session.flush()
        return copy

    return _once(posting.organisation_id, form_token, by, Posting, make)


def _once(
    organisation_id: int,
    form_token: str | None,
    by: Actor,
    kind: type[P],
    make: Callable[[Organisation, str | None], P],
) -> P:
    """Make a posting, or return the one that this form made already."""
    organisation = get_organisation(organisation_id)
    if not may_create(by, organisation):
        raise Refused("postings.organisation_suspended" if by.belongs_to(organisation_id) else "postings.not_yours")
    # Two submits of one form wait for each other here.
    session.flush()
    lock_row(organisation)
    key = form_key(form_token, f"{kind.__name__} {organisation_id}")
    made = find_by_form_key(key) if key else None
    if isinstance(made, kind):
        return made
    posting = make(organisation, key)
    write_history(posting, "start", by)
    return posting


def _blank(organisation: Organisation, key: str | None, by: Actor) -> dict[str, Any]:
    moment = now()
    return {
        "organisation": organisation,
        "created_by_id": by.user_id,
        "status": PostingStatus.DRAFT,
        "form_token": key,
        "created_at": moment,
        "updated_at": moment,
    }


def _fill_in(posting: Posting, organisation: Organisation) -> None:
    """Say what the organisation's profile and its last posting know."""
    known = defaults_for(posting.side, organisation, find_last_posting(organisation.id, posting.side))
    posting.province_code = known.province_code
    posting.price_has_vat = known.price_has_vat
    posting.lead_time_days = known.lead_time_days
    posting.sample_terms = known.sample_terms
    posting.freight_payer = known.freight_payer
    posting.packaging = known.packaging
    posting.channel_code = known.channel_code
    posting.discount_percent = known.discount_percent
    posting.payment_days = known.payment_days
    posting.channels = [PostingChannel(channel_code=code) for code in known.channels]
    posting.papers = [PostingPaper(paper_code=code) for code in known.papers]


def _copy_rows(posting: Posting, copy: Posting) -> None:
    copy.months = [PostingMonth(month=row.month, amount=row.amount) for row in posting.months]
    copy.price_tiers = [PriceTier(from_amount=row.from_amount, price=row.price) for row in posting.price_tiers]
    copy.papers = [PostingPaper(paper_code=row.paper_code) for row in posting.papers]
    copy.channels = [PostingChannel(channel_code=row.channel_code) for row in posting.channels]
    copy.certificates = [
        PostingCertificate(
            certificate_code=row.certificate_code,
            number=row.number,
            issuer=row.issuer,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
        )
        for row in posting.certificates
    ]
    copy.photos = [
        Photo(position=row.position, stem=row.stem, width=row.width, height=row.height) for row in posting.photos
    ]


def _copy_period(posting: Posting, copy: Posting) -> None:
    """Take over the months of a demand while they lie ahead."""
    this_month = today().replace(day=1)
    if posting.needed_until is not None and posting.needed_until >= this_month:
        copy.needed_from = max(posting.needed_from or this_month, this_month)
        copy.needed_until = posting.needed_until
