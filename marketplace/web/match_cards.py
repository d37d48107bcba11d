"""Matches as cards: what fits, what is missing, and where each can be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from marketplace.accounts.actor import Actor
from marketplace.i18n import gettext, ngettext
from marketplace.leads.queries import live_leads_about, live_leads_from
from marketplace.matching.labels import Line, Names, fit_word, line_of
from marketplace.matching.naming import find_advice, get_names
from marketplace.matching.queries import MatchView, Task
from marketplace.postings.labels import price_of, quantity_of
from marketplace.postings.models import Posting, Side
from marketplace.taxonomy.labels import name_of
from marketplace.web.posting_page import posting_url, step_url

Card = dict[str, Any]


def _reason(line: Line) -> Card:
    return {"words": line.words, "detail": f"({line.detail})" if line.detail else ""}


def _gap(line: Line, own: Posting) -> Card:
    url = step_url(own, line.step, once=True) if line.step else ""
    return {**_reason(line), "action": line.action, "url": url, "hard": line.is_missed}


def _badges(other: Posting) -> list[Card]:
    verified: list[Card] = [{"verified": True}] if other.organisation.verified_at else []
    return [*verified, *({"words": name_of(row.certificate)} for row in other.certificates[:2])]


def _contact(view: MatchView, lead_id: int | None) -> Card:
    if lead_id is not None:
        return {"url": url_for("leads.show", lead_id=lead_id), "label": gettext("Xem liên hệ")}
    url = url_for("leads.new", posting=view.other.id, match=view.match.id)
    return {"url": url, "label": gettext("Liên hệ")}


def card_of(view: MatchView, names: Names, *, lead_id: int | None = None) -> Card:
    """Return one match as plain values for ``match_card``."""
    other, match = view.other, view.match
    return {
        "match": match,
        "own": view.own,
        "title": other.title,
        "url": posting_url(other),
        "fit": fit_word(match.score),
        "score": match.score,
        "reasons": [_reason(line_of(entry, names)) for entry in match.reasons],
        "gaps": [_gap(line_of(entry, names, own_side=view.side), view.own) for entry in match.gaps],
        "contact": _contact(view, lead_id),
        "photo": other.photos[0] if other.photos else None,
        "icon": other.category.icon if other.category else "box",
        "has_picture": other.side is Side.SUPPLY,
        "price": price_of(other),
        "facts": [quantity_of(other)] if quantity_of(other) else [],
        "place": other.province.name_short if other.province else "",
        "maker": other.organisation.name,
        "badges": _badges(other),
    }


def cards_of(views: Sequence[MatchView], actor: Actor) -> list[Card]:
    """Return matches as cards; those about which there is a conversation already lead to it."""
    if not views:
        return []
    names = get_names()
    begun = live_leads_about([view.other.id for view in views], actor)
    received = live_leads_from([view.own.id for view in views], actor)
    return [
        card_of(view, names, lead_id=begun.get(view.other.id) or received.get((view.other.id, view.own.id)))
        for view in views
    ]


def task_rows(tasks: Sequence[Task], listing: Posting) -> list[Card]:
    """Return what a listing lacks as a list of things to do, with how a missing paper is got."""
    names = get_names() if tasks else None
    rows: list[Card] = []
    for task in tasks:
        assert names is not None
        line = line_of(task.entry, names, own_side=Side.SUPPLY)
        values = task.entry["values"]
        wanted = str(values.get("want", "")) if isinstance(values, Mapping) else ""
        rows.append(
            {
                "words": line.words,
                "helps": ngettext("giúp hợp hơn với %(num)s nhu cầu", "giúp hợp hơn với %(num)s nhu cầu", task.count),
                "action": line.action,
                "url": step_url(listing, line.step, once=True) if line.step else "",
                "advice": find_advice(str(task.entry["key"]), wanted),
            }
        )
    return rows
