"""Conversations as plain values for a page: the thread, the inbox, a first message that is written already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from marketplace.clock import now, today
from marketplace.i18n import format_day, format_moment, gettext, ngettext
from marketplace.leads.deadlines import days_left, days_over, last_day
from marketplace.leads.labels import CALL_MEANS, CALL_OUTCOMES, DECLINE_REASONS, STATUSES, TONES
from marketplace.leads.models import Call, Lead, LeadStatus, Message, ReplyDue
from marketplace.leads.queries import LeadView
from marketplace.postings.labels import price_of, quantity_of, title_of
from marketplace.postings.models import Posting, Side
from marketplace.taxonomy.units import format_price, format_quantity
from marketplace.web.shown import paragraphs

Shown = dict[str, Any]
MAX_GLIMPSE = 90


def _figures(message: Message) -> str:
    parts: list[str] = []
    if message.quantity_amount is not None and message.quantity_unit:
        amount = format_quantity(message.quantity_amount, message.quantity_unit)
        parts.append(gettext("Số lượng: %(amount)s", amount=amount))
    if message.price is not None and message.price_unit:
        parts.append(gettext("Giá: %(price)s", price=format_price(message.price, message.price_unit)))
    return " · ".join(parts)


def words_of(message: Message) -> Markup:
    """Return the words of a message, with its figures."""
    figures = _figures(message)
    said = paragraphs(message.body)
    return said + Markup("<p><strong>{}</strong></p>").format(figures) if figures else said


def _ending(view: LeadView) -> Shown | None:
    """Return what was done last, as a line of the thread."""
    lead = view.lead
    if lead.status is LeadStatus.OPEN:
        return None
    if lead.status is LeadStatus.DECLINED and lead.decline_reason:
        reason = str(DECLINE_REASONS[lead.decline_reason])
        words = gettext("%(name)s từ chối: %(reason)s", name=lead.recipient.name, reason=reason)
        note = f" “{lead.decline_note}”" if lead.decline_note else ""
        return {"note": words + note, "moment": format_moment(lead.decided_at)}
    if lead.status is LeadStatus.ACCEPTED:
        words = gettext("%(name)s đồng ý liên hệ", name=lead.recipient.name)
    else:
        words = gettext("%(name)s rút liên hệ", name=lead.sender.name)
    return {"note": words, "moment": format_moment(lead.decided_at)}


def _message(view: LeadView, message: Message, names: Mapping[int, str]) -> Shown:
    is_own = message.organisation_id == view.own.id
    who = view.own.name if is_own else view.other.name
    person = names.get(message.user_id or 0, "")
    return {
        "author": f"{person} – {who}" if person and person != who else who,
        "words": words_of(message),
        "moment": format_moment(message.created_at),
        "is_own": is_own,
        "note": "",
    }


def _call(view: LeadView, call: Call) -> Shown:
    """Return a talk outside the site as a line of the thread."""
    who = view.own.name if call.organisation_id == view.own.id else view.other.name
    words = gettext(
        "%(name)s ghi đã nói chuyện. %(means)s: %(outcome)s",
        name=who,
        means=str(CALL_MEANS[call.means]),
        outcome=str(CALL_OUTCOMES[call.outcome]),
    )
    note = f" “{call.note}”" if call.note else ""
    return {"note": words + note, "moment": format_moment(call.created_at)}


def thread_of(
    view: LeadView, messages: Sequence[Message], names: Mapping[int, str], calls: Sequence[Call] = ()
) -> list[Shown]:
    """Return a conversation for ``thread``: messages, talks and what was decided, each in its place."""
    lines = [(message.created_at, _message(view, message, names)) for message in messages]
    lines += [(call.created_at, _call(view, call)) for call in calls]
    ending = _ending(view)
    if ending and view.lead.decided_at:
        lines.append((view.lead.decided_at, ending))
    return [shown for _moment, shown in sorted(lines, key=lambda line: line[0])]


def status_of(lead: Lead) -> Shown:
    """Return where a lead stands as words and tone."""
    if lead.status is LeadStatus.OPEN and lead.later_on is not None:
        return {"words": gettext("Hẹn lại ngày %(day)s", day=format_day(lead.later_on)), "tone": "wait"}
    return {"words": STATUSES[lead.status], "tone": TONES[lead.status]}


def _late(due: ReplyDue) -> str:
    """Return how late an answer is, in words; empty on the weekend or holiday right after the deadline."""
    over = days_over(due.due_at, today())
    return ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", over) if over else ""


def _own_deadline(due: ReplyDue) -> Shown:
    if due.due_at <= now():
        late = _late(due)
        words = gettext("Quá hạn trả lời %(late)s", late=late) if late else gettext("Quá hạn trả lời")
        return {"words": words, "tone": "bad"}
    day, left = format_day(last_day(due.due_at)), days_left(due.due_at, today())
    if left == 0:
        return {"words": gettext("Trả lời trước hết hôm nay"), "tone": "wait"}
    words = ngettext(
        "Trả lời trước hết ngày %(day)s (còn %(num)s ngày làm việc)",
        "Trả lời trước hết ngày %(day)s (còn %(num)s ngày làm việc)",
        left,
        day=day,
    )
    return {"words": words, "tone": "wait"}


def _other_deadline(due: ReplyDue) -> Shown:
    if due.due_at <= now():
        late = _late(due)
        words = gettext("Bên kia quá hạn trả lời %(late)s", late=late) if late else gettext("Bên kia quá hạn trả lời")
        return {"words": words, "tone": "bad"}
    words = gettext("Bên kia trả lời trước hết ngày %(day)s", day=format_day(last_day(due.due_at)))
    return {"words": words, "tone": "off"}


def deadline_of(view: LeadView) -> Shown | None:
    """Return until when who owes an answer, as words and tone; None where nobody does."""
    if view.own_due is not None:
        return _own_deadline(view.own_due)
    return _other_deadline(view.other_due) if view.other_due is not None else None


def inbox_rows(views: Sequence[LeadView]) -> list[Shown]:
    """Return leads as rows of the inbox."""
    rows: list[Shown] = []
    for view in views:
        lead, last = view.lead, view.last_message
        deadline = deadline_of(view)
        glimpse = " ".join(last.body.split()) if last else ""
        rows.append(
            {
                "title": view.other.name,
                "url": url_for("leads.show", lead_id=lead.id),
                "status": {"words": gettext("Mới"), "tone": "new"} if view.is_unread else status_of(lead),
                "lines": [
                    title_of(lead.posting),
                    glimpse[:MAX_GLIMPSE] + ("…" if len(glimpse) > MAX_GLIMPSE else ""),
                    *([deadline["words"]] if deadline else []),
                ],
                "moment": format_moment(lead.last_activity_at),
            }
        )
    return rows


def first_words(posting: Posting, own: Posting | None, sender: str) -> str:
    """Return a polite first message, with the figures of the sender's own posting where there is one."""
    if posting.side is Side.DEMAND:
        opening = gettext(
            "Kính gửi %(name)s, chúng tôi là %(sender)s, muốn chào hàng cho nhu cầu “%(title)s”.",
            name=posting.organisation.name,
            sender=sender,
            title=posting.title,
        )
    else:
        opening = gettext(
            "Chào %(name)s, chúng tôi là %(sender)s, quan tâm đến “%(title)s”.",
            name=posting.organisation.name,
            sender=sender,
            title=posting.title,
        )
    closing = gettext("Mong được trả lời sớm. Xin cảm ơn.")
    return "\n\n".join(part for part in (opening, own_words(own) if own else "", closing) if part)


def own_words(own: Posting) -> str:
    """Return what the sender offers or needs, in one sentence."""
    figures = ", ".join(part for part in (quantity_of(own), price_of(own)) if part)
    about = f"{own.title} ({figures})" if figures else own.title
    if own.side is Side.SUPPLY:
        return gettext("Chúng tôi có: %(about)s.", about=about)
    return gettext("Chúng tôi cần: %(about)s.", about=about)
