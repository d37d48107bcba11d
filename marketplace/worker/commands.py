"""``flask worker``: run the background work."""

from __future__ import annotations

import os
import threading

import click
from flask.cli import with_appcontext

from marketplace.jobs.models import Queue
from marketplace.worker.loop import run_queue
from marketplace.worker.supervisor import HEAVY_NICENESS, stop_on_signals, stop_when_orphaned, supervise


@click.command("worker")
@click.option("--queue", type=click.Choice([queue.value for queue in Queue]), help="Only this queue, in this process.")
@click.option("--parent", type=int, help="End when this process, which started it, has ended.")
@with_appcontext
def worker(queue: str | None, parent: int | None) -> None:
    """Run the background work until Ctrl-C: all queues, each in a process of its own."""
    stop = threading.Event()
    stop_on_signals(stop)
    if parent is not None:
        stop_when_orphaned(stop, parent)
    if queue is None:
        supervise(stop)
        return
    if Queue(queue) is Queue.HEAVY:
        os.nice(HEAVY_NICENESS)
    run_queue(Queue(queue), stop)
