"""Answers that are owed: what asks for one, what ends the wait, and what the clock does about silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select

from marketplace.accounts.models import Organisation, StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid
from marketplace.leads import actions, queries
from marketplace.leads.actions.following import (
    begin_missing_deadlines,
    note_missed_answers,
    send_reminders,
    waive_idle_answers,
)
from marketplace.leads.actions.postponing import ask_postponed_again
from marketplace.leads.actions.replies import ask_for_answer, note_answer
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.labels import Tab
from marketplace.leads.models import (
    Call,
    CallMeans,
    CallOutcome,
    DeclineReason,
    Lead,
    LeadOrigin,
    LeadStatus,
    ReplyDue,
    ReplyHow,
    ReplyKind,
)
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting, PostingStatus
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_staff
from tests.factories.leads import Pair, due_of, make_lead, make_pair, miss

pytestmark = pytest.mark.usefixtures("db")
# Tuesday, nine in the morning in Vietnam
MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)


def mailed_pair() -> Pair:
    return make_pair(seller_email="ban@example.vn", buyer_email="mua@example.vn")


def do(action: Callable[..., object], *args: object, **values: object) -> None:
    with transaction():
        action(*args, **values)


def told(template: str) -> list[str]:
    """Return whom messages of a kind went to."""
    statement = select(OutboxMessage.recipient).where(OutboxMessage.template == template).order_by(OutboxMessage.id)
    return list(session.scalars(statement))


def call(outcome: CallOutcome, token: str | None = None) -> actions.CallDraft:
    return actions.CallDraft(means=CallMeans.PHONE, outcome=outcome, note="Gặp chị Hoa", form_token=token)


ANSWERS: dict[str, tuple[Callable[[Lead, Pair], object], ReplyHow | None]] = {
    "accept": (lambda lead, pair: actions.accept_lead(lead, by=pair.recipient), ReplyHow.ACCEPT),
    "decline": (
        lambda lead, pair: actions.decline_lead(lead, DeclineReason.PRICE, by=pair.recipient),
        ReplyHow.DECLINE,
    ),
    "message": (lambda lead, pair: actions.reply(lead, MessageDraft(body="Còn"), by=pair.recipient), ReplyHow.MESSAGE),
    "later": (
        lambda lead, pair: actions.postpone_lead(lead, today() + timedelta(days=9), by=pair.recipient),
        ReplyHow.LATER,
    ),
    "talk": (lambda lead, pair: actions.log_call(lead, call(CallOutcome.GOING_ON), by=pair.recipient), ReplyHow.CALL),
    "promise": (lambda lead, pair: actions.log_call(lead, call(CallOutcome.WILL_REPLY), by=pair.recipient), None),
    "no answer": (lambda lead, pair: actions.log_call(lead, call(CallOutcome.NO_ANSWER), by=pair.recipient), None),
    "sender's talk": (lambda lead, pair: actions.log_call(lead, call(CallOutcome.GOING_ON), by=pair.sender), None),
    "sender's message": (lambda lead, pair: actions.reply(lead, MessageDraft(body="Alo"), by=pair.sender), None),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_answers_and_what_does_not(answer: str) -> None:
    pair = make_pair()
    lead = make_lead(pair)
    act, how = ANSWERS[answer]
    do(act, lead, pair)
    due = due_of(lead)
    assert (due.how, due.answered_at is not None) == (how, how is not None)


def test_an_enquiry_is_owed_an_answer_and_a_second_message_sets_no_new_deadline() -> None:
    with time_machine.travel(MORNING, tick=False):
        pair = make_pair()
        lead = make_lead(pair)
        make_lead(pair, "Còn hàng không ạ?")
        due = due_of(lead)
        assert (due.organisation_id, due.kind, due.asked_at) == (pair.maker.id, ReplyKind.ENQUIRY, MORNING)
        assert due.due_at == datetime(2026, 12, 1, 17, tzinfo=UTC)
        assert len(session.scalars(select(ReplyDue)).all()) == 1
        assert [queries.count_owed(who) for who in (pair.recipient, pair.sender)] == [1, 0]
        assert queries.next_deadline(pair.recipient) == due.due_at


UNDOING = {
    "accept": lambda lead, pair: actions.undo_accept(lead, by=pair.recipient),
    "decline": lambda lead, pair: actions.undo_decline(lead, by=pair.recipient),
    "later": lambda lead, pair: actions.undo_postpone(lead, by=pair.recipient),
}


@pytest.mark.parametrize("answer", UNDOING)
def test_an_answer_that_is_taken_back_is_owed_again(answer: str) -> None:
    pair = make_pair()
    lead = make_lead(pair)
    do(ANSWERS[answer][0], lead, pair)
    do(UNDOING[answer], lead, pair)
    due = due_of(lead)
    assert (due.answered_at, due.how, lead.later_on, lead.status) == (None, None, None, LeadStatus.OPEN)
    assert queries.count_inbox(pair.recipient)[Tab.OURS] == 1


def test_a_message_that_came_before_stays_an_answer_when_the_yes_is_taken_back() -> None:
    pair = make_pair()
    lead = make_lead(pair)
    for act in (ANSWERS["message"][0], ANSWERS["accept"][0], UNDOING["accept"]):
        do(act, lead, pair)
    assert due_of(lead).how is ReplyHow.MESSAGE


def close_posting(lead: Lead, _pair: Pair) -> None:
    session.get_one(Posting, lead.posting_id).status = PostingStatus.WITHDRAWN


def suspend(lead: Lead, pair: Pair) -> None:
    session.get_one(Organisation, pair.shop.id).is_suspended = True


@pytest.mark.parametrize(
    "end",
    [
        lambda lead, pair: actions.withdraw_lead(lead, by=pair.sender),
        lambda lead, pair: actions.block_organisation(pair.shop.id, by=pair.recipient),
        lambda lead, pair: actions.block_organisation(pair.maker.id, by=pair.sender),
        close_posting,
        suspend,
    ],
)
def test_what_waives(end: Callable[[Lead, Pair], object]) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = make_pair()
        lead = make_lead(pair)
        do(end, lead, pair)
        do(waive_idle_answers)
        assert due_of(lead).waived_at is not None
        clock.shift(timedelta(days=10))
        do(send_reminders)
        do(note_missed_answers)
        assert due_of(lead).missed_at is None
        assert told("leads.reminder") == []
        assert queries.response_of([pair.maker.id]) == {}


def test_a_pause_waives_nothing() -> None:
    pair = make_pair()
    lead = make_lead(pair)
    with transaction():
        session.get_one(Posting, lead.posting_id).status = PostingStatus.PAUSED
    do(waive_idle_answers)
    assert due_of(lead).waived_at is None


def test_reminders_and_misses_are_told_once_however_often_the_job_runs() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = mailed_pair()
        lead = make_lead(pair)
        for days in range(11):
            clock.move_to(MORNING + timedelta(days=days))
            for _ in range(2):
                do(send_reminders)
                do(note_missed_answers)
        assert told("leads.reminder") == ["ban@example.vn"] * 2
        assert told("leads.unanswered") == ["mua@example.vn"]
        due = due_of(lead)
        assert (due.reminders_sent, due.missed_at) == (2, datetime(2026, 12, 2, 2, tzinfo=UTC))
        verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.thing_kind == "lead").order_by(AuditEntry.id))
        assert list(verbs) == ["leads.send", "leads.miss"]


def test_nobody_is_written_to_at_night() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = make_pair()
        lead = make_lead(pair)
        clock.move_to(datetime(2026, 12, 1, 17, 30, tzinfo=UTC))  # half past midnight in Vietnam, overdue
        for step in actions.STEPS:
            do(step)
        assert (told("leads.reminder"), told("leads.unanswered"), due_of(lead).missed_at) == ([], [], None)


def test_after_a_long_silence_of_the_worker_one_reminder_does_for_two() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        lead = make_lead(make_pair())
        clock.shift(timedelta(days=6))  # the fourth working day
        do(send_reminders)
        do(send_reminders)
        assert (due_of(lead).reminders_sent, len(told("leads.reminder"))) == (2, 1)


def test_what_is_asked_for_later_is_not_reminded_of_before() -> None:
    """A quote that is sealed until closing is owed an answer from then on."""
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = mailed_pair()
        lead = make_lead(pair)
        do(note_answer, lead, pair.maker.id, ReplyHow.MESSAGE)
        closing = MORNING + timedelta(days=20)
        do(ask_for_answer, lead, pair.maker.id, ReplyKind.QUOTE, asked_at=closing)
        assert queries.count_owed(pair.recipient) == 0
        clock.shift(timedelta(days=19))
        do(send_reminders)
        assert told("leads.reminder") == []
        clock.move_to(closing + timedelta(days=2))
        do(send_reminders)
        assert len(told("leads.reminder")) == 1
        assert "báo giá" in session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id.desc())).first()  # type: ignore[operator]


def test_enquiries_from_before_there_were_deadlines_get_one_from_now_on() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = make_pair()
        old, answered = make_lead(pair), make_lead(make_pair())
        with transaction():
            session.execute(delete(ReplyDue))
            answered.answered_at = now()
        clock.shift(timedelta(days=30))
        with transaction():
            assert begin_missing_deadlines() == 1
        with transaction():
            assert begin_missing_deadlines() == 0
        assert due_of(old).asked_at == MORNING + timedelta(days=30)


def test_not_now_is_asked_again_on_the_day_and_owed_again() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = mailed_pair()
        lead = make_lead(pair)
        day = today() + timedelta(days=14)
        do(actions.postpone_lead, lead, day, by=pair.recipient)
        do(actions.postpone_lead, lead, day, by=pair.recipient)
        assert told("leads.postponed") == ["mua@example.vn"]
        assert queries.count_inbox(pair.sender) == {Tab.OURS: 0, Tab.THEIRS: 1, Tab.ACCEPTED: 0, Tab.CLOSED: 0}
        clock.shift(timedelta(days=13))
        do(ask_postponed_again)
        assert lead.later_on == day
        clock.shift(timedelta(days=1))
        for _ in range(2):
            do(ask_postponed_again)
        assert told("leads.asked_again") == ["ban@example.vn"]
        assert (lead.later_on, queries.count_inbox(pair.recipient)[Tab.OURS]) == (None, 1)
        newest = session.scalars(select(ReplyDue).order_by(ReplyDue.id.desc())).first()
        assert newest is not None
        assert (newest.kind, newest.asked_at) == (ReplyKind.LATER, MORNING + timedelta(days=14))


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_day_that_is_no_day_to_be_asked_again(days: int) -> None:
    pair = make_pair()
    lead = make_lead(pair)
    with pytest.raises(Invalid), transaction():
        actions.postpone_lead(lead, today() + timedelta(days=days), by=pair.recipient)


def test_a_not_now_is_taken_back_in_time_only() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        pair = make_pair()
        lead = make_lead(pair)
        do(actions.postpone_lead, lead, today() + timedelta(days=14), by=pair.recipient)
        clock.shift(timedelta(minutes=11))
        with pytest.raises(Conflict, match=r"leads\.too_late"), transaction():
            actions.undo_postpone(lead, by=pair.recipient)


def test_a_call_sent_twice_is_one_and_stands_in_the_conversation() -> None:
    pair = make_pair()
    lead = make_lead(pair)
    for _ in range(2):
        do(actions.log_call, lead, call(CallOutcome.LATER, "one"), by=pair.recipient)
    (logged,) = queries.get_calls(lead.id)
    assert (logged.organisation_id, logged.called_id, logged.outcome) == (pair.maker.id, None, CallOutcome.LATER)


def test_a_call_of_the_office_ends_no_wait_but_leaves_the_list_of_those_to_phone() -> None:
    pair = make_pair()
    lead = make_lead(pair)
    due = miss(lead)
    office = actor_of(make_staff())
    assert queries.count_unanswered(office) == 1
    do(actions.log_office_call, due, call(CallOutcome.WILL_REPLY, "one"), by=office)
    do(actions.log_office_call, due, call(CallOutcome.WILL_REPLY, "one"), by=office)
    assert len(session.scalars(select(Call)).all()) == 1
    assert queries.get_calls(lead.id) == []
    counts = [queries.count_unanswered(office, followed=one) for one in queries.Followed]
    assert (counts, due_of(lead).answered_at) == ([0, 1], None)
    do(actions.accept_lead, lead, by=pair.recipient)
    assert [queries.count_unanswered(office, followed=one) for one in queries.Followed] == [0, 0]
    assert due_of(lead).missed_at is not None


def test_the_unanswered_are_the_provinces_own_in_a_fixed_number_of_statements() -> None:
    office, ministry = actor_of(make_staff()), actor_of(make_staff(StaffRole.MINISTRY))
    miss(make_lead(make_pair()))
    one = count_statements(lambda: queries.get_unanswered(ministry))
    for province in ("79", "01"):
        miss(make_lead(make_pair(maker_province=province)))
    three = count_statements(lambda: queries.get_unanswered(ministry))
    assert one == three
    assert [len(queries.get_unanswered(who).items) for who in (office, ministry)] == [2, 3]
    assert len(queries.get_unanswered(ministry, province_code="79").items) == 1
    assert len(queries.get_unanswered(office, province_code="79").items) == 2, (
        "a province sees its own, whatever it asks"
    )


def test_responses_take_one_statement_and_leave_out_what_is_waived() -> None:
    pairs = [make_pair() for _ in range(2)]
    for pair in pairs:
        for number in range(4):
            with transaction():
                session.add(_settled(pair, number))
    ids = [pair.maker.id for pair in pairs]
    queries.response_of(ids)
    assert [count_statements(lambda some=some: queries.response_of(some)) for some in (ids[:1], ids)] == [1, 1]
    found = queries.response_of(ids)
    assert [(found[one].total, found[one].in_time) for one in ids] == [(3, 2), (3, 2)]


def _settled(pair: Pair, number: int) -> ReplyDue:
    lead = Lead(
        posting_id=pair.listing.id,
        sender_id=pair.shop.id,
        recipient_id=pair.maker.id,
        origin=LeadOrigin.POSTING,
        status=LeadStatus.DECLINED,
        created_at=now(),
        last_activity_at=now(),
        last_activity_by_id=pair.shop.id,
    )
    session.add(lead)
    session.flush()
    moment = now() - timedelta(days=20)
    due = ReplyDue(
        lead_id=lead.id, organisation_id=pair.maker.id, kind=ReplyKind.ENQUIRY, asked_at=moment, due_at=moment
    )
    if number == 0:
        due.waived_at = moment
    elif number == 1:
        due.missed_at = moment
    else:
        due.answered_at, due.how = moment, ReplyHow.MESSAGE
    return due
