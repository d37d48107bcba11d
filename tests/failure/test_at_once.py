"""Two people, one moment: everything is done once, nothing is lost, nobody sees a crash. On both databases."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import func, select

from marketplace.accounts import actions as accounts
from marketplace.accounts.actor import Actor
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.drafts import OrganisationDraft, SignUp
from marketplace.accounts.models import OneTimeCode, OrganisationKind, StaffRole, User
from marketplace.audit.models import AuditEntry
from marketplace.db import session, transaction
from marketplace.errors import Conflict, MarketplaceError
from marketplace.jobs.actions import claim_jobs, enqueue
from marketplace.jobs.models import Queue
from marketplace.leads import actions as leads
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import Block, DeclineReason, Lead, LeadStatus, Message
from marketplace.moderation.actions import decide_complaint, file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import Complaint, ComplaintReason
from marketplace.notifications.models import OutboxMessage
from marketplace.postings import actions as postings
from marketplace.postings.models import Posting, PostingStatus
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing
from tests.failure.racing import attempt, race

pytestmark = pytest.mark.usefixtures("open_market")
HERE = make_installation()
ROUNDS = 4
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A seller with a listing and a buyer with a demand."""

    listing_id: int
    demand_id: int
    seller: Actor
    buyer: Actor
    colleague: Actor


def make_pair() -> Pair:
    owner, buyer, colleague = make_user("Chủ"), make_user("Người Mua"), make_user("Đồng Nghiệp")
    house = make_organisation(owner, name="HTX Bán")
    shop = make_organisation(buyer, name="Siêu thị Mua", is_producer=False, is_distributor=True)
    add_member(shop, colleague)
    pair = Pair(
        listing_id=make_listing(house).id,
        demand_id=make_demand(shop).id,
        seller=actor_of(owner),
        buyer=actor_of(buyer),
        colleague=actor_of(colleague),
    )
    session.remove()
    return pair


def enquire(posting_id: int, by: Actor, token: str | None = None) -> int:
    draft = MessageDraft(body="Còn hàng không?", form_token=token)
    return leads.send_enquiry(session.get_one(Posting, posting_id), draft, by=by).id


def make_lead(pair: Pair) -> int:
    lead_id = attempt(lambda: enquire(pair.listing_id, pair.buyer))
    assert isinstance(lead_id, int)
    return lead_id


def history(verb: str, thing_id: int) -> int:
    statement = select(func.count()).where(AuditEntry.verb == verb, AuditEntry.thing_id == thing_id)
    try:
        return session.scalar(statement) or 0
    finally:
        session.remove()


def number_of(row: type[object], *conditions: object) -> int:
    try:
        return session.scalar(select(func.count()).select_from(row).where(*conditions)) or 0  # type: ignore[arg-type]
    finally:
        session.remove()


def newest_code(phone: str) -> str:
    sent = select(OutboxMessage).where(OutboxMessage.recipient == phone).order_by(OutboxMessage.id.desc()).limit(1)
    found = re.search(r"\b\d{6}\b", session.scalars(sent).one().body)
    assert found
    return found.group()


def crashes(outcomes: list[object]) -> list[object]:
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, MarketplaceError)]


def test_yes_and_no_at_once_leave_one_answer() -> None:
    pair = make_pair()
    for _ in range(ROUNDS):
        lead_id = make_lead(pair)
        outcomes = race(
            lambda: leads.accept_lead(session.get_one(Lead, lead_id), by=pair.seller),  # noqa: B023
            lambda: leads.decline_lead(session.get_one(Lead, lead_id), DeclineReason.PRICE, by=pair.seller),  # noqa: B023
        )
        assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "NoneType"]
        status = session.get_one(Lead, lead_id).status
        session.remove()
        assert (history("leads.accept", lead_id), history("leads.decline", lead_id)) == (
            (1, 0) if status is LeadStatus.ACCEPTED else (0, 1)
        )
        if status is LeadStatus.ACCEPTED:
            attempt(lambda: leads.undo_accept(session.get_one(Lead, lead_id), by=pair.seller))  # noqa: B023
            attempt(lambda: leads.decline_lead(session.get_one(Lead, lead_id), DeclineReason.PRICE, by=pair.seller))  # noqa: B023


