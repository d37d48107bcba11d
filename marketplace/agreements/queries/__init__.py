"""Reading agreements; a fixed number of statements each."""

from marketplace.agreements.queries.lists import AgreementFilter, Totals, get_for_staff, get_totals
from marketplace.agreements.queries.own import (
    AgreementView,
    count_own_agreements,
    find_alive_agreement,
    find_last_offer,
    find_newest_agreement,
    get_agreement,
    get_agreement_outline,
    get_lead_to_agree,
    get_own_agreements,
    get_quote_to_agree,
)
from marketplace.agreements.queries.parts import (
    get_follow_up,
    get_follow_ups,
    get_months,
    get_paper,
    get_papers,
    get_scan,
    owned_documents,
)
from marketplace.agreements.queries.waiting import get_deals_asked_about, get_papers_to_confirm

__all__ = [
    "AgreementFilter",
    "AgreementView",
    "Totals",
    "count_own_agreements",
    "find_alive_agreement",
    "find_last_offer",
    "find_newest_agreement",
    "get_agreement",
    "get_agreement_outline",
    "get_deals_asked_about",
    "get_follow_up",
    "get_follow_ups",
    "get_for_staff",
    "get_lead_to_agree",
    "get_months",
    "get_own_agreements",
    "get_paper",
    "get_papers",
    "get_papers_to_confirm",
    "get_quote_to_agree",
    "get_scan",
    "get_totals",
    "owned_documents",
]
