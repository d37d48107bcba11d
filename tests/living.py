"""A real site of real processes for tests: web and worker, on a free port, in a directory of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A running site."""

    def __init__(self, var_dir: Path, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.var_dir = var_dir
        self.url = f"http://127.0.0.1:{port}"
        self.process = process
        self.log = log

    def read(self, path: str) -> str:
        """Return a page as a visitor sees it."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return answer.read().decode()

    def newest_code(self, recipient: str) -> str:
        """Return the newest six-digit code sent to a phone or address, read from the outbox page."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            for message in re.findall(r"<article.*?</article>", self.read("/outbox"), re.DOTALL):
                code = re.search(r"\b(\d{6})\b", re.sub(r"<[^>]+>", " ", message.split("data-body", 1)[-1]))
                if recipient in message and code:
                    return code.group(1)
            time.sleep(0.2)
        raise AssertionError(f"no code for {recipient} in the outbox")


def site_env(var_dir: Path, port: int, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a test site."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("TEST_", "PYTEST_"))}
    return {**keep, "MODE": "test", "VAR_DIR": str(var_dir), "PORT": str(port), **(extra or {})}


@contextlib.contextmanager
def living_site(var_dir: Path, extra: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Start a site as ``make run`` does, wait until it answers, and stop it afterwards."""
    port = free_port()
    log = var_dir / "site.log"
    var_dir.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "start"],
            cwd=ROOT,
            env=site_env(var_dir, port, extra),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    site = Site(var_dir, port, process, log)
    try:
        wait_for(site)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(site: Site) -> None:
    """Return when the site answers; fail with its log when it has ended."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if site.process.poll() is not None:
            raise AssertionError(f"the site ended:\n{site.log.read_text()[-3000:]}")
        with contextlib.suppress(OSError, urllib.error.URLError):
            site.read("/healthz")
            return
        time.sleep(0.1)
    raise AssertionError(f"the site does not answer:\n{site.log.read_text()[-3000:]}")
