"""Asking again 3, 6 and 12 months after signing what came of a deal, and what each side answers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from marketplace.accounts.actions.telling import tell_organisation_by_tap
from marketplace.accounts.actor import Actor
from marketplace.accounts.mail import Letter
from marketplace.agreements import mail
from marketplace.agreements.actions.changes import hold, write_history
from marketplace.agreements.actions.moving import (
    can_undo,
    enter_delivering,
    enter_end,
    enter_failure,
    find_last_move,
    undo_move,
)
from marketplace.agreements.drafts import read_note
from marketplace.agreements.models import Agreement, FailReason, FollowUp, FollowUpAnswer, Stage
from marketplace.agreements.policy import UNDO_WITHIN, may_say
from marketplace.clock import now, today
from marketplace.db import lock_row, session
from marketplace.errors import Conflict, Invalid, NotFound
from marketplace.workdays import end_of, working_days_between

MONTHS = (3, 6, 12)
# Vietnamese working days after the question.
REMIND_AFTER = (5, 10)
PURPOSE = "agreements.follow_up"
_STAGE_OF: dict[FollowUpAnswer, Stage] = {
    FollowUpAnswer.DELIVERING: Stage.DELIVERING,
    FollowUpAnswer.ENDED: Stage.ENDED,
    FollowUpAnswer.FAILED: Stage.FAILED,
}


def add_months(day: date, count: int) -> date:
    """Return the same day so many months later, or the last day of that month where it has no such day."""
    number = day.year * 12 + day.month - 1 + count
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def lay_out_follow_ups(agreement: Agreement) -> None:
    """Lay out when both parties will be asked; what would be due already is left out."""
    if agreement.signed_on is None:
        return
    for months in MONTHS:
        due_on = add_months(agreement.signed_on, months)
        if due_on > today():
            session.add_all(
                FollowUp(agreement_id=agreement.id, organisation_id=party, months=months, due_on=due_on)
                for party in (agreement.seller_id, agreement.buyer_id)
            )
    session.flush()


def _days_ago(working_days: int) -> date:
    """Return the latest day after which so many working days have passed by now."""
    day = today()
    while working_days_between(day, today()) < working_days:
        day -= timedelta(days=1)
    return day


def _take(*conditions: ColumnElement[bool], limit: int) -> Sequence[FollowUp]:
    """Return questions that are open, held; those that another worker holds are left to it."""
    is_open = (FollowUp.answered_at.is_(None), FollowUp.waived_at.is_(None))
    statement = select(FollowUp).where(*is_open, *conditions).order_by(FollowUp.due_on, FollowUp.id).limit(limit)
    return session.scalars(statement.with_for_update(skip_locked=True, key_share=True)).all()


def _ask(row: FollowUp, site_url: str, *, is_reminder: bool) -> None:
    agreement = row.agreement
    other = agreement.buyer if row.organisation_id == agreement.seller_id else agreement.seller

    def write(link: str) -> Letter:
        if is_reminder:
            return mail.reminder(other.name, agreement.goods, link=link)
        return mail.follow_up(other.name, agreement.goods, row.months, link=link)

    tell_organisation_by_tap(
        row.organisation_id,
        template="agreements.reminder" if is_reminder else "agreements.follow_up",
        purpose=PURPOSE,
        thing_id=row.id,
        site_url=site_url,
        write=write,
    )


def ask_due_follow_ups(*, site_url: str, limit: int = 100) -> int:
    """Ask what is due today; return how many were asked. An older question to the same party needs no answer then."""
    due = _take(FollowUp.asked_at.is_(None), FollowUp.due_on <= today(), limit=limit)
    for row in due:
        row.asked_at = now()
        earlier = select(FollowUp).where(
            FollowUp.agreement_id == row.agreement_id,
            FollowUp.organisation_id == row.organisation_id,
            FollowUp.months < row.months,
            FollowUp.answered_at.is_(None),
            FollowUp.waived_at.is_(None),
        )
        # One that is being answered at this moment is left alone: whoever answers may be waiting for the new one.
        for old in session.scalars(earlier.with_for_update(skip_locked=True, key_share=True)):
            old.waived_at = now()
        _ask(row, site_url, is_reminder=False)
    return len(due)


def remind_of_follow_ups(*, site_url: str, limit: int = 100) -> int:
    """Ask again after five and after ten working days; return how many were reminded."""
    count = 0
    for sent, days in enumerate(REMIND_AFTER):
        before = end_of(_days_ago(days))
        for row in _take(FollowUp.asked_at < before, FollowUp.reminders_sent == sent, limit=limit):
            row.reminders_sent = sent + 1
            _ask(row, site_url, is_reminder=True)
            count += 1
    return count


def _hold_question(row: FollowUp, *, by: Actor) -> Agreement:
    """Hold the agreement, then the question; raises NotFound for whoever was not asked."""
    hold(row.agreement, by=by)
    if not by.belongs_to(row.organisation_id):
        raise NotFound("agreements.follow_up_not_found")
    lock_row(row)
    if row.asked_at is None:
        raise Conflict("agreements.not_asked_yet")
    if row.waived_at is not None:
        raise Conflict("agreements.question_over")
    return row.agreement


def _has_other_answer(row: FollowUp, answer: FollowUpAnswer) -> bool:
    """Tell whether the other side has answered the same question in another way."""
    statement = select(FollowUp.answer).where(
        FollowUp.agreement_id == row.agreement_id,
        FollowUp.organisation_id != row.organisation_id,
        FollowUp.months == row.months,
        FollowUp.answered_at.is_not(None),
    )
    return any(other is not answer for other in session.scalars(statement))


def _move(
    row: FollowUp, answer: FollowUpAnswer, reason: FailReason | None, note: str, *, by: Actor, site_url: str
) -> None:
    """Move the stage as the answer says, where the table allows it and the other side does not say otherwise."""
    agreement, own_id = row.agreement, row.organisation_id
    stage = _STAGE_OF.get(answer)
    if stage is None or not may_say(by, agreement, stage) or _has_other_answer(row, answer):
        return
    if stage is Stage.DELIVERING:
        enter_delivering(agreement, today(), own_id, by=by, site_url=site_url, follow_up_id=row.id)
    elif stage is Stage.ENDED:
        enter_end(agreement, own_id, by=by, site_url=site_url, follow_up_id=row.id)
    elif reason is not None:
        enter_failure(agreement, reason, note, own_id, by=by, site_url=site_url, follow_up_id=row.id)


def answer_follow_up(
    row: FollowUp,
    answer: FollowUpAnswer,
    *,
    reason: FailReason | None = None,
    note: str = "",
    site_url: str = "",
    by: Actor,
) -> None:
    """Keep what one side answers; the stage follows unless the other side has said otherwise.

    Answering the same again changes nothing; another answer is refused until the first one is taken back.
    """
    agreement = _hold_question(row, by=by)
    if row.answered_at is not None:
        if row.answer is answer:
            return
        raise Conflict("agreements.answered_already")
    if answer is FollowUpAnswer.FAILED and reason is None:
        raise Invalid.of("reason", "agreements.reason_needed")
    read_note(note)
    _move(row, answer, reason, note, by=by, site_url=site_url)
    row.answer, row.answered_at, row.answered_by_id = answer, now(), by.user_id
    detail = {"months": row.months, "answer": answer.value, "reason": reason.value if reason else None}
    write_history(agreement, "answer_follow_up", by, row.organisation_id, **detail)


def can_take_back(row: FollowUp) -> bool:
    """Tell whether an answer is young enough to be taken back."""
    return row.answered_at is not None and row.answered_at > now() - UNDO_WITHIN


def take_back_answer(row: FollowUp, *, site_url: str = "", by: Actor) -> None:
    """Take an answer back within ten minutes, and the stage that it moved."""
    agreement = _hold_question(row, by=by)
    if row.answered_at is None:
        return
    if not can_take_back(row):
        raise Conflict("agreements.undo_late")
    move = find_last_move(agreement)
    is_ours = move is not None and move.detail.get("follow_up_id") == row.id
    if is_ours and can_undo(agreement, move, row.organisation_id):
        undo_move(agreement, site_url=site_url, by=by)
        lock_row(row)
    row.answer = row.answered_at = row.answered_by_id = None
    write_history(agreement, "take_back_answer", by, row.organisation_id, months=row.months)
