"""Who may do what with quotes, and what sealed means; values in, answer out."""

from __future__ import annotations

from datetime import date, datetime

from marketplace.accounts.actor import Actor
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open, may_moderate
from marketplace.quotes.models import Question, Quote, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.workdays import end_of

# In the buyer's hands.
LIVE = (QuoteStatus.SENT, QuoteStatus.SHORTLISTED, QuoteStatus.AWARDED)
# Waiting for the buyer's last word.
UNDECIDED = (QuoteStatus.SENT, QuoteStatus.SHORTLISTED)


def closes_at(posting: Posting) -> datetime | None:
    """Return when a demand takes no more quotes: the end of its last day; None for one without a last day."""
    return end_of(posting.expires_on) if posting.expires_on is not None else None


def is_sealed(request: QuoteRequest | None, posting: Posting, moment: datetime) -> bool:
    """Tell whether the buyer must not see who quoted, and what, at a moment.

    What was cancelled before it was opened stays sealed for ever.
    """
    if request is None or not request.is_sealed or request.opened_at is not None:
        return False
    closing = closes_at(posting)
    return request.status is RequestStatus.CANCELLED or closing is None or moment < closing


def is_taking(request: QuoteRequest | None, posting: Posting, today: date) -> bool:
    """Tell whether quotes may be sent: in sight, its last day not over, not decided, sealed ones not opened yet."""
    if not is_open(posting, today):
        return False
    return request is None or (request.status is RequestStatus.OPEN and request.opened_at is None)


def is_lapsed(quote: Quote, today: date) -> bool:
    """Tell whether an undecided quote no longer holds, by its own last day."""
    return quote.status in UNDECIDED and quote.valid_until is not None and quote.valid_until < today


def may_quote(actor: Actor, posting: Posting) -> bool:
    """Whoever acts for an organisation, about a demand of another one."""
    is_member = actor.belongs_to(actor.organisation_id)
    return is_member and posting.side is Side.DEMAND and not actor.belongs_to(posting.organisation_id)


def may_read_quote(actor: Actor, quote: Quote, request: QuoteRequest | None, moment: datetime) -> bool:
    """The supplier always; the buyer once it was sent, unless sealed or taken back. Nobody else, staff included."""
    if actor.belongs_to(quote.supplier_id):
        return True
    is_shown = quote.status in LIVE or (quote.status is QuoteStatus.DECLINED and quote.sent_at is not None)
    return actor.belongs_to(quote.buyer_id) and is_shown and not is_sealed(request, quote.posting, moment)


def may_write_quote(actor: Actor, quote: Quote) -> bool:
    """Members of the supplier, while it is a draft or undecided; the action looks at the closing date."""
    return actor.belongs_to(quote.supplier_id) and quote.status in (QuoteStatus.DRAFT, *UNDECIDED)


def may_decide(actor: Actor, quote: Quote) -> bool:
    """Members of the buyer."""
    return actor.belongs_to(quote.buyer_id)


def may_manage_request(actor: Actor, posting: Posting) -> bool:
    """Members of the organisation that posted the demand."""
    return actor.belongs_to(posting.organisation_id) and posting.side is Side.DEMAND


def may_ask(actor: Actor, posting: Posting) -> bool:
    """Whoever acts for an organisation, about a posting of another one."""
    return actor.belongs_to(actor.organisation_id) and not actor.belongs_to(posting.organisation_id)


def may_answer(actor: Actor, posting: Posting) -> bool:
    """Members of the organisation that posted it."""
    return actor.belongs_to(posting.organisation_id)


def may_hide(actor: Actor, question: Question) -> bool:
    """The posting's owner, and staff of its province once everybody sees the question."""
    if may_answer(actor, question.posting):
        return True
    return question.answered_at is not None and may_moderate(actor, question.posting)


def may_see_question(actor: Actor, question: Question) -> bool:
    """Everybody once it is answered; before, the asker and the owner. Nobody but those two while it is hidden."""
    is_party = actor.belongs_to(question.asked_by_organisation_id) or may_answer(actor, question.posting)
    return is_party or (question.answered_at is not None and question.hidden_at is None)
