"""A small market with one of everything, and everybody who might ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.accounts.models import CodePurpose, OneTimeCode, Organisation, StaffRole, User
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.jobs.models import Job, JobStatus, Queue
from marketplace.leads.models import Lead, LeadOrigin, LeadStatus, Message
from marketplace.matching.models import Match
from marketplace.moderation.models import Complaint, ComplaintReason
from marketplace.notifications.models import Delivery, Medium, OutboxMessage
from tests.factories.accounts import add_member, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing

HERE, ELSEWHERE = "01", "79"


@dataclass(frozen=True, kw_only=True)
class World:
    """Users by role, and the key for every parameter of an address."""

    users: Mapping[str, User | None]
    keys: Mapping[str, object]
    photo_stem: str


def _lead(posting_id: int, sender: Organisation, recipient: Organisation) -> Lead:
    lead = Lead(
        posting_id=posting_id,
        sender_id=sender.id,
        recipient_id=recipient.id,
        origin=LeadOrigin.POSTING,
        status=LeadStatus.OPEN,
        decline_note="",
        created_at=now(),
        last_activity_at=now(),
        last_activity_by_id=sender.id,
    )
    session.add(lead)
    session.flush()
    session.add(Message(lead_id=lead.id, organisation_id=sender.id, body="Còn hàng không?", created_at=now()))
    return lead


def _office_things() -> dict[str, object]:
    """Return the keys of things that only staff see."""
    job = Job(name="jobs.sweep", queue=Queue.LIGHT, payload={}, status=JobStatus.DEAD, run_at=now(), created_at=now())
    message = OutboxMessage(
        medium=Medium.SMS,
        recipient="+84912000001",
        language="vi",
        template="test",
        subject="",
        body="x",
        status=Delivery.FAILED,
        created_at=now(),
    )
    code = OneTimeCode(
        purpose=CodePurpose.SIGN_UP, target="+84912000002", ticket_hash="x" * 43, attempts=0, requested_at=now()
    )
    session.add_all([job, message, code])
    session.flush()
    return {"job_id": job.id, "message_id": message.id, "code_id": code.id}


def make_world() -> World:
    """Make the market. The owner's organisation is in Hà Nội, sells and buys, and got an enquiry from the other one."""
    owner, colleague, other, outsider = (make_user(name) for name in ("Chủ", "Thợ", "Bên Mua", "Người Ngoài"))
    with transaction():
        house = make_organisation(owner, name="HTX Của Chủ", is_distributor=True, province_code=HERE)
        add_member(house, colleague)
        buyer = make_organisation(
            other, name="Siêu thị Bên Mua", is_producer=False, is_distributor=True, province_code=ELSEWHERE
        )
        make_organisation(outsider, name="HTX Khác", province_code=HERE)
        listing, demand = make_listing(house, photos=["a" * 32]), make_demand(house)
        wanted = make_demand(buyer)
        lead = _lead(listing.id, buyer, house)
        match = Match(
            listing_id=listing.id,
            demand_id=wanted.id,
            score=80,
            likeness=900,
            is_eligible=True,
            reasons=[],
            gaps=[],
            listing_version=1,
            demand_version=1,
            computed_at=now(),
            dismiss_note="",
        )
        complaint = Complaint(
            posting_id=listing.id,
            organisation_id=house.id,
            province_code=HERE,
            reason=ComplaintReason.SPAM,
            text="Tin rác",
            created_at=now(),
        )
        session.add_all([match, complaint])
        session.flush()
        things = _office_things()
    return World(
        users={
            "visitor": None,
            "owner": owner,
            "colleague": colleague,
            "other": other,
            "outsider": outsider,
            "staff_here": make_staff(StaffRole.PROVINCIAL, HERE),
            "staff_elsewhere": make_staff(StaffRole.PROVINCIAL, ELSEWHERE),
            "ministry": make_staff(StaffRole.MINISTRY),
            "system": make_staff(StaffRole.SYSTEM),
        },
        keys={
            "listing": listing.id,
            "demand": demand.id,
            "organisation_id": house.id,
            "buyer_id": buyer.id,
            "lead_id": lead.id,
            "match_id": match.id,
            "complaint_id": complaint.id,
            "user_id": colleague.id,
            "photo_id": listing.photos[0].id,
            **things,
        },
        photo_stem=listing.photos[0].stem,
    )
