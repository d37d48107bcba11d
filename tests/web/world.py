"""A small market with one of everything, and everybody who might ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from marketplace.accounts.models import CodePurpose, Invitation, MemberRole, OneTimeCode, Organisation, StaffRole, User
from marketplace.agreements.models import FollowUp, PaperScan
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.files.models import Document
from marketplace.jobs.models import Job, JobStatus, Queue
from marketplace.leads.models import Lead, LeadOrigin, LeadStatus, Message, ReplyDue, ReplyKind
from marketplace.matching.models import AlertPace, Match, SavedSearch
from marketplace.moderation.models import Complaint, ComplaintReason
from marketplace.notifications.models import Delivery, Medium, OutboxMessage
from marketplace.postings.models import Demand, Side
from marketplace.quotes.models import (
    Question,
    Quote,
    QuoteFile,
    QuoteInvitation,
    QuoteRequest,
    QuoteStatus,
    SavedListing,
)
from tests.factories.accounts import add_member, make_organisation, make_staff, make_user
from tests.factories.agreements import Deal, make_agreement, make_lead, make_paper
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


def _overdue(lead: Lead) -> ReplyDue:
    """Let the recipient of a lead have missed its deadline."""
    week = timedelta(days=7)
    moments = {"asked_at": now() - 2 * week, "due_at": now() - week, "missed_at": now() - week}
    due = ReplyDue(
        lead_id=lead.id, organisation_id=lead.recipient_id, kind=ReplyKind.ENQUIRY, reminders_sent=2, **moments
    )
    session.add(due)
    session.flush()
    return due


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


def _invitation(house: Organisation, owner: User) -> Invitation:
    invitation = Invitation(
        organisation_id=house.id,
        contact="+84912000003",
        role=MemberRole.MEMBER,
        code_hash="x" * 64,
        invited_by_id=owner.id,
        created_at=now(),
        expires_at=now() + timedelta(days=14),
    )
    session.add(invitation)
    session.flush()
    return invitation


def _quote_things(house: Organisation, buyer: Organisation, demand: Demand, wanted: Demand) -> dict[str, object]:
    """Let the other one quote for the owner's demand, ask and be kept in mind, and invite the owner to quote."""
    offered = make_listing(buyer)
    quote = Quote(
        posting_id=demand.id,
        supplier_id=buyer.id,
        buyer_id=house.id,
        status=QuoteStatus.SENT,
        answers=[],
        created_at=now(),
        updated_at=now(),
        sent_at=now(),
    )
    document = Document(
        stem="b" * 32, extension="pdf", name="a.pdf", size=1, organisation_id=buyer.id, user_id=None, created_at=now()
    )
    request = QuoteRequest(demand_id=wanted.id, created_at=now())
    question = Question(
        posting_id=demand.id, asked_by_organisation_id=buyer.id, body="Có nhận hũ nhựa không?", created_at=now()
    )
    saved = SavedListing(organisation_id=house.id, listing_id=offered.id, created_at=now())
    session.add_all([quote, document, request, question, saved])
    session.flush()
    file = QuoteFile(quote_id=quote.id, document_id=document.id)
    invitation = QuoteInvitation(request_id=request.id, supplier_id=house.id, created_at=now())
    session.add_all([file, invitation])
    session.flush()
    return {
        "demand_id": demand.id,
        "quote_id": quote.id,
        "quote_file_id": file.id,
        "quote_invitation_id": invitation.id,
        "question_id": question.id,
        "saved_id": saved.id,
    }


def _deal_things(deal: Deal) -> dict[str, object]:
    """Let the owner and the other one negotiate, with a paper, a page of it, and a question that is to be answered."""
    agreement = make_agreement(deal)
    paper = make_paper(agreement)
    document = Document(
        stem="c" * 32, extension="jpg", name="a.jpg", size=1, organisation_id=deal.maker.id, user_id=None,
        created_at=now(),
    )  # fmt: skip
    question = FollowUp(
        agreement_id=agreement.id, organisation_id=deal.maker.id, months=3, due_on=today(), asked_at=now()
    )
    session.add_all([document, question])
    session.flush()
    scan = PaperScan(paper_id=paper.id, document_id=document.id, organisation_id=deal.maker.id)
    session.add(scan)
    session.flush()
    return {
        "agreement_id": agreement.id,
        "paper_id": paper.id,
        "scan_id": scan.id,
        "follow_up_id": question.id,
    }


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
        due = _overdue(lead)
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
        search = SavedSearch(
            user_id=owner.id,
            side=Side.SUPPLY,
            name="Mật ong",
            params={"q": "mật ong"},
            pace=AlertPace.DAILY,
            created_at=now(),
            told_until=now(),
            seen_at=now(),
        )
        session.add_all([match, complaint, search])
        session.flush()
        traded = _quote_things(house, buyer, demand, wanted)
        accepted = make_lead(wanted, house, buyer)
        deal = Deal(seller=owner, buyer=other, maker=house, shop=buyer, listing=listing, demand=wanted, lead=accepted)
        agreed = _deal_things(deal)
        things = {**_office_things(), **traded, **agreed, "invitation_id": _invitation(house, owner).id}
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
            "due_id": due.id,
            "match_id": match.id,
            "search_id": search.id,
            "complaint_id": complaint.id,
            "user_id": colleague.id,
            "photo_id": listing.photos[0].id,
            **things,
        },
        photo_stem=listing.photos[0].stem,
    )
