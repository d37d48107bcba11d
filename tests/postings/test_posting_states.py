"""Walks every state of a posting: who may do what with it, and what is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.clock import now, today
from marketplace.postings import actions
from marketplace.postings.drafts import GoodsDraft
from marketplace.postings.models import Posting, PostingStatus
from marketplace.postings.queries import get_visible_posting
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing
from tests.walking import compare, walk

TABLE = Path(__file__).with_name("posting_states.tsv")


def states(house: Organisation) -> dict[str, Callable[[], Posting]]:
    """A posting in each state; demands where the closing date makes a difference."""
    yesterday, tomorrow = today() - timedelta(days=1), today() + timedelta(days=1)
    gone = {"status": PostingStatus.WITHDRAWN, "status_before": PostingStatus.PAUSED}
    return {
        "draft": lambda: make_listing(house, status=PostingStatus.DRAFT),
        "pending": lambda: make_listing(house, status=PostingStatus.PENDING),
        "published": lambda: make_listing(house),
        "paused": lambda: make_listing(house, status=PostingStatus.PAUSED, paused_until=tomorrow),
        "paused listing past its last day": lambda: make_listing(
            house, status=PostingStatus.PAUSED, expires_on=yesterday
        ),
        "paused demand past its closing date": lambda: make_demand(
            house, status=PostingStatus.PAUSED, expires_on=yesterday
        ),
        "expired listing": lambda: make_listing(house, status=PostingStatus.EXPIRED, expires_on=yesterday),
        "expired demand": lambda: make_demand(house, status=PostingStatus.EXPIRED, expires_on=yesterday),
        "withdrawn in a pause": lambda: make_listing(house, **gone),
        "taken down in a pause": lambda: make_listing(house, taken_down_at=now(), **gone),
    }


def verbs() -> dict[str, Callable[[Posting, Actor], object]]:
    """Everything that is done with a whole posting."""
    later = (today() + timedelta(days=20)).isoformat()
    return {
        "see": lambda posting, by: get_visible_posting(posting.id, by),
        "edit": lambda posting, by: actions.save_goods(posting, GoodsDraft(title="Mật ong rừng"), by=by),
        "publish": lambda posting, by: actions.publish(posting, by=by),
        "confirm": lambda posting, by: actions.confirm_available(posting, by=by),
        "pause": lambda posting, by: actions.pause(posting, until=None, by=by),
        "resume": lambda posting, by: actions.resume(posting, by=by),
        "renew": lambda posting, by: actions.renew(posting, closes_on=later, by=by),
        "withdraw": lambda posting, by: actions.withdraw(posting, by=by),
        "restore": lambda posting, by: actions.restore(posting, by=by),
        "take down": lambda posting, by: actions.take_down(posting, "Sai sự thật.", by=by),
    }


def test_every_state_and_verb_and_person(db: scoped_session[Session]) -> None:
    owner, other = make_user("Chủ Tin"), make_user("Người Khác")
    house = make_organisation(owner, province_code="19", is_distributor=True)
    make_organisation(other, name="Cơ sở khác")
    actors = {
        "owner": actor_of(owner),
        "other": actor_of(other),
        "staff here": actor_of(make_staff(province_code="19")),
        "staff elsewhere": actor_of(make_staff(province_code="79")),
        "ministry": actor_of(make_staff(StaffRole.MINISTRY)),
        "visitor": VISITOR,
    }
    compare(walk(states(house), verbs(), actors), TABLE)
