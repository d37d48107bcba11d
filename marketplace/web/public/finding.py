"""The search page of either side of the market, from its address to its links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for

from marketplace.postings.models import Side
from marketplace.postings.searching import FACETS, SORTS, SearchPage, SearchRequest, search_postings
from marketplace.search.documents import RELEVANCE
from marketplace.web.answers import problem_words

ENDPOINTS = {Side.SUPPLY: "listings.index", Side.DEMAND: "demands.index"}


def request_from_address(side: Side) -> SearchRequest:
    """Read the address of a search page; unknown parameters are ignored."""
    args = request.args
    return SearchRequest(
        side=side,
        text=args.get("q", ""),
        chosen={name: tuple(args.getlist(name)) for name in FACETS},
        place=args.get("place", ""),
        capacity=args.get("capacity", ""),
        price=args.get("price", ""),
        sort=args.get("sort", RELEVANCE),
        after=args.get("after"),
    )


def parameters_of(asked: SearchRequest) -> dict[str, Any]:
    """Return a request as parameters of an address, without what says nothing."""
    plain = {"q": asked.text, "place": asked.place, "capacity": asked.capacity, "price": asked.price}
    sort = asked.sort if asked.sort != RELEVANCE else ""
    every: Mapping[str, Any] = {**asked.chosen, **plain, "sort": sort, "after": asked.after}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in every.items() if value}


def address_of(asked: SearchRequest, *, side: Side | None = None, **changes: Any) -> str:
    """Return the address of a request, for the other side too; ``changes`` replace parameters."""
    parameters = {**parameters_of(asked), **changes}
    kept = {name: value for name, value in parameters.items() if value}
    return url_for(ENDPOINTS[side or asked.side], **kept)


def template_values(page: SearchPage) -> dict[str, Any]:
    """Return what the template needs besides the postings: links, groups of filters, words for problems."""
    asked = page.request
    first = parameters_of(asked)
    first.pop("after", None)
    facet_names = {*FACETS, "place", "capacity", "price"}
    return {
        "page": page,
        "asked": asked,
        "action": url_for(ENDPOINTS[asked.side]),
        "kept_by_filters": {name: first[name] for name in ("q", "sort") if name in first},
        "kept_by_box": {name: value for name, value in first.items() if name != "q"},
        "kept_by_sort": {name: value for name, value in first.items() if name != "sort"},
        "chosen": sum(
            len(first[name]) if isinstance(first[name], list) else 1 for name in first if name in facet_names
        ),
        "chips": [{"label": chip.label, "url": address_of(chip.without)} for chip in page.chips],
        "clear_url": url_for(ENDPOINTS[asked.side], q=asked.text or None),
        "next_url": address_of(asked, after=page.next_cursor) if page.next_cursor else "",
        "first_url": url_for(ENDPOINTS[asked.side], **first) if asked.after else "",
        "other_url": address_of(asked, side=asked.side.other, after=None),
        "own_url": url_for(ENDPOINTS[asked.side], **first),
        "sorts": list(SORTS.items()),
        "groups": [{"name": one.name, "label": one.label, "options": one.options, "open": True} for one in page.facets],
        "errors": {problem.field: [problem_words(problem)] for problem in page.problems},
    }


def show_search(side: Side) -> str:
    """Render the search page of a side."""
    page = search_postings(request_from_address(side))
    return render_template("public/search.html", side=side, **template_values(page))
