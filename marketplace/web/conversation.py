"""Conversations as plain values for a page: the thread, the inbox, a first message that is written already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from marketplace.i18n import format_moment, gettext
from marketplace.leads.labels import DECLINE_REASONS, STATUSES, TONES
from marketplace.leads.models import LeadStatus, Message
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


def _words(message: Message) -> Markup:
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


def thread_of(view: LeadView, messages: Sequence[Message], names: Mapping[int, str]) -> list[Shown]:
    """Return a conversation for ``thread``, what was decided in its place among the messages."""
    ending = _ending(view)
    decided_at = view.lead.decided_at
    shown: list[Shown] = []
    for message in messages:
        if ending and decided_at and message.created_at > decided_at:
            shown.append(ending)
            ending = None
        is_own = message.organisation_id == view.own.id
        who = view.own.name if is_own else view.other.name
        person = names.get(message.user_id or 0, "")
        shown.append(
            {
                "author": f"{person} – {who}" if person and person != who else who,
                "words": _words(message),
                "moment": format_moment(message.created_at),
                "is_own": is_own,
                "note": "",
            }
        )
    return [*shown, ending] if ending else shown


def inbox_rows(views: Sequence[LeadView]) -> list[Shown]:
    """Return leads as rows of the inbox."""
    rows: list[Shown] = []
    for view in views:
        lead, last = view.lead, view.last_message
        status = {"words": STATUSES[lead.status], "tone": TONES[lead.status]}
        glimpse = " ".join(last.body.split()) if last else ""
        rows.append(
            {
                "title": view.other.name,
                "url": url_for("leads.show", lead_id=lead.id),
                "status": {"words": gettext("Mới"), "tone": "new"} if view.is_unread else status,
                "lines": [
                    title_of(lead.posting),
                    glimpse[:MAX_GLIMPSE] + ("…" if len(glimpse) > MAX_GLIMPSE else ""),
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
