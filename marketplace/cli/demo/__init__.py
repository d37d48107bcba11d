"""``flask demo``: a believable site with goods from all regions, a past, and an account for each role."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.cli.demo.accounts import (
    SAMPLE_ACCOUNTS,
    SAMPLE_DISTRIBUTOR,
    SAMPLE_PASSWORD,
    SAMPLE_PRODUCER,
    SampleAccount,
)
from marketplace.cli.demo.stage import is_site_empty, load_demo

__all__ = [
    "SAMPLE_ACCOUNTS",
    "SAMPLE_DISTRIBUTOR",
    "SAMPLE_PASSWORD",
    "SAMPLE_PRODUCER",
    "SampleAccount",
    "group",
    "is_site_empty",
    "load_demo",
]

group = AppGroup("demo", help="Sample site: load.")


@group.command("load")
def load() -> None:
    """Load the sample site into an empty database."""
    if not is_site_empty():
        raise click.ClickException("There are accounts already; the sample is only loaded into an empty database.")
    load_demo()
    click.echo(f"Loaded. Sample password: {SAMPLE_PASSWORD}")
    for account in SAMPLE_ACCOUNTS:
        click.echo(f"  {account.phone}  {account.words}")
