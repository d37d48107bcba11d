"""Erasing a person: afterwards no text in the whole database gives the person away."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import JSON, String, Text, cast, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import change_contact, check_sign_up, sign_up, suspend_organisation
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.drafts import SignUp
from marketplace.accounts.models import OrganisationKind, StaffRole, User
from marketplace.accounts.traces import Traces
from marketplace.db import Base, session, transaction
from marketplace.leads.actions import accept_lead, open_contacts, reply, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import Lead, Message
from marketplace.matching.actions import dismiss_match
from marketplace.matching.models import DismissReason, Match
from marketplace.moderation.actions import decide_complaint, file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import ComplaintReason
from marketplace.notifications.actions import mark_failed
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.actions import take_down
from marketplace.postings.models import PostingStatus
from tests.factories.accounts import PASSWORD, actor_of, make_installation, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing
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
        send_enquiry(demand, MessageDraft(body=said), own_posting=listing, by=me)
        mine = file_complaint(ComplaintDraft(reason=ComplaintReason.SPAM, text=said, contact="0988000001"), by=me)
        about = ComplaintDraft(reason=ComplaintReason.FRAUD, text=said, organisation_id=house.id)
        decide_complaint(file_complaint(about, by=they), is_upheld=False, note=f"Đã gọi {NAME}", by=office)
        decide_complaint(mine, is_upheld=True, note="Đã gọi", by=office)
        take_down(refused, f"Ông {NAME} để lộ số 0988 000 001", by=office)
        suspend_organisation(house.id, installation=HERE, by=office)
        change_contact("0988000002", password=PASSWORD, ticket=new_ticket(), installation=HERE, by=me)
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


@pytest.mark.usefixtures("index")
def test_nothing_in_the_database_gives_an_erased_person_away(
    client: FlaskClient, db: Db, run_jobs: Callable[[], None]
) -> None:
    user = fill_the_world()
    before = leaks()
    assert {"user.phone", "message.body", "posting.description", "complaint.text", "outbox_message.body"} <= before
    sign_in(client, user)  # type: ignore[arg-type]
    page = client.get("/my/profile/erasures")
    assert client.submit(page, {"current_password": PASSWORD}).status_code == 200  # type: ignore[attr-defined]
    run_jobs()
    session.expire_all()
    assert leaks() == set()
    assert len(session.scalars(select(Lead)).all()) == 2, "the figures stay"
    assert "Chào anh …" in session.scalars(select(Message).order_by(Message.id)).first().body  # type: ignore[union-attr]
    assert client.get("/my").status_code == 302, "the session is over"


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
