"""Who may do what with agreements; values in, answer out."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.accounts.actor import Actor
from marketplace.agreements.models import Agreement, AgreementPaper, PaperKind, PaperScan, PaperStatus, Stage
from marketplace.agreements.policy.stages import LIVE, OPEN, can_be_said, takes_paper
from marketplace.leads.models import Lead, LeadStatus
from marketplace.leads.policy import may_read as may_read_lead
from marketplace.quotes.models import Quote, QuoteStatus
from marketplace.quotes.policy import LIVE as LIVE_QUOTES

# Within this time a slip can be taken back.
UNDO_WITHIN = timedelta(minutes=10)


def own_side(actor: Actor, agreement: Agreement) -> int | None:
    """Return which party the actor is: the organisation acted for, else one that the actor belongs to, else None."""
    parties = (agreement.seller_id, agreement.buyer_id)
    if actor.organisation_id in parties and actor.belongs_to(actor.organisation_id):
        return actor.organisation_id
    return next((party for party in parties if actor.belongs_to(party)), None)


def other_side(agreement: Agreement, own_id: int) -> int:
    """Return the party that is not this one."""
    return agreement.buyer_id if own_id == agreement.seller_id else agreement.seller_id


def may_begin(actor: Actor, lead: Lead, quote: Quote | None = None) -> bool:
    """Either party, once the lead is accepted or its quote has been awarded; never from a draft."""
    if quote is not None and (quote.lead_id != lead.id or quote.status not in LIVE_QUOTES):
        return False
    is_awarded = quote is not None and quote.status is QuoteStatus.AWARDED
    return may_read_lead(actor, lead) and (lead.status is LeadStatus.ACCEPTED or is_awarded)


def may_read(actor: Actor, agreement: Agreement) -> bool:
    """Members of the two parties: figures, papers, scans. Staff see the outline only."""
    return own_side(actor, agreement) is not None


def may_see_outline(actor: Actor, agreement: Agreement) -> bool:
    """The parties, and staff of either party's province: stage, figures, history, no papers, no personal numbers."""
    provinces = (agreement.seller.province_code, agreement.buyer.province_code)
    return may_read(actor, agreement) or any(actor.is_staff_for(code) for code in provinces)


def may_edit_terms(actor: Actor, agreement: Agreement) -> bool:
    """Either party, until a contract holds the figures; what is delivered without a paper stays open too."""
    is_open = agreement.stage in OPEN or (agreement.stage is Stage.DELIVERING and agreement.signed_on is None)
    return may_read(actor, agreement) and is_open


def may_say(actor: Actor, agreement: Agreement, to: Stage) -> bool:
    """Either party, where the table says that a word is enough."""
    return may_read(actor, agreement) and can_be_said(agreement.stage, to)


def may_draw_up(actor: Actor, agreement: Agreement, kind: PaperKind) -> bool:
    """Either party, while such a paper still makes sense."""
    return may_read(actor, agreement) and takes_paper(agreement.stage, kind)


def may_report_months(actor: Actor, agreement: Agreement) -> bool:
    """Either party, once goods have been delivered."""
    return may_read(actor, agreement) and agreement.delivering_since is not None


def _is_at_work(actor: Actor, paper: AgreementPaper, *states: PaperStatus) -> bool:
    return may_read(actor, paper.agreement) and paper.agreement.stage in LIVE and paper.status in states


def may_edit_paper(actor: Actor, paper: AgreementPaper) -> bool:
    """Either party, while it is a draft of ours; what was signed elsewhere is as it is."""
    return _is_at_work(actor, paper, PaperStatus.DRAFT) and not paper.is_outside


def may_confirm(actor: Actor, paper: AgreementPaper) -> bool:
    """Either party, while it is a draft."""
    return _is_at_work(actor, paper, PaperStatus.DRAFT)


def may_put_on_hold(actor: Actor, paper: AgreementPaper) -> bool:
    """Either party, while it is a draft."""
    return _is_at_work(actor, paper, PaperStatus.DRAFT)


def may_resume(actor: Actor, paper: AgreementPaper) -> bool:
    """The party that asked to wait."""
    return _is_at_work(actor, paper, PaperStatus.ON_HOLD) and actor.belongs_to(paper.held_by_organisation_id)


def may_cancel(actor: Actor, paper: AgreementPaper) -> bool:
    """Either party, until both have confirmed."""
    return _is_at_work(actor, paper, PaperStatus.DRAFT, PaperStatus.ON_HOLD)


def may_attach(actor: Actor, paper: AgreementPaper) -> bool:
    """Either party: pages of a draft, and the signed copy of a paper that both have confirmed, whatever came later."""
    return may_read(actor, paper.agreement) and paper.status in (PaperStatus.DRAFT, PaperStatus.CONFIRMED)


def may_remove_scan(actor: Actor, scan: PaperScan, now: datetime) -> bool:
    """Whoever attached it, until both have confirmed the paper, and a slip afterwards for ten minutes."""
    is_young = scan.document.created_at > now - UNDO_WITHIN
    return actor.belongs_to(scan.organisation_id) and (scan.paper.status is not PaperStatus.CONFIRMED or is_young)
