"""Quotes from the draft to the award: what each side may do, in which order, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR
from marketplace.accounts.models import StaffRole
from marketplace.audit.queries import get_history
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.leads.actions import block_organisation, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import DeclineReason, Lead, LeadOrigin, LeadStatus, ReplyDue, ReplyHow
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import PostingStatus
from marketplace.quotes import actions
from marketplace.quotes.actions.sending import MAX_QUOTES_A_DAY
from marketplace.quotes.drafts import AnswerDraft
from marketplace.quotes.models import NoneReason, Quote, QuoteStatus, RequestStatus
from marketplace.quotes.policy import is_lapsed
from marketplace.quotes.queries import count_quotes_to_decide, get_quote, get_received
from tests.factories.accounts import actor_of, make_staff
from tests.factories.postings import make_demand, make_listing
from tests.factories.quotes import Trade, draft_quote, make_supplier, make_trade, sent_quote, typed

Db = scoped_session[Session]


@pytest.fixture
def trade(db: Db) -> Trade:
    return make_trade(certificates=["vietgap"])


def letters(template: str) -> int:
    statement = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.template == template)
    return session.scalar(statement) or 0


def keys(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {problem.key for problem in error.value.problems}


def test_a_draft_is_kept_incomplete_and_sent_complete(trade: Trade) -> None:
    with transaction():
        quote = actions.start_quote(trade.demand, typed(trade.demand, price="", answers={}), by=trade.supplier.actor)
    assert quote.status is QuoteStatus.DRAFT
    with pytest.raises(Invalid) as error, transaction():
        actions.send_quote(quote, by=trade.supplier.actor)
    assert keys(error) == {"quotes.price_needed", "quotes.answer_needed"}
    with pytest.raises(NotFound):
        get_quote(quote.id, trade.buyer.actor)
    with transaction():
        actions.save_draft(quote, typed(trade.demand), by=trade.supplier.actor)
        actions.send_quote(quote, by=trade.supplier.actor)
        actions.send_quote(quote, by=trade.supplier.actor)
    assert quote.status is QuoteStatus.SENT
    assert (quote.price, quote.price_unit, quote.quantity_unit) == (85_000, "kg", "kg")
    assert letters("quotes.arrived") == 1
    assert get_quote(quote.id, trade.buyer.actor).id == quote.id
    assert count_quotes_to_decide(trade.buyer.actor) == 1


def test_what_cannot_be_read_stands_beside_its_field(trade: Trade) -> None:
    draft = typed(
        trade.demand,
        price="rẻ lắm",
        quantity="nhiều",
        lead_time="mau thôi",
        discount="90",
        valid_until="2020-01-01",
        weekly="3 con",
    )
    with pytest.raises(Invalid) as error, transaction():
        actions.start_quote(trade.demand, draft, by=trade.supplier.actor)
    fields = {problem.field for problem in error.value.problems}
    assert fields == {"price", "quantity", "lead_time", "discount", "valid_until", "weekly"}


def test_starting_twice_writes_on_the_same_draft(trade: Trade) -> None:
    first = draft_quote(trade.demand, trade.supplier)
    second = draft_quote(trade.demand, trade.supplier, price="90k")
    assert first.id == second.id
    assert second.price == 90_000
    with transaction():
        actions.send_quote(first, by=trade.supplier.actor)
    with pytest.raises(Conflict, match=r"quotes\.already_sent"):
        draft_quote(trade.demand, trade.supplier)


def test_sending_begins_a_lead_in_which_the_buyer_owes_an_answer(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    lead = quote.lead
    assert lead is not None
    assert (lead.origin, lead.status, lead.recipient_id) == (
        LeadOrigin.QUOTE,
        LeadStatus.OPEN,
        trade.buyer.organisation.id,
    )
    due = session.scalars(select(ReplyDue)).one()
    assert due.organisation_id == trade.buyer.organisation.id
    with transaction():
        actions.shortlist_quote(quote, version=1, by=trade.buyer.actor)
    assert due.how is ReplyHow.DECISION


def test_quoting_to_whoever_wrote_first_says_yes(trade: Trade) -> None:
    with transaction():
        lead = send_enquiry(
            trade.listing, MessageDraft(body="Còn hàng?"), own_posting=trade.demand, by=trade.buyer.actor
        )
    quote = sent_quote(trade.demand, trade.supplier)
    assert quote.lead_id == lead.id
    assert lead.status is LeadStatus.ACCEPTED


def test_a_quote_within_a_conversation_about_a_listing(trade: Trade) -> None:
    with transaction():
        lead = send_enquiry(trade.listing, MessageDraft(body="Giá bao nhiêu?"), by=trade.buyer.actor)
    with pytest.raises(Refused), transaction():
        actions.start_quote_in_lead(lead, typed(trade.listing), by=trade.buyer.actor)
    with transaction():
        quote = actions.start_quote_in_lead(lead, typed(trade.listing), by=trade.supplier.actor)
        actions.send_quote(quote, by=trade.supplier.actor)
    assert (quote.buyer_id, quote.lead_id) == (trade.buyer.organisation.id, lead.id)
    assert lead.status is LeadStatus.ACCEPTED
    with transaction():
        actions.award_quote(quote, version=1, by=trade.buyer.actor)
    assert quote.status is QuoteStatus.AWARDED


def test_nothing_is_sent_after_the_last_day(trade: Trade) -> None:
    quote, sent = draft_quote(trade.demand, trade.supplier), sent_quote(trade.demand, make_supplier("HTX Hai"))
    last = datetime.combine(trade.demand.expires_on or today(), datetime.min.time(), UTC) + timedelta(hours=17)
    with time_machine.travel(last - timedelta(seconds=1), tick=False), transaction():
        actions.save_draft(quote, typed(trade.demand, price="80k"), by=trade.supplier.actor)
    with time_machine.travel(last, tick=False):
        with pytest.raises(Conflict, match=r"quotes\.closed"), transaction():
            actions.send_quote(quote, by=trade.supplier.actor)
        with pytest.raises(Conflict, match=r"quotes\.closed"), transaction():
            actions.revise_quote(sent, typed(trade.demand, price="1k"), by=actor_for(sent))
        with transaction():
            actions.shortlist_quote(sent, by=trade.buyer.actor)


def actor_for(quote: Quote):  # noqa: ANN201
    from marketplace.accounts.queries import get_actor

    return get_actor(quote.created_by_id or 0)


@pytest.mark.parametrize("status", [PostingStatus.DRAFT, PostingStatus.WITHDRAWN, PostingStatus.EXPIRED])
def test_only_a_demand_in_sight_takes_quotes(db: Db, status: PostingStatus) -> None:
    trade = make_trade(status=status)
    with pytest.raises(Conflict, match=r"quotes\.closed"):
        draft_quote(trade.demand, trade.supplier)


def test_who_may_not_quote(trade: Trade) -> None:
    with pytest.raises(Refused, match=r"quotes\.own_demand"):
        draft_quote(trade.demand, trade.buyer)
    with pytest.raises(Refused, match=r"quotes\.organisation_needed"), transaction():
        actions.start_quote(trade.demand, typed(trade.demand), by=actor_of(make_staff(StaffRole.MINISTRY)))
    with pytest.raises(Refused, match=r"quotes\.organisation_needed"), transaction():
        actions.start_quote(trade.demand, typed(trade.demand), by=VISITOR)
    with transaction():
        block_organisation(trade.supplier.organisation.id, by=trade.buyer.actor)
    with pytest.raises(Refused, match=r"leads\.blocked"):
        draft_quote(trade.demand, trade.supplier)
    third = make_supplier("HTX Ba")
    with transaction():
        third.organisation.is_suspended = True
    with pytest.raises(Refused, match=r"quotes\.organisation_suspended"):
        draft_quote(trade.demand, third)


def test_nobody_else_reads_a_quote(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    staff = [make_staff(StaffRole.PROVINCIAL, "01"), make_staff(StaffRole.MINISTRY), make_staff(StaffRole.SYSTEM)]
    for other in (VISITOR, make_supplier("HTX Ba").actor, *map(actor_of, staff)):
        with pytest.raises(NotFound):
            get_quote(quote.id, other)


def test_a_cap_on_suppliers(trade: Trade) -> None:
    with transaction():
        actions.set_request(trade.demand, is_sealed=False, max_suppliers="1", by=trade.buyer.actor)
    first, second = sent_quote(trade.demand, trade.supplier), draft_quote(trade.demand, make_supplier("HTX Hai"))
    with pytest.raises(Conflict, match=r"quotes\.full"), transaction():
        actions.send_quote(second, by=actor_for(second))
    with pytest.raises(Invalid) as error, transaction():
        actions.set_request(trade.demand, is_sealed=False, max_suppliers="0", by=trade.buyer.actor)
    assert keys(error) == {"quotes.cap_range"}
    with transaction():
        actions.withdraw_quote(first, by=trade.supplier.actor)
        actions.send_quote(second, by=actor_for(second))
    assert second.status is QuoteStatus.SENT
    with pytest.raises(Refused), transaction():
        actions.set_request(trade.demand, is_sealed=False, by=trade.supplier.actor)


def test_so_many_quotes_a_day(trade: Trade) -> None:
    for _ in range(MAX_QUOTES_A_DAY):
        sent_quote(make_demand(trade.buyer.organisation), trade.supplier)
    late = draft_quote(trade.demand, trade.supplier)
    with pytest.raises(Conflict, match=r"quotes\.too_many"), transaction():
        actions.send_quote(late, by=trade.supplier.actor)
    with time_machine.travel(now() + timedelta(days=1, minutes=1)), transaction():
        actions.send_quote(late, by=trade.supplier.actor)


def test_a_revision_raises_the_version_and_keeps_the_old_figures(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with transaction():
        actions.revise_quote(quote, typed(trade.demand), expected_version=1, by=trade.supplier.actor)
    assert quote.version == 1, "nothing has changed"
    with transaction():
        actions.revise_quote(quote, typed(trade.demand, price="80k"), expected_version=1, by=trade.supplier.actor)
    assert (quote.version, quote.price) == (2, 80_000)
    change = next(one for one in get_history("quote", quote.id) if one.verb == "quotes.revise")
    assert change.detail["changes"] == {"price": [85_000, 80_000]}
    assert letters("quotes.revised") == 1
    with pytest.raises(Conflict, match=r"quotes\.changed_meanwhile"), transaction():
        actions.revise_quote(quote, typed(trade.demand, price="70k"), expected_version=1, by=trade.supplier.actor)
    for decide in (actions.award_quote, actions.shortlist_quote):
        with pytest.raises(Conflict, match=r"quotes\.revised_since"), transaction():
            decide(quote, version=1, by=trade.buyer.actor)
    with pytest.raises(Invalid), transaction():
        actions.revise_quote(quote, typed(trade.demand, price=""), by=trade.supplier.actor)
    assert session.get_one(Quote, quote.id).price == 80_000


def test_declining_and_taking_that_back(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with transaction():
        actions.decline_quote(quote, DeclineReason.PRICE, "Hơi cao", version=1, by=trade.buyer.actor)
        actions.decline_quote(quote, DeclineReason.PRICE, by=trade.buyer.actor)
    assert (quote.status, quote.decline_note) == (QuoteStatus.DECLINED, "Hơi cao")
    assert letters("quotes.declined") == 1
    with transaction():
        actions.undo_decline(quote, by=trade.buyer.actor)
    assert (quote.status, quote.decline_reason) == (QuoteStatus.SENT, None)
    with transaction():
        actions.decline_quote(quote, DeclineReason.PRICE, by=trade.buyer.actor)
    with time_machine.travel(now() + timedelta(minutes=11)), pytest.raises(Conflict, match="too_late"), transaction():
        actions.undo_decline(quote, by=trade.buyer.actor)
    draft_quote(trade.demand, trade.supplier)
    with pytest.raises(Conflict, match="alive_again"), transaction():
        actions.undo_decline(quote, by=trade.buyer.actor)


def test_a_lead_that_a_quote_began_ends_with_it(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    lead = quote.lead
    assert lead is not None
    with transaction():
        actions.decline_quote(quote, DeclineReason.PRICE, by=trade.buyer.actor)
    assert (lead.status, lead.decline_reason) == (LeadStatus.DECLINED, DeclineReason.PRICE)
    assert letters("leads.declined") == 0
    with transaction():
        actions.undo_decline(quote, by=trade.buyer.actor)
    assert (lead.status, lead.decline_reason, lead.decided_at) == (LeadStatus.OPEN, None, None)
    with transaction():
        actions.close_request(
            trade.demand, RequestStatus.NONE_SUITABLE, reason=NoneReason.PLANS_CHANGED, by=trade.buyer.actor
        )
    assert lead.status is LeadStatus.DECLINED
    assert letters("leads.declined") == letters("leads.reopened") == 0


def test_an_award_opens_the_contacts(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with pytest.raises(Refused), transaction():
        actions.award_quote(quote, by=trade.supplier.actor)
    with transaction():
        actions.award_quote(quote, version=1, by=trade.buyer.actor)
        actions.award_quote(quote, version=1, by=trade.buyer.actor)
    assert quote.lead is not None
    assert quote.lead.status is LeadStatus.ACCEPTED
    assert letters("quotes.awarded") == 1
    for late in (actions.withdraw_quote,):
        with pytest.raises(Conflict, match=r"quotes\.decided"), transaction():
            late(quote, by=trade.supplier.actor)


def test_what_has_lapsed_is_not_taken_until_it_is_extended(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    with time_machine.travel(now() + timedelta(days=25)):
        assert is_lapsed(quote, today())
        with pytest.raises(Conflict, match=r"quotes\.lapsed"), transaction():
            actions.award_quote(quote, by=trade.buyer.actor)
        with pytest.raises(Invalid), transaction():
            actions.extend_quote(quote, "2020-01-01", by=trade.supplier.actor)
        with transaction():
            actions.extend_quote(quote, (today() + timedelta(days=5)).isoformat(), by=trade.supplier.actor)
            actions.award_quote(quote, version=1, by=trade.buyer.actor)


def test_closing_tells_the_others(trade: Trade) -> None:
    taken, other = sent_quote(trade.demand, trade.supplier), sent_quote(trade.demand, make_supplier("HTX Hai"))
    close = actions.close_request
    with pytest.raises(Conflict, match="nothing_awarded"), transaction():
        close(trade.demand, RequestStatus.AWARDED, by=trade.buyer.actor)
    with transaction():
        actions.award_quote(taken, by=trade.buyer.actor)
        close(trade.demand, RequestStatus.AWARDED, by=trade.buyer.actor)
        close(trade.demand, RequestStatus.AWARDED, by=trade.buyer.actor)
    assert (taken.status, other.status) == (QuoteStatus.AWARDED, QuoteStatus.DECLINED)
    assert other.decline_reason is DeclineReason.HAS_PARTNER
    assert letters("quotes.not_taken") == 1
    for act in (actions.undo_decline, actions.award_quote):
        with pytest.raises(Conflict), transaction():
            act(other, by=trade.buyer.actor)
    with pytest.raises(Conflict, match="request_closed"):
        draft_quote(trade.demand, make_supplier("HTX Ba"))


def test_cancelling_needs_a_reason_and_tells_whoever_was_invited(trade: Trade) -> None:
    quote = sent_quote(trade.demand, trade.supplier)
    guest = make_supplier("HTX Khách")
    with transaction():
        actions.invite_supplier(trade.demand, make_listing(guest.organisation), by=trade.buyer.actor)
    with pytest.raises(Invalid), transaction():
        actions.close_request(trade.demand, RequestStatus.CANCELLED, by=trade.buyer.actor)
    with transaction():
        actions.close_request(
            trade.demand, RequestStatus.CANCELLED, reason=NoneReason.PLANS_CHANGED, note="Hoãn", by=trade.buyer.actor
        )
    assert quote.decline_reason is DeclineReason.NOT_NOW
    assert letters("quotes.cancelled") == 2


def test_copying_an_earlier_quote(trade: Trade) -> None:
    earlier = sent_quote(make_demand(trade.buyer.organisation), trade.supplier, price="77k", note="Đóng hũ")
    quote = draft_quote(trade.demand, trade.supplier)
    with transaction():
        actions.copy_quote(quote, earlier, by=trade.supplier.actor)
    assert (quote.price, quote.note) == (77_000, "Đóng hũ")
    foreign = sent_quote(trade.demand, make_supplier("HTX Hai"))
    with pytest.raises(NotFound), transaction():
        actions.copy_quote(quote, foreign, by=trade.supplier.actor)


def test_an_answer_that_is_made_up_is_none(trade: Trade) -> None:
    answers = {"certificate:vietgap": AnswerDraft(met="maybe"), "certificate:iso9001": AnswerDraft(met="yes")}
    quote = draft_quote(trade.demand, trade.supplier, answers=answers)
    assert quote.answers == []


def test_the_buyer_sees_all_of_an_open_request(trade: Trade) -> None:
    sent_quote(trade.demand, trade.supplier)
    draft_quote(trade.demand, make_supplier("HTX Hai"))
    found = get_received(trade.demand)
    assert (found.is_sealed, found.count, len(found.quotes)) == (False, 1, 1)
    assert len(session.scalars(select(Lead)).all()) == 1
