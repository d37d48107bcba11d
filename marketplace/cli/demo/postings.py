"""Publishes the sample's listings and demands over the months behind us, some kept fresh and some forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from marketplace.cli.collection import DemandRecord, SupplyRecord
from marketplace.cli.demo.past import Past, Story
from marketplace.cli.loading import Loader, load_demand, load_listing
from marketplace.clock import today
from marketplace.postings.actions import confirm_available, pause, save_need, save_weeks
from marketplace.postings.drafts import NeedDraft
from marketplace.postings.models import Posting
from marketplace.postings.rules import weeks_ahead

# Whoever has been here for longer says now and then that the goods are still there.
SAYS_SO_EVERY = 80
# Every so many listings: paused at the moment.
PAUSED_EVERY = 61


@dataclass(frozen=True, kw_only=True)
class Published:
    """What came of it: the postings, and how many days ago each was last said to hold, by the ids of their records."""

    postings: dict[str, Posting] = field(default_factory=dict[str, Posting])
    ages: dict[str, int] = field(default_factory=dict[str, int])


def age_of_listing(number: int) -> int:
    """Return how many days ago the owner of a listing last spoke: mostly weeks, some long enough to be asked."""
    if number % 37 == 5 or number % 29 == 1:
        return 77 + number % 9
    if number % 23 == 7:
        return 62 + number % 13
    if number % 11 == 3:
        return 47 + number % 12
    return 2 + number * 17 % 42


def age_of_demand(number: int) -> int:
    """Return how many days ago a demand was published."""
    return 3 + number * 11 % 36


def listing_story(past: Past, loader: Loader, record: SupplyRecord, age: int, since: int, to: Published) -> Story:
    """Publish a listing ``since`` so many days; its owner spoke for the last time ``age`` days ago."""
    hour = 7 + len(record.title) % 12
    yield past.ago(since, hour)
    listing = to.postings[record.id] = load_listing(record, loader)
    to.ages[record.id] = age
    _, owner = loader.organisation(record.party, sells=True)
    for days in (*range(since - SAYS_SO_EVERY, age + 1, -SAYS_SO_EVERY), *([age] if since > age else [])):
        yield past.ago(days, hour)
        confirm_available(listing, by=owner)


def demand_story(past: Past, loader: Loader, record: DemandRecord, age: int, to: Published) -> Story:
    """Publish a demand."""
    yield past.ago(age, 8 + len(record.title) % 9)
    to.postings[record.id] = load_demand(record, loader)
    to.ages[record.id] = age


def pausing_story(past: Past, loader: Loader, record: SupplyRecord, number: int, to: Published) -> Story:
    """Let an owner take a listing out of sight some days ago: for a month, or until further notice."""
    yield past.ago(2 + number % 5, 19)
    until = past.today + timedelta(days=12 + number % 14) if number % 2 == 0 else None
    pause(to.postings[record.id], until=until, by=loader.organisation(record.party, sells=True)[1])


def arriving_story(past: Past, loader: Loader, record: SupplyRecord | DemandRecord, days: int) -> Story:
    """Let an organisation sign up long before its posting."""
    yield past.ago(days, 7)
    loader.organisation(record.party, sells=isinstance(record, SupplyRecord))


def closing_story(past: Past, loader: Loader, record: DemandRecord, said: Mapping[str, Any], to: Published) -> Story:
    """Give a demand what the records cannot say: a last day, or what it takes each week."""
    yield past.ago(to_days(said, "days"), 18)
    demand = to.postings[record.id]
    owner = loader.organisation(record.party, sells=False)[1]
    last_day = past.today + timedelta(days=said["closes_in"])
    need = NeedDraft(
        quantity=said["quantity"],
        needed_from=f"{demand.needed_from:%m/%Y}" if demand.needed_from else "",
        needed_until=f"{demand.needed_until:%m/%Y}" if demand.needed_until else "",
        is_standing=bool(said.get("weekly")),
        closes_on=f"{last_day:%d/%m/%Y}",
        weekly=said.get("weekly", ""),
        delivery_days=tuple(said.get("delivery_days", ())),
    )
    save_need(demand, need, by=owner)
    if said.get("weeks"):
        yield past.ago(to_days(said, "weeks_days"), 11)
        mondays = weeks_ahead(today())
        save_weeks(demand, {mondays[int(number)]: text for number, text in said["weeks"].items()}, by=owner)


def to_days(said: Mapping[str, Any], name: str) -> int:
    """Return a number of days that a story states."""
    return int(said[name])


def publish_everything(
    past: Past,
    loader: Loader,
    supply: Sequence[SupplyRecord],
    demand: Sequence[DemandRecord],
    *,
    ages: Mapping[str, int],
    since: Mapping[str, int],
    needs: Mapping[str, Mapping[str, Any]],
    paused: Sequence[str],
) -> Published:
    """Publish all records. ``ages`` and ``since`` override the days of some, ``since`` of buyers too."""
    to = Published()
    for number, record in enumerate(supply):
        age = ages.get(record.id, age_of_listing(number))
        first = max(since.get(record.id, 0), age)
        past.begin(listing_story(past, loader, record, age, first, to))
        if record.id in paused or (number % PAUSED_EVERY == 17 and 8 < age < 45):
            past.begin(pausing_story(past, loader, record, number, to))
    for number, record in enumerate(demand):
        age = ages.get(record.id, age_of_demand(number))
        if since.get(record.id, 0) > age:
            past.begin(arriving_story(past, loader, record, since[record.id]))
        past.begin(demand_story(past, loader, record, age, to))
        if record.id in needs:
            past.begin(closing_story(past, loader, record, needs[record.id], to))
    past.live()
    return to
