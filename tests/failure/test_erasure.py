"""Erasing a person: afterwards no text in the whole database gives the person away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import JSON, String, Text, cast, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import (
    change_contact,
    check_sign_up,
    invite_member,
    keep_form,
    sign_up,
    suspend_organisation,
)
from marketplace.accounts.actor import Actor
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.drafts import SignUp
from marketplace.accounts.models import MemberRole, OrganisationKind, StaffRole, User
from marketplace.accounts.traces import Traces
from marketplace.agreements import actions as agreements
from marketplace.agreements.drafts import PaperDraft, PartyDraft, TermsDraft
from marketplace.agreements.models import Agreement, FailReason, PaperKind
from marketplace.clock import now, today
from marketplace.db import Base, session, transaction
from marketplace.files.models import Document
from marketplace.leads.actions import CallDraft, accept_lead, decline_lead, log_call, open_contacts, reply, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import CallMeans, CallOutcome, DeclineReason, Lead, Message
from marketplace.matching.actions import dismiss_match, save_search
from marketplace.matching.models import DismissReason, Match
from marketplace.moderation.actions import decide_complaint, file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import ComplaintReason
from marketplace.notifications.actions import mark_failed
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.actions import take_down
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.searching import SearchRequest
from marketplace.quotes import actions as quotes
from marketplace.quotes.drafts import AnswerDraft, QuoteDraft
from marketplace.quotes.models import NoneReason, QuoteFile, RequestStatus
from tests.factories.accounts import (
    PASSWORD,
    actor_of,
    add_member,
    make_installation,
    make_organisation,
    make_staff,
    make_user,
)
from tests.factories.agreements import scan_file, temporary_store
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import typed as typed_quote
from tests.web.signing_in import sign_in

Db = scoped_session[Session]
HERE = make_installation()
PHONE, EMAIL, NAME, TAX, HOUSE = "+84988000001", "nam.le@example.vn", "Lê Văn Nam", "001185012345", "Hộ Lê Văn Nam"
# The reference lists are the same everywhere, and long.
PUBLIC = {"ward", "province", "category", "craft_village", "certificate", "unit", "channel", "readiness_paper"}
TELLING = ("988000001", "988 000 001", EMAIL, NAME, NAME.lower(), "le van nam", TAX, HOUSE, "12 ngõ Gốm")


def texts() -> list[tuple[str, str]]:
    """Return every text of the database with the table and column that hold it."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, (String, Text, JSON)) and table.name != "alembic_version":
                place = f"{table.name}.{column.name}"
                rows = session.execute(select(cast(column, Text)).where(column.is_not(None)).select_from(table))
                found += [(place, str(row[0])) for row in rows] if table.name not in PUBLIC else []
    return found


def leaks() -> set[str]:
    """Return where something that gives the person away is found; JSON may hold it with its letters spelt out."""
    spelt = [json.dumps(word)[1:-1] for word in TELLING]
    return {place for place, text in texts() for word in (*TELLING, *spelt) if word in text}


def fill_the_world() -> User:
    """Let a person do everything that leaves a trace, and let others write about the person."""
    user, buyer = make_user(NAME, phone=PHONE, email=EMAIL), make_user("Trần Thị Mua")
    office = actor_of(make_staff(StaffRole.MINISTRY))
    house = make_organisation(user, name=HOUSE, kind=OrganisationKind.HOUSEHOLD, tax_code=TAX)
    shop = make_organisation(buyer, name="Siêu thị Mua", is_producer=False, is_distributor=True)
    said = f"Gọi {NAME}, 0988 000 001, {EMAIL}"
    with transaction():
        shop.address_line = "9 phố Chợ"
    listing = make_listing(house, title=f"Mật ong {NAME}", description=said, packaging=said, photos=["c" * 32])
    refused = make_listing(house, status=PostingStatus.PUBLISHED)
    demand = make_demand(shop)
    me, they = actor_of(user), actor_of(buyer)
    with transaction():
        lead = send_enquiry(listing, MessageDraft(body=f"Chào anh {NAME}, số 0988.000.001 phải không?"), by=they)
        reply(lead, MessageDraft(body=f"{said}, mã {TAX}, 12 ngõ Gốm"), by=me)
        accept_lead(lead, by=me)
        open_contacts(lead, by=me)
        for who in (me, they):
            log_call(lead, CallDraft(means=CallMeans.PHONE, outcome=CallOutcome.LATER, note=f"Gọi {NAME}"), by=who)
        send_enquiry(demand, MessageDraft(body=said), own_posting=listing, by=me)
    quotes_that_name(me, they, listing, demand, said)
    words_of_others(me, they, listing, demand)
    agreements_that_name(me, they, lead, said)
    with transaction():
        mine = file_complaint(ComplaintDraft(reason=ComplaintReason.SPAM, text=said, contact="0988000001"), by=me)
        about = ComplaintDraft(reason=ComplaintReason.FRAUD, text=said, organisation_id=house.id)
        decide_complaint(file_complaint(about, by=they), is_upheld=False, note=f"Đã gọi {NAME}", by=office)
        decide_complaint(mine, is_upheld=True, note="Đã gọi", by=office)
        take_down(refused, f"Ông {NAME} để lộ số 0988 000 001", by=office)
        invite_member(house.id, "0988000003", MemberRole.MEMBER, installation=HERE, by=me)
        suspend_organisation(house.id, installation=HERE, by=office)
        change_contact("0988000002", password=PASSWORD, ticket=new_ticket(), installation=HERE, by=me)
        invite_member(shop.id, "0988 000 001", MemberRole.MEMBER, installation=HERE, by=they)
        keep_form(user.id, ticket=new_ticket(), path="/leads/1", fields=[("body", said)], has_files=False)
    typed = SignUp(full_name=NAME, contact="0988000001", password="tre-xanh-2026", language="vi", has_agreed=True)
    with transaction():
        sign_up(check_sign_up(typed, installation=HERE), ticket=new_ticket(), installation=HERE)
        match = Match(listing_id=listing.id, demand_id=demand.id, score=80, likeness=900, is_eligible=True, reasons=[])
        match.gaps, match.listing_version, match.demand_version, match.computed_at = [], 1, 1, lead.created_at
        session.add(match)
        session.flush()
        dismiss_match(match, DismissReason.OTHER, said, by=me)
        for message in session.scalars(select(OutboxMessage).where(OutboxMessage.user_id == user.id)):
            mark_failed(message.id, error=f"refused: {EMAIL} {PHONE}")
    return user


