"""What can be done with leads, one function per business verb."""

from marketplace.leads.actions.answering import (
    accept_lead,
    decline_lead,
    undo_accept,
    undo_decline,
    withdraw_lead,
)
from marketplace.leads.actions.blocking import block_organisation, unblock_organisation
from marketplace.leads.actions.contacts import ContactDetails, open_contacts
from marketplace.leads.actions.forgetting import strike_out_of_leads
from marketplace.leads.actions.writing import mark_seen, reply, send_enquiry

__all__ = [
    "ContactDetails",
    "accept_lead",
    "block_organisation",
    "decline_lead",
    "mark_seen",
    "open_contacts",
    "reply",
    "send_enquiry",
    "strike_out_of_leads",
    "unblock_organisation",
    "undo_accept",
    "undo_decline",
    "withdraw_lead",
]
