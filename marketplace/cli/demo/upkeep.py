"""The worker's daily errands of the time behind us: reminders, deadlines, questions, so that today begins quietly."""

from __future__ import annotations

from sqlalchemy import update

from marketplace.agreements.actions import ask_due_follow_ups, remind_of_follow_ups
from marketplace.cli.demo.cast import Cast
from marketplace.cli.demo.past import Story
from marketplace.clock import now
from marketplace.db import session
from marketplace.jobs.actions import drop_waiting_jobs
from marketplace.leads.actions import STEPS as DEADLINE_STEPS
from marketplace.notifications.models import Delivery, OutboxMessage
from marketplace.postings.actions import ask_owners, bring_back

# Before that only agreements are old enough for something to be due.
DAILY_SINCE = 49
# What the sample's actions ask for and the loader has done, or nobody waits for.
DONE_JOBS = (
    "search.put",
    "matching.refresh",
    "notifications.deliver",
    "leads.weeks_changed",
    "postings.reindex_organisation",
)


def errands_story(cast: Cast, since: int) -> Story:
    """Do the errands every week, and lately every morning, today's included where that is over."""
    for days in (*range(since, DAILY_SINCE, -7), *range(DAILY_SINCE, -1, -1)):
        morning = cast.past.ago(days, 10)
        if days == 0 and morning == cast.past.end:
            return
        yield morning
        steps = [ask_due_follow_ups, remind_of_follow_ups]
        if days <= DAILY_SINCE:
            steps += [*DEADLINE_STEPS, bring_back, ask_owners]
        for step in steps:
            while step(site_url=cast.site_url):
                pass


def settle_outbox() -> None:
    """Take everything that was posted as sent at once, so that a demonstration begins with a quiet outbox."""
    session.flush()
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == Delivery.WAITING, OutboxMessage.created_at <= now())
        .values(status=Delivery.SENT, sent_at=OutboxMessage.created_at, attempts=1)
        .execution_options(synchronize_session=False)
    )
    drop_waiting_jobs(DONE_JOBS)
