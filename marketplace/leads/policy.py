"""Who may do what with leads; values in, answer out."""

from __future__ import annotations

from marketplace.accounts.actor import Actor
from marketplace.leads.models import Lead, LeadStatus, ReplyDue
from marketplace.postings.models import Posting

LIVE = (LeadStatus.OPEN, LeadStatus.ACCEPTED)


def may_enquire(actor: Actor, posting: Posting) -> bool:
    """Whoever acts for an organisation, about a posting of an organisation they are not in."""
    return actor.belongs_to(actor.organisation_id) and not actor.belongs_to(posting.organisation_id)


def own_side(actor: Actor, lead: Lead) -> int | None:
    """Return which party the actor is: the organisation acted for, else one that the actor belongs to, else None."""
    parties = (lead.sender_id, lead.recipient_id)
    if actor.organisation_id in parties and actor.belongs_to(actor.organisation_id):
        return actor.organisation_id
    return next((party for party in parties if actor.belongs_to(party)), None)


def other_side(lead: Lead, own_id: int) -> int:
    """Return the party that is not this one."""
    return lead.recipient_id if own_id == lead.sender_id else lead.sender_id


def may_read(actor: Actor, lead: Lead) -> bool:
    """Members of the two parties. Staff do not read other people's letters (see ``may_see_outline``)."""
    return own_side(actor, lead) is not None


def may_see_outline(actor: Actor, lead: Lead) -> bool:
    """The parties, and staff of either party's province: that there is a lead and where it stands, no messages."""
    provinces = (lead.sender.province_code, lead.recipient.province_code)
    return may_read(actor, lead) or any(actor.is_staff_for(code) for code in provinces)


def may_reply(actor: Actor, lead: Lead) -> bool:
    """The parties, while the lead is alive."""
    return may_read(actor, lead) and lead.status in LIVE


def may_answer(actor: Actor, lead: Lead) -> bool:
    """Only the recipient accepts or declines, while the lead is open."""
    return actor.belongs_to(lead.recipient_id) and lead.status is LeadStatus.OPEN


def may_undo_answer(actor: Actor, lead: Lead) -> bool:
    """The recipient; the action looks at the time and at what happened since."""
    return actor.belongs_to(lead.recipient_id) and lead.status in (LeadStatus.DECLINED, LeadStatus.ACCEPTED)


def may_withdraw(actor: Actor, lead: Lead) -> bool:
    """Only the sender, while the lead is open."""
    return actor.belongs_to(lead.sender_id) and lead.status is LeadStatus.OPEN


def may_see_contacts(actor: Actor, lead: Lead) -> bool:
    """The two parties of an accepted lead, and nobody else, staff included."""
    return may_read(actor, lead) and lead.status is LeadStatus.ACCEPTED


def may_log_call(actor: Actor, lead: Lead) -> bool:
    """The parties, while the lead is alive: some know each other's number already."""
    return may_reply(actor, lead)


def may_follow(actor: Actor, due: ReplyDue) -> bool:
    """Staff with a say in the province of whoever owes the answer; they see no messages."""
    return actor.is_staff_for(due.organisation.province_code)
