"""Deadlines in the hands of two workers, and of a worker and a person, at the same moment. On both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from marketplace.accounts.actor import Actor
from marketplace.db import session, transaction
from marketplace.leads import actions
from marketplace.leads.actions.following import (
    begin_missing_deadlines,
    note_missed_answers,
    send_reminders,
    waive_idle_answers,
)
from marketplace.leads.actions.replies import ask_for_answer
from marketplace.leads.models import Call, CallMeans, CallOutcome, Lead, ReplyDue, ReplyKind
from marketplace.leads.queries import is_owed
from marketplace.notifications.models import OutboxMessage
from tests.factories.accounts import actor_of, make_staff
from tests.factories.leads import make_lead, make_pair, miss
from tests.failure.racing import attempt, race

pytestmark = pytest.mark.usefixtures("open_market")
# a Monday, nine in the morning in Vietnam
MONDAY = datetime(2026, 10, 5, 2, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A Monday on which nobody owes anything from an earlier test."""
    with time_machine.travel(MONDAY) as coordinates:
        with transaction():
            session.execute(update(ReplyDue).where(is_owed()).values(waived_at=MONDAY))
        session.remove()
        yield coordinates


def enquiry() -> tuple[int, Actor]:
    """Make an enquiry; return it and who is to answer."""
    pair = make_pair()
    lead_id = make_lead(pair).id
    session.remove()
    return lead_id, pair.recipient


def messages(template: str, since: int) -> int:
    statement = select(func.count()).where(OutboxMessage.template == template, OutboxMessage.id > since)
    try:
        return session.scalar(statement) or 0
    finally:
        session.remove()


def newest_message() -> int:
    try:
        return session.scalar(select(func.max(OutboxMessage.id))) or 0
    finally:
        session.remove()


@pytest.mark.parametrize(
    ("days", "step", "template"), [(2, send_reminders, "leads.reminder"), (8, note_missed_answers, "leads.unanswered")]
)
def test_two_workers_tell_once(clock: time_machine.Coordinates, days: int, step: object, template: str) -> None:
    for _ in range(3):
        enquiry()
    before = newest_message()
    clock.move_to(MONDAY + timedelta(days=days))
    outcomes = race(*[step] * 3)  # type: ignore[list-item]
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    attempt(step)  # type: ignore[arg-type]
    assert messages(template, before) == 3


def test_two_workers_begin_one_deadline(clock: time_machine.Coordinates) -> None:
    lead_id, _seller = enquiry()
    with transaction():
        lead = session.get_one(Lead, lead_id)
        recipient_id = lead.recipient_id
        session.delete(session.scalars(select(ReplyDue).where(ReplyDue.lead_id == lead_id)).one())
    session.remove()
    outcomes = race(
        begin_missing_deadlines,
        begin_missing_deadlines,
        lambda: ask_for_answer(session.get_one(Lead, lead_id), recipient_id, ReplyKind.QUOTE),
    )
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert session.scalar(select(func.count()).where(ReplyDue.lead_id == lead_id)) == 1
    session.remove()


def test_an_answer_in_the_moment_of_the_deadline_is_kept(clock: time_machine.Coordinates) -> None:
    for _ in range(4):
        clock.move_to(MONDAY)
        lead_id, seller = enquiry()
        clock.move_to(MONDAY + timedelta(days=8))
        outcomes = race(
            lambda: actions.accept_lead(session.get_one(Lead, lead_id), by=seller),  # noqa: B023
            note_missed_answers,
            send_reminders,
            waive_idle_answers,
        )
        assert [one for one in outcomes if isinstance(one, Exception)] == []
        due = session.scalars(select(ReplyDue).where(ReplyDue.lead_id == lead_id)).one()
        assert (due.answered_at is not None, due.waived_at) == (True, None)
        session.remove()


def test_a_kill_in_the_middle_of_a_batch_leaves_nothing_half_said(clock: time_machine.Coordinates) -> None:
    lead_id, _seller = enquiry()
    before = newest_message()
    clock.move_to(MONDAY + timedelta(days=8))

    def killed() -> None:
        note_missed_answers()
        session.flush()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction():
        killed()
    session.remove()
    assert messages("leads.unanswered", before) == 0
    attempt(note_missed_answers)
    assert messages("leads.unanswered", before) == 1
    assert session.scalars(select(ReplyDue).where(ReplyDue.lead_id == lead_id)).one().missed_at is not None
    session.remove()


def test_a_call_sent_twice_at_once_is_one(clock: time_machine.Coordinates) -> None:
    office = actor_of(make_staff())
    lead_id, seller = enquiry()
    due_id = miss(session.get_one(Lead, lead_id)).id
    session.remove()
    draft = actions.CallDraft(means=CallMeans.PHONE, outcome=CallOutcome.NO_ANSWER, form_token="one")
    for act in (
        lambda: actions.log_call(session.get_one(Lead, lead_id), draft, by=seller).id,
        lambda: actions.log_office_call(session.get_one(ReplyDue, due_id), draft, by=office).id,
    ):
        outcomes = race(*[act] * 3)
        assert len(set(outcomes)) == 1, outcomes
    assert session.scalar(select(func.count()).where(Call.lead_id == lead_id)) == 2
    session.remove()
