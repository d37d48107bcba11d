"""Loads the sample: what was published first, then the matches, then everything that people did about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.installation import installation_for
from marketplace.accounts.models import Organisation, StaffRole, User
from marketplace.cli.collection import read_demand, read_supply
from marketplace.cli.demo.accounts import (
    SAMPLE_DISTRIBUTOR,
    SAMPLE_PASSWORD,
    SAMPLE_PRODUCER,
    People,
    heads_of,
    make_members,
    make_staff,
)
from marketplace.cli.demo.cast import Cast
from marketplace.cli.demo.deals import plan_of_deal
from marketplace.cli.demo.leads import enquiries_of_matches, enquiries_told, enquiry_story
from marketplace.cli.demo.past import Past
from marketplace.cli.demo.people import plan_of_people
from marketplace.cli.demo.postings import Published, publish_everything
from marketplace.cli.demo.quotes import plan_of_request, plan_of_saved
from marketplace.cli.demo.upkeep import errands_story, settle_outbox
from marketplace.cli.loading import Loader
from marketplace.clock import at_earlier
from marketplace.config import Settings
from marketplace.db import session, transaction
from marketplace.matching.models import Match
from marketplace.matching.refresh import refresh
from marketplace.postings.indexing import rebuild_index
from marketplace.postings.models import Posting, Side

SAMPLE = Path(__file__).parents[1] / "sample"
MATCHES = 150
# An office looks at a new organisation for about so long.
VERIFIED_AFTER = timedelta(days=6)
# Days after which none is left waiting.
LOOKED_AT_BY = 40


def is_site_empty() -> bool:
    """Tell whether nobody has an account yet."""
    return session.scalars(select(User.id).limit(1)).first() is None


def read_words(name: str) -> Mapping[str, Any]:
    """Return one of the sample's files of texts and stories."""
    return json.loads((SAMPLE / f"{name}.json").read_text(encoding="utf-8"))


def verify_most(past: Past, ministry: Actor, stars: frozenset[int]) -> None:
    """Give organisations their badge, two in three of those of the last weeks; nobody needs to be told."""
    for organisation in session.scalars(select(Organisation)):
        is_looked_at = organisation.id % 3 != 0 or organisation.created_at < past.ago(LOOKED_AT_BY)
        if is_looked_at or organisation.id in stars:
            verified_at = organisation.created_at + VERIFIED_AFTER
            if verified_at < past.end:
                organisation.verified_at, organisation.verified_by_id = verified_at, ministry.user_id


def _since(stories: Mapping[str, Any]) -> dict[str, int]:
    """Return for how many days both sides of a deal have been here at least, by the ids of their records."""
    since: dict[str, int] = {}
    for deal in stories["deals"]:
        for record in (deal["seller"], deal["buyer"]):
            since[record] = max(since.get(record, 0), deal["began"] + 12)
    return since


def publish(
    past: Past, words: Mapping[str, Any], stories: Mapping[str, Any]
) -> tuple[Published, dict[StaffRole, Actor]]:
    """Make people, organisations and postings; runs inside the caller's ``transaction()``."""
    supply = [*read_supply(SAMPLE), *read_supply(SAMPLE / "more")]
    demand = [*read_demand(SAMPLE), *read_demand(SAMPLE / "more")]
    parties = {record.id: record.party for record in chain(supply, demand)}
    loader = Loader(SAMPLE_PASSWORD, People(words["people"], heads_of(parties)))
    published = publish_everything(
        past,
        loader,
        supply,
        demand,
        ages=stories["ages"],
        since=_since(stories),
        needs=stories["needs"],
        paused=stories["paused"],
    )
    owners = {record: posting.organisation_id for record, posting in published.postings.items()}
    home = published.postings[SAMPLE_PRODUCER].organisation.province_code
    with at_earlier(past.ago(30)):
        staff = make_staff(loader, home=home)
        make_members(loader, owners)
    return published, staff


def compute_matches(past: Past) -> None:
    """Compare all demands with the listings, as it happened when they were published."""
    rows = session.execute(
        select(Posting.id, Posting.published_at).where(Posting.side == Side.DEMAND).order_by(Posting.id)
    ).all()
    for posting_id, published_at in rows:
        with at_earlier(max(past.ago(2, 7), published_at or past.end)):
            refresh(posting_id)


def begin_stories(cast: Cast, stories: Mapping[str, Any], stars: frozenset[int]) -> None:
    """Let everything begin that people do about postings and matches."""
    best = select(Match).where(Match.is_eligible).order_by(Match.score.desc(), Match.id).limit(MATCHES)
    matches = session.scalars(best.options(joinedload(Match.listing), joinedload(Match.demand))).all()
    enquiries = [
        *enquiries_of_matches(cast, matches, but=stars),
        *enquiries_told(cast, stories["enquiries"]),
    ]
    for enquiry in enquiries:
        cast.past.begin(enquiry_story(cast, enquiry))
    for told in stories["requests"]:
        cast.past.follow(plan_of_request(cast, told))
    for told in stories["deals"]:
        cast.past.follow(plan_of_deal(cast, told))
    cast.past.follow(plan_of_saved(cast, stories))
    cast.past.follow(plan_of_people(cast, stories))
    cast.past.begin(errands_story(cast, max(deal["began"] for deal in stories["deals"])))


def load_demo() -> None:
    """Load the sample into an empty database, index it, and let the past happen."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    words, stories = read_words("words"), read_words("stories")
    past = Past()
    with transaction():
        published, staff = publish(past, words, stories)
    rebuild_index()
    compute_matches(past)
    with transaction():
        cast = Cast(
            past=past,
            installation=installation_for(settings),
            postings={key: session.get_one(Posting, row.id) for key, row in published.postings.items()},
            ages=published.ages,
            staff=staff,
            words=words,
        )
        stars = frozenset(cast.postings[record].organisation_id for record in (SAMPLE_PRODUCER, SAMPLE_DISTRIBUTOR))
        begin_stories(cast, stories, stars)
        past.live()
        verify_most(past, staff[StaffRole.MINISTRY], stars)
        settle_outbox()
