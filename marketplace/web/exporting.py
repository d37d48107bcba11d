"""Everything that is kept about a person, gathered from every room: own words only, not those of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marketplace.accounts.actions import export_user
from marketplace.accounts.actor import Actor
from marketplace.leads.export import export_leads
from marketplace.moderation.export import export_complaints
from marketplace.quotes.export import export_quotes

# what a file calls it -> what gathers it, given the user
ROOMS: Mapping[str, Callable[[int], list[dict[str, Any]] | dict[str, Any]]] = {
    "conversations": export_leads,
    "quotes": export_quotes,
    "complaints": export_complaints,
}


def export_everywhere(*, by: Actor) -> dict[str, Any]:
    """Return everything that is kept about whoever acts, as plain values for a file."""
    taken = export_user(by=by)
    return {**taken, **{name: gather(taken["user"]["id"]) for name, gather in ROOMS.items()}}
