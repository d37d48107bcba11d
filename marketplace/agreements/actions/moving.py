"""Going from stage to stage by one party's word, and taking a slip back in time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.actor import Actor
from marketplace.agreements.actions.changes import enter_stage, hold, tell_other, write_history
from marketplace.agreements.drafts import read_note, read_past_day
from marketplace.agreements.models import Agreement, FailReason, FollowUp, Stage
from marketplace.agreements.policy import UNDO_WITHIN, may_say
from marketplace.audit.models import AuditEntry
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.errors import Conflict

# verb in the history -> the stages that it leads to
VERBS = {Stage.DELIVERING: "deliver", Stage.ENDED: "end", Stage.FAILED: "fail"}
_SAID = ("agreements.move", "agreements.deliver", "agreements.end", "agreements.fail")
_STAGE_CHANGES = (*_SAID, "agreements.sign", "agreements.undo_move")


def find_last_move(agreement: Agreement) -> AuditEntry | None:
    """Return the newest line of the history that changed the stage, or None."""
    statement = select(AuditEntry).where(
        AuditEntry.thing_kind == "agreement",
        AuditEntry.thing_id == agreement.id,
        AuditEntry.verb.in_(_STAGE_CHANGES),
    )
    return session.scalars(statement.order_by(AuditEntry.id.desc()).limit(1)).first()


def can_undo(agreement: Agreement, move: AuditEntry | None, own_id: int) -> bool:
    """Tell whether this party may still take its last word back."""
    return (
        move is not None
        and move.verb in _SAID
        and move.organisation_id == own_id
        and move.detail.get("to") == agreement.stage.value
        and move.at > now() - UNDO_WITHIN
    )


def _refuse_unless_said(agreement: Agreement, to: Stage, by: Actor) -> None:
    if not may_say(by, agreement, to):
        raise Conflict("agreements.stage_wrong")


def _write_move(
    agreement: Agreement, verb: str, by: Actor, own_id: int, before: tuple[Stage, datetime], **detail: Any
) -> None:
    """Write what is needed to take the move back."""
    stage, since = before
    extra = {"from": stage.value, "to": agreement.stage.value, "since": since.isoformat(), **detail}
    write_history(agreement, verb, by, own_id, **extra)


def _waive_unasked(agreement: Agreement, moment: datetime) -> None:
    """Stop what was to be asked later; a question that stands already may still be answered by the other side."""
    session.execute(
        update(FollowUp)
        .where(FollowUp.agreement_id == agreement.id, FollowUp.asked_at.is_(None), FollowUp.waived_at.is_(None))
        .values(waived_at=moment)
        .execution_options(synchronize_session="fetch")
    )


def move_stage(agreement: Agreement, to: Stage, *, site_url: str = "", by: Actor) -> None:
    """Go to the stage of samples or of negotiation; doing it twice changes nothing."""
    own_id = hold(agreement, by=by)
    if agreement.stage is to:
        return
    if to not in (Stage.SAMPLE, Stage.NEGOTIATION):
        raise Conflict("agreements.stage_wrong")
    _refuse_unless_said(agreement, to, by)
    before = (agreement.stage, agreement.stage_at)
    enter_stage(agreement, to)
    _write_move(agreement, "move", by, own_id, before)
    tell_other(agreement, "move", own_id, site_url)


def enter_delivering(
    agreement: Agreement, first_on: date, own_id: int, *, by: Actor, site_url: str, **detail: Any
) -> None:
    """Begin delivering on a row that is held; the first day of all is kept."""
    _refuse_unless_said(agreement, Stage.DELIVERING, by)
    before, is_first = (agreement.stage, agreement.stage_at), agreement.delivering_since is None
    enter_stage(agreement, Stage.DELIVERING)
    if is_first:
        agreement.delivering_since = first_on
    _write_move(agreement, "deliver", by, own_id, before, set=["delivering_since"] if is_first else [], **detail)
    tell_other(agreement, "deliver", own_id, site_url)


def start_delivering(agreement: Agreement, first_on: str, *, site_url: str = "", by: Actor) -> None:
    """Say that goods are being delivered since a day, as typed; doing it twice changes nothing."""
    own_id = hold(agreement, by=by)
    if agreement.stage is Stage.DELIVERING:
        return
    _refuse_unless_said(agreement, Stage.DELIVERING, by)
    day = read_past_day(first_on, "first_on", today())
    enter_delivering(agreement, day, own_id, by=by, site_url=site_url)


def enter_end(agreement: Agreement, own_id: int, *, by: Actor, site_url: str, **detail: Any) -> None:
    """End a deal on a row that is held."""
    _refuse_unless_said(agreement, Stage.ENDED, by)
    before = (agreement.stage, agreement.stage_at)
    moment = enter_stage(agreement, Stage.ENDED)
    agreement.ended_on = today()
    _waive_unasked(agreement, moment)
    _write_move(agreement, "end", by, own_id, before, set=["ended_on"], **detail)
    tell_other(agreement, "end", own_id, site_url)


def end_agreement(agreement: Agreement, *, site_url: str = "", by: Actor) -> None:
    """Say that everything agreed was delivered and the deal is over; doing it twice changes nothing."""
    own_id = hold(agreement, by=by)
    if agreement.stage is not Stage.ENDED:
        enter_end(agreement, own_id, by=by, site_url=site_url)


def enter_failure(
    agreement: Agreement, reason: FailReason, note: str, own_id: int, *, by: Actor, site_url: str, **detail: Any
) -> None:
    """Let a deal come to nothing on a row that is held."""
    words = read_note(note)
    _refuse_unless_said(agreement, Stage.FAILED, by)
    before = (agreement.stage, agreement.stage_at)
    moment = enter_stage(agreement, Stage.FAILED)
    agreement.fail_reason, agreement.fail_note, agreement.ended_on = reason, words, today()
    _waive_unasked(agreement, moment)
    _write_move(agreement, "fail", by, own_id, before, set=["ended_on"], reason=reason.value, **detail)
    tell_other(agreement, "fail", own_id, site_url)


def fail_agreement(agreement: Agreement, reason: FailReason, note: str = "", *, site_url: str = "", by: Actor) -> None:
    """Say that the deal came to nothing, and why; doing it twice changes nothing."""
    own_id = hold(agreement, by=by)
    if agreement.stage is not Stage.FAILED:
        enter_failure(agreement, reason, note, own_id, by=by, site_url=site_url)


def undo_move(agreement: Agreement, *, site_url: str = "", by: Actor) -> None:
    """Take the last word back within ten minutes: the stage, its dates and the later questions are as before."""
    own_id = hold(agreement, by=by)
    move = find_last_move(agreement)
    if move is None or not can_undo(agreement, move, own_id):
        raise Conflict("agreements.undo_late")
    said = agreement.stage
    session.execute(
        update(FollowUp)
        .where(FollowUp.agreement_id == agreement.id, FollowUp.waived_at == agreement.stage_at)
        .values(waived_at=None)
        .execution_options(synchronize_session="fetch")
    )
    try:
        with session.begin_nested():
            agreement.stage = Stage(move.detail["from"])
    except IntegrityError:
        # Another deal of the same lead has begun meanwhile.
        raise Conflict("agreements.alive_again") from None
    agreement.stage_at = datetime.fromisoformat(move.detail["since"])
    agreement.updated_at = now()
    if said is Stage.FAILED:
        agreement.fail_reason, agreement.fail_note = None, ""
    for name in move.detail.get("set", []):
        setattr(agreement, name, None)
    write_history(agreement, "undo_move", by, own_id, to=agreement.stage.value)
    tell_other(agreement, "undo_move", own_id, site_url)
