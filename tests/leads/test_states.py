"""Every state of an enquiry, every verb, as everybody; the table beside this file can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import StaffRole
from marketplace.clock import today
from marketplace.leads import actions, queries
from marketplace.leads.actions import CallDraft
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import CallMeans, CallOutcome, DeclineReason, Lead
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.leads import Pair, due_of, make_lead, make_pair, miss
from tests.walking import compare, walk

TABLE = Path(__file__).with_name("states.tsv")
TALK = CallDraft(means=CallMeans.PHONE, outcome=CallOutcome.GOING_ON)

VERBS: dict[str, Callable[[Lead, Actor], object]] = {
    "read": lambda lead, by: queries.get_lead(lead.id, by),
    "see outline": lambda lead, by: queries.get_lead_outline(lead.id, by),
    "write": lambda lead, by: actions.reply(lead, MessageDraft(body="Chào"), by=by),
    "mark seen": lambda lead, by: actions.mark_seen(lead, by=by),
    "accept": lambda lead, by: actions.accept_lead(lead, by=by),
    "decline": lambda lead, by: actions.decline_lead(lead, DeclineReason.OTHER, by=by),
    "postpone": lambda lead, by: actions.postpone_lead(lead, today() + timedelta(days=30), by=by),
    "withdraw": lambda lead, by: actions.withdraw_lead(lead, by=by),
    "undo accept": lambda lead, by: actions.undo_accept(lead, by=by),
    "undo decline": lambda lead, by: actions.undo_decline(lead, by=by),
    "undo postpone": lambda lead, by: actions.undo_postpone(lead, by=by),
    "open contacts": lambda lead, by: actions.open_contacts(lead, by=by),
    "log call": lambda lead, by: actions.log_call(lead, TALK, by=by),
    "see overdue": lambda lead, by: queries.get_unanswered_one(due_of(lead).id, by),
    "open office contacts": lambda lead, by: actions.open_office_contacts(lead.recipient_id, by=by),
    "log office call": lambda lead, by: actions.log_office_call(due_of(lead), TALK, by=by),
}


def states(pair: Pair) -> dict[str, Callable[[], Lead]]:
    """Return how a lead is brought into each state."""

    def after(act: Callable[[Lead], object]) -> Callable[[], Lead]:
        def make() -> Lead:
            lead = make_lead(pair)
            act(lead)
            return lead

        return make

    day = today() + timedelta(days=14)
    return {
        "open": after(lambda lead: None),
        "overdue": after(miss),
        "postponed": after(lambda lead: actions.postpone_lead(lead, day, by=pair.recipient)),
        "accepted": after(lambda lead: actions.accept_lead(lead, by=pair.recipient)),
        "declined": after(lambda lead: actions.decline_lead(lead, DeclineReason.PRICE, by=pair.recipient)),
        "withdrawn": after(lambda lead: actions.withdraw_lead(lead, by=pair.sender)),
    }


@pytest.mark.usefixtures("db")
def test_who_may_do_what_in_which_state() -> None:
    pair = make_pair(maker_province="01", shop_province="79")
    stranger = make_user("Lê Người Khác")
    make_organisation(stranger, name="Tổ hợp tác khác")
    people = {
        "sender": pair.sender,
        "recipient": pair.recipient,
        "other organisation": actor_of(stranger),
        "staff of the recipient": actor_of(make_staff(province_code="01")),
        "staff of the sender": actor_of(make_staff(province_code="79")),
        "staff elsewhere": actor_of(make_staff(province_code="48")),
        "ministry": actor_of(make_staff(StaffRole.MINISTRY)),
        "visitor": VISITOR,
    }
    compare(walk(states(pair), VERBS, people), TABLE)
