"""What came of a deal, answered behind a link: delivering, not yet, ended, or came to nothing and why."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap
from marketplace.agreements import actions, policy
from marketplace.agreements.actions.following import can_take_back
from marketplace.agreements.drafts import MonthDraft
from marketplace.agreements.labels import ANSWERS
from marketplace.agreements.models import FailReason, FollowUp, FollowUpAnswer
from marketplace.agreements.queries import get_follow_up
from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import format_month, gettext
from marketplace.web import agreement_page as page_of
from marketplace.web.answers import problem_words
from marketplace.web.here import settings

# what the buttons send -> the answer
SAID = {one.value: one for one in FollowUpAnswer}
REASONS = {one.value: one for one in FailReason}


def _done(row: FollowUp) -> dict[str, object] | None:
    if row.answer is None:
        return None
    words = gettext("Đã trả lời: %(answer)s. Cảm ơn bà con.", answer=str(ANSWERS[row.answer]))
    return {"words": words, "is_undoable": can_take_back(row)}


def render(tap: Tap, code: str, typed: Mapping[str, str], problems: Mapping[str, str], *, kept: str = "") -> str:
    """Render the question, or what was answered and the month's figures."""
    row = get_follow_up(tap.thing_id, tap.actor)
    agreement = row.agreement
    other = agreement.buyer if row.organisation_id == agreement.seller_id else agreement.seller
    is_delivering = row.answer is FollowUpAnswer.DELIVERING
    return render_template(
        "taps/agreement.html",
        agreement=agreement,
        other=other,
        months=row.months,
        here=url_for("taps.act", code=code),
        status=page_of.status_of(agreement),
        done=_done(row),
        is_over=row.waived_at is not None and row.answer is None,
        reasons=page_of.reasons_for_buttons(),
        may_report=is_delivering and policy.may_report_months(tap.actor, agreement),
        month=format_month(today().replace(day=1)),
        typed=typed,
        problems=problems,
        kept=kept,
    )


def show(tap: Tap, code: str) -> tuple[str, int]:
    """Show the question; this changes nothing."""
    return render(tap, code, {}, {}), 200


def _keep_month(tap: Tap, row: FollowUp, typed: Mapping[str, str]) -> None:
    draft = MonthDraft(month=f"{today():%Y-%m}", value=typed.get("value", ""), quantity=typed.get("quantity", ""))
    with transaction():
        actions.report_month(row.agreement, draft, by=tap.actor)


def act(tap: Tap, code: str) -> Response | tuple[str, int]:
    """Do what the pressed button says, and show it."""
    typed = request.form.to_dict()
    said, url = typed.get("answer", ""), settings().public_url
    row = get_follow_up(tap.thing_id, tap.actor)
    if said == "month":
        try:
            _keep_month(tap, row, typed)
        except Invalid as error:
            problems = {problem.field: problem_words(problem) for problem in error.problems}
            return render(tap, code, typed, problems), 422
        return render(tap, code, {}, {}, kept=gettext("Đã ghi số của tháng. Cảm ơn bà con.")), 200
    with transaction():
        if said == "undo":
            actions.take_back_answer(row, site_url=url, by=tap.actor)
        elif said in SAID:
            reason = REASONS.get(typed.get("reason", ""))
            actions.answer_follow_up(row, SAID[said], reason=reason, site_url=url, by=tap.actor)
        else:
            raise Invalid.of("answer", "agreements.answer_needed")
    return redirect(url_for("taps.show", code=code), 303)