def test_one_form_sent_twice_at_once_is_one_enquiry() -> None:
    for number in range(ROUNDS):
        pair, token = make_pair(), f"token-of-one-form-{number}"
        outcomes = race(*[lambda: enquire(pair.listing_id, pair.buyer, token)] * 3)  # noqa: B023
        assert crashes(outcomes) == []
        assert len(set(outcomes)) == 1
        assert number_of(Message, Message.lead_id == outcomes[0]) == 1


def test_two_colleagues_who_write_at_once_share_one_conversation() -> None:
    for _ in range(ROUNDS):
        pair = make_pair()
        outcomes = race(
            lambda: enquire(pair.listing_id, pair.buyer),  # noqa: B023
            lambda: enquire(pair.listing_id, pair.colleague),  # noqa: B023
        )
        assert crashes(outcomes) == []
        assert len(set(outcomes)) == 1
        assert number_of(Message, Message.lead_id == outcomes[0]) == 2


def test_two_who_write_to_each_other_do_not_wait_for_each_other() -> None:
    for _ in range(ROUNDS):
        pair = make_pair()
        outcomes = race(
            lambda: enquire(pair.listing_id, pair.buyer),  # noqa: B023
            lambda: enquire(pair.demand_id, pair.seller),  # noqa: B023
        )
        assert crashes(outcomes) == []


def test_a_no_taken_back_while_the_other_writes_anew_leaves_one_living_conversation() -> None:
    for _ in range(ROUNDS):
        pair = make_pair()
        lead_id = make_lead(pair)
        attempt(lambda: leads.decline_lead(session.get_one(Lead, lead_id), DeclineReason.PRICE, by=pair.seller))  # noqa: B023
        outcomes = race(
            lambda: leads.undo_decline(session.get_one(Lead, lead_id), by=pair.seller),  # noqa: B023
            lambda: enquire(pair.listing_id, pair.buyer),  # noqa: B023
        )
        assert crashes(outcomes) == []
        living = (Lead.posting_id == pair.listing_id, Lead.status == LeadStatus.OPEN)
        assert number_of(Lead, *living) == 1


def test_blocking_twice_at_once_is_blocking() -> None:
    for _ in range(ROUNDS):
        pair = make_pair()
        other = pair.seller.organisation_id or 0
        outcomes = race(*[lambda: leads.block_organisation(other, by=pair.buyer)] * 2)  # noqa: B023
        assert outcomes == [None, None]
        assert number_of(Block, Block.blocked_id == other) == 1


def test_two_members_of_staff_approve_once() -> None:
    staff = [actor_of(make_staff(StaffRole.MINISTRY)) for _ in range(2)]
    for _ in range(ROUNDS):
        posting_id = make_listing(make_organisation(make_user()), status=PostingStatus.PENDING).id
        session.remove()
        outcomes = race(*(lambda by=by: postings.approve(session.get_one(Posting, posting_id), by=by) for by in staff))  # noqa: B023
        assert outcomes == [None, None]
        assert history("postings.approve", posting_id) == 1


@pytest.mark.parametrize("verb", ["verify", "suspend"])
def test_two_members_of_staff_decide_about_an_organisation_once(verb: str) -> None:
    staff = [actor_of(make_staff(StaffRole.MINISTRY)) for _ in range(2)]
    decide = getattr(accounts, f"{verb}_organisation")
    for _ in range(ROUNDS):
        owner = make_user()
        phone, shop_id = owner.phone, make_organisation(owner).id
        session.remove()
        outcomes = race(*(lambda by=by: decide(shop_id, installation=HERE, by=by).id for by in staff))  # noqa: B023
        assert outcomes == [shop_id, shop_id]
        assert history(f"accounts.{verb}", shop_id) == 1
        assert number_of(OutboxMessage, OutboxMessage.recipient == phone) == 1


def test_a_complaint_is_decided_once() -> None:
    staff = [actor_of(make_staff(StaffRole.MINISTRY)) for _ in range(2)]
    for _ in range(ROUNDS):
        made = attempt(lambda: file_complaint(ComplaintDraft(reason=ComplaintReason.SPAM, text="Rác"), by=Actor()).id)
        assert isinstance(made, int)
        outcomes = race(
            *(
                lambda by=by, right=right: decide_complaint(  # noqa: B023
                    session.get_one(Complaint, made),  # noqa: B023
                    is_upheld=right,
                    note="Đã xem",
                    by=by,
                )
                for by, right in zip(staff, (True, False), strict=True)
            )
        )
        assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "NoneType"]


