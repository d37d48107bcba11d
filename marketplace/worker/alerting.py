"""Does one round of telling people what is new, reading outside the transactions and writing inside."""

from __future__ import annotations

from datetime import timedelta

from marketplace.clock import is_polite_hour, now
from marketplace.db import session, transaction
from marketplace.matching.actions import begin_match_alerts, mark_told, tell_news
from marketplace.matching.news import AskUnwanted, FreshPostings, Moment, find_due_people, moment_of, read_news

# What carries a moment this young may still be in a transaction that nobody else can see.
SETTLED = timedelta(seconds=20)
PEOPLE = 200
# After so many messages the round ends, and the next one begins when other work has had its turn.
MAX_MESSAGES = 200


def _tell_people(
    user_ids: list[int], moment: Moment, fresh: FreshPostings, ask_unwanted: AskUnwanted, *, site: str, site_url: str
) -> int:
    """Tell these people what is new; return how many had news."""
    every = read_news(user_ids, moment, fresh, ask_unwanted)
    session.rollback()
    with transaction():
        mark_told([one for one in every if one.is_empty], moment)
    loud = [one for one in every if not one.is_empty]
    for one in loud:
        with transaction():
            tell_news(one, moment, site=site, site_url=site_url)
    return len(loud)


def tell_everybody(*, site: str, site_url: str, ask_unwanted: AskUnwanted) -> bool:
    """Tell everybody who is due what is new; return whether some are left for another round."""
    moment_now = now()
    with transaction():
        begin_match_alerts()
    moment = moment_of(moment_now, moment_now - SETTLED)
    fresh = FreshPostings(moment)
    after = told = 0
    while told < MAX_MESSAGES:
        people = list(find_due_people(moment, after=after, limit=PEOPLE))
        if not people:
            return False
        told += _tell_people(people, moment, fresh, ask_unwanted, site=site, site_url=site_url)
        after = people[-1]
    return True


def send_alerts(*, site: str, site_url: str, ask_unwanted: AskUnwanted) -> bool:
    """Do one round by day, and nothing by night; return whether another one is needed at once.

    May be ended at any point, and may run twice at once: what a person was told of is noted together with the message.
    """
    return is_polite_hour() and tell_everybody(site=site, site_url=site_url, ask_unwanted=ask_unwanted)
