"""What owners say of a posting in sight: it still holds, not for a while, back again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR
from marketplace.accounts.models import Organisation
from marketplace.audit.models import AuditEntry
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.jobs.models import Job
from marketplace.postings import actions
from marketplace.postings.actions.freshness import end_pauses
from marketplace.postings.confirming import count_waiting, get_closing_postings, get_waiting_postings
from marketplace.postings.drafts import GoodsDraft, NeedDraft
from marketplace.postings.labels import status_of
from marketplace.postings.models import Posting, PostingStatus
from marketplace.postings.queries import get_posting, get_visible_posting
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_organisation, make_user
from tests.factories.freshness import Owner, make_owner, old_demand, old_listing
from tests.factories.postings import make_demand, make_listing

Db = scoped_session[Session]


@pytest.fixture
def owner(db: Db) -> Owner:
    return make_owner()


def is_said_now(posting: Posting) -> bool:
    return posting.confirmed_at is not None and now() - posting.confirmed_at < timedelta(minutes=1)


def history(verb: str) -> int:
    return session.scalar(select(func.count()).where(AuditEntry.verb == verb)) or 0


def test_one_tap_gives_a_listing_its_ninety_days_again(owner: Owner) -> None:
    listing = old_listing(owner, 80, expiry_warnings=1)
    with transaction():
        actions.confirm_available(listing, by=owner.actor)
    assert (listing.expires_on, listing.expiry_warnings) == (today() + timedelta(days=90), 0)
    assert is_said_now(listing)
    # whoever edits at the moment is not told of a change that is none
    assert listing.version == 1
    assert session.scalar(select(func.count()).where(Job.name == "search.put")) == 1


def test_a_demand_keeps_its_closing_date(owner: Owner) -> None:
    demand = old_demand(owner, 50)
    closes = demand.expires_on
    with transaction():
        actions.confirm_available(demand, by=owner.actor)
    assert demand.expires_on == closes
    near = old_demand(owner, 50, expires_on=today() + timedelta(days=10))
    with transaction():
        actions.confirm_available(near, by=owner.actor)
    assert near.expiry_warnings == 1  # the first warning's day is past; the second is still to come


def test_a_second_tap_on_the_same_day_changes_nothing(owner: Owner) -> None:
    listing = old_listing(owner, 50)
    for _ in range(3):
        with transaction():
            actions.confirm_available(listing, by=owner.actor)
    assert history("postings.confirm") == 1


def test_publishing_renewing_and_editing_say_so_too(owner: Owner) -> None:
    draft = make_listing(owner.organisation, status=PostingStatus.DRAFT, expires_on=None)
    expired = old_listing(owner, 100, status=PostingStatus.EXPIRED)
    edited = old_listing(owner, 70)
    with transaction():
        actions.publish(draft, by=owner.actor)
        actions.renew(expired, by=owner.actor)
        actions.save_goods(edited, GoodsDraft(title="Mật ong rừng U Minh"), by=owner.actor)
    for posting in (draft, expired, edited):
        assert is_said_now(posting)
        assert posting.expires_on == today() + timedelta(days=90)


def test_editing_a_draft_says_nothing(owner: Owner) -> None:
    draft = make_listing(owner.organisation, status=PostingStatus.DRAFT, expires_on=None)
    with transaction():
        actions.save_goods(draft, GoodsDraft(title="Mật ong rừng"), by=owner.actor)
    assert (draft.confirmed_at, draft.expires_on) == (None, None)


def test_a_closing_date_set_near_is_not_warned_of_at_once(owner: Owner) -> None:
    demand = make_demand(owner.organisation)
    closes = (today() + timedelta(days=9)).isoformat()
    with transaction():
        actions.save_need(demand, NeedDraft(quantity="300 kg", closes_on=closes), by=owner.actor)
    assert demand.expiry_warnings == 1


def test_confirming_what_has_run_out(owner: Owner) -> None:
    listing = old_listing(owner, 95, status=PostingStatus.EXPIRED)
    demand = old_demand(owner, 95, expires_on=today() - timedelta(days=1))
    with transaction():
        actions.confirm_available(listing, by=owner.actor)
    assert get_visible_posting(listing.id, VISITOR).status is PostingStatus.PUBLISHED
    with pytest.raises(Conflict) as said, transaction():
        actions.confirm_available(get_posting(demand.id), by=owner.actor)
    assert said.value.key == "postings.closing_over"


def test_a_pause_hides_and_can_be_taken_back(owner: Owner) -> None:
    listing = make_listing(owner.organisation)
    until = today() + timedelta(days=14)
    with transaction():
        actions.pause(listing, until=until, by=owner.actor)
        actions.pause(listing, until=until, by=owner.actor)
    assert (listing.status, listing.paused_until) == (PostingStatus.PAUSED, until)
    assert history("postings.pause") == 1
    with pytest.raises(NotFound):
        get_visible_posting(listing.id, VISITOR)
    with transaction():
        actions.resume(listing, by=owner.actor)
        actions.resume(listing, by=owner.actor)
    assert (listing.status, listing.paused_until) == (PostingStatus.PUBLISHED, None)
    assert history("postings.resume") == 1


@pytest.mark.parametrize("days", [-1, 600])
def test_a_pause_ends_within_reason(owner: Owner, days: int) -> None:
    listing = make_listing(owner.organisation)
    with pytest.raises(Invalid), transaction():
        actions.pause(listing, until=today() + timedelta(days=days), by=owner.actor)


def test_a_paused_listing_outlives_its_last_day_and_a_demand_does_not(owner: Owner) -> None:
    listing, demand = make_listing(owner.organisation), make_demand(owner.organisation)
    with transaction():
        actions.pause(listing, until=None, by=owner.actor)
        actions.pause(demand, until=None, by=owner.actor)
    with time_machine.travel(now() + timedelta(days=200), tick=False):
        assert status_of(get_posting(listing.id), today()) is PostingStatus.PAUSED
        assert status_of(get_posting(demand.id), today()) is PostingStatus.EXPIRED
        with transaction():
            assert actions.expire_due_postings() == 1
        with transaction():
            actions.resume(get_posting(listing.id), by=owner.actor)
        assert get_posting(listing.id).expires_on == today() + timedelta(days=90)
    assert get_posting(demand.id).status is PostingStatus.EXPIRED


def test_withdrawn_in_a_pause_and_back_is_paused_again(owner: Owner) -> None:
    listing = make_listing(owner.organisation)
    until = today() + timedelta(days=30)
    with transaction():
        actions.pause(listing, until=until, by=owner.actor)
        actions.withdraw(listing, by=owner.actor)
        actions.restore(listing, by=owner.actor)
    assert (listing.status, listing.paused_until) == (PostingStatus.PAUSED, until)


def test_edits_in_a_pause_stay_hidden_and_complete(owner: Owner) -> None:
    demand = make_demand(owner.organisation)
    with transaction():
        actions.pause(demand, until=None, by=owner.actor)
        actions.save_goods(demand, GoodsDraft(title="Cần mua mật ong rừng"), by=owner.actor)
    assert demand.status is PostingStatus.PAUSED
    with pytest.raises(Invalid), transaction():
        actions.save_need(get_posting(demand.id), NeedDraft(), by=owner.actor)
    with pytest.raises(Conflict), transaction():
        actions.save_goods(get_posting(demand.id), GoodsDraft(title="Khác hẳn"), expected_version=1, by=owner.actor)


def test_an_organisation_that_is_gone_or_suspended_brings_nothing_back(owner: Owner) -> None:
    listing = make_listing(owner.organisation, status=PostingStatus.PAUSED, paused_until=today() - timedelta(days=1))
    with transaction():
        session.get_one(Organisation, owner.organisation_id).is_suspended = True
    with transaction():
        assert end_pauses() == {}
    with pytest.raises(Refused), transaction():
        actions.resume(get_posting(listing.id), by=owner.actor)
    with transaction():
        assert actions.withdraw_organisation_postings(owner.organisation_id) == 1


def test_what_waits_for_a_word(owner: Owner) -> None:
    old = old_listing(owner, 46).id
    ending = old_listing(owner, 10, expires_on=today() + timedelta(days=14)).id
    wanted = old_demand(owner, 46).id
    closing = old_demand(owner, 3, expires_on=today() + timedelta(days=5)).id
    make_listing(owner.organisation)
    old_listing(owner, 46, status=PostingStatus.PAUSED)
    old_listing(make_owner("Người Khác", "Nhà khác"), 46)
    assert [row.id for row in get_waiting_postings(owner.actor).items] == [wanted, ending, old]
    assert [row.id for row in get_closing_postings(owner.actor).items] == [closing]
    waiting = count_waiting(owner.actor)
    assert (waiting.to_confirm, waiting.closing) == (3, 1)
    with transaction():
        assert actions.confirm_all(owner.organisation_id, by=owner.actor) == 3
    with transaction():
        assert actions.confirm_all(owner.organisation_id, by=owner.actor) == 0
    assert count_waiting(owner.actor).to_confirm == 0


def test_nobody_waits_for_somebody_without_an_organisation(db: Db) -> None:
    assert count_waiting(actor_of(make_user())).to_confirm == 0
    assert get_waiting_postings(actor_of(make_user())).items == []


def test_the_lists_ask_as_often_for_three_as_for_one(owner: Owner) -> None:
    counts = []
    for _ in range(2):
        old_listing(owner, 50, photos=["a" * 32], certificates=["ocop3"])
        old_demand(owner, 50, expires_on=today() + timedelta(days=3))
        counts.append(
            [
                count_statements(lambda: get_waiting_postings(owner.actor)),
                count_statements(lambda: get_closing_postings(owner.actor)),
                count_statements(lambda: count_waiting(owner.actor)),
            ]
        )
        old_listing(owner, 50)
    assert counts[0] == counts[1]


def test_strangers_say_nothing_of_it(owner: Owner) -> None:
    listing = old_listing(owner, 50)
    stranger = make_user("Kẻ Lạ")
    make_organisation(stranger, name="Cơ sở khác")
    by = actor_of(stranger)
    for attempt in (
        lambda: actions.confirm_available(listing, by=by),
        lambda: actions.pause(listing, until=None, by=by),
        lambda: actions.confirm_all(owner.organisation_id, by=by),
    ):
        with pytest.raises(Refused), transaction():
            attempt()
