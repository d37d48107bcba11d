"""The search page of either side of the market, from its address to its links."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for

from marketplace.matching.queries import find_saved
from marketplace.postings.models import Side
from marketplace.postings.searching import FACETS, SORTS, SearchPage, search_postings
from marketplace.web.access import actor
from marketplace.web.answers import problem_words
from marketplace.web.match_cards import responses_of
from marketplace.web.searches import ENDPOINTS, address_of, parameters_of, request_from


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


def saving_values(page: SearchPage) -> dict[str, Any]:
    """Return what keeping this very search takes, and whether the person keeps it already."""
    sought = {name: value for name, value in parameters_of(page.request).items() if name not in ("after", "sort")}
    return {
        "sought": urlencode(sought, doseq=True),
        "save_url": url_for("alerts.new", side=page.request.side.value, **sought),
        "is_saved": find_saved(page.request, actor()) is not None,
    }


def show_search(side: Side) -> str:
    """Render the search page of a side."""
    page = search_postings(request_from(request.args, side))
    return render_template(
        "public/search.html",
        side=side,
        responses=responses_of(posting.organisation_id for posting in page.postings),
        **template_values(page),
        **saving_values(page),
    )
