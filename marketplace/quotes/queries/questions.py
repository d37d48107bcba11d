"""Reading the questions about a posting: everybody those that were answered, its two sides the others too."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting
from marketplace.postings.policy import is_open
from marketplace.postings.queries import get_visible_posting
from marketplace.quotes.models import Question
from marketplace.quotes.policy import may_answer, may_hide, may_see_question


def get_questions(posting: Posting, actor: Actor, *, after: str | None = None) -> Page[Question]:
    """Return the questions about a posting that the actor may see, the oldest first."""
    statement = select(Question).where(Question.posting_id == posting.id)
    if not may_answer(actor, posting):
        is_public = and_(Question.answered_at.is_not(None), Question.hidden_at.is_(None))
        statement = statement.where(or_(is_public, Question.asked_by_organisation_id.in_(list(actor.memberships))))
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Question.id > key[0])
    rows = session.scalars(statement.order_by(Question.id).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def get_posting_to_ask(posting_id: int, actor: Actor) -> Posting:
    """Return a posting of others; raises NotFound, Refused for an own one, Conflict when it is closed."""
    posting = get_visible_posting(posting_id, actor)
    if may_answer(actor, posting):
        raise Refused("quotes.own_posting")
    if not is_open(posting, today()):
        raise Conflict("quotes.questions_closed")
    return posting


def get_question_to_answer(question_id: int, actor: Actor) -> Question:
    """Return a question about a posting of the actor's organisation; raises NotFound, Refused for others."""
    question = get_question(question_id, actor)
    if not may_answer(actor, question.posting):
        raise Refused("quotes.owner_only")
    return question


def get_question(question_id: int, actor: Actor) -> Question:
    """Return a question that the actor may see or hide; raises NotFound."""
    statement = (
        select(Question)
        .where(Question.id == question_id)
        .options(joinedload(Question.posting).joinedload(Posting.organisation))
    )
    found = session.scalars(statement).first()
    if found is None or not (may_see_question(actor, found) or may_hide(actor, found)):
        raise NotFound("quotes.question_not_found")
    return found
