"""Operators' commands."""

from __future__ import annotations

from flask import Flask

from marketplace.cli import database, demo, search, users
from marketplace.cli.evaluate import evaluate
from marketplace.cli.serving import start


def register_commands(app: Flask) -> None:
    """Add every command to ``flask``."""
    for one in (database.group, demo.group, search.group, users.group, evaluate, start):
        app.cli.add_command(one)
