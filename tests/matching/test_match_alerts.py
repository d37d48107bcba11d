"""New matches are told once, to the members who want it; through the real worker, by a frozen clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.models import Membership
from marketplace.clock import VIETNAM
from marketplace.db import session, transaction
from marketplace.leads.actions import block_organisation, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.matching.actions import (
    dismiss_match,
    set_match_pace,
)
from marketplace.matching.models import AlertPace, DismissReason, Match
from marketplace.postings.models import Posting
from tests.factories.accounts import actor_of, add_member, make_organisation, make_user
from tests.factories.alerts import (
    THURSDAY_SEVEN,
    WEDNESDAY,
    RunJobs,
    digests,
    follow,
    make_buyer,
    make_seller,
    offer,
    plain,
    settle,
    tick,
    want,
)

pytestmark = pytest.mark.usefixtures("index")


def test_good_new_matches_are_told_daily_where_nobody_said_otherwise(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        seller, maker = make_seller()
        colleague = plain(make_user("Thợ"))
        add_member(maker, colleague)
        offer(organisation=maker)
        run_jobs()
        clock.shift(60)
        want("Cần mua mật ong", make_buyer()[1])
        settle(run_jobs)
        assert digests() == []
        with transaction():
            set_match_pace(maker.id, AlertPace.NEVER, by=actor_of(colleague))
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        told = {one.user_id: one.body for one in digests()}
        assert told[seller.id].startswith("1 tin mới: Cần mua mật ong.")
        assert colleague.id not in told


@pytest.mark.parametrize("why", ["dismissed", "lead", "weak", "not_eligible", "blocked", "left"])
def test_a_match_that_is_no_news(run_jobs: RunJobs, why: str) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        seller, maker = make_seller()
        offer(organisation=maker, quantity_amount=10 if why == "not_eligible" else 500)
        buyer, shop = make_buyer()
        demand = want("Cần mua sáp" if why == "weak" else "Cần mua mật ong", shop)
        settle(run_jobs)
        clock.shift(60)
        with transaction():
            if why == "dismissed":
                match = session.scalars(select(Match)).one()
                dismiss_match(match, DismissReason.PRICE, by=actor_of(seller))
            elif why == "lead":
                send_enquiry(session.get_one(Posting, demand), MessageDraft(body="Chào"), by=actor_of(seller))
            elif why == "blocked":
                block_organisation(maker.id, by=actor_of(buyer))
            elif why == "left":
                session.delete(session.scalars(select(Membership).where(Membership.user_id == seller.id)).one())
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        assert digests(seller.id) == []


def test_a_match_that_becomes_good_is_news_then_and_only_once(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        seller, maker = make_seller()
        clock.shift(60)
        listing = offer(organisation=maker, quantity_amount=10)
        want(organisation=make_buyer()[1])
        settle(run_jobs)
        assert session.scalars(select(Match.first_seen_at)).one() is None
        for amount, day, count in ((500, 26, 1), (600, 27, 1), (10, 28, 1), (700, 29, 1)):
            with transaction():
                row = session.get_one(Posting, listing)
                row.quantity_amount, row.version = amount, row.version + 1
            follow(listing)
            settle(run_jobs)
            clock.move_to(datetime(2026, 11, day, 7, tzinfo=VIETNAM))
            tick(run_jobs)
            assert len(digests(seller.id)) == count, amount


def test_matches_from_before_somebody_joined_are_no_news(run_jobs: RunJobs) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        maker = plain(make_organisation(name="HTX Ong Vàng"))
        offer(organisation=maker)
        want(organisation=make_organisation(name="Siêu thị", is_distributor=True))
        run_jobs()
        clock.shift(timedelta(hours=1))
        late = plain(make_user("Người mới"))
        add_member(maker, late)
        clock.move_to(THURSDAY_SEVEN)
        tick(run_jobs)
        clock.shift(timedelta(days=1))
        tick(run_jobs)
        assert digests(late.id) == []