def agreements_that_name(me: Actor, they: Actor, lead: Lead, said: str) -> None:
    """Let both sides write about the person wherever a deal and its papers can be written in."""
    terms = TermsDraft(goods=f"Mật ong {NAME}", quality=said, delivery=said, payment=said)
    party = PartyDraft(
        name=HOUSE, address="12 ngõ Gốm", tax_code=TAX, person=NAME, position="Chủ hộ", phone="0988 000 001"
    )
    store = temporary_store()
    with transaction():
        deal = agreements.begin_agreement(lead, terms, by=they)
        draft = PaperDraft(seller=party, buyer=PartyDraft(name="Siêu thị Mua"), place="12 ngõ Gốm", extra=said)
        paper = agreements.draw_up_paper(deal, PaperKind.CONTRACT, draft, by=they)
        agreements.attach_scans(paper, [scan_file(f"{NAME}.jpg")], store=store, by=me)
        agreements.put_on_hold(paper, f"Chờ {NAME}", by=they)
        agreements.fail_agreement(deal, FailReason.OTHER, f"Không gặp được {NAME}", by=they)


def quotes_that_name(me: Actor, they: Actor, listing: Posting, demand: Posting, said: str) -> None:
    """Let a person and others write about the person wherever quotes can be written in."""
    draft = QuoteDraft(
        price="85k", quantity="10 kg", has_vat=True, valid_until=(today() + timedelta(days=5)).isoformat(), note=said,
        answers={"delivery": AnswerDraft(met="yes", note=f"Gọi {NAME}")},
    )  # fmt: skip
    with transaction():
        quote = quotes.start_quote(demand, draft, listing=listing, by=me)
        document = Document(
            stem="d" * 32, extension="pdf", name=f"{NAME}.pdf", size=1, organisation_id=quote.supplier_id,
            user_id=me.user_id, created_at=now(),
        )  # fmt: skip
        session.add(document)
        session.flush()
        quote.files.append(QuoteFile(document_id=document.id))
        quotes.send_quote(quote, by=me)
        quotes.decline_quote(quote, DeclineReason.PRICE, f"Ông {NAME} bán đắt", by=they)
        asked = quotes.ask_question(demand, f"{NAME} hỏi: có nhận hũ nhựa không?", by=me)
        quotes.answer_question(asked, "Chỉ nhận hũ thủy tinh.", by=they)
        quotes.save_listing(make_listing(demand.organisation), f"Nhắc {NAME} hỏi lại", by=me)


def words_of_others(me: Actor, they: Actor, listing: Posting, demand: Posting) -> None:
    """Let others write about the person beside what the person has posted or quoted for."""
    with transaction():
        quotes.ask_question(listing, f"Ông {NAME} có giao ra Hà Nội không?", by=they)
        quotes.save_listing(listing, f"Hỏi {NAME}", by=they)
        reason = NoneReason.OTHER
        quotes.close_request(demand, RequestStatus.NONE_SUITABLE, reason=reason, note=f"{NAME} bán đắt", by=they)
        save_search(SearchRequest(side=Side.DEMAND, text=NAME), name=f"Của {NAME}", by=me)


