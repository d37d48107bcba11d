"""Every state of a quote: each verb as each person, against quote_states.tsv that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import StaffRole
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.files.models import Document
from marketplace.leads.models import DeclineReason
from marketplace.quotes import actions
from marketplace.quotes.models import Quote, QuoteFile
from marketplace.quotes.queries import get_quote, get_quote_file
from tests.factories.accounts import actor_of, add_member, make_staff, make_user
from tests.factories.postings import make_demand
from tests.factories.quotes import Trade, make_supplier, make_trade, typed
from tests.walking import compare, walk

TABLE = Path(__file__).with_name("quote_states.tsv")


def _with_file(quote: Quote) -> Quote:
    document = Document(
        stem=f"{quote.id:032x}",
        extension="pdf",
        name="a.pdf",
        size=1,
        organisation_id=quote.supplier_id,
        created_at=now(),
    )
    session.add(document)
    session.flush()
    quote.files.append(QuoteFile(document_id=document.id))
    session.flush()
    return quote


def states(trade: Trade) -> dict[str, Callable[[], Quote]]:
    """Return how a quote comes into each of its states."""
    supplier, buyer = trade.supplier.actor, trade.buyer.actor

    def draft(is_sealed: bool = False) -> Quote:
        demand = make_demand(trade.buyer.organisation)
        if is_sealed:
            actions.set_request(demand, is_sealed=True, by=buyer)
        return _with_file(actions.start_quote(demand, typed(demand), by=supplier))

    def sent(is_sealed: bool = False) -> Quote:
        quote = draft(is_sealed)
        actions.send_quote(quote, by=supplier)
        return quote

    def after(act: Callable[[Quote], object]) -> Callable[[], Quote]:
        def make() -> Quote:
            quote = sent()
            act(quote)
            session.flush()
            return quote

        return make

    def lapse(quote: Quote) -> None:
        quote.valid_until = today() - timedelta(days=1)

    return {
        "draft": draft,
        "sent": sent,
        "sealed_sent": lambda: sent(is_sealed=True),
        "shortlisted": after(lambda quote: actions.shortlist_quote(quote, by=buyer)),
        "awarded": after(lambda quote: actions.award_quote(quote, by=buyer)),
        "declined": after(lambda quote: actions.decline_quote(quote, DeclineReason.PRICE, by=buyer)),
        "withdrawn": after(lambda quote: actions.withdraw_quote(quote, by=supplier)),
        "lapsed": after(lapse),
    }


def _edit(quote: Quote, actor: Actor) -> None:
    if quote.sent_at is None:
        actions.save_draft(quote, typed(quote.posting, price="90k"), by=actor)
    else:
        actions.revise_quote(quote, typed(quote.posting, price="90k"), by=actor)


def _read_file(quote: Quote, actor: Actor) -> None:
    get_quote_file(quote.id, quote.files[0].id, actor)


VERBS: dict[str, Callable[[Quote, Actor], object]] = {
    "read": lambda quote, actor: get_quote(quote.id, actor),
    "read_file": _read_file,
    "edit": _edit,
    "send": lambda quote, actor: actions.send_quote(quote, by=actor),
    "withdraw": lambda quote, actor: actions.withdraw_quote(quote, by=actor),
    "extend": lambda quote, actor: actions.extend_quote(quote, (today() + timedelta(days=60)).isoformat(), by=actor),
    "shortlist": lambda quote, actor: actions.shortlist_quote(quote, by=actor),
    "unshortlist": lambda quote, actor: actions.unshortlist_quote(quote, by=actor),
    "award": lambda quote, actor: actions.award_quote(quote, by=actor),
    "decline": lambda quote, actor: actions.decline_quote(quote, DeclineReason.PRICE, by=actor),
    "undo": lambda quote, actor: actions.undo_decline(quote, by=actor),
}


@pytest.mark.once
def test_every_state_and_verb_and_person(db: scoped_session[Session]) -> None:
    trade = make_trade()
    colleague = make_user("Đồng Nghiệp")
    add_member(trade.buyer.organisation, colleague)
    actors = {
        "supplier": trade.supplier.actor,
        "buyer": trade.buyer.actor,
        "buyer_colleague": actor_of(colleague),
        "other_organisation": make_supplier("HTX Khác").actor,
        "staff_of_supplier": actor_of(make_staff(StaffRole.PROVINCIAL, "01")),
        "staff_of_buyer": actor_of(make_staff(StaffRole.PROVINCIAL, "79")),
        "staff_elsewhere": actor_of(make_staff(StaffRole.PROVINCIAL, "19")),
        "ministry": actor_of(make_staff(StaffRole.MINISTRY)),
        "visitor": VISITOR,
    }
    compare(walk(states(trade), VERBS, actors), TABLE)
