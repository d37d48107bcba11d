"""Questions about a posting, answered once for everybody; who asked is told to nobody."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.actor import Actor
from marketplace.audit.actions import record
from marketplace.clock import now, today
from marketplace.db import add_unless_taken, lock_row, session, take_turns
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open
from marketplace.quotes import mail
from marketplace.quotes.actions.changes import link_to, own_organisation, refuse_strangers
from marketplace.quotes.drafts import MAX_ANSWER, MAX_QUESTION, read_public_words
from marketplace.quotes.models import InvitationStatus, Question, Quote, QuoteInvitation, QuoteRequest
from marketplace.quotes.policy import LIVE, may_answer, may_ask, may_hide, may_see_question
from marketplace.text import form_key

# Of one organisation about one posting, while they wait for an answer.
MAX_WAITING = 3
MAX_QUESTIONS_A_DAY = 20


def _write_history(question: Question, verb: str, by: Actor, own_id: int | None) -> None:
    record(
        f"quotes.{verb}",
        by_user_id=by.user_id,
        thing_kind="question",
        thing_id=question.id,
        organisation_id=own_id,
    )


def posting_path(posting: Posting) -> str:
    """Return the address of the questions on a posting's public page."""
    side = "listings" if posting.side is Side.SUPPLY else "demands"
    return f"/{side}/{posting.id}#questions"


def _refuse_flood(posting: Posting, own_id: int) -> None:
    own = select(func.count()).select_from(Question).where(Question.asked_by_organisation_id == own_id)
    waiting = own.where(Question.posting_id == posting.id, Question.answered_at.is_(None), Question.hidden_at.is_(None))
    if (session.scalar(waiting) or 0) >= MAX_WAITING:
        raise Conflict("quotes.questions_waiting", max=MAX_WAITING)
    lately = own.where(Question.created_at > now() - timedelta(days=1))
    if (session.scalar(lately) or 0) >= MAX_QUESTIONS_A_DAY:
        raise Conflict("quotes.questions_many")


def ask_question(
    posting: Posting, body: str, *, form_token: str | None = None, site_url: str = "", by: Actor
) -> Question:
    """Ask the owner of a posting something; a second submit of the same form returns the same question."""
    own_id = own_organisation(by)
    if not may_ask(by, posting):
        raise Refused("quotes.own_posting")
    take_turns(f"questions {own_id}")
    key = form_key(form_token, f"question {posting.id} {own_id}")
    if key is not None and (done := session.scalars(select(Question).where(Question.form_token == key)).first()):
        return done
    if not is_open(posting, today()):
        raise Conflict("quotes.questions_closed")
    refuse_strangers(own_id, posting.organisation_id)
    words = read_public_words(body, MAX_QUESTION, field_name="body")
    _refuse_flood(posting, own_id)
    question = Question(
        posting_id=posting.id,
        asked_by_organisation_id=own_id,
        asked_by_id=by.user_id,
        body=words,
        created_at=now(),
        answer="",
        form_token=key,
    )
    if not add_unless_taken(question):
        return session.scalars(select(Question).where(Question.form_token == key)).one()
    _write_history(question, "ask", by, own_id)
    tell_organisation(
        posting.organisation_id,
        template="quotes.question",
        write=lambda: mail.question(posting.title, link=link_to(posting_path(posting), site_url)),
    )
    return question


def _hold(question: Question, by: Actor) -> None:
    lock_row(question)
    if not may_see_question(by, question) and not may_hide(by, question):
        raise NotFound("quotes.question_not_found")


def _concerned(question: Question) -> list[int]:
    """Return who is told of an answer: the asker, and everybody who quoted or was asked to and did not say no."""
    quoted = select(Quote.supplier_id).where(Quote.posting_id == question.posting_id, Quote.status.in_(LIVE))
    invited = (
        select(QuoteInvitation.supplier_id)
        .join(QuoteRequest, QuoteRequest.id == QuoteInvitation.request_id)
        .where(
            QuoteRequest.demand_id == question.posting_id,
            QuoteInvitation.status != InvitationStatus.DECLINED,
        )
    )
    found = {*session.scalars(quoted), *session.scalars(invited), question.asked_by_organisation_id}
    return sorted(found - {question.posting.organisation_id})


def answer_question(question: Question, answer: str, *, site_url: str = "", by: Actor) -> None:
    """Answer for everybody, once; the same answer twice changes nothing."""
    _hold(question, by)
    posting = question.posting
    if not may_answer(by, posting):
        raise Refused("quotes.owner_only")
    words = read_public_words(answer, MAX_ANSWER, field_name="answer")
    if question.answered_at is not None:
        if question.answer == words:
            return
        raise Conflict("quotes.answered_already")
    if question.hidden_at is not None or not is_open(posting, today()):
        raise Conflict("quotes.questions_closed")
    question.answer, question.answered_at, question.answered_by_id = words, now(), by.user_id
    _write_history(question, "answer", by, posting.organisation_id)
    for organisation_id in _concerned(question):
        tell_organisation(
            organisation_id,
            template="quotes.question_answered",
            write=lambda: mail.question_answered(posting.title, link=link_to(posting_path(posting), site_url)),
        )


def hide_question(question: Question, *, by: Actor) -> None:
    """Take a question with its answer out of everybody's sight; doing it twice changes nothing."""
    _hold(question, by)
    if not may_hide(by, question):
        raise Refused("quotes.owner_only")
    if question.hidden_at is None:
        question.hidden_at = now()
        _write_history(question, "hide_question", by, by.organisation_id)


def show_question(question: Question, *, by: Actor) -> None:
    """Take a hiding back; doing it twice changes nothing."""
    _hold(question, by)
    if not may_hide(by, question):
        raise Refused("quotes.owner_only")
    if question.hidden_at is not None:
        question.hidden_at = None
        _write_history(question, "show_question", by, by.organisation_id)
