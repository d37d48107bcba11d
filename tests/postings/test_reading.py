"""Who sees which postings, in which order, with a fixed number of statements; and what index and matching are given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from marketplace import db as database
from marketplace.accounts.actor import VISITOR
from marketplace.accounts.models import OrganisationKind, StaffRole
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.postings import indexing, queries
from marketplace.postings.completeness import helpful_of, missing_of, warnings_of
from marketplace.postings.facts import DemandFacts, SupplyFacts, facts_of
from marketplace.postings.labels import months_of, price_of, quantity_of, status_of, tiers_of
from marketplace.postings.models import (
    Demand,
    Listing,
    PostingCertificate,
    PostingMonth,
    PostingStatus,
    PriceTier,
    Side,
)
from marketplace.postings.prefill import defaults_for
from marketplace.search.documents import Query
from marketplace.search.registry import search_engine
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing

Db = scoped_session[Session]


@contextmanager
def counting() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine(), "before_cursor_execute", note)


def test_only_what_is_open_is_loaded_in_the_order_asked(db: Db) -> None:
    seller = make_organisation()
    first, second = make_listing(seller), make_listing(seller)
    hidden = [
        make_listing(seller, status=PostingStatus.DRAFT),
        make_listing(seller, status=PostingStatus.WITHDRAWN),
        make_listing(seller, expires_on=today() - timedelta(days=1)),
    ]
    wanted = [second.id, *(row.id for row in hidden), 999_999, first.id]
    assert [row.id for row in queries.load_postings(wanted)] == [second.id, first.id]
    assert set(queries.load_facts(wanted)) == {first.id, second.id}
    assert queries.load_postings([]) == []
    assert queries.count_open_postings(Side.SUPPLY) == 2


@pytest.mark.parametrize("name", ["load_postings", "load_facts", "own", "latest", "organisation"])
def test_lists_take_the_same_number_of_statements_with_one_row_and_with_three(db: Db, name: str) -> None:
    user = make_user()
    seller = make_organisation(user)
    actor = actor_of(user)
    ids: list[int] = []

    def look() -> int:
        session.expunge_all()
        with counting() as statements:
            rows = {
                "load_postings": lambda: queries.load_postings(ids),
                "load_facts": lambda: queries.load_facts(ids),
                "own": lambda: queries.get_own_postings(actor).items,
                "latest": lambda: queries.get_latest_postings(Side.SUPPLY),
                "organisation": lambda: queries.get_organisation_postings(seller.id, side=Side.SUPPLY).items,
            }[name]()
            if name != "load_facts":
                for row in rows:
                    assert row.organisation.province.name_short
                    assert row.category
                    assert [one.certificate.name_vi for one in row.certificates] == ["Sản phẩm OCOP 3 sao"]
        return len(statements)

    values = {"certificates": ["ocop3"], "photos": []}
    ids.append(make_listing(seller, **values).id)
    once = look()
    ids.extend(make_listing(seller, province_code=code, **values).id for code in ("08", "19"))
    assert look() == once


def test_own_postings_by_status_with_counts(db: Db) -> None:
    user = make_user()
    seller = make_organisation(user)
    actor = actor_of(user)
    make_listing()
    shown = make_listing(seller)
    late = make_listing(seller, expires_on=today() - timedelta(days=1))
    draft = make_demand(seller, status=PostingStatus.DRAFT)
    counts = queries.count_own_postings(actor)
    assert counts == {
        PostingStatus.DRAFT: 1, PostingStatus.PENDING: 0, PostingStatus.PUBLISHED: 1, PostingStatus.PAUSED: 0,
        PostingStatus.WITHDRAWN: 0, PostingStatus.EXPIRED: 1,
    }  # fmt: skip
    assert [row.id for row in queries.get_own_postings(actor).items] == [draft.id, late.id, shown.id]
    assert [row.id for row in queries.get_own_postings(actor, status=PostingStatus.EXPIRED).items] == [late.id]
    assert [row.id for row in queries.get_own_postings(actor, side=Side.DEMAND).items] == [draft.id]
    assert status_of(late, today()) is PostingStatus.EXPIRED


def test_pages_go_on_where_the_last_one_ended_whatever_comes_in_between(db: Db) -> None:
    user = make_user()
    seller = make_organisation(user)
    made = [make_listing(seller).id for _ in range(23)]
    first = queries.get_own_postings(actor_of(user))
    make_listing(seller)
    second = queries.get_own_postings(actor_of(user), after=first.next_cursor)
    assert [row.id for row in (*first.items, *second.items)] == made[::-1]
    assert second.next_cursor is None


def test_staff_see_what_waits_in_their_province(db: Db) -> None:
    here, there = make_organisation(province_code="01"), make_organisation(province_code="19")
    one = make_listing(here, status=PostingStatus.PENDING)
    two = make_demand(there, status=PostingStatus.PENDING)
    provincial, ministry = actor_of(make_staff(province_code="01")), actor_of(make_staff(StaffRole.MINISTRY))
    assert [row.id for row in queries.get_pending_postings(provincial).items] == [one.id]
    assert queries.get_pending_postings(ministry).total == 2
    assert queries.count_pending_postings(VISITOR) == 0
    with pytest.raises(Refused):
        queries.get_pending_postings(VISITOR)
    with pytest.raises(Refused):
        queries.get_posting_to_moderate(two.id, provincial)


def test_drafts_are_seen_by_their_own_people_and_staff_only(db: Db) -> None:
    user = make_user()
    draft = make_listing(make_organisation(user), status=PostingStatus.DRAFT)
    assert queries.get_visible_posting(draft.id, actor_of(user)).id == draft.id
    assert queries.get_visible_posting(draft.id, actor_of(make_staff(province_code="01"))).id == draft.id
    for stranger in (VISITOR, actor_of(make_user())):
        with pytest.raises(NotFound):
            queries.get_visible_posting(draft.id, stranger)
    with pytest.raises(NotFound):
        queries.get_visible_posting(draft.id, actor_of(user), side=Side.DEMAND)


def test_categories_count_what_is_under_them(db: Db) -> None:
    make_listing(category_code="processed.health.honey")
    make_listing(category_code="processed.drink")
    make_demand(category_code="processed.health.honey")
    counts = queries.count_by_category(Side.SUPPLY)
    assert (counts["processed"], counts["processed.health"], counts["processed.health.honey"]) == (2, 1, 1)


# --- index


def test_a_document_says_everything_one_may_search_for(db: Db) -> None:
    listing = make_listing(
        make_organisation(name="Hợp tác xã Ong Việt", province_code="08"),
        description="Ong lấy mật hoa nhãn.", certificates=["ocop4"], channels=["supermarket"], packaging="hũ thủy tinh",
        quantity_amount=Decimal(2), quantity_unit="tạ",
    )  # fmt: skip
    document = indexing.document_of(queries.get_posting(listing.id))
    assert (document.collection, document.key, document.version) == ("supply", listing.id, 1)
    assert document.texts["title"] == "Mật ong hoa nhãn"
    assert "phấn hoa" in document.texts["words"]
    assert "Honey" in document.texts["words"]
    assert "Hà Giang" in document.texts["place"]
    assert "Tuyên Quang" in document.texts["place"]
    assert document.texts["maker"] == "Hợp tác xã Ong Việt"
    for word in ("hoa nhãn", "OCOP 4 sao", "Siêu thị", "thủy tinh"):
        assert word in document.texts["body"]
    assert document.terms["category"] == ("processed", "processed.health", "processed.health.honey")
    assert set(document.terms["certificate"]) >= {"ocop3", "ocop4"}
    assert "ocop5" not in document.terms["certificate"]
    assert document.terms["province"] == ("08",)
    assert document.terms["organisation"] == (str(listing.organisation_id),)
    assert document.numbers["quantity_mass"] == 200
    assert document.numbers["price_mass"] == 80_000


def test_the_index_follows_the_rows(index: None) -> None:
    listing, demand = make_listing(), make_demand()
    draft = make_listing(status=PostingStatus.DRAFT)
    indexing.index_postings([listing.id, demand.id, draft.id, 999_999])
    assert search_engine().keys("supply") == {listing.id: 1}
    assert search_engine().keys("demand") == {demand.id: 1}
    with transaction():
        session.get_one(Listing, listing.id).status = PostingStatus.WITHDRAWN
    assert list(indexing.compare_index().surplus) == [listing.id]
    indexing.index_postings([listing.id])
    indexing.index_postings([listing.id])
    assert search_engine().keys("supply") == {}


def test_a_rebuild_makes_index_and_database_equal(index: None) -> None:
    kept, stale, missing = make_listing(), make_listing(), make_demand()
    make_listing(status=PostingStatus.DRAFT)
    make_listing(expires_on=today() - timedelta(days=1))
    indexing.index_postings([kept.id, stale.id])
    with transaction():
        session.get_one(Listing, stale.id).version = 7
    difference = indexing.compare_index()
    assert (difference.missing, difference.stale, difference.surplus) == ([missing.id], [stale.id], [])
    calls: list[int] = []
    assert indexing.rebuild_index(renew=lambda: calls.append(1)) == 3
    assert calls
    difference = indexing.compare_index()
    assert (difference.missing, difference.stale, difference.surplus) == ([], [], [])
    found = search_engine().find(Query(text="mat ong", collection="supply"))
    assert {hit.key for hit in found.hits} == {kept.id, stale.id}


# --- values


def test_facts_are_what_the_rows_say_on_that_day(db: Db) -> None:
    listing = make_listing(
        make_organisation(is_verified=True), certificates=["ocop4", "vietgap"], papers=["label"], channels=["market"],
        months={1: None, 2: Decimal(50)}, lead_time_days=7,
    )  # fmt: skip
    with transaction():
        held = session.get_one(Listing, listing.id).certificates
        row = next(row for row in held if row.certificate_code == "vietgap")
        row.expires_on = today() - timedelta(days=1)
    facts = queries.load_facts([listing.id])[listing.id]
    assert isinstance(facts, SupplyFacts)
    assert facts.certificates == {"ocop4"}
    assert (facts.months, facts.month_amounts) == ({1, 2}, {2: Decimal(50)})
    assert (facts.is_verified, facts.lead_time_days, facts.price_min) == (True, 7, 80_000)
    demand = make_demand(certificates=["ocop3"], channel_code="supermarket", payment_days=30)
    wish = facts_of(queries.get_posting(demand.id), today())
    assert isinstance(wish, DemandFacts)
    assert (wish.certificates, wish.channel_code, wish.payment_days) == ({"ocop3"}, "supermarket", 30)


def test_an_unsaid_season_is_not_an_empty_one(db: Db) -> None:
    assert facts_of(queries.get_posting(make_listing().id), today()).months is None  # type: ignore[union-attr]


def test_what_is_missing_what_helps_and_what_looks_odd() -> None:
    day = date(2026, 11, 24)
    empty = Listing(side=Side.SUPPLY, title="", description="")
    assert [lack.key for lack in missing_of(empty, day)] == ["title", "province", "category", "quantity"]
    assert helpful_of(empty)[0].key == "photos"
    wish = Demand(side=Side.DEMAND, title="Mật ong", description="", expires_on=date(2026, 11, 1))
    assert [lack.key for lack in missing_of(wish, day)] == ["category", "quantity", "closing_past", "delivery_province"]
    odd = Listing(
        side=Side.SUPPLY, title="Mật ong", description="", quantity_amount=Decimal(5), quantity_unit="kg",
        min_order_amount=Decimal(1), min_order_unit="tạ", price_min=5000, price_unit="cái",
        certificates=[PostingCertificate(certificate_code="ocop4", expires_on=date(2026, 1, 1))],
    )  # fmt: skip
    assert [lack.key for lack in warnings_of(odd, day)] == ["certificate_expired", "min_order_large", "units_differ"]


def test_words_for_prices_quantities_and_seasons() -> None:
    listing = Listing(
        side=Side.SUPPLY, quantity_amount=Decimal("1.5"), quantity_unit="tấn", price_min=80_000, price_max=95_000,
        price_unit="kg", price_tiers=[PriceTier(from_amount=Decimal(100), price=75_000)],
        months=[PostingMonth(month=month) for month in (11, 12, 1, 2, 6)],
    )  # fmt: skip
    assert price_of(listing) == "80.000 ₫ – 95.000 ₫/kg"
    assert quantity_of(listing) == "1,5 tấn mỗi tháng"
    assert tiers_of(listing) == ["từ 100 kg: 75.000 ₫/kg"]
    listing.months.sort(key=lambda row: row.month)
    assert months_of(listing) == "Tháng 11–2, 6"
    assert price_of(Listing(side=Side.SUPPLY, price_min=80_000, price_unit="kg")) == "từ 80.000 ₫/kg"
    assert price_of(Demand(side=Side.DEMAND, price_max=80_000, price_unit="kg")) == "tối đa 80.000 ₫/kg"
    assert price_of(Listing(side=Side.SUPPLY)) == ""


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        (OrganisationKind.SUPERMARKET, "supermarket"),
        (OrganisationKind.HORECA, "restaurant"),
        (OrganisationKind.HOUSEHOLD, None),
    ],
)
def test_a_buyers_channel_is_known_from_its_kind(db: Db, kind: OrganisationKind, channel: str | None) -> None:
    buyer = make_organisation(kind=kind, is_distributor=True, province_code="48")
    known = defaults_for(Side.DEMAND, buyer, None)
    assert (known.channel_code, known.province_code, known.papers) == (channel, "48", ())


def test_published_last_stands_first(db: Db) -> None:
    old = make_listing(published_at=now() - timedelta(days=2))
    new = make_listing(published_at=now() - timedelta(days=1))
    assert [row.id for row in queries.get_latest_postings(Side.SUPPLY)] == [new.id, old.id]
