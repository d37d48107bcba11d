"""Keeps one process for each queue running, so that a long piece of work starves nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import structlog

from marketplace.jobs.models import Queue

RESTART_SECONDS = 1.0
STOP_SECONDS = 20.0
HEAVY_NICENESS = 10

log = structlog.get_logger()


def start_child(queue: Queue) -> subprocess.Popen[bytes]:
    """Start the process of one queue."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--queue", queue.value]
    return subprocess.Popen([*command, "--parent", str(os.getpid())])


def stop_when_orphaned(stop: threading.Event, parent: int) -> None:
    """End a process whose parent was killed, even before it had begun to watch, so that nothing is left behind."""

    def watch() -> None:
        while not stop.wait(1.0):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=watch, daemon=True).start()


def stop_on_signals(stop: threading.Event) -> None:
    """Turn SIGTERM and Ctrl-C into a calm end after the present job."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def supervise(stop: threading.Event) -> None:
    """Run all queues until told to stop; a process that ends by itself is started again."""
    children = {queue: start_child(queue) for queue in Queue}
    while not stop.wait(0.5):
        for queue, child in children.items():
            if child.poll() is not None:
                log.warning("worker process ended", queue=queue.value, status=child.returncode)
                time.sleep(RESTART_SECONDS)
                children[queue] = start_child(queue)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
