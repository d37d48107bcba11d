"""Beginning a deal from an accepted lead or an awarded quote, and changing its figures."""

from __future__ import annotations

import dataclasses

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.agreements.actions.changes import hold, tell_other, write_history
from marketplace.agreements.drafts import Terms, TermsDraft, read_terms
from marketplace.agreements.filling import category_of, sides_of
from marketplace.agreements.models import Agreement, AgreementPaper, PaperStatus, Stage
from marketplace.agreements.policy import may_begin, may_edit_terms
from marketplace.agreements.policy.stages import LIVE
from marketplace.agreements.wording import terms_of
from marketplace.clock import now
from marketplace.db import add_unless_taken, session
from marketplace.errors import Conflict, Refused
from marketplace.leads.actions.changes import hold as hold_lead
from marketplace.leads.models import Lead
from marketplace.quotes.models import Quote
from marketplace.taxonomy.models import Category
from marketplace.text import form_key


def find_alive(lead_id: int) -> Agreement | None:
    """Return the deal of a lead that is not over, or None."""
    statement = select(Agreement).where(Agreement.lead_id == lead_id, Agreement.stage.in_(LIVE))
    return session.scalars(statement.limit(1)).first()


def _units_of(category_code: str | None) -> list[str]:
    category = session.get(Category, category_code) if category_code else None
    return list(category.typical_units) if category else []


def _apply(agreement: Agreement, terms: Terms) -> None:
    for field in dataclasses.fields(terms):
        setattr(agreement, field.name, getattr(terms, field.name))
    agreement.updated_at = now()


def begin_agreement(
    lead: Lead,
    draft: TermsDraft,
    *,
    quote: Quote | None = None,
    is_sample_first: bool = False,
    form_token: str | None = None,
    site_url: str = "",
    by: Actor,
) -> Agreement:
    """Begin a deal; while one of the lead is alive, or for a second submit of the form, that one is returned."""
    own_id = hold_lead(lead, by=by)
    key = form_key(form_token, f"agreement {lead.id} {own_id}")
    done = key and session.scalars(select(Agreement).where(Agreement.form_token == key)).first()
    if done:
        return done
    if not may_begin(by, lead, quote):
        raise Conflict("agreements.too_early")
    if session.get_one(Organisation, own_id).is_suspended:
        raise Refused("leads.organisation_suspended")
    if alive := find_alive(lead.id):
        return alive
    category_code = category_of(lead, quote)
    terms = read_terms(draft, _units_of(category_code))
    seller_id, buyer_id = (quote.supplier_id, quote.buyer_id) if quote else sides_of(lead)
    agreement = Agreement(
        lead_id=lead.id,
        quote_id=quote.id if quote else None,
        seller_id=seller_id,
        buyer_id=buyer_id,
        stage=Stage.SAMPLE if is_sample_first else Stage.NEGOTIATION,
        category_code=category_code,
        created_by_id=by.user_id,
        created_at=now(),
        stage_at=now(),
        form_token=key,
    )
    _apply(agreement, terms)
    if not add_unless_taken(agreement):
        raise Conflict("agreements.alive_again")
    write_history(agreement, "begin", by, own_id, stage=agreement.stage.value)
    tell_other(agreement, "begin", own_id, site_url)
    return agreement


def refresh_drafts(agreement: Agreement) -> None:
    """Have drafts say the new figures; nobody has confirmed those yet."""
    drafts = select(AgreementPaper).where(
        AgreementPaper.agreement_id == agreement.id,
        AgreementPaper.status.in_((PaperStatus.DRAFT, PaperStatus.ON_HOLD)),
        AgreementPaper.is_outside.is_(False),
    )
    for paper in session.scalars(drafts):
        paper.terms = terms_of(agreement)
        mark_paper_changed(paper)


def mark_paper_changed(paper: AgreementPaper) -> None:
    """Raise the version of a paper and drop what was confirmed before."""
    paper.version += 1
    paper.updated_at = now()
    paper.seller_confirmed_at = paper.buyer_confirmed_at = None
    paper.seller_confirmed_by_id = paper.buyer_confirmed_by_id = None


def edit_terms(
    agreement: Agreement, draft: TermsDraft, *, expected_version: int | None = None, site_url: str = "", by: Actor
) -> None:
    """Change the figures; drafts follow, and what was confirmed of them has to be confirmed anew."""
    own_id = hold(agreement, by=by)
    if not may_edit_terms(by, agreement):
        raise Conflict("agreements.terms_closed")
    if expected_version is not None and agreement.version != expected_version:
        raise Conflict("agreements.changed_meanwhile")
    before = terms_of(agreement)
    _apply(agreement, read_terms(draft, _units_of(agreement.category_code)))
    after = terms_of(agreement)
    changed = sorted(name for name in after if after[name] != before[name])
    if not changed:
        return
    agreement.version += 1
    refresh_drafts(agreement)
    write_history(agreement, "edit", by, own_id, fields=changed)
    tell_other(agreement, "edit", own_id, site_url)
