"""A search read from parameters of an address, and turned into an address again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import url_for
from werkzeug.datastructures import MultiDict

from marketplace.postings.models import Side
from marketplace.postings.searching import FACETS, SearchRequest
from marketplace.search.documents import NEWEST, RELEVANCE

ENDPOINTS = {Side.SUPPLY: "listings.index", Side.DEMAND: "demands.index"}
MAX_FIELDS = 200


def request_from(args: MultiDict[str, str], side: Side) -> SearchRequest:
    """Read the parameters of a search page; unknown ones are ignored."""
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


def request_from_text(text: str, side: Side) -> SearchRequest:
    """Read parameters from one hidden field, where they stand as in an address."""
    try:
        pairs = parse_qsl(text, max_num_fields=MAX_FIELDS)
    except ValueError:
        pairs = []
    return request_from(MultiDict(pairs), side)


def side_from(typed: str | None) -> Side:
    """Return the side that a parameter names, listings for anything else."""
    return {side.value: side for side in Side}.get(typed or "", Side.SUPPLY)


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


def kept_address(side: Side, params: Mapping[str, Any]) -> str:
    """Return the address of a search that was kept, the newest first, because that is what is new in it."""
    return url_for(ENDPOINTS[side], **params, sort=NEWEST)
