"""The four answers to an enquiry: what the buttons offer, and reading which one was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from marketplace.clock import today
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.actions.postponing import LONGEST_WAIT
from marketplace.leads.labels import DECLINE_REASONS, WAITS
from marketplace.leads.models import DeclineReason
from marketplace.leads.queries import LeadView
from marketplace.leads.waiting import Wait, day_after
from marketplace.postings.models import Side
from marketplace.postings.reading import read_day
from marketplace.web.answers import problem_words

Typed = Mapping[str, str]


def more_words(view: LeadView) -> str:
    """Return a ready message that asks for what usually is not said yet."""
    if view.lead.posting.side is Side.SUPPLY:
        return gettext(
            "Chào %(name)s, cảm ơn đã quan tâm. Mời nói rõ thêm: cần bao nhiêu mỗi tháng, giao ở đâu, khi nào lấy "
            "hàng và trả tiền thế nào?",
            name=view.other.name,
        )
    return gettext(
        "Chào %(name)s, cảm ơn đã chào hàng. Mời nói rõ thêm: mỗi tháng có bao nhiêu, giá tại nơi nhận, giấy tờ đã có "
        "và khi nào giao được?",
        name=view.other.name,
    )


def asked_of(view: LeadView, typed: Typed | None = None, error: Invalid | None = None) -> dict[str, Any]:
    """Return what the buttons offer; with what was typed and what is wrong with it, where something is."""
    kept = typed or {}
    problems = error.problems if error else ()
    return {
        "more": kept.get("body") if "body" in kept else more_words(view),
        "waits": [(wait.value, words) for wait, words in WAITS.items()],
        "reasons": [(reason.value, words) for reason, words in DECLINE_REASONS.items()],
        "on": kept.get("on", ""),
        "first_day": (today() + timedelta(days=1)).isoformat(),
        "last_day": (today() + LONGEST_WAIT).isoformat(),
        "errors": [problem_words(one) for one in problems if one.field != "body"],
        "more_errors": [problem_words(one) for one in problems if one.field == "body"],
    }


def read_later(typed: Typed) -> date | None:
    """Return the day on which to be asked again: a usual span from today, else what was typed; raises Invalid."""
    wait = next((one for one in Wait if one.value == typed.get("wait")), None)
    return day_after(wait, today()) if wait else read_day(typed.get("on", ""))


def read_reason(typed: Typed) -> DeclineReason:
    """Return the reason of a button; a made-up one counts as another reason."""
    return next((one for one in DeclineReason if one.value == typed.get("reason")), DeclineReason.OTHER)
