"""A worker that is killed in the middle of its work loses nothing: started again, index and database are equal."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace.search.whoosh_engine import open_engine
from tests.living import ROOT, free_port, site_env

pytestmark = pytest.mark.processes
COUNT = 1000


def run(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )


def start_worker(env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
        cwd=ROOT,
        env=env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def group_of(leader: int) -> list[int]:
    """Return the living processes of a process group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, group = path.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state != "Z":
                found.append(int(path.parent.name))
    return found


def wait_until(true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def test_killed_in_the_middle_of_indexing_a_thousand_listings(tmp_path: Path) -> None:
    env = site_env(tmp_path, free_port())
    seeded = run(env, "tests.failure.seeding", str(COUNT))
    assert seeded.returncode == 0, seeded.stderr[-2000:]
    engine = open_engine(tmp_path / "index")

    worker = start_worker(env)
    wait_until(lambda: engine.count("supply") > 0, "the first listings are indexed")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    there = engine.count("supply")
    assert 0 < there < COUNT, "it was killed in the middle"
    assert run(env, "flask", "--app", "wsgi", "search", "check").returncode == 1

    worker = start_worker(env)
    try:
        wait_until(lambda: engine.count("supply") == COUNT, "all listings are indexed")
        check = run(env, "flask", "--app", "wsgi", "search", "check")
        assert (check.returncode, check.stdout) == (0, "missing 0, stale 0, surplus 0\n"), check.stderr[-2000:]
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(30)


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    env = site_env(tmp_path, free_port())
    assert run(env, "tests.failure.seeding", "0").returncode == 0
    worker = start_worker(env)

    def children() -> list[int]:
        return [pid for pid in group_of(worker.pid) if pid != worker.pid]

    wait_until(lambda: len(children()) >= 3, "all queues have a process")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not children(), "the children have ended", 20)
