"""Matches as cards: what fits, what is missing, and where each can be mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flask import url_for

from marketplace.accounts.actor import Actor
from marketplace.i18n import gettext, ngettext
from marketplace.leads.labels import response_words
from marketplace.leads.queries import live_leads_about, live_leads_from, response_of
from marketplace.matching.labels import Line, Names, fit_word, line_of
from marketplace.matching.naming import find_advice, get_names
from marketplace.matching.queries import MatchView, Task
from marketplace.postings.labels import price_of, quantity_of
from marketplace.postings.models import Posting, Side
from marketplace.quotes.queries import saved_among
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


def responses_of(organisation_ids: Iterable[int]) -> dict[int, str]:
    """Return in words how organisations answer, those left out of which too little is known; one statement or none."""
    ids = set(organisation_ids)
    found = response_of(ids) if ids else {}
    return {id_: gettext("Trả lời: %(how)s", how=response_words(response)) for id_, response in found.items()}


def card_of(view: MatchView, names: Names, *, lead_id: int | None = None, response: str = "") -> Card:
    """Return one match as plain values for ``match_card``; ``response`` says how the other side answers."""
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
        "facts": [fact for fact in (quantity_of(other), response) if fact],
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
    saved = saved_among([view.other.id for view in views if view.other.side is Side.SUPPLY], actor)
    responses = responses_of(view.other.organisation_id for view in views)
    cards = [
        card_of(
            view,
            names,
            lead_id=begun.get(view.other.id) or received.get((view.other.id, view.own.id)),
            response=responses.get(view.other.organisation_id, ""),
        )
        for view in views
    ]
    for card, view in zip(cards, views, strict=True):
        card["save_url"] = _save_url(view.other, saved)
    return cards


def _save_url(other: Posting, saved: Collection[int]) -> str:
    """Return where a listing is kept in mind; empty for demands, and for one that is kept already."""
    if other.side is not Side.SUPPLY or other.id in saved:
        return ""
    return url_for("saved_listings.create", posting_id=other.id)


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
