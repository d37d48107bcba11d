"""Agreements for tests: two parties, an accepted lead between them, and a deal in any stage."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from PIL import Image

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, User
from marketplace.agreements.models import (
    Agreement,
    AgreementPaper,
    FailReason,
    PaperKind,
    PaperStatus,
    Stage,
)
from marketplace.agreements.wording import terms_of
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.files.documents import ReadDocument, read_document
from marketplace.files.store import DiskStore
from marketplace.leads.models import Lead, LeadOrigin, LeadStatus
from marketplace.postings.models import Posting
from tests.factories.accounts import actor_of, make_organisation, make_user, writing
from tests.factories.postings import make_demand, make_listing


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A seller in Hà Nội and a buyer in Thành phố Hồ Chí Minh with an accepted lead."""

    seller: User
    buyer: User
    maker: Organisation
    shop: Organisation
    listing: Posting
    demand: Posting
    lead: Lead

    @property
    def by_seller(self) -> Actor:
        """Return the seller as an actor."""
        return actor_of(self.seller, self.maker)

    @property
    def by_buyer(self) -> Actor:
        """Return the buyer as an actor."""
        return actor_of(self.buyer, self.shop)


def make_deal(*, status: LeadStatus = LeadStatus.ACCEPTED, **contacts: Any) -> Deal:
    """Make two parties and their lead about the seller's honey."""
    seller, buyer = make_user("Nguyễn Thị Bán", **contacts), make_user("Trần Văn Mua")
    maker = make_organisation(seller, name="Hợp tác xã Bát Tràng", tax_code="0314409058", province_code="01")
    shop = make_organisation(buyer, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True, province_code="79")
    listing, demand = make_listing(maker, price_min=80_000, price_max=80_000), make_demand(shop, payment_days=15)
    lead = make_lead(listing, shop, maker, own=demand, status=status)
    return Deal(seller=seller, buyer=buyer, maker=maker, shop=shop, listing=listing, demand=demand, lead=lead)


def make_lead(
    posting: Posting,
    sender: Organisation,
    recipient: Organisation,
    *,
    own: Posting | None = None,
    status: LeadStatus = LeadStatus.ACCEPTED,
) -> Lead:
    """Make a lead, accepted unless told otherwise."""
    with writing():
        lead = Lead(
            posting_id=posting.id,
            own_posting_id=own.id if own else None,
            sender_id=sender.id,
            recipient_id=recipient.id,
            origin=LeadOrigin.POSTING,
            status=status,
            decline_note="",
            created_at=now(),
            answered_at=now(),
            decided_at=now(),
            last_activity_at=now(),
            last_activity_by_id=recipient.id,
        )
        session.add(lead)
        session.flush()
    return lead


def make_agreement(deal: Deal, stage: Stage = Stage.NEGOTIATION, **values: Any) -> Agreement:
    """Make an agreement of 300 kg a month at 80.000 đồng in a stage, its dates as they are then."""
    signed = stage in (Stage.MEMORANDUM, Stage.CONTRACT, Stage.DELIVERING, Stage.ENDED)
    with writing():
        agreement = Agreement(
            lead_id=deal.lead.id,
            seller_id=deal.maker.id,
            buyer_id=deal.shop.id,
            stage=stage,
            fail_reason=FailReason.PRICE if stage is Stage.FAILED else None,
            goods="Mật ong hoa nhãn",
            category_code="processed.health.honey",
            quantity_amount=Decimal(300),
            quantity_unit="kg",
            price=80_000,
            price_unit="kg",
            has_vat=True,
            monthly_value=24_000_000,
            payment_days=15,
            signed_on=values.pop("signed_on", today() if signed else None),
            delivering_since=today() if stage in (Stage.DELIVERING, Stage.ENDED) else None,
            ended_on=today() if stage in (Stage.ENDED, Stage.FAILED) else None,
            created_at=now(),
            updated_at=now(),
            stage_at=now(),
            **{"quality": "", "delivery": "", "payment": "", **values},
        )
        session.add(agreement)
        session.flush()
    return agreement


def make_paper(
    agreement: Agreement,
    kind: PaperKind = PaperKind.CONTRACT,
    status: PaperStatus = PaperStatus.DRAFT,
    **values: Any,
) -> AgreementPaper:
    """Make a paper with both parties on it."""
    party = {"address": "12 ngõ Gốm", "tax_code": "", "person": "", "position": "Giám đốc", "phone": "0912 000 000"}
    is_held, is_confirmed = status is PaperStatus.ON_HOLD, status is PaperStatus.CONFIRMED
    with writing():
        paper = AgreementPaper(
            agreement_id=agreement.id,
            kind=kind,
            status=status,
            number="05/2026/HĐMB",
            place="Hà Nội",
            dated_on=today(),
            seller={**party, "name": "Hợp tác xã Bát Tràng"},
            buyer={**party, "name": "Siêu thị Hoa Sen"},
            extra="",
            terms=terms_of(agreement),
            hold_note="Chờ giá mới" if is_held else "",
            held_by_organisation_id=agreement.seller_id if is_held else None,
            seller_confirmed_at=values.pop("seller_confirmed_at", now() if is_confirmed else None),
            buyer_confirmed_at=now() if is_confirmed else None,
            created_at=now(),
            updated_at=now(),
            **values,
        )
        session.add(paper)
        session.flush()
    return paper


def photo(colour: str = "white") -> bytes:
    """Return a photo of a page."""
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def scan_file(name: str = "trang-1.jpg", colour: str = "white") -> ReadDocument:
    """Return a photo that was looked at and may be kept."""
    return read_document(photo(colour), name)


def temporary_store() -> DiskStore:
    """Return a store in a directory of its own."""
    return DiskStore(Path(mkdtemp()))


# Texts that mean something to a template, a typesetter or a markup language, and must mean nothing here.
STRANGE_TEXTS = (
    '#import "x": *',
    '#read("/etc/passwd")',
    "{{ 7*7 }} {% if x %} {# y #}",
    "{_{ 7*7 }_} {_% x %_}",
    "$x^2$ \\ *đậm* _nghiêng_ `mã` @ref <nhãn> //ghi",
    "<w:p>&amp; \"'> ]]>",
    "Đẹp 😀 中文 ﷽",
    "Ti\u0065\u0302\u0301ng Vie\u0323\u0302t",
    "\ufffe\uffff\x0b\u202e đảo",
    "=1+1 -- ~ [liên kết](x)",
)
