"""Limits against floods: a table of cases; nobody who was answered ever meets one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace.accounts.models import Organisation
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.leads import actions
from marketplace.leads.actions.flooding import MAX_ENQUIRIES_A_DAY, MAX_ENQUIRIES_WHEN_NEW, SAME_WORDS
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import DeclineReason, Lead, LeadOrigin, LeadStatus, Message
from tests.factories.accounts import make_organisation
from tests.factories.leads import Pair, make_lead, make_pair
from tests.factories.postings import make_listing

pytestmark = pytest.mark.usefixtures("db")


def written(pair: Pair, count: int, *, body: str = "", hours: int = 1, answered: bool = False) -> list[int]:
    """Let the buyer have written to so many other organisations; each in other words unless told which."""
    reached: list[int] = []
    with transaction():
        for number in range(count):
            other = make_organisation(name=f"HTX số {number}")
            moment = now() - timedelta(hours=hours)
            lead = Lead(
                posting_id=make_listing(other).id,
                sender_id=pair.shop.id,
                recipient_id=other.id,
                origin=LeadOrigin.POSTING,
                status=LeadStatus.OPEN,
                created_at=moment,
                answered_at=moment if answered else None,
                last_activity_at=moment,
                last_activity_by_id=pair.shop.id,
            )
            session.add(lead)
            session.flush()
            said = body or f"Chào nơi số {number}"
            session.add(Message(lead_id=lead.id, organisation_id=pair.shop.id, body=said, created_at=moment))
            reached.append(other.id)
    return reached


def make_new(pair: Pair, *, days: int = 0) -> None:
    with transaction():
        shop = session.get_one(Organisation, pair.shop.id)
        shop.verified_at, shop.created_at = None, now() - timedelta(days=days)


@pytest.mark.parametrize(
    ("count", "case", "refusal"),
    [
        (MAX_ENQUIRIES_A_DAY - 1, {}, None),
        (MAX_ENQUIRIES_A_DAY, {}, "leads.too_many"),
        (MAX_ENQUIRIES_A_DAY, {"hours": 25}, None),
        (MAX_ENQUIRIES_A_DAY, {"answered": True}, None),
        (SAME_WORDS - 2, {"body": "CẦN mật ong  sạch"}, None),
        (SAME_WORDS - 1, {"body": "CẦN mật ong  sạch"}, "leads.same_words"),
        (SAME_WORDS - 1, {"body": "Cần mật ong sạch", "hours": 25}, None),
        (SAME_WORDS - 1, {"body": "Cần mật ong sạch", "answered": True}, None),
        (SAME_WORDS - 1, {"body": "Cần gạo nếp"}, None),
    ],
)
def test_how_many_may_be_written_to_in_a_day(count: int, case: dict[str, object], refusal: str | None) -> None:
    pair = make_pair()
    written(pair, count, **case)  # type: ignore[arg-type]
    if refusal is None:
        assert make_lead(pair, "Cần mật ong sạch.").status is LeadStatus.OPEN
        return
    with pytest.raises(Conflict, match=refusal.replace(".", r"\.")):
        make_lead(pair, "Cần mật ong sạch.")


@pytest.mark.parametrize(("days", "is_refused"), [(0, True), (2, True), (4, False)])
def test_a_new_organisation_that_nobody_verified_begins_fewer(days: int, is_refused: bool) -> None:
    pair = make_pair()
    make_new(pair, days=days)
    written(pair, MAX_ENQUIRIES_WHEN_NEW)
    if not is_refused:
        assert make_lead(pair).id
        return
    with pytest.raises(Conflict, match=r"leads\.too_many_when_new") as refused:
        make_lead(pair)
    assert refused.value.values == {"most": MAX_ENQUIRIES_WHEN_NEW}


def test_a_new_organisation_that_is_verified_is_like_any_other() -> None:
    pair = make_pair()
    written(pair, MAX_ENQUIRIES_WHEN_NEW)
    assert make_lead(pair).id


def test_whoever_was_answered_or_written_to_first_meets_no_limit() -> None:
    pair = make_pair()
    lead = make_lead(pair)
    with transaction():
        actions.decline_lead(lead, DeclineReason.OTHER, by=pair.recipient)
    written(pair, MAX_ENQUIRIES_A_DAY, body="Chào bà con, bên tôi cần mật ong.")
    again = make_lead(pair)
    for _ in range(8):
        with transaction():
            actions.reply(again, MessageDraft(body="Alo?"), by=pair.sender)
    other = make_pair()
    with transaction():
        actions.send_enquiry(pair.demand, MessageDraft(body="Bên tôi có mật ong."), by=other.recipient)
        assert actions.send_enquiry(other.listing, MessageDraft(body="Cần mật ong."), by=pair.sender).id
