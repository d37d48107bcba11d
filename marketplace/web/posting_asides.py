"""What stands beside a posting on its public page: a button for quotes, a star, the questions and answers."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from marketplace.clock import today
from marketplace.i18n import format_moment, gettext
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open, may_moderate
from marketplace.quotes.models import Question, QuoteRequest
from marketplace.quotes.policy import is_taking, may_answer
from marketplace.quotes.queries import find_own_quote, find_request, find_saved_listing, get_questions
from marketplace.web.access import actor
from marketplace.web.posting_page import posting_url

Shown = dict[str, Any]


def quote_values(posting: Posting) -> Shown:
    """Return the addresses with which a demand is quoted for, and its owner sees the quotes."""
    me = actor()
    if posting.side is Side.SUPPLY:
        return {"quote_url": "", "own_quote_url": "", "quotes_url": "", "quote_terms": []}
    if may_answer(me, posting):
        url = url_for("quote_requests.show", demand_id=posting.id)
        return {"quote_url": "", "own_quote_url": "", "quotes_url": url, "quote_terms": []}
    own = find_own_quote(posting.id, me) if me.organisation_id else None
    asked = find_request(posting.id)
    may_quote = is_taking(asked, posting, today())
    return {
        "quote_url": url_for("quote_forms.new", demand_id=posting.id) if may_quote else "",
        "own_quote_url": url_for("quotes.show", quote_id=own.id) if own is not None else "",
        "quotes_url": "",
        "quote_terms": terms_of(asked) if asked is not None and may_quote else [],
    }


def terms_of(asked: QuoteRequest) -> list[str]:
    """Return what a supplier should know before quoting: sealed, and from how many."""
    sealed = [gettext("Bên mua nhận báo giá kín: hết hạn mới xem được.")] if asked.is_sealed else []
    most = asked.max_suppliers
    return [*sealed, *([gettext("Nhận nhiều nhất %(number)s nơi báo giá.", number=most)] if most else [])]


def star_values(posting: Posting) -> Shown:
    """Return where a listing is kept in mind, and dropped again; nothing for own ones and for demands."""
    me = actor()
    is_other = posting.side is Side.SUPPLY and not may_answer(me, posting) and is_open(posting, today())
    if not is_other or not me.is_signed_in:
        return {"save_url": "", "unsave_url": ""}
    saved = find_saved_listing(posting.id, me)
    if saved is None:
        return {"save_url": url_for("saved_listings.create", posting_id=posting.id), "unsave_url": ""}
    return {"save_url": "", "unsave_url": url_for("saved_listings.remove", saved_id=saved.id)}


def _question_row(question: Question, posting: Posting) -> Shown:
    me = actor()
    is_owner = may_answer(me, posting)
    may_hide = is_owner or (question.answered_at is not None and may_moderate(me, posting))
    is_hidden = question.hidden_at is not None
    is_waiting = question.answered_at is None
    may_still_answer = is_owner and is_waiting and not is_hidden and is_open(posting, today())
    return {
        "body": question.body,
        "answer": question.answer,
        "moment": format_moment(question.answered_at),
        "is_waiting": is_waiting,
        "is_hidden": is_hidden,
        "answer_url": url_for("questions.answer", question_id=question.id) if may_still_answer else "",
        "hide_url": url_for("questions.hide", question_id=question.id) if may_hide and not is_hidden else "",
        "show_url": url_for("questions.unhide", question_id=question.id) if may_hide and is_hidden else "",
    }


def question_values(posting: Posting) -> Shown:
    """Return the questions about a posting as the actor may see them, and where to ask one."""
    me = actor()
    page = get_questions(posting, me, after=request.args.get("questions"))
    may_ask = is_open(posting, today()) and not may_answer(me, posting)
    here = posting_url(posting)
    return {
        "questions": [_question_row(question, posting) for question in page.items],
        "ask_url": url_for("questions.new", posting_id=posting.id) if may_ask else "",
        "more_questions_url": f"{here}?questions={page.next_cursor}#questions" if page.next_cursor else "",
        "first_questions_url": f"{here}#questions" if request.args.get("questions") else "",
    }


def aside_values(posting: Posting) -> Shown:
    """Return all that stands beside a posting."""
    return {**quote_values(posting), **star_values(posting), **question_values(posting)}
