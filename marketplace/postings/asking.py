"""A search that somebody keeps: as plain values, the same for the same search, in words, and asked of what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.clock import today
from marketplace.db import session
from marketplace.i18n import gettext
from marketplace.postings.indexing import document_of, load_categories
from marketplace.postings.models import Posting, Side
from marketplace.postings.queries import WHOLE, is_open_on
from marketplace.postings.searching import FACETS, SearchRequest, chips_of, read_request, tidied
from marketplace.search.documents import NEWEST, PUBLISHED, Document, Query
from marketplace.search.registry import search_engine

BATCH = 500
BETWEEN = " · "
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """A posting that came into sight lately, as plain values."""

    id: int
    side: Side
    title: str
    organisation_id: int
    published_at: datetime
    document: Document


def normalised(request: SearchRequest, names: Names | None = None) -> SearchRequest:
    """Return a request without what does not say what is looked for: page, order, and what was not understood.

    With ``names`` (from ``facet_names``), codes that there are not are left out too.
    """
    request = tidied(request)
    chosen = {
        name: tuple(sorted({value for value in values if names is None or value in names[name]}))
        for name, values in request.chosen.items()
    }
    _, problems = read_request(request)
    wrong: dict[str, str] = {problem.field: "" for problem in problems}
    return SearchRequest(
        side=request.side,
        text=request.text,
        chosen={name: values for name, values in chosen.items() if values},
        place=wrong.get("place", request.place),
        capacity=wrong.get("capacity", request.capacity),
        price=wrong.get("price", request.price),
    )


def params_of(request: SearchRequest) -> dict[str, Any]:
    """Return a normalised request as parameters of an address, without what says nothing."""
    typed = {"q": request.text, "place": request.place, "capacity": request.capacity, "price": request.price}
    chosen = {name: list(request.chosen[name]) for name in FACETS if request.chosen.get(name)}
    return {**{name: value for name, value in typed.items() if value}, **chosen}


def request_of(side: Side, params: Mapping[str, Any]) -> SearchRequest:
    """Return the request that parameters were made of."""
    return SearchRequest(
        side=side,
        chosen={name: tuple(params[name]) for name in FACETS if params.get(name)},
        text=str(params.get("q", "")),
        place=str(params.get("place", "")),
        capacity=str(params.get("capacity", "")),
        price=str(params.get("price", "")),
    )


def identity_of(request: SearchRequest) -> str:
    """Return a text that is the same for the same normalised search, however it was typed."""
    params = {name: value.casefold() if isinstance(value, str) else value for name, value in params_of(request).items()}
    return f"{request.side.value} {json.dumps(params, sort_keys=True)}"


def words_of(request: SearchRequest, names: Names) -> str:
    """Return a normalised request in words, in the reader's language; ``names`` come from ``facet_names``."""
    filters = (chip.label for chip in chips_of(request, names))
    said = BETWEEN.join(part for part in (request.text, *filters) if part)
    if said:
        return said
    return gettext("Mọi tin chào hàng") if request.side is Side.SUPPLY else gettext("Mọi nhu cầu mua")


def query_of(side: Side, params: Mapping[str, Any]) -> Query:
    """Return what a kept search asks: documents that have all its words and pass all its filters."""
    query, _ = read_request(request_of(side, params))
    return replace(query, facets=(), is_whole=True, sort=NEWEST)


def count_since(query: Query, moment: datetime, *, without: Sequence[int]) -> int:
    """Return how many postings that a query finds were published after a moment, by others than these organisations."""
    later = {**query.at_least, PUBLISHED: moment.timestamp() + 0.001}
    others = {**query.none_of, "organisation": tuple(str(id_) for id_ in without)}
    return search_engine().find(replace(query, at_least=later, none_of=others, size=1)).total


def find_since(query: Query, moment: datetime, *, without: Sequence[int], limit: int) -> list[int]:
    """Return the postings that ``count_since`` counts, the newest first."""
    later = {**query.at_least, PUBLISHED: moment.timestamp() + 0.001}
    others = {**query.none_of, "organisation": tuple(str(id_) for id_ in without)}
    found = search_engine().find(replace(query, at_least=later, none_of=others, size=limit))
    return [hit.key for hit in found.hits]


def load_fresh(since: datetime, until: datetime) -> Iterator[Fresh]:
    """Yield what came into sight after a moment, up to another, and is there for everybody to see now; by id."""
    categories = load_categories()
    after = 0
    while True:
        statement = (
            select(Posting)
            .join(Posting.organisation)
            .where(is_open_on(today()), Posting.published_at > since, Posting.published_at <= until, Posting.id > after)
            .options(*WHOLE)
            .order_by(Posting.id)
            .limit(BATCH)
        )
        rows = session.scalars(statement.execution_options(populate_existing=True)).all()
        for row in rows:
            assert row.published_at is not None
            yield Fresh(
                id=row.id,
                side=row.side,
                title=row.title,
                organisation_id=row.organisation_id,
                published_at=row.published_at,
                document=document_of(row, categories),
            )
        for row in rows:
            session.expunge(row)
        if len(rows) < BATCH:
            return
        after = rows[-1].id