@pytest.mark.usefixtures("index")
def test_nothing_in_the_database_gives_an_erased_person_away(
    client: FlaskClient, db: Db, run_jobs: Callable[[], None]
) -> None:
    user = fill_the_world()
    before = leaks()
    assert {"invitation.contact", "kept_form.fields"} <= before
    assert {"quote.note", "quote.answers", "quote.decline_note", "document.name", "question.body"} <= before
    assert {"saved_listing.note", "quote_request.note", "saved_search.name", "saved_search.params"} <= before
    assert {f"agreement.{name}" for name in ("goods", "quality", "delivery", "payment", "fail_note")} <= before
    assert {f"agreement_paper.{name}" for name in ("seller", "terms", "place", "extra", "hold_note")} <= before
    assert {"user.phone", "message.body", "call.note", "posting.description"} <= before
    assert {"complaint.text", "outbox_message.body"} <= before
    sign_in(client, user)  # type: ignore[arg-type]
    page = client.get("/my/profile/erasures")
    assert client.submit(page, {"current_password": PASSWORD}).status_code == 200  # type: ignore[attr-defined]
    run_jobs()
    session.expire_all()
    assert leaks() == set()
    assert len(session.scalars(select(Agreement)).all()) == 1
    assert len(session.scalars(select(Lead)).all()) == 2, "the figures stay"
    assert "Chào anh …" in session.scalars(select(Message).order_by(Message.id)).first().body  # type: ignore[union-attr]
    assert client.get("/my").status_code == 302, "the session is over"


@pytest.mark.usefixtures("index")
def test_whoever_leaves_others_behind_leaves_no_trace_with_them(client: FlaskClient, db: Db) -> None:
    """The organisation stays; what its member wrote in its name, and where others name that member, is struck."""
    user, colleague, seller = make_user(NAME, phone=PHONE, email=EMAIL), make_user("Trần Thị Ở Lại"), make_user("Bán")
    shop = make_organisation(user, name="Siêu thị Mua", is_producer=False, is_distributor=True)
    maker = make_organisation(seller, name="HTX Bán")
    with transaction():
        add_member(shop, colleague, MemberRole.ADMIN)
        shop.address_line = maker.address_line = "9 phố Chợ"
    demand, listing = make_demand(shop), make_listing(maker)
    me, they, stays = actor_of(user), actor_of(seller), actor_of(colleague)
    said = f"Gọi {NAME}, 0988 000 001"
    party = PartyDraft(name="Siêu thị Mua", person=NAME, phone="0988 000 001")
    with transaction():
        quote = quotes.start_quote(demand, typed_quote(demand), listing=listing, by=they)
        quotes.send_quote(quote, by=they)
        quotes.decline_quote(quote, DeclineReason.PRICE, said, by=me)
        asked = send_enquiry(make_listing(shop, is_standing=True), MessageDraft(body="Còn hàng không?"), by=they)
        decline_lead(asked, DeclineReason.PRICE, said, by=me)
        lead = send_enquiry(demand, MessageDraft(body="Chào hàng"), by=they)
        accept_lead(lead, by=stays)
        agreement = agreements.begin_agreement(lead, TermsDraft(goods="Mật ong"), by=stays)
        paper = PaperDraft(number="1", seller=PartyDraft(name="HTX Bán"), buyer=party)
        agreements.draw_up_paper(agreement, PaperKind.CONTRACT, paper, by=they)
    match = Match(listing_id=listing.id, demand_id=demand.id, score=80, likeness=900, is_eligible=True, reasons=[])
    with transaction():
        match.gaps, match.listing_version, match.demand_version, match.computed_at = [], 1, 1, now()
        session.add(match)
        session.flush()
        dismiss_match(match, DismissReason.OTHER, said, by=me)
    assert {"quote.decline_note", "lead.decline_note", "agreement_paper.buyer", "match.dismiss_note"} <= leaks()
    sign_in(client, user)  # type: ignore[arg-type]
    page = client.get("/my/profile/erasures")
    assert client.submit(page, {"current_password": PASSWORD}).status_code == 200  # type: ignore[attr-defined]
    session.expire_all()
    assert leaks() == set()


@pytest.mark.parametrize(
    ("typed", "struck"),
    [
        ("Gọi 0988 000 001 nhé", "Gọi … nhé"),
        ("Gọi 84988000001", "Gọi …"),
        (
            "+84 98 800 00 01.",
            "….",
        ),
        ("1098800000123", "1098800000123"),
        ("mã 0988000001234", "mã 0988000001234"),
        ("lê  văn NAM đây", "… đây"),
        ("Lê Văn Nameless", "Lê Văn Nameless"),
        ("Nam ơi", "Nam ơi"),
        ("thư NAM.LE@example.vn", "thư …"),
    ],
)
def test_what_is_struck_out(typed: str, struck: str) -> None:
    traces = Traces(user_id=1, organisation_ids=(), contacts=(PHONE, EMAIL), words=(NAME, "Nam"))
    assert traces.strike(typed) == struck


def test_whoever_leaves_without_words_strikes_nothing() -> None:
    traces = Traces(user_id=1, organisation_ids=(), contacts=(), words=("Nam",))
    assert traces.strike("Nam ơi") == "Nam ơi"
