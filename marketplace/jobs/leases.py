"""Leases: a process says in the database, for all machines to see, that it alone does a thing for some seconds."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from marketplace.clock import now
from marketplace.db import session
from marketplace.jobs.models import Lease

LENGTH = timedelta(seconds=20)
INDEX_WRITER = "index-writer"


def this_process() -> str:
    """Return the name under which this process claims work."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def is_alive(holder: str) -> bool:
    """Tell whether a process may still be running; one on another machine gets the benefit of the doubt."""
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname()[:60] or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def take_lease(name: str) -> bool:
    """Take or renew a lease for this process; False while another living process has it.

    Runs inside the caller's ``transaction()``. A holder that has died on this machine is not waited for.
    """
    me = this_process()
    lease = session.get(Lease, name, with_for_update=True, populate_existing=True)
    if lease is None:
        session.add(Lease(name=name, holder=me, until=now() + LENGTH))
        session.flush()
        return True
    if lease.holder != me and lease.until > now() and is_alive(lease.holder):
        return False
    lease.holder = me
    lease.until = now() + LENGTH
    return True


def give_lease_back(name: str) -> None:
    """Let go of a lease, where this process has it."""
    lease = session.get(Lease, name, populate_existing=True)
    if lease is not None and lease.holder == this_process():
        session.delete(lease)
