"""``flask start``: web and worker side by side, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace import db
from marketplace.cli.database import upgrade_database
from marketplace.cli.demo import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD, is_site_empty, load_demo
from marketplace.config import Settings

WEB_THREADS = 8
STOP_SECONDS = 25.0


def web_command(settings: Settings) -> list[str]:
    """Return gunicorn's command line: one process with threads is enough for an office and needs no server."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"{settings.host}:{settings.port}",
        "--worker-class",
        "gthread",
        "--workers",
        os.environ.get("WEB_WORKERS", "1"),
        "--threads",
        str(WEB_THREADS),
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]


def announce(settings: Settings) -> None:
    """Say where the site is and, in demonstration mode, who can sign in."""
    click.echo("")
    click.echo(f"  {settings.site_name}: {settings.public_url}")
    if settings.is_demo:
        click.echo(f"  Sample accounts (password for all: {SAMPLE_PASSWORD}):")
        for account in SAMPLE_ACCOUNTS:
            click.echo(f"    {account.phone:<14}{account.words}")
        click.echo(f"  Codes and messages arrive at {settings.public_url}/outbox")
    else:
        click.echo("  First administrator: make staff")
    click.echo("  Ctrl-C stops it.")
    click.echo("")
    sys.stdout.flush()


def wait_until_ready(settings: Settings, web: subprocess.Popen[bytes]) -> None:
    """Return when the site answers, or has ended, or after a minute."""
    for _ in range(600):
        if web.poll() is not None:
            return
        try:
            with urllib.request.urlopen(f"http://{settings.host}:{settings.port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)


def run_both(settings: Settings) -> int:
    """Run web and worker until one ends or Ctrl-C; return an exit status."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--parent", str(os.getpid())]
    worker = subprocess.Popen(command, start_new_session=True)
    web = subprocess.Popen(web_command(settings), start_new_session=True)
    wait_until_ready(settings, web)
    if web.poll() is None:
        announce(settings)
    while not stop.wait(0.3):
        if web.poll() is not None or worker.poll() is not None:
            break
    failed = not stop.is_set()
    for child in (web, worker):
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in (web, worker):
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if failed else 0


@click.command("start")
@with_appcontext
def start() -> None:
    """Migrate, load sample data on the first start of a demonstration, then run web and worker."""
    settings: Settings = current_app.extensions["marketplace.settings"]
    upgrade_database()
    if settings.is_demo and is_site_empty():
        click.echo("Loading sample data ...")
        load_demo()
    db.session.remove()
    db.engine().dispose()
    sys.exit(run_both(settings))
