"""Postings from the first question to the last day: started, saved, published, withdrawn, expired, taken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.files.pictures import StoredPicture
from marketplace.jobs.models import Job
from marketplace.notifications.models import OutboxMessage
from marketplace.postings import actions
from marketplace.postings.drafts import (
    CapacityDraft,
    CertificateDraft,
    GoodsDraft,
    NeedDraft,
    PapersDraft,
    PriceDraft,
    RequirementsDraft,
    TermsDraft,
    TierDraft,
)
from marketplace.postings.models import Listing, PostingStatus, Side
from marketplace.postings.queries import get_posting, get_visible_posting
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_listing

Db = scoped_session[Session]
HONEY = "processed.health.honey"


@dataclass
class Seller:
    actor: Actor
    organisation: Organisation


@pytest.fixture
def seller(db: Db) -> Seller:
    user = make_user("Lê Thị Ong")
    organisation = make_organisation(user, name="Hợp tác xã ong Tân Cương", province_code="19")
    return Seller(actor_of(user), organisation)


def picture(number: int) -> StoredPicture:
    return StoredPicture(stem=f"{number:032x}", width=1280, height=960)


def waiting(name: str = "search.put") -> int:
    return session.scalar(select(func.count()).where(Job.name == name)) or 0


def complete_listing(seller: Seller) -> Listing:
    with transaction():
        listing = actions.start_listing(seller.organisation.id, form_token="a" * 20, by=seller.actor)
        actions.save_goods(listing, GoodsDraft(title="Mật ong rừng"), by=seller.actor)
        actions.save_category(listing, HONEY, by=seller.actor)
        actions.save_capacity(listing, CapacityDraft(quantity="2 tạ", months=(5, 6, 7)), by=seller.actor)
    return listing


def test_every_step_is_kept_and_publishing_makes_it_seen(seller: Seller) -> None:
    by = seller.actor
    with transaction():
        listing = actions.start_listing(seller.organisation.id, form_token="f" * 20, photos=[picture(1)], by=by)
    assert (listing.status, listing.province_code, listing.version) == (PostingStatus.DRAFT, "19", 1)
    with transaction():
        actions.save_goods(listing, GoodsDraft(title="Mật ong rừng", description="Ngon", province_code="19"), by=by)
        actions.save_category(listing, HONEY, by=by)
        actions.save_capacity(listing, CapacityDraft(quantity="2 tạ", is_all_year=True, min_order="10 kg"), by=by)
        price = PriceDraft(price_min="85k", price_max="120k", price_unit="kg", has_vat=True,
                           tiers=(TierDraft(from_amount="50", price="80k"),))  # fmt: skip
        actions.save_price(listing, price, by=by)
        papers = PapersDraft(
            certificates=(CertificateDraft(code="ocop4", number="12/QĐ"),), papers=("label", "barcode"),
            channels=("supermarket",), shelf_life="2 năm", packaging="hũ thủy tinh",
        )  # fmt: skip
        actions.save_papers(listing, papers, by=by)
    assert waiting() == 0
    with transaction():
        actions.publish(listing, by=by)
    kept = get_visible_posting(listing.id, VISITOR)
    assert kept.status is PostingStatus.PUBLISHED
    assert kept.expires_on == today() + timedelta(days=90)
    assert (kept.quantity_amount, kept.quantity_unit, len(kept.months)) == (Decimal(2), "tạ", 12)
    assert (kept.price_min, kept.price_unit, kept.price_tiers[0].price) == (85_000, "kg", 80_000)
    assert [row.certificate_code for row in kept.certificates] == ["ocop4"]
    assert {row.paper_code for row in kept.papers} == {"label", "barcode"}
    assert kept.photos[0].stem == picture(1).stem
    assert waiting() == 1


def test_a_demand_from_start_to_sight(db: Db) -> None:
    user = make_user()
    buyer = make_organisation(user, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    by = actor_of(user)
    closes = (today() + timedelta(days=40)).isoformat()
    with transaction():
        demand = actions.start_demand(buyer.id, GoodsDraft(title="Cần mua mật ong"), form_token="d" * 20, by=by)
        actions.save_category(demand, HONEY, by=by)
        actions.save_need(demand, NeedDraft(quantity="300 kg", is_standing=True, closes_on=closes), by=by)
        terms = TermsDraft(
            price_max="100k", discount="15", payment_days="30", channel_code="supermarket", province_code="01"
        )
        actions.save_terms(demand, terms, by=by)
        actions.save_requirements(demand, RequirementsDraft(certificates=("ocop3",), papers=("label",)), by=by)
        actions.publish(demand, by=by)
    kept = get_visible_posting(demand.id, VISITOR, side=Side.DEMAND)
    assert (kept.price_max, kept.price_unit, kept.payment_days) == (100_000, "kg", 30)
    assert (kept.expires_on, kept.is_standing, kept.channel_code) == (today() + timedelta(days=40), True, "supermarket")


def test_a_second_submit_of_the_first_form_makes_nothing_new(seller: Seller) -> None:
    with transaction():
        one = actions.start_listing(seller.organisation.id, form_token="s" * 20, photos=[picture(1)], by=seller.actor)
    with transaction():
        two = actions.start_listing(seller.organisation.id, form_token="s" * 20, photos=[picture(2)], by=seller.actor)
    assert one.id == two.id
    assert len(get_posting(one.id).photos) == 1
    stranger = make_user("Kẻ Lạ")
    other = make_organisation(stranger, name="Cơ sở khác")
    with transaction():
        theirs = actions.start_listing(other.id, form_token="s" * 20, by=actor_of(stranger))
    assert theirs.id != one.id, "a token is worth nothing to anybody else"


def test_what_the_last_listing_said_is_not_asked_again(seller: Seller) -> None:
    make_listing(
        seller.organisation, province_code="08", papers=["label"], channels=["market", "supermarket"],
        lead_time_days=7, packaging="hũ thủy tinh", price_has_vat=True,
    )  # fmt: skip
    with transaction():
        listing = actions.start_listing(seller.organisation.id, form_token=None, by=seller.actor)
    kept = get_posting(listing.id)
    assert (kept.province_code, kept.lead_time_days, kept.packaging) == ("08", 7, "hũ thủy tinh")
    assert kept.price_has_vat
    assert [row.channel_code for row in kept.channels] == ["market", "supermarket"]
    assert [row.paper_code for row in kept.papers] == ["label"]
    assert kept.title == ""


def test_an_unfinished_posting_is_not_published(seller: Seller) -> None:
    with transaction():
        listing = actions.start_listing(seller.organisation.id, form_token=None, by=seller.actor)
    with pytest.raises(Invalid) as caught, transaction():
        actions.publish(listing, by=seller.actor)
    assert [problem.key for problem in caught.value.problems] == [
        "postings.missing_title",
        "postings.missing_category",
        "postings.missing_quantity",
    ]
    assert get_posting(listing.id).status is PostingStatus.DRAFT


def test_publishing_twice_changes_nothing(seller: Seller) -> None:
    listing = complete_listing(seller)
    with transaction():
        actions.publish(listing, by=seller.actor)
        version = listing.version
        actions.publish(listing, by=seller.actor)
    assert listing.version == version


def test_the_first_posting_waits_where_the_office_wants_to_look(seller: Seller) -> None:
    listing = complete_listing(seller)
    with transaction():
        actions.publish(listing, approve_first=True, by=seller.actor)
    assert listing.status is PostingStatus.PENDING
    with pytest.raises(NotFound):
        get_visible_posting(listing.id, VISITOR)
    here, elsewhere = actor_of(make_staff(province_code="19")), actor_of(make_staff(province_code="01"))
    with pytest.raises(Refused), transaction():
        actions.approve(get_posting(listing.id), by=elsewhere)
    with transaction():
        actions.approve(get_posting(listing.id), by=here)
    assert get_visible_posting(listing.id, VISITOR).status is PostingStatus.PUBLISHED
    assert waiting() == 1
    second = make_listing(seller.organisation, status=PostingStatus.DRAFT)
    with transaction():
        actions.publish(second, approve_first=True, by=seller.actor)
    assert second.status is PostingStatus.PUBLISHED


def test_a_declined_posting_goes_back_with_the_reason(seller: Seller) -> None:
    listing = make_listing(seller.organisation, status=PostingStatus.PENDING)
    staff = actor_of(make_staff(province_code="19"))
    with pytest.raises(Invalid), transaction():
        actions.decline_pending(get_posting(listing.id), "  ", by=staff)
    with transaction():
        actions.decline_pending(get_posting(listing.id), "Ảnh không đúng hàng.", by=staff)
    kept = get_posting(listing.id)
    assert (kept.status, kept.staff_note) == (PostingStatus.DRAFT, "Ảnh không đúng hàng.")
    told = session.scalars(select(OutboxMessage)).all()
    assert [message.template for message in told] == ["postings.declined"]
    assert "Ảnh không đúng hàng." in told[0].body
    with pytest.raises(Conflict), transaction():
        actions.approve(get_posting(listing.id), by=staff)


def test_editing_what_is_published_takes_effect_at_once(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    with transaction():
        actions.save_goods(listing, GoodsDraft(title="Mật ong bạc hà"), expected_version=1, by=seller.actor)
    assert (listing.title, listing.version, waiting()) == ("Mật ong bạc hà", 2, 1)


def test_two_editors_do_not_overwrite_each_other(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    with transaction():
        actions.save_goods(listing, GoodsDraft(title="Của người thứ nhất"), expected_version=1, by=seller.actor)
    with pytest.raises(Conflict) as caught, transaction():
        actions.save_goods(listing, GoodsDraft(title="Của người thứ hai"), expected_version=1, by=seller.actor)
    assert caught.value.key == "postings.changed_meanwhile"
    assert get_posting(listing.id).title == "Của người thứ nhất"


def test_what_is_published_stays_complete(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    with pytest.raises(Invalid) as caught, transaction():
        actions.save_capacity(listing, CapacityDraft(), by=seller.actor)
    assert [(problem.field, problem.key) for problem in caught.value.problems] == [
        ("quantity", "postings.missing_quantity")
    ]
    with transaction():
        actions.save_capacity(listing, CapacityDraft(is_open=True), by=seller.actor)
    assert get_posting(listing.id).is_quantity_open


@pytest.mark.parametrize("field", ["province", "category", "certificate", "paper", "channel"])
def test_codes_that_are_in_no_list_are_refused(seller: Seller, field: str) -> None:
    listing, by = make_listing(seller.organisation), seller.actor
    certificate = PapersDraft(certificates=(CertificateDraft(code="xx"),))
    attempts = {
        "province": lambda: actions.save_goods(listing, GoodsDraft(title="Mật ong", province_code="99"), by=by),
        "category": lambda: actions.save_category(listing, "no.such", by=by),
        "certificate": lambda: actions.save_papers(listing, certificate, by=by),
        "paper": lambda: actions.save_papers(listing, PapersDraft(papers=("xx",)), by=by),
        "channel": lambda: actions.save_papers(listing, PapersDraft(channels=("xx",)), by=by),
    }
    with pytest.raises(Invalid), transaction():
        attempts[field]()


def test_saving_the_same_rows_again_keeps_them(seller: Seller) -> None:
    listing = make_listing(seller.organisation, certificates=["ocop4", "vietgap"], months=[1, 2], channels=["market"])
    kept = {row.certificate_code: row.id for row in listing.certificates}
    draft = PapersDraft(certificates=(CertificateDraft(code="vietgap", number="7"), CertificateDraft(code="haccp")))
    with transaction():
        actions.save_papers(listing, draft, by=seller.actor)
        actions.save_capacity(listing, CapacityDraft(quantity="5 kg", months=(2, 3)), by=seller.actor)
    fresh = get_posting(listing.id)
    assert {row.certificate_code for row in fresh.certificates} == {"vietgap", "haccp"}
    assert next(row.id for row in fresh.certificates if row.certificate_code == "vietgap") == kept["vietgap"]
    assert [row.month for row in fresh.months] == [2, 3]
    assert fresh.channels == []
