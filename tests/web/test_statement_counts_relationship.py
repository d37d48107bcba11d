"""A page about quotes, agreements, deadlines or alerts asks the database as often for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import make_tap
from marketplace.accounts.models import StaffRole
from marketplace.agreements.models import DeliveredMonth, FollowUp, PaperScan, PaperStatus, Stage
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.files.models import Document
from marketplace.matching.models import AlertPace
from marketplace.quotes import actions as quotes
from tests.factories.accounts import actor_of, add_member, make_organisation, make_staff, make_user
from tests.factories.agreements import Deal, make_agreement, make_paper
from tests.factories.agreements import make_lead as make_accepted
from tests.factories.alerts import keep
from tests.factories.leads import make_lead, make_pair, miss
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import Party, make_buyer, make_supplier, sent_quote
from tests.web.signing_in import sign_in
from tests.web.test_statement_counts import counted


class House:
    """An organisation that sells and buys, and everything around it that grows by one of each."""

    def __init__(self) -> None:
        self.owner = make_user("Chủ")
        self.organisation = make_organisation(self.owner, name="HTX Của Chủ", is_distributor=True)
        self.party = Party(actor=actor_of(self.owner), organisation=self.organisation)
        self.demand, self.listing = make_demand(self.organisation), make_listing(self.organisation)
        self.buyer = make_user("Bên Mua")
        self.shop = make_organisation(self.buyer, name="Siêu thị Một", is_distributor=True, province_code="79")
        self.agreement = make_agreement(self._deal(), Stage.DELIVERING)
        self.paper = make_paper(self.agreement, status=PaperStatus.DRAFT)
        self.lead_id = self.agreement.lead_id
        self.first_quote: int = 0
        kept = ("owner", "organisation", "demand", "listing", "buyer", "shop", "agreement", "paper")
        self.keys = {name: (type(getattr(self, name)), getattr(self, name).id) for name in kept}

    def read_anew(self) -> None:
        """Load the rows again, which a request has let go of."""
        for name, (kind, key) in self.keys.items():
            setattr(self, name, session.get_one(kind, key))
        self.party = Party(actor=self.party.actor, organisation=self.organisation)

    def _deal(self) -> Deal:
        listing, wanted = make_listing(self.organisation), make_demand(self.shop)
        lead = make_accepted(listing, self.shop, self.organisation, own=wanted)
        return Deal(
            seller=self.owner, buyer=self.buyer, maker=self.organisation, shop=self.shop, listing=listing,
            demand=wanted, lead=lead,
        )  # fmt: skip

    def grow(self, number: int) -> None:
        """Add one row to every list."""
        self.read_anew()
        supplier, buyer = make_supplier(f"HTX Số {number}"), make_buyer(f"Siêu thị Số {number}")
        self._quotes(supplier, buyer, number)
        self._agreements(number)
        with transaction():
            add_member(self.organisation, make_user(f"Thợ {number}"))
        keep(self.owner, f"mật ong {number}", pace=AlertPace.DAILY)
        long_ago = now() - timedelta(days=50)
        old = {"published_at": long_ago, "confirmed_at": long_ago, "expires_on": today() + timedelta(days=5)}
        make_listing(self.organisation, **old)
        make_demand(self.organisation, **old)
        miss(make_lead(make_pair()))

    def _quotes(self, supplier: Party, buyer: Party, number: int) -> None:
        own = sent_quote(make_demand(buyer.organisation), self.party)
        received = sent_quote(self.demand, supplier)
        sent_quote(make_demand(self.organisation), supplier)
        self.first_quote = self.first_quote or received.id
        offered = make_listing(supplier.organisation)
        with transaction():
            for quote in (own, received):
                self._file(quote.supplier_id, number)
            quotes.invite_supplier(make_demand(buyer.organisation), self.listing, by=buyer.actor)
            quotes.invite_supplier(self.demand, offered, by=self.party.actor)
            quotes.save_listing(offered, by=self.party.actor)
            asked = quotes.ask_question(self.demand, f"Câu hỏi thứ {number}?", by=supplier.actor)
            quotes.answer_question(asked, "Có.", by=self.party.actor)

    def _file(self, organisation_id: int, number: int) -> int:
        document = Document(
            stem=f"{organisation_id:016x}{number:016x}", extension="jpg", name=f"{number}.jpg", size=1,
            organisation_id=organisation_id, user_id=None, created_at=now(),
        )  # fmt: skip
        session.add(document)
        session.flush()
        return document.id

    def _agreements(self, number: int) -> None:
        for stage in (Stage.NEGOTIATION, Stage.DELIVERING, Stage.ENDED):
            make_agreement(self._deal(), stage)
        own = self.agreement
        with transaction():
            document_id = self._file(own.seller_id, 100 + number)
            session.add(PaperScan(paper_id=self.paper.id, document_id=document_id, organisation_id=own.seller_id))
            for party in (own.seller_id, own.buyer_id):
                month = date(today().year - 1, number, 1)
                values = {"value": 1, "reported_by_id": self.owner.id, "reported_at": now()}
                session.add(DeliveredMonth(agreement_id=own.id, organisation_id=party, month=month, **values))
                asked = {"months": (3, 6, 12)[number - 1], "due_on": today(), "asked_at": now()}
                session.add(FollowUp(agreement_id=own.id, organisation_id=party, **asked))
        make_paper(own, status=PaperStatus.CANCELLED)

    def pages(self) -> tuple[str, ...]:
        """Return the pages of its owner."""
        self.read_anew()
        demand, house = self.demand.id, self.organisation.id
        return (
            "/my",
            "/my/quotes?tab=waiting",
            "/my/demands/quotes",
            f"/demands/{demand}/quotes",
            f"/demands/{demand}/invitations",
            f"/demands/{demand}",
            "/my/saved",
            "/my/agreements?tab=talking",
            "/my/agreements?tab=running",
            f"/agreements/{self.agreement.id}",
            f"/agreement-papers/{self.paper.id}",
            f"/leads/{self.lead_id}",
            "/my/alerts",
            "/my/postings?fresh=due",
            "/my/postings?fresh=closing",
            f"/organisations/{house}/members",
        )

    def links(self) -> dict[str, str]:
        """Return a link in a message for each page that may hold several rows."""
        self.read_anew()
        things = {"postings.freshness": self.listing.id, "alerts.pace": self.owner.id, "leads.answer": self.lead_id}
        things["quotes.answer"] = self.first_quote
        place = {"organisation_id": self.organisation.id, "site_url": ""}
        with transaction():
            return {
                purpose: make_tap(self.owner, purpose=purpose, thing_id=thing, **place)  # type: ignore[arg-type]
                for purpose, thing in things.items()
            }


FOR_STAFF = ("/staff", "/staff/unanswered", "/staff/expiring", "/staff/unmatched", "/staff/agreements")


@pytest.mark.usefixtures("index")
def test_lists_ask_as_often_for_three_rows_as_for_one(
    new_client: Callable[[], FlaskClient], db: scoped_session[Session]
) -> None:
    staff = sign_in(new_client(), make_staff(StaffRole.SYSTEM))  # type: ignore[arg-type]
    house = House()
    member = sign_in(new_client(), house.owner)  # type: ignore[arg-type]
    outline = f"/staff/agreements/{house.keys['agreement'][1]}"
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            house.grow(number)
        links = house.links()
        found = counted(new_client(), tuple(links.values()))
        by_purpose = {purpose: found[link] for purpose, link in links.items()}
        counts.append({**counted(member, house.pages()), **counted(staff, (*FOR_STAFF, outline)), **by_purpose})
    assert counts[0] == counts[1]
    assert max(counts[0].values()) < 50, counts[0]