def test_forms_sent_twice_at_once_make_one_thing_each() -> None:
    user = make_user()
    shop_id = make_organisation(user).id
    by = actor_of(user)
    session.remove()
    for number in range(ROUNDS):
        token = f"token-of-many-forms-{number}"
        draft = OrganisationDraft(
            name="HTX Mới",
            kind=OrganisationKind.COOPERATIVE,
            is_producer=True,
            is_distributor=False,
            province_code="01",
        )
        complaint = ComplaintDraft(reason=ComplaintReason.SPAM, text="Rác", form_token=token)
        for act in (
            lambda: postings.start_listing(shop_id, form_token=token, by=by).id,  # noqa: B023
            lambda: accounts.create_organisation(draft, form_token=token, by=by).id,  # noqa: B023
            lambda: file_complaint(complaint, by=by).id,  # noqa: B023
        ):
            outcomes = race(act, act)
            assert crashes(outcomes) == []
            assert len(set(outcomes)) == 1


def test_two_browsers_that_sign_up_with_one_phone_make_one_account() -> None:
    for _ in range(ROUNDS):
        phone = f"+84938{next(_numbers):06d}"
        typed = SignUp(full_name="Hoa", contact=phone, password="tre-xanh-2026", language="vi", has_agreed=True)
        tickets = [new_ticket(), new_ticket()]
        codes = []
        for ticket in tickets:
            checked = accounts.check_sign_up(typed, installation=HERE)
            with transaction():
                accounts.sign_up(checked, ticket=ticket, installation=HERE)
                session.flush()
                codes.append(newest_code(phone))
                # The second one may ask at once: a minute is over.
                for row in session.scalars(select(OneTimeCode).where(OneTimeCode.target == phone)):
                    row.requested_at = row.requested_at.replace(year=row.requested_at.year - 1)
            session.remove()
        outcomes = race(
            *(
                lambda ticket=ticket, code=code: accounts.confirm_code(ticket, code, installation=HERE)
                for ticket, code in zip(tickets, codes, strict=True)
            )
        )
        assert crashes(outcomes) == []
        assert number_of(User, User.phone == phone) == 1


def test_two_administrators_cannot_close_each_other_out() -> None:
    for row in session.scalars(select(User).where(User.staff_role == StaffRole.SYSTEM)).all():
        attempt(lambda: setattr(session.get_one(User, row.id), "staff_role", StaffRole.NONE))  # noqa: B023
    one, two = make_staff(StaffRole.SYSTEM), make_staff(StaffRole.SYSTEM)
    pairs = [(one.id, actor_of(two)), (two.id, actor_of(one))]
    session.remove()
    outcomes = race(*(lambda pair=pair: accounts.disable_user(pair[0], by=pair[1]).id for pair in pairs))
    assert sorted(isinstance(one, Conflict) for one in outcomes) == [False, True]
    assert number_of(User, User.staff_role == StaffRole.SYSTEM, User.is_disabled.is_(False)) == 1


def test_a_change_is_not_lost_when_its_job_is_claimed_before_it_is_committed() -> None:
    with transaction():
        enqueue("test.follow", queue=Queue.HEAVY, n=1)
    session.remove()
    asked, committed, claimed_after = threading.Event(), threading.Event(), []

    def change() -> None:
        with transaction():
            enqueue("test.follow", queue=Queue.HEAVY, n=1)
            asked.set()
            time.sleep(0.4)
            committed.set()
        session.remove()

    def work() -> None:
        asked.wait()
        while not claimed_after:
            with transaction():
                if claim_jobs(Queue.HEAVY, worker="w"):
                    claimed_after.append(committed.is_set())
            session.remove()
            time.sleep(0.02)

    threads = [threading.Thread(target=change), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert claimed_after == [True]


def test_many_browsers_that_ask_for_a_code_at_once_send_one() -> None:
    for _ in range(ROUNDS):
        phone = f"+84939{next(_numbers):06d}"
        typed = SignUp(full_name="Hoa", contact=phone, password="tre-xanh-2026", language="vi", has_agreed=True)
        checked = accounts.check_sign_up(typed, installation=HERE)
        outcomes = race(*[lambda: accounts.sign_up(checked, ticket=new_ticket(), installation=HERE)] * 4)  # noqa: B023
        assert crashes(outcomes) == []
        assert number_of(OutboxMessage, OutboxMessage.recipient == phone) == 1
