"""Opening contact details: the only place from which they leave, and each time is written down."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.audit.actions import record_contact_look
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.leads.actions.changes import hold
from marketplace.leads.models import Lead
from marketplace.leads.policy import may_see_contacts, other_side


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """How to reach an organisation; what it has not given is empty."""

    organisation_id: int
    name: str
    person: str
    phone: str
    email: str
    zalo: str
    address: str
    place: str


def _details(owner: Organisation) -> ContactDetails:
    return ContactDetails(
        organisation_id=owner.id,
        name=owner.name,
        person=owner.contact_name,
        phone=owner.contact_phone or "",
        email=owner.contact_email or "",
        zalo=owner.contact_zalo or "",
        address=owner.address_line,
        place=owner.province.name_short,
    )


def open_contacts(lead: Lead, *, by: Actor) -> ContactDetails:
    """Return the other party's contact details and record the look; raises Refused unless the lead is accepted."""
    own_id = hold(lead, by=by)
    if not may_see_contacts(by, lead) or by.user_id is None:
        raise Refused("leads.contacts_closed")
    if session.get_one(Organisation, own_id).is_suspended:
        raise Refused("leads.organisation_suspended")
    owner = session.get_one(Organisation, other_side(lead, own_id))
    record_contact_look(
        user_id=by.user_id,
        viewer_name=by.name,
        viewer_organisation_id=own_id,
        owner_organisation_id=owner.id,
        lead_id=lead.id,
    )
    return _details(owner)


def open_office_contacts(organisation_id: int, *, by: Actor) -> ContactDetails:
    """Return an organisation's contact details to staff of its province, who phone it; it can read who looked."""
    owner = session.get(Organisation, organisation_id)
    if owner is None:
        raise NotFound("accounts.organisation_not_found")
    if not by.is_staff_for(owner.province_code) or by.user_id is None:
        raise Refused("leads.not_your_province")
    record_contact_look(
        user_id=by.user_id,
        viewer_name=by.name,
        viewer_organisation_id=None,
        owner_organisation_id=owner.id,
        lead_id=None,
    )
    return _details(owner)
