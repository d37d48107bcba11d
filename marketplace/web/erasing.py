"""Erasing a person in every room, in one transaction."""

from __future__ import annotations

from marketplace.accounts.actions import erase_user
from marketplace.accounts.actor import Actor
from marketplace.db import transaction
from marketplace.leads.actions import strike_out_of_leads
from marketplace.matching.actions import strike_out_of_matches
from marketplace.moderation.actions import strike_out_of_complaints
from marketplace.postings.actions import strike_out_of_postings
from marketplace.web.here import installation

ROOMS = (strike_out_of_postings, strike_out_of_matches, strike_out_of_leads, strike_out_of_complaints)


def erase_everywhere(password: str, *, by: Actor) -> None:
    """Erase the account of whoever acts, and strike the person out of what was written in every room."""
    with transaction():
        traces = erase_user(password=password, installation=installation(), by=by)
        for strike_out in ROOMS:
            strike_out(traces)
