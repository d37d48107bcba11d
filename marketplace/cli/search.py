"""``flask search``: rebuild the index, and compare it with the database."""

from __future__ import annotations

import sys
import time

import click
from flask.cli import AppGroup

from marketplace.db import transaction
from marketplace.jobs.leases import INDEX_WRITER, give_lease_back, take_lease
from marketplace.postings.indexing import compare_index, rebuild_index

WAIT_SECONDS = 120

group = AppGroup("search", help="Search index: rebuild, check.")


def wait_for_lease() -> None:
    """Take the writer's lease; the worker gives it back as soon as it has nothing to do."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        with transaction():
            if take_lease(INDEX_WRITER):
                return
        if time.monotonic() > deadline:
            raise click.ClickException("The worker is writing the index all the time; try again later.")
        time.sleep(0.2)


@group.command("rebuild")
def rebuild() -> None:
    """Build the index anew from the database beside the old one, then swap."""
    wait_for_lease()
    try:
        count = rebuild_index(renew=lambda: wait_for_lease())
    finally:
        with transaction():
            give_lease_back(INDEX_WRITER)
    click.echo(f"Indexed {count} postings.")


@group.command("check")
def check() -> None:
    """Compare index and database; exit status 1 where they differ."""
    difference = compare_index()
    click.echo(f"missing {len(difference.missing)}, stale {len(difference.stale)}, surplus {len(difference.surplus)}")
    if difference.missing or difference.stale or difference.surplus:
        sys.exit(1)
