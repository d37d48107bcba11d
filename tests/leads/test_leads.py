"""From an enquiry to an answer: who may do what, in which state."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.audit.models import AuditEntry, ContactLook
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.leads import actions, policy, queries
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.labels import Tab
from marketplace.leads.models import DeclineReason, Lead, LeadOrigin, LeadStatus, Message
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting, PostingStatus
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing

HELLO = MessageDraft(body="Chào bà con, bên tôi cần 300 kg mật ong.", quantity="300 kg", price="85k/kg")


@dataclass(kw_only=True)
class Pair:
    """A buyer who writes to a seller."""

    listing: Posting
    demand: Posting
    sender: Actor
    recipient: Actor
    shop: Organisation
    maker: Organisation


@pytest.fixture
def pair(db: object) -> Pair:
    seller, buyer = make_user(), make_user("Trần Văn Mua", email="mua@example.vn")
    maker = make_organisation(seller)
    shop = make_organisation(buyer, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True)
    return Pair(
        listing=make_listing(maker),
        demand=make_demand(shop),
        sender=actor_of(buyer),
        recipient=actor_of(seller),
        shop=shop,
        maker=maker,
    )


def send(pair: Pair, draft: MessageDraft = HELLO, **values: object) -> Lead:
    with transaction():
        return actions.send_enquiry(pair.listing, draft, by=pair.sender, **values)  # type: ignore[arg-type]


def do(action: Callable[..., object], *args: object, **values: object) -> None:
    with transaction():
        action(*args, **values)


def bring_to(lead: Lead, status: LeadStatus, pair: Pair) -> None:
    if status is LeadStatus.ACCEPTED:
        do(actions.accept_lead, lead, by=pair.recipient)
    elif status is LeadStatus.DECLINED:
        do(actions.decline_lead, lead, DeclineReason.PRICE, by=pair.recipient)
    elif status is LeadStatus.WITHDRAWN:
        do(actions.withdraw_lead, lead, by=pair.sender)


def test_an_enquiry_holds_words_and_figures_and_tells_the_other_side(pair: Pair) -> None:
    lead = send(pair, site_url="https://chapnoi.vn")
    message = session.scalars(select(Message)).one()
    assert (message.quantity_amount, message.quantity_unit) == (300, "kg")
    assert (message.price, message.price_unit) == (85_000, "kg")
    assert lead.status is LeadStatus.OPEN
    sms = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "leads.enquiry")).one()
    assert len(sms.body) <= 160
    assert "https://chapnoi.vn/t/" in sms.body
    assert message.body not in str([row.detail for row in session.scalars(select(AuditEntry))])


def test_a_second_submit_and_a_second_enquiry_join_the_first_lead(pair: Pair) -> None:
    draft = MessageDraft(body="Chào bà con.", form_token="one")
    first = send(pair, draft)
    assert send(pair, draft).id == first.id
    assert send(pair, MessageDraft(body="Còn hàng không ạ?", form_token="two")).id == first.id
    assert [row.body for row in queries.get_messages(first)] == ["Chào bà con.", "Còn hàng không ạ?"]
    bring_to(first, LeadStatus.DECLINED, pair)
    assert send(pair).id != first.id


def test_an_enquiry_the_other_way_round_about_the_same_pair_joins_too(pair: Pair) -> None:
    first = send(pair, own_posting=pair.demand)
    with transaction():
        second = actions.send_enquiry(pair.demand, HELLO, own_posting=pair.listing, by=pair.recipient)
    assert second.id == first.id
    assert first.answered_at is not None


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (MessageDraft(body="  "), ["body"]),
        (MessageDraft(body="x" * 2001), ["body"]),
        (MessageDraft(body="Chào", quantity="nhiều lắm", price="rẻ"), ["quantity", "price"]),
    ],
)
def test_bad_input_is_named_field_by_field(pair: Pair, draft: MessageDraft, fields: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        send(pair, draft)
    assert [problem.field for problem in refusal.value.problems] == fields


def test_who_cannot_enquire(pair: Pair) -> None:
    homeless = actor_of(make_user("Chưa Có Tổ Chức"))
    for actor in (VISITOR, homeless):
        with pytest.raises(Refused, match=r"leads\.organisation_needed"):
            do(actions.send_enquiry, pair.listing, HELLO, by=actor)
    with pytest.raises(Refused, match=r"leads\.own_posting"):
        do(actions.send_enquiry, pair.listing, HELLO, by=pair.recipient)
    with transaction():
        session.get_one(Organisation, pair.shop.id).is_suspended = True
    with pytest.raises(Refused, match=r"leads\.organisation_suspended"):
        send(pair)


def test_no_enquiry_about_a_posting_that_is_not_there(pair: Pair) -> None:
    with transaction():
        session.get_one(Posting, pair.listing.id).status = PostingStatus.WITHDRAWN
    with pytest.raises(Conflict, match=r"leads\.posting_closed"):
        send(pair)


def test_blocking_works_both_ways_and_closes_what_is_open(pair: Pair) -> None:
    lead = send(pair)
    do(actions.block_organisation, pair.shop.id, by=pair.recipient)
    do(actions.block_organisation, pair.shop.id, by=pair.recipient)
    session.refresh(lead)
    assert lead.status is LeadStatus.DECLINED
    assert queries.is_between_blocked(pair.sender, pair.maker.id)
    with pytest.raises(Refused, match=r"leads\.blocked"):
        send(pair)
    with pytest.raises(Refused, match=r"leads\.blocked"):
        do(actions.send_enquiry, pair.demand, HELLO, by=pair.recipient)
    do(actions.unblock_organisation, pair.shop.id, by=pair.recipient)
    assert send(pair).status is LeadStatus.OPEN


def test_floods_are_stopped_but_not_conversations(pair: Pair) -> None:
    lead = send(pair)
    for _ in range(4):
        do(actions.reply, lead, MessageDraft(body="Alo?"), by=pair.sender)
    with pytest.raises(Conflict, match=r"leads\.wait_for_answer"):
        do(actions.reply, lead, MessageDraft(body="Alo?"), by=pair.sender)
    do(actions.reply, lead, MessageDraft(body="Tôi đây."), by=pair.recipient)
    for _ in range(6):
        do(actions.reply, lead, MessageDraft(body="Chào bà con."), by=pair.sender)
    announced = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "leads.message")).all()
    assert len(announced) == 2


def test_at_most_thirty_new_enquiries_a_day(pair: Pair) -> None:
    with transaction():
        for _ in range(30):
            session.add(
                Lead(
                    posting_id=pair.listing.id,
                    sender_id=pair.shop.id,
                    recipient_id=pair.maker.id,
                    origin=LeadOrigin.POSTING,
                    status=LeadStatus.WITHDRAWN,
                    created_at=now(),
                    last_activity_at=now(),
                    last_activity_by_id=pair.shop.id,
                )
            )
    with pytest.raises(Conflict, match=r"leads\.too_many"):
        send(pair)


def test_contacts_open_to_the_two_parties_of_an_accepted_lead_and_each_look_is_recorded(pair: Pair) -> None:
    lead = send(pair)
    do(actions.accept_lead, lead, by=pair.recipient)
    do(actions.accept_lead, lead, by=pair.recipient)
    with transaction():
        details = actions.open_contacts(lead, by=pair.sender)
    assert (details.name, details.phone) == (pair.maker.name, pair.maker.contact_phone)
    with transaction():
        assert actions.open_contacts(lead, by=pair.recipient).email == "mua@example.vn"
    looks = session.scalars(select(ContactLook).order_by(ContactLook.id)).all()
    assert [(look.viewer_organisation_id, look.owner_organisation_id) for look in looks] == [
        (pair.shop.id, pair.maker.id),
        (pair.maker.id, pair.shop.id),
    ]


def test_a_decline_can_be_taken_back_in_time_with_its_reason(pair: Pair) -> None:
    lead = send(pair)
    do(actions.decline_lead, lead, DeclineReason.NOT_NOW, "Hết hàng", by=pair.recipient)
    assert (lead.decline_reason, lead.decline_note) == (DeclineReason.NOT_NOW, "Hết hàng")
    do(actions.undo_decline, lead, by=pair.recipient)
    assert (lead.status, lead.decline_reason) == (LeadStatus.OPEN, None)
    assert queries.count_inbox(pair.recipient)[Tab.OURS] == 1
    do(actions.decline_lead, lead, DeclineReason.NOT_NOW, by=pair.recipient)
    with transaction():
        session.get_one(Lead, lead.id).decided_at = now() - timedelta(minutes=11)
    with pytest.raises(Conflict, match=r"leads\.too_late"):
        do(actions.undo_decline, lead, by=pair.recipient)


def test_an_accept_can_be_taken_back_until_somebody_has_looked(pair: Pair) -> None:
    lead = send(pair)
    do(actions.accept_lead, lead, by=pair.recipient)
    do(actions.undo_accept, lead, by=pair.recipient)
    assert lead.status is LeadStatus.OPEN
    do(actions.accept_lead, lead, by=pair.recipient)
    do(actions.open_contacts, lead, by=pair.sender)
    with pytest.raises(Conflict, match=r"leads\.contacts_looked_at"):
        do(actions.undo_accept, lead, by=pair.recipient)


def test_inbox_tells_whose_turn_it_is_and_what_is_new(pair: Pair) -> None:
    lead = send(pair)
    assert queries.count_inbox(pair.recipient) == {Tab.OURS: 1, Tab.THEIRS: 0, Tab.ACCEPTED: 0, Tab.CLOSED: 0}
    assert queries.count_inbox(pair.sender)[Tab.THEIRS] == 1
    assert (queries.count_unread_leads(pair.recipient), queries.count_unread_leads(pair.sender)) == (1, 0)
    (view,) = queries.get_inbox(pair.recipient, Tab.OURS).items
    assert (view.is_unread, view.is_our_turn, view.other.id) == (True, True, pair.shop.id)
    assert view.last_message is not None
    assert view.last_message.body == HELLO.body
    do(actions.mark_seen, lead, by=pair.recipient)
    do(actions.mark_seen, lead, by=pair.recipient)
    assert queries.count_unread_leads(pair.recipient) == 0
    do(actions.reply, lead, MessageDraft(body="Còn hàng."), by=pair.recipient)
    assert queries.count_unread_leads(pair.sender) == 1
    assert queries.count_inbox(pair.sender)[Tab.OURS] == 1


def test_inbox_is_paged_by_key(pair: Pair) -> None:
    with transaction():
        for number in range(25):
            session.add(
                Lead(
                    posting_id=pair.listing.id,
                    sender_id=pair.shop.id,
                    recipient_id=pair.maker.id,
                    origin=LeadOrigin.POSTING,
                    status=LeadStatus.WITHDRAWN,
                    created_at=now(),
                    last_activity_at=now() - timedelta(minutes=number % 3),
                    last_activity_by_id=pair.shop.id,
                )
            )
    first = queries.get_inbox(pair.recipient, Tab.CLOSED)
    second = queries.get_inbox(pair.recipient, Tab.CLOSED, after=first.next_cursor)
    ids = [view.lead.id for view in (*first.items, *second.items)]
    assert len(ids) == len(set(ids)) == 25
    assert second.next_cursor is None


def test_inbox_takes_a_fixed_number_of_statements(pair: Pair) -> None:
    send(pair)
    one = count_statements(lambda: queries.get_inbox(pair.recipient, Tab.OURS))
    for number in range(3):
        user = make_user(f"Người Mua {number}")
        make_organisation(user, name=f"Cửa hàng {number}", is_producer=False, is_distributor=True)
        with transaction():
            actions.send_enquiry(pair.listing, HELLO, by=actor_of(user))
    four = count_statements(lambda: queries.get_inbox(pair.recipient, Tab.OURS))
    assert queries.count_inbox(pair.recipient)[Tab.OURS] == 4
    assert one == four


# who -> state -> what may be done; everything else is refused
PARTY = {"read"}
ALLOWED = {
    ("sender", LeadStatus.OPEN): PARTY | {"reply", "withdraw"},
    ("sender", LeadStatus.ACCEPTED): PARTY | {"reply", "contacts"},
    ("sender", LeadStatus.DECLINED): PARTY,
    ("sender", LeadStatus.WITHDRAWN): PARTY | {"withdraw"},
    ("recipient", LeadStatus.OPEN): PARTY | {"reply", "accept", "decline"},
    ("recipient", LeadStatus.ACCEPTED): PARTY | {"reply", "accept", "contacts", "undo_accept"},
    ("recipient", LeadStatus.DECLINED): PARTY | {"decline", "undo_decline"},
    ("recipient", LeadStatus.WITHDRAWN): PARTY,
}
VERBS: dict[str, Callable[[Lead, Actor], object]] = {
    "read": lambda lead, by: queries.get_lead(lead.id, by),
    "reply": lambda lead, by: actions.reply(lead, MessageDraft(body="Chào"), by=by),
    "accept": lambda lead, by: actions.accept_lead(lead, by=by),
    "decline": lambda lead, by: actions.decline_lead(lead, DeclineReason.OTHER, by=by),
    "undo_decline": lambda lead, by: actions.undo_decline(lead, by=by),
    "undo_accept": lambda lead, by: actions.undo_accept(lead, by=by),
    "withdraw": lambda lead, by: actions.withdraw_lead(lead, by=by),
    "contacts": lambda lead, by: actions.open_contacts(lead, by=by),
}
PEOPLE = ("sender", "recipient", "stranger", "visitor", "province", "ministry")


def person(who: str, pair: Pair) -> Actor:
    if who in ("sender", "recipient"):
        return getattr(pair, who)
    if who == "stranger":
        user = make_user("Lê Người Khác")
        return actor_of(user, make_organisation(user, name="Tổ hợp tác khác"))
    if who == "visitor":
        return VISITOR
    return actor_of(make_staff(StaffRole.PROVINCIAL if who == "province" else StaffRole.MINISTRY))


@pytest.mark.parametrize("status", LeadStatus)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_do_what_in_which_state(pair: Pair, who: str, status: LeadStatus) -> None:
    allowed: set[str] = set()
    actor = person(who, pair)
    for verb, attempt in VERBS.items():
        lead = send(pair)
        bring_to(lead, status, pair)
        refusals = (Conflict, Refused) if who in ("sender", "recipient") else (NotFound,)
        with suppress(*refusals), transaction():
            attempt(lead, actor)
            allowed.add(verb)
        with transaction():
            row = session.get_one(Lead, lead.id)
            row.status = LeadStatus.WITHDRAWN
            row.created_at = now() - timedelta(days=2)
    assert allowed == ALLOWED.get((who, status), set())


def test_staff_of_either_province_see_that_there_is_a_lead_but_no_letters(pair: Pair) -> None:
    lead = send(pair)
    here, elsewhere = actor_of(make_staff()), actor_of(make_staff(province_code="79"))
    assert queries.get_lead_outline(lead.id, here).id == lead.id
    with pytest.raises(NotFound):
        queries.get_lead_outline(lead.id, elsewhere)
    assert not policy.may_read(here, lead)
    assert queries.count_leads_by_status("01")[LeadStatus.OPEN] == 1
    assert queries.count_leads_by_status("79")[LeadStatus.OPEN] == 0
