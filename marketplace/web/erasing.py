"""Erasing a person in every room, in one transaction."""

from __future__ import annotations

from marketplace.accounts.actions import erase_user
from marketplace.accounts.actor import Actor
from marketplace.agreements.actions import strike_out_of_agreements
from marketplace.db import transaction
from marketplace.leads.actions import strike_out_of_leads
from marketplace.matching.actions import strike_out_of_matches
from marketplace.moderation.actions import strike_out_of_complaints
from marketplace.postings.actions import strike_out_of_postings
from marketplace.quotes.actions import strike_out_of_quotes
from marketplace.web.here import installation

# In the order in which rows are held elsewhere: postings, quotes, leads.
ROOMS = (
    strike_out_of_postings,
    strike_out_of_matches,
    strike_out_of_quotes,
    strike_out_of_leads,
    strike_out_of_agreements,
    strike_out_of_complaints,
)


def erase_everywhere(password: str, *, by: Actor) -> None:
    """Erase the account of whoever acts, and strike the person out of what was written in every room."""
    with transaction():
        traces = erase_user(password=password, installation=installation(), by=by)
        for strike_out in ROOMS:
            strike_out(traces)
