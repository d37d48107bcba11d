"""What a page asks the database for quotes: as often for three as for one; and what is filled in beforehand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.errors import Invalid
from marketplace.leads.models import DeclineReason
from marketplace.postings.models import Posting, PriceTier
from marketplace.quotes import actions
from marketplace.quotes.drafts import AnswerDraft, QuoteDraft, Usual, read_public_words, read_quote
from marketplace.quotes.labels import Tab
from marketplace.quotes.models import InvitationStatus
from marketplace.quotes.prefill import values_from_listing
from marketplace.quotes.queries import (
    count_own_quotes,
    count_quotes_to_decide,
    get_invitations,
    get_open_invitations,
    get_own_quotes,
    get_questions,
    get_received,
    get_saved_listings,
)
from marketplace.quotes.requirements import Met, requirements_of
from tests.counting import count_statements
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import make_supplier, make_trade, sent_quote

Db = scoped_session[Session]


def test_lists_ask_as_often_for_three_as_for_one(db: Db) -> None:
    trade = make_trade()
    demand, me = trade.demand, trade.supplier.actor

    def grow(number: int) -> None:
        other = make_supplier(f"HTX {number}")
        sent_quote(demand, other)
        sent_quote(make_demand(trade.buyer.organisation), trade.supplier)
        listing = make_listing(other.organisation)
        with transaction():
            actions.save_listing(listing, by=trade.buyer.actor)
            actions.invite_supplier(
                demand, make_listing(make_supplier(f"Khách {number}").organisation), by=trade.buyer.actor
            )
            asked = actions.ask_question(demand, f"Câu hỏi số {number}?", by=other.actor)
            actions.answer_question(asked, "Trả lời rồi nhé.", by=trade.buyer.actor)

    def ask() -> None:
        found = get_received(session.get_one(Posting, demand.id))
        assert all(quote.posting.organisation.name and quote.supplier.province.name_short for quote in found.quotes)
        assert all(quote.posting.title and quote.buyer.name for quote in get_own_quotes(me, Tab.WAITING).items)
        assert count_own_quotes(me)[Tab.WAITING] == len(get_own_quotes(me, Tab.WAITING).items)
        assert all(row.listing.organisation.name for row in get_saved_listings(trade.buyer.actor).items)
        assert all(row.supplier.province.name_short for row in get_invitations(demand).items)
        assert all(question.answer for question in get_questions(demand, me).items)
        assert count_quotes_to_decide(trade.buyer.actor)
        get_open_invitations(me)

    grow(1)
    once = count_statements(ask)
    grow(2)
    grow(3)
    assert count_statements(ask) == once


def test_what_the_listing_says_is_filled_in(db: Db) -> None:
    seller = make_supplier()
    listing = make_listing(
        seller.organisation,
        quantity_amount=Decimal(1),
        quantity_unit="tấn",
        certificates=["ocop4"],
        papers=["label"],
        months=range(1, 13),
        price_has_vat=True,
    )
    with transaction():
        listing.price_tiers = [
            PriceTier(from_amount=Decimal(100), price=88_000),
            PriceTier(from_amount=Decimal(900), price=70_000),
        ]
    demand = make_demand(
        certificates=["ocop3", "haccp"], papers=["label", "barcode", "e_invoice"], needed_from=date(2026, 12, 1)
    )
    values = values_from_listing(demand, listing, today())
    assert (values.quantity_amount, values.quantity_unit) == (Decimal(300), "kg")
    assert (values.price, values.has_vat) == (88_000, True), "the tier that the quantity reaches"
    assert set(values.answers) == {"certificate:ocop3", "paper:label", "period", "delivery"}
    assert {answer.met for answer in values.answers.values()} == {Met.YES}
    keys = [one.key for one in requirements_of(demand)]
    assert "paper:e_invoice" not in keys, "asked beside the price"
    assert requirements_of(listing) == []


def test_where_the_capacity_is_smaller_that_is_offered(db: Db) -> None:
    listing = make_listing(quantity_amount=Decimal(2), quantity_unit="tạ")
    values = values_from_listing(make_demand(), listing, today())
    assert (values.quantity_amount, values.quantity_unit) == (Decimal(200), "kg")


def test_an_invitation_is_declined_and_quoted_all_the_same(db: Db) -> None:
    trade = make_trade()
    with transaction():
        invitation = actions.invite_supplier(trade.demand, trade.listing, by=trade.buyer.actor)
        assert get_open_invitations(trade.supplier.actor)
        actions.decline_invitation(invitation, DeclineReason.CAPACITY, by=trade.supplier.actor)
    assert get_open_invitations(trade.supplier.actor) == []
    sent_quote(trade.demand, trade.supplier)
    assert invitation.status is InvitationStatus.QUOTED
    assert invitation.decline_reason is DeclineReason.CAPACITY, "kept, and shown to the buyer while quotes are sealed"


TEXT = st.text(max_size=60)


@given(
    st.builds(
        QuoteDraft,
        price=TEXT,
        quantity=TEXT,
        weekly=TEXT,
        min_order=TEXT,
        lead_time=TEXT,
        payment_days=TEXT,
        discount=TEXT,
        valid_until=TEXT,
        note=TEXT,
        has_vat=st.none() | st.booleans(),
        answers=st.dictionaries(TEXT, st.builds(AnswerDraft, met=TEXT, note=TEXT), max_size=3),
    )
)
def test_whatever_is_typed_is_read_or_refused_in_words(draft: QuoteDraft) -> None:
    try:
        values = read_quote(draft, Usual(quantity_unit="kg", price_unit="kg"), ["paper:barcode"], date(2026, 11, 24))
    except Invalid:
        return
    assert values.price is None or values.price > 0
    assert set(values.answers) <= {"paper:barcode"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "quotes.words_needed"),
        (" \u200b ", "quotes.words_needed"),
        ("Gọi +84 912.345.678 nhé", "quotes.phone_in_words"),
        ("x" * 601, "postings.text_long"),
    ],
)
def test_what_everybody_reads(typed: str, key: str) -> None:
    with pytest.raises(Invalid) as error:
        read_public_words(typed, 600, field_name="body")
    assert [problem.key for problem in error.value.problems] == [key]
