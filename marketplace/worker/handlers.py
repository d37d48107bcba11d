"""The one list of job names and what each does. Every handler re-reads its row and may run twice with no harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app

from marketplace.accounts.actions import sweep_codes, sweep_invitations, sweep_kept_forms, sweep_taps
from marketplace.agreements.actions import ask_due_follow_ups, remind_of_follow_ups
from marketplace.clock import is_polite_hour, now
from marketplace.config import Settings
from marketplace.db import transaction
from marketplace.files.store import DiskStore
from marketplace.jobs.actions import enqueue, sweep_done_jobs
from marketplace.leads.actions import STEPS as DEADLINE_STEPS
from marketplace.leads.actions.weeks import tell_of_changed_weeks
from marketplace.leads.queries.unwanted import get_unwanted
from marketplace.matching.actions import forget_removed_searches
from marketplace.matching.refresh import refresh
from marketplace.notifications.actions import (
    forget_old_codes,
    mark_failed,
    mark_held,
    mark_sent,
    take_for_sending,
)
from marketplace.notifications.adapters import Outgoing, SendingFailed, adapters_for
from marketplace.notifications.models import Medium
from marketplace.notifications.sms import signed
from marketplace.postings.actions import (
    ask_owners,
    bring_back,
    expire_due_postings,
    follow_lapsed_certificates,
    reindex_organisation,
    sweep_weeks,
    withdraw_organisation_postings,
)
from marketplace.postings.indexing import index_postings
from marketplace.postings.queries import find_posting
from marketplace.quotes.actions import open_sealed
from marketplace.worker.alerting import send_alerts
from marketplace.worker.documents import forget_unused_documents
from marketplace.worker.pictures import forget_unused_pictures

Payload = Mapping[str, Any]

# What was published waits so long for its matches, and for others published with it, before anybody is told.
ALERT_AFTER = timedelta(seconds=30)
# What is left over waits for the next time.
MOST_BATCHES = 100


class TryAgain(Exception):
    """The job could not be done now; it goes back with a delay."""


def put_in_index(payloads: Sequence[Payload]) -> None:
    """Bring the index up to date with these postings in one write, then have their matches looked at."""
    ids = sorted({int(payload["posting_id"]) for payload in payloads})
    index_postings(ids)
    with transaction():
        for posting_id in ids:
            enqueue("matching.refresh", posting_id=posting_id)
        enqueue("alerts.at_once", run_at=now() + ALERT_AFTER)


def deliver(payload: Payload) -> None:
    """Send one message; the network is used outside any transaction."""
    message_id = int(payload["message_id"])
    settings: Settings = current_app.extensions["marketplace.settings"]
    with transaction():
        message = take_for_sending(message_id)
        outgoing = message and Outgoing(
            medium=message.medium,
            recipient=message.recipient,
            subject=message.subject,
            body=message.body if message.medium is Medium.EMAIL else signed(message.body, settings.site_name),
        )
    if outgoing is None:
        return
    adapter = adapters_for(settings).get(outgoing.medium)
    if adapter is None:
        with transaction():
            mark_held(message_id)
        return
    try:
        adapter.send(outgoing)
    except SendingFailed as error:
        with transaction():
            worth_it = mark_failed(message_id, error=str(error))
        if worth_it:
            raise TryAgain(str(error)) from error
        return
    with transaction():
        mark_sent(message_id)


def sweep(_payload: Payload) -> None:
    """Throw away what is no longer needed."""
    with transaction():
        sweep_done_jobs()
        forget_old_codes()
        sweep_codes()
        sweep_taps()
        sweep_weeks()
        sweep_invitations()
        sweep_kept_forms()
        forget_removed_searches()


def forget_pictures(_payload: Payload) -> None:
    """Delete picture files that no posting shows."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    forget_unused_pictures(DiskStore(settings.files_dir))


def forget_documents(_payload: Payload) -> None:
    """Delete attached files that belong to nothing."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    forget_unused_documents(DiskStore(settings.files_dir))


def follow_agreements(_payload: Payload) -> None:
    """Ask what came of deals signed months ago, and ask again; one batch a transaction, by day only."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    for step in (ask_due_follow_ups, remind_of_follow_ups):
        for _ in range(MOST_BATCHES):
            if not is_polite_hour():
                return
            with transaction():
                count = step(site_url=settings.public_url)
            if not count:
                break


def expire(_payload: Payload) -> None:
    """Take postings whose last day is over out of sight."""
    with transaction():
        expire_due_postings()


def ask_freshness(_payload: Payload) -> None:
    """Show again what was paused until yesterday, and ask owners whether old postings still hold; batch by batch."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    for step in (bring_back, ask_owners):
        for _ in range(MOST_BATCHES):
            with transaction():
                count = step(site_url=settings.public_url)
            if not count:
                break


def tell_of_weeks(payload: Payload) -> None:
    """Tell the suppliers of a standing demand what its next weeks are now."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    with transaction():
        tell_of_changed_weeks(int(payload["posting_id"]), site_url=settings.public_url)


def follow_certificates(_payload: Payload) -> None:
    """Let search and matches know of certificates that have expired."""
    with transaction():
        follow_lapsed_certificates()


def reindex(payload: Payload) -> None:
    """Have all postings of an organisation read anew, because its name or badge changed."""
    with transaction():
        reindex_organisation(int(payload["organisation_id"]))


def withdraw_all(payload: Payload) -> None:
    """Withdraw everything that an organisation has posted, because it is gone or suspended."""
    with transaction():
        withdraw_organisation_postings(int(payload["organisation_id"]))


def follow_deadlines(_payload: Payload) -> None:
    """Remind of answers that are owed, note what has gone unanswered; one batch a transaction."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    for step in DEADLINE_STEPS:
        for _ in range(MOST_BATCHES):
            with transaction():
                count = step(site_url=settings.public_url)
            if not count:
                break


def tell_of_news(payload: Payload) -> None:
    """Tell people of what is new to their saved searches and postings, a round at a time."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    if send_alerts(site=settings.site_name, site_url=settings.public_url, ask_unwanted=get_unwanted):
        with transaction():
            enqueue("alerts.due")


def open_quotes(payload: Payload) -> None:
    """Open the sealed quotes of a demand whose last day is over."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    with transaction():
        demand = find_posting(int(payload["demand_id"]))
        if demand is not None:
            open_sealed(demand, site_url=settings.public_url)


# These get all jobs of their name that were claimed together.
BATCH_HANDLERS: Mapping[str, Callable[[Sequence[Payload]], None]] = {
    "search.put": put_in_index,
}

HANDLERS: Mapping[str, Callable[[Payload], None]] = {
    "agreements.follow_up": follow_agreements,
    "alerts.at_once": tell_of_news,
    "alerts.due": tell_of_news,
    "leads.follow_deadlines": follow_deadlines,
    "leads.weeks_changed": tell_of_weeks,
    "matching.refresh": lambda payload: refresh(int(payload["posting_id"])),
    "notifications.deliver": deliver,
    "postings.ask_freshness": ask_freshness,
    "postings.expire": expire,
    "postings.follow_certificates": follow_certificates,
    "postings.reindex_organisation": reindex,
    "postings.withdraw_organisation": withdraw_all,
    "quotes.open_sealed": open_quotes,
    "jobs.sweep": sweep,
    "files.forget_documents": forget_documents,
    "files.forget_pictures": forget_pictures,
}
