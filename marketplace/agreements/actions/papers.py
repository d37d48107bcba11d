"""Drawing papers up and changing them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.accounts.tax_codes import public_tax_code
from marketplace.agreements.actions.beginning import mark_paper_changed
from marketplace.agreements.actions.changes import hold, hold_paper, tell_other, write_history
from marketplace.agreements.drafts import PARTY_FIELDS, PaperDraft, PartyDraft, read_paper
from marketplace.agreements.models import Agreement, AgreementPaper, PaperKind
from marketplace.agreements.policy import may_draw_up, may_edit_paper, other_side
from marketplace.agreements.wording import terms_of
from marketplace.clock import now, today
from marketplace.db import add_unless_taken, session
from marketplace.errors import Conflict
from marketplace.leads.actions import open_contacts
from marketplace.leads.policy import may_see_contacts
from marketplace.taxonomy.labels import ward_name
from marketplace.text import form_key


def find_by_form(key: str | None) -> AgreementPaper | None:
    """Return the paper that this form has already made, or None."""
    if key is None:
        return None
    return session.scalars(select(AgreementPaper).where(AgreementPaper.form_token == key)).first()


def add_paper(agreement: Agreement, kind: PaperKind, key: str | None, by: Actor, draft: PaperDraft) -> AgreementPaper:
    """Add a paper with the figures of the deal as they are now; raises Conflict while there is one of its kind."""
    values = read_paper(draft)
    paper = AgreementPaper(
        agreement_id=agreement.id,
        kind=kind,
        number=values.number,
        place=values.place,
        dated_on=values.dated_on,
        seller=values.seller,
        buyer=values.buyer,
        extra=values.extra,
        terms=terms_of(agreement),
        created_by_id=by.user_id,
        created_at=now(),
        updated_at=now(),
        form_token=key,
    )
    if not add_unless_taken(paper):
        raise Conflict("agreements.paper_exists")
    return paper


def _own_party(own: Organisation) -> PartyDraft:
    places = (own.address_line, ward_name(own.ward) if own.ward else "", own.province.name_short)
    return PartyDraft(
        name=own.name,
        address=", ".join(place for place in places if place),
        tax_code=own.tax_code or "",
        person=own.contact_name,
        phone=spoken(own.contact_phone),
    )


def _other_party(agreement: Agreement, other: Organisation, by: Actor) -> PartyDraft:
    """Return what may be known of the other side; its contact details leave through the lead, and the look is noted."""
    if not may_see_contacts(by, agreement.lead):
        return PartyDraft(name=other.name, tax_code=public_tax_code(other.tax_code) or "")
    details = open_contacts(agreement.lead, by=by)
    places = (details.address, ward_name(other.ward) if other.ward else "", details.place)
    return PartyDraft(
        name=details.name,
        address=", ".join(place for place in places if place),
        tax_code=public_tax_code(other.tax_code) or "",
        person=details.person,
        phone=spoken(details.phone),
    )


def spoken(number: str | None) -> str:
    """Return a number in E.164 as it is written in Vietnam, for a paper."""
    return f"0{number[3:6]} {number[6:9]} {number[9:]}" if number and number.startswith("+84") else number or ""


def fill_paper(agreement: Agreement, *, by: Actor) -> PaperDraft:
    """Return a new paper with everything that is known of both parties; looking at the other's details is recorded."""
    own_id = hold(agreement, by=by)
    own = session.get_one(Organisation, own_id)
    other = session.get_one(Organisation, other_side(agreement, own_id))
    parties = {own_id: _own_party(own), other.id: _other_party(agreement, other, by)}
    return PaperDraft(
        place=own.province.name_short,
        dated_on=today().isoformat(),
        seller=parties[agreement.seller_id],
        buyer=parties[agreement.buyer_id],
    )


def draft_of_paper(paper: AgreementPaper, *, by: Actor) -> PaperDraft:
    """Return a paper as one would type it; the own side's tax code is filled in where nobody has written it yet."""
    parties = {
        side: PartyDraft(**{name: str(values.get(name) or "") for name in PARTY_FIELDS})
        for side, values in (("seller", paper.seller), ("buyer", paper.buyer))
    }
    for side, own in (("seller", paper.agreement.seller), ("buyer", paper.agreement.buyer)):
        if by.belongs_to(own.id) and not parties[side].tax_code:
            parties[side] = replace(parties[side], tax_code=own.tax_code or "")
    return PaperDraft(
        number=paper.number,
        place=paper.place,
        dated_on=paper.dated_on.isoformat() if paper.dated_on else "",
        extra=paper.extra,
        **parties,
    )


def draw_up_paper(
    agreement: Agreement,
    kind: PaperKind,
    draft: PaperDraft,
    *,
    form_token: str | None = None,
    site_url: str = "",
    by: Actor,
) -> AgreementPaper:
    """Draw a memorandum or contract up; a second submit of the form returns the same paper."""
    own_id = hold(agreement, by=by)
    key = form_key(form_token, f"paper {agreement.id} {own_id}")
    if done := find_by_form(key):
        return done
    if not may_draw_up(by, agreement, kind):
        raise Conflict("agreements.stage_wrong")
    paper = add_paper(agreement, kind, key, by, draft)
    write_history(agreement, "draw_up", by, own_id, paper_id=paper.id, kind=kind.value)
    tell_other(agreement, "draw_up", own_id, site_url)
    return paper


def edit_paper(
    paper: AgreementPaper, draft: PaperDraft, *, expected_version: int | None = None, site_url: str = "", by: Actor
) -> None:
    """Change a draft; what was confirmed of it has to be confirmed anew, and the other side is told."""
    own_id = hold_paper(paper, by=by)
    if not may_edit_paper(by, paper):
        raise Conflict("agreements.paper_closed")
    if expected_version is not None and paper.version != expected_version:
        raise Conflict("agreements.changed_meanwhile")
    values = read_paper(draft)
    fields = ("number", "place", "dated_on", "seller", "buyer", "extra")
    changed = [name for name in fields if getattr(values, name) != getattr(paper, name)]
    if not changed:
        return
    for name in changed:
        setattr(paper, name, getattr(values, name))
    mark_paper_changed(paper)
    write_history(paper.agreement, "edit_paper", by, own_id, paper_id=paper.id, fields=changed)
    tell_other(paper.agreement, "edit_paper", own_id, site_url)
