"""The one list of job names and what each does. Every handler re-reads its row and may run twice with no harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app

from marketplace.accounts.actions import sweep_codes, sweep_taps
from marketplace.config import Settings
from marketplace.db import transaction
from marketplace.files.store import DiskStore
from marketplace.jobs.actions import enqueue, sweep_done_jobs
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
    expire_due_postings,
    follow_lapsed_certificates,
    reindex_organisation,
    withdraw_organisation_postings,
)
from marketplace.postings.indexing import index_postings
from marketplace.worker.pictures import forget_unused_pictures

Payload = Mapping[str, Any]


class TryAgain(Exception):
    """The job could not be done now; it goes back with a delay."""


def put_in_index(payloads: Sequence[Payload]) -> None:
    """Bring the index up to date with these postings in one write, then have their matches looked at."""
    ids = sorted({int(payload["posting_id"]) for payload in payloads})
    index_postings(ids)
    with transaction():
        for posting_id in ids:
            enqueue("matching.refresh", posting_id=posting_id)


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


def forget_pictures(_payload: Payload) -> None:
    """Delete picture files that no posting shows."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    forget_unused_pictures(DiskStore(settings.files_dir))


def expire(_payload: Payload) -> None:
    """Take postings whose last day is over out of sight."""
    with transaction():
        expire_due_postings()


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


# These get all jobs of their name that were claimed together.
BATCH_HANDLERS: Mapping[str, Callable[[Sequence[Payload]], None]] = {
    "search.put": put_in_index,
}

HANDLERS: Mapping[str, Callable[[Payload], None]] = {
    "matching.refresh": lambda payload: refresh(int(payload["posting_id"])),
    "notifications.deliver": deliver,
    "postings.expire": expire,
    "postings.follow_certificates": follow_certificates,
    "postings.reindex_organisation": reindex,
    "postings.withdraw_organisation": withdraw_all,
    "jobs.sweep": sweep,
    "files.forget_pictures": forget_pictures,
}
