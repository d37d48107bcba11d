"""What can be done with leads, one function per business verb."""

from marketplace.leads.actions.answering import (
    accept_lead,
    decline_lead,
    undo_accept,
    undo_decline,
    withdraw_lead,
)
from marketplace.leads.actions.beginning import begin_lead_for_quote
from marketplace.leads.actions.blocking import block_organisation, unblock_organisation
from marketplace.leads.actions.calling import CallDraft, log_call, log_office_call
from marketplace.leads.actions.closing import decline_with_quote, reopen_with_quote
from marketplace.leads.actions.contacts import ContactDetails, open_contacts, open_office_contacts
from marketplace.leads.actions.following import STEPS
from marketplace.leads.actions.forgetting import strike_out_of_leads
from marketplace.leads.actions.postponing import can_undo_postpone, postpone_lead, undo_postpone
from marketplace.leads.actions.writing import mark_seen, reply, send_enquiry

__all__ = [
    "STEPS",
    "CallDraft",
    "ContactDetails",
    "accept_lead",
    "begin_lead_for_quote",
    "block_organisation",
    "can_undo_postpone",
    "decline_lead",
    "decline_with_quote",
    "log_call",
    "log_office_call",
    "mark_seen",
    "open_contacts",
    "open_office_contacts",
    "postpone_lead",
    "reopen_with_quote",
    "reply",
    "send_enquiry",
    "strike_out_of_leads",
    "unblock_organisation",
    "undo_accept",
    "undo_decline",
    "undo_postpone",
    "withdraw_lead",
]
