"""The small market of ``world`` once more, with everything filled in and no Vietnamese letter in what people typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from marketplace.accounts.models import CodePurpose, OneTimeCode, Organisation, User
from marketplace.agreements.models import Agreement, AgreementPaper
from marketplace.audit.actions import record, record_contact_look
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.jobs.models import Job, JobStatus, Queue
from marketplace.leads.models import Block, DeclineReason, Lead, LeadOrigin, LeadStatus, Message
from marketplace.matching.labels import LINES
from marketplace.matching.models import Match, SavedSearch
from marketplace.moderation.models import Complaint, ComplaintReason, ComplaintStatus
from marketplace.postings.indexing import rebuild_index
from marketplace.postings.models import (
    Demand,
    FreightPayer,
    Listing,
    Posting,
    PostingCertificate,
    PostingChannel,
    PostingMonth,
    PostingPaper,
    PostingStatus,
    PriceTier,
    SampleTerms,
)
from marketplace.quotes.models import Question
from marketplace.taxonomy.models import Certificate, Channel, CraftVillage, ReadinessPaper, Ward
from marketplace.web.words import HISTORY
from tests.factories.postings import make_demand, make_listing
from tests.web.world import World, make_world

FIGURES = {
    "have": "2",
    "have_unit": "tấn",
    "want": "3",
    "want_unit": "hũ 200g",
    "lacking": "1,2",
    "code": "01",
}
NAMED = {
    "certificate": {"want": "ocop4", "have": "ocop5"},
    "paper": {"want": "food_facility", "have": "haccp"},
    "season": {"want": "1,2,3", "have": "1", "lacking": "2,3"},
    "goods": {"want": "processed.health.honey", "have": "craft.ceramics"},
    "condition": {"want": "big cans", "have": "big cans"},
    "place_same_region": {"code": "north"},
    "channel": {"code": "supermarket"},
}


def every_line() -> Iterator[dict[str, object]]:
    """Yield every reason and gap that a match can have."""
    for key in LINES:
        values = next((values for start, values in NAMED.items() if key.startswith(start)), FIGURES)
        yield {"key": key, "values": values}


def _rename(language: str) -> None:
    for row in session.scalars(select(User)):
        row.language = language
        row.full_name, row.sort_key = f"Mr Nam {row.id}", f"nam {row.id}"
    for row in session.scalars(select(Organisation)):
        row.name, row.name_key, row.address_line = f"Coop Nam {row.id}", f"coop nam {row.id}", "12 Lane"
        row.contact_name, row.description = "Mr Nam", "We sell rice."
        row.ward_code = session.scalars(select(Ward.code).where(Ward.province_code == row.province_code)).first()
    for row in session.scalars(select(Posting)):
        row.title = f"Nam rice {row.id}"
    for row in session.scalars(select(Message)):
        row.body = "Any left?"
    for row in session.scalars(select(Complaint)):
        row.text = "Rubbish"
    for row in session.scalars(select(Question)):
        row.body = "In jars?"
    for row in session.scalars(select(SavedSearch)):
        row.name, row.params = "Nam rice", {"q": "rice"}
    _rename_agreements()


def _rename_agreements() -> None:
    party = {"name": "Coop Nam", "address": "12 Lane", "person": "Mr Nam", "position": "", "phone": "", "tax_code": ""}
    for row in session.scalars(select(Agreement)):
        row.goods = "Nam rice"
    for row in session.scalars(select(AgreementPaper)):
        row.number, row.place, row.seller, row.buyer = (
            "05/2026",
            "Town",
            {**row.seller, **party},
            {**row.buyer, **party},
        )
        row.terms = {**row.terms, "goods": "Nam rice"}


def _fill_listing(listing: Listing) -> None:
    listing.description = "Fine, dry."
    listing.quantity_amount, listing.quantity_unit = Decimal("1.5"), "tấn"
    listing.min_order_amount, listing.min_order_unit = Decimal(20), "hũ 200g"
    listing.price_has_vat, listing.lead_time_days, listing.shelf_life_days = True, 7, 365
    listing.sample_terms, listing.freight_payer, listing.packaging = SampleTerms.REFUNDED, FreightPayer.SHARED, "Bag"
    listing.craft_village_id = session.scalars(select(CraftVillage.id)).first()
    listing.price_tiers = [PriceTier(from_amount=Decimal(100), price=75_000)]
    listing.months = [PostingMonth(month=1), PostingMonth(month=2, amount=Decimal(2)), PostingMonth(month=12)]
    for row in session.scalars(select(Certificate)):
        listing.certificates.append(
            PostingCertificate(certificate_code=row.code, issued_on=today(), expires_on=today() + timedelta(days=9))
        )
    listing.papers = [PostingPaper(paper_code=row.code) for row in session.scalars(select(ReadinessPaper))]
    listing.channels = [PostingChannel(channel_code=row.code) for row in session.scalars(select(Channel))]


def _fill_demand(demand: Demand) -> None:
    demand.quantity_amount, demand.quantity_unit = Decimal(3000), "quả"
    demand.price_unit, demand.is_standing, demand.discount_percent = "chục 12", True, Decimal("12.5")
    demand.payment_days, demand.channel_code = 30, "supermarket"
    demand.needed_from = today().replace(day=1)
    demand.needed_until = (today() + timedelta(days=100)).replace(day=1)
    for row in session.scalars(select(Certificate)):
        demand.certificates.append(PostingCertificate(certificate_code=row.code))
    demand.papers = [PostingPaper(paper_code=row.code) for row in session.scalars(select(ReadinessPaper))]


def _more_postings(house: Organisation) -> None:
    bare = {"quantity_amount": None, "quantity_unit": None, "price_min": None, "price_max": None, "price_unit": None}
    for number, status in enumerate(PostingStatus):
        make_listing(house, title="" if number == 0 else f"Nam tea {number}", status=status, **bare)
        make_demand(house, title=f"Nam tea bag {number}", status=status)
    make_listing(house, title="Nam plain", **bare)
    make_listing(house, title="Nam gone", status=PostingStatus.WITHDRAWN).taken_down_at = now()


def _more_leads(world: World) -> None:
    house_id, buyer_id = world.keys["organisation_id"], world.keys["buyer_id"]
    first = session.get_one(Lead, world.keys["lead_id"])
    offer = {"quantity_amount": Decimal(2), "quantity_unit": "tấn", "price": 90_000, "price_unit": "kg"}
    session.add(Message(lead_id=first.id, organisation_id=buyer_id, body="Offer", created_at=now(), **offer))
    for number, status in enumerate((*LeadStatus, LeadStatus.DECLINED)):
        listing = make_listing(session.get_one(Organisation, house_id), title=f"Nam oil {number}")
        lead = Lead(
            posting_id=listing.id,
            sender_id=buyer_id,
            recipient_id=house_id,
            origin=LeadOrigin.MATCH,
            status=status,
            decline_reason=list(DeclineReason)[number] if status is LeadStatus.DECLINED else None,
            decline_note="",
            created_at=now(),
            answered_at=now(),
            decided_at=None if status is LeadStatus.OPEN else now(),
            last_activity_at=now(),
            last_activity_by_id=house_id if number % 2 else buyer_id,
        )
        session.add(lead)
        session.flush()
        session.add(Message(lead_id=lead.id, organisation_id=buyer_id, body="Hi", created_at=now()))
    session.add(Block(organisation_id=house_id, blocked_id=buyer_id + 1, created_at=now()))


def _more_matches(world: World, listing: Listing) -> None:
    lines = list(every_line())
    match = session.get_one(Match, world.keys["match_id"])
    match.reasons = [line for line in lines if not str(line["key"]).endswith(("missed", "unknown", "unlike"))]
    match.gaps = [line for line in lines if line not in match.reasons and line["key"] != "goods_unlike"]
    match.is_eligible = False
    other = session.get_one(Organisation, world.keys["buyer_id"])
    for number, gap in enumerate(lines):
        demand = make_demand(other, title=f"Nam wanted {number}")
        session.add(
            Match(
                listing_id=listing.id,
                demand_id=demand.id,
                score=100 - 3 * number,
                likeness=700,
                is_eligible=False,
                reasons=[gap],
                gaps=[gap],
                listing_version=1,
                demand_version=1,
                computed_at=now(),
                dismissed_by_listing_at=now() if number % 3 == 0 else None,
                dismiss_note="",
            )
        )


def _more_history(world: World) -> None:
    user = world.users["owner"]
    assert user
    for verb in HISTORY:
        room = verb.partition(".")[0]
        kind = {"leads": "lead", "postings": "posting", "moderation": "complaint"}.get(room, "organisation")
        keys = {
            "organisation": world.keys["organisation_id"],
            "lead": world.keys["lead_id"],
            "posting": world.keys["listing"],
            "complaint": world.keys["complaint_id"],
        }
        for thing_kind, thing_id in ((kind, keys[kind]), ("user", world.keys["user_id"])):
            record(
                verb,
                by_user_id=user.id,
                thing_kind=thing_kind,
                thing_id=thing_id,
                organisation_id=world.keys["organisation_id"],
            )
    record_contact_look(
        user_id=user.id,
        viewer_name="",
        viewer_organisation_id=world.keys["buyer_id"],
        owner_organisation_id=world.keys["organisation_id"],
        lead_id=world.keys["lead_id"],
    )


def _more_office_things(world: World) -> None:
    for purpose in CodePurpose:
        session.add(
            OneTimeCode(purpose=purpose, target="+84912999999", ticket_hash="y" * 43, attempts=0, requested_at=now())
        )
    for reason in ComplaintReason:
        for status in ComplaintStatus:
            session.add(
                Complaint(
                    posting_id=world.keys["listing"],
                    organisation_id=world.keys["organisation_id"],
                    province_code="01",
                    reason=reason,
                    text="Rubbish",
                    status=status,
                    created_at=now(),
                )
            )
    for status in JobStatus:
        session.add(
            Job(
                name="search.put",
                queue=Queue.INDEX,
                payload={"posting_id": 1},
                status=status,
                run_at=now(),
                created_at=now(),
            )
        )


def make_plain_world(language: str) -> World:
    """Make the market, with every kind of thing in every state that a page can show, and index it.

    ``language`` is the one that its people read.
    """
    world = make_world()
    with transaction():
        _rename(language)
        listing = session.get_one(Listing, world.keys["listing"])
        _fill_listing(listing)
        for demand in session.scalars(select(Demand)):
            _fill_demand(demand)
        _more_postings(session.get_one(Organisation, world.keys["organisation_id"]))
        _more_leads(world)
        _more_matches(world, listing)
        _more_history(world)
        _more_office_things(world)
    rebuild_index()
    for user in filter(None, world.users.values()):
        session.refresh(user)
    return world
