"""What became of deals: totals of one's province, the rows behind every figure, an outline of each deal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from marketplace.agreements.fulfilment import fulfilment
from marketplace.agreements.labels import FAIL_REASONS, STAGES
from marketplace.agreements.models import FailReason, Stage
from marketplace.agreements.queries import (
    AgreementFilter,
    Totals,
    get_agreement_outline,
    get_follow_ups,
    get_for_staff,
    get_months,
    get_totals,
)
from marketplace.audit.queries import get_history
from marketplace.clock import today
from marketplace.i18n import format_money, gettext
from marketplace.web import agreement_page as page_of
from marketplace.web.access import actor, staff_only

bp = Blueprint("staff_agreements", __name__)


def chosen() -> dict[str, Any]:
    """Return which rows are asked for; nonsense asks for all."""
    args = request.args
    return {
        "which": {one.value: one for one in AgreementFilter}.get(args.get("state", ""), AgreementFilter.ALL),
        "stage": {one.value: one for one in Stage}.get(args.get("stage", "")),
        "reason": {one.value: one for one in FailReason}.get(args.get("reason", "")),
    }


def stage_rows(totals: Totals) -> list[list[Any]]:
    """Return the totals of each stage as rows of a table, the number leading to its deals."""
    return [
        [
            {"words": STAGES[stage], "url": url_for(".index", stage=stage.value, _anchor="rows")},
            total.count,
            format_money(total.monthly_value),
            format_money(total.by_seller),
            format_money(total.by_buyer),
        ]
        for stage, total in totals.stages.items()
    ]


def reason_figures(totals: Totals) -> list[dict[str, Any]]:
    """Return how often each reason was given, each figure leading to its deals."""
    return [
        {"number": count, "words": FAIL_REASONS[reason], "url": url_for(".index", reason=reason.value, _anchor="rows")}
        for reason, count in totals.reasons.items()
        if count
    ]


def waiting_figures(totals: Totals) -> list[dict[str, Any]]:
    """Return what somebody should phone about."""
    rows = (
        (totals.unanswered, gettext("bên không trả lời khi được hỏi lại"), AgreementFilter.UNANSWERED),
        (totals.differing, gettext("hai bên trả lời khác nhau"), AgreementFilter.DIFFERING),
    )
    return [
        {
            "number": count,
            "words": words,
            "url": url_for(".index", state=which.value, _anchor="rows"),
            "tone": "warn" if count else "",
        }
        for count, words, which in rows
    ]


def heading_of(which: AgreementFilter, stage: Stage | None, reason: FailReason | None) -> str:
    """Return what the rows are."""
    if reason is not None:
        return str(FAIL_REASONS[reason])
    if stage is not None:
        return str(STAGES[stage])
    return {
        AgreementFilter.ALL: gettext("Tất cả thỏa thuận"),
        AgreementFilter.UNANSWERED: gettext("Không trả lời khi được hỏi lại"),
        AgreementFilter.DIFFERING: gettext("Hai bên trả lời khác nhau"),
    }[which]


@bp.get("/staff/agreements")
@staff_only
def index() -> str:
    """Show the totals, and the rows behind the chosen one."""
    asked = chosen()
    totals = get_totals(actor())
    page = get_for_staff(
        actor(), asked["which"], stage=asked["stage"], reason=asked["reason"], after=request.args.get("after")
    )
    keep: dict[str, Any] = {name: request.args.get(name) for name in ("state", "stage", "reason")}
    return render_template(
        "staff/agreements.html",
        stages=stage_rows(totals),
        reasons=reason_figures(totals),
        waiting=waiting_figures(totals),
        heading=heading_of(asked["which"], asked["stage"], asked["reason"]),
        is_all=heading_of(asked["which"], asked["stage"], asked["reason"]) == gettext("Tất cả thỏa thuận"),
        rows=page_of.staff_rows(page.items),
        next_url=url_for(".index", after=page.next_cursor, _anchor="rows", **keep) if page.next_cursor else "",
        first_url=url_for(".index", _anchor="rows", **keep) if request.args.get("after") else "",
    )


@bp.get("/staff/agreements/<int:agreement_id>")
@staff_only
def show(agreement_id: int) -> str:
    """Show a deal in outline: stage, figures, answers, history; no papers and no personal numbers."""
    agreement = get_agreement_outline(agreement_id, actor())
    sums = fulfilment(agreement, get_months(agreement), today())
    return render_template(
        "staff/agreement.html",
        agreement=agreement,
        status=page_of.status_of(agreement),
        facts=page_of.facts_of(agreement, is_outline=True),
        months=page_of.months_of(sums),
        sums=page_of.sums_of(sums),
        answers=page_of.answers_of(get_follow_ups(agreement), agreement),
        history=page_of.history_of(get_history("agreement", agreement.id), agreement),
    )
