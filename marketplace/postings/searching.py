"""A search page: what somebody asked for, turned into a query, and what was found, turned into words and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import FieldError, Invalid
from marketplace.i18n import Text, gettext, lazy
from marketplace.postings.indexing import CONFIRMED
from marketplace.postings.models import Posting, Side
from marketplace.postings.queries import load_postings
from marketplace.postings.rules import STALE_AFTER
from marketplace.search.documents import NEWEST, RELEVANCE, Found, Query
from marketplace.search.registry import search_engine
from marketplace.taxonomy.labels import name_of
from marketplace.taxonomy.models import Category, Certificate, Channel, Province
from marketplace.taxonomy.places import find_place, predecessors_of
from marketplace.taxonomy.queries import is_under
from marketplace.taxonomy.units import format_quantity, parse_price, parse_quantity, price_per_base
from marketplace.taxonomy.units.prices import format_price
from marketplace.taxonomy.units.quantities import in_base
from marketplace.text import tidy

PAGE_SIZE = 20
MAX_TEXT = 300
MAX_CHOSEN = 40
NOWHERE = ("",)
FACETS = ("category", "province", "certificate", "channel")

SORTS: Mapping[str, Text] = {
    RELEVANCE: lazy("Hợp nhất trước"),
    NEWEST: lazy("Mới nhất trước"),
    "price_mass": lazy("Giá mỗi kg: thấp trước"),
    "price_volume": lazy("Giá mỗi lít: thấp trước"),
    "price_piece": lazy("Giá mỗi cái: thấp trước"),
    "-quantity_mass": lazy("Lượng theo cân: nhiều trước"),
    "-quantity_piece": lazy("Lượng theo cái: nhiều trước"),
}

FACET_LABELS: Mapping[str, Text] = {
    "category": lazy("Nhóm hàng"),
    "province": lazy("Tỉnh, thành phố"),
    "certificate": lazy("Chứng nhận"),
    "channel": lazy("Kênh bán"),
}


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """What the address of a search page says, as typed; ``chosen`` holds codes, and for provinces names too."""

    side: Side
    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    # a region or an earlier province in words
    place: str = ""
    # "2 tấn": at least so much a month
    capacity: str = ""
    # "100k/kg": at most so much
    price: str = ""
    sort: str = RELEVANCE
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a facet with the number of all hits that have it."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A group of filters."""

    name: str
    label: Text
    options: Sequence[Option]


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One filter in force, and the request without it."""

    label: str
    without: SearchRequest


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Everything that a search page shows; counts are of all hits, not of the page."""

    request: SearchRequest
    postings: Sequence[Posting]
    total: int
    # hits of the same words on the other side of the market
    other_total: int
    facets: Sequence[Facet]
    chips: Sequence[Chip]
    problems: Sequence[FieldError]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class _Limits:
    at_least: Mapping[str, float]
    at_most: Mapping[str, float]
    problems: tuple[FieldError, ...]


def search_postings(request: SearchRequest) -> SearchPage:
    """Return one page of what a request finds, in a fixed number of statements."""
    request = tidied(request)
    names = facet_names()
    query, problems = read_request(request)
    engine = search_engine()
    found = engine.find(query)
    other = engine.find(replace(query, collection=request.side.other.value, facets=(), after=None, size=1))
    return SearchPage(
        request=request,
        postings=load_postings([hit.key for hit in found.hits]),
        total=found.total,
        other_total=other.total,
        facets=[_facet(name, found, request, names) for name in FACETS],
        chips=list(chips_of(request, names)),
        problems=problems,
        next_cursor=found.next_cursor,
    )


def tidied(request: SearchRequest) -> SearchRequest:
    """Cut what is too long and unknown orders; names of provinces become codes."""
    chosen = {name: tuple(values)[:MAX_CHOSEN] for name, values in request.chosen.items() if name in FACETS and values}
    provinces = tuple(dict.fromkeys(code for value in chosen.get("province", ()) for code in _codes_of(value)))
    if "province" in chosen:
        chosen["province"] = provinces
    return replace(
        request,
        text=tidy(request.text)[:MAX_TEXT],
        chosen={name: values for name, values in chosen.items() if values},
        place=tidy(request.place)[:100],
        capacity=tidy(request.capacity)[:60],
        price=tidy(request.price)[:60],
        sort=request.sort if request.sort in SORTS else RELEVANCE,
    )


def _codes_of(value: str) -> tuple[str, ...]:
    if value.isdigit():
        return (value,)
    place = find_place(value)
    return place.province_codes if place else (value,)


def _provinces_of(text: str) -> tuple[tuple[str, ...], tuple[FieldError, ...]]:
    place = find_place(text)
    if place is None:
        return (), (FieldError(field="place", key="postings.place_unknown", values={"text": text}),)
    return place.province_codes, ()


def _limits(request: SearchRequest) -> _Limits:
    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}
    problems: list[FieldError] = []
    if request.capacity:
        try:
            quantity = parse_quantity(request.capacity)
            base = in_base(quantity.amount, quantity.unit)
            if base is not None:
                at_least[f"quantity_{base[0]}"] = float(base[1])
        except Invalid:
            problems.append(FieldError(field="capacity", key="postings.search_quantity"))
    if request.price:
        try:
            price, unit = parse_price(request.price)
            per_base = price_per_base(price, unit)
            if per_base is not None:
                at_most[f"price_{per_base[0]}"] = float(per_base[1])
        except Invalid:
            problems.append(FieldError(field="price", key="postings.search_price"))
    return _Limits(at_least=at_least, at_most=at_most, problems=tuple(problems))


def read_request(request: SearchRequest) -> tuple[Query, tuple[FieldError, ...]]:
    """Return what a tidied request asks of the engine, and what in it was not understood; no statement."""
    limits = _limits(request)
    places, place_problems = _provinces_of(request.place) if request.place else ((), ())
    return _query(request, limits, places), (*limits.problems, *place_problems)


def _query(request: SearchRequest, limits: _Limits, places: tuple[str, ...]) -> Query:
    any_of = dict(request.chosen)
    if places:
        chosen = any_of.get("province")
        both = tuple(code for code in places if code in chosen) if chosen else places
        # Two places that exclude each other find nothing; a filter without values would let everything through.
        any_of["province"] = both or NOWHERE
    return Query(
        text=request.text,
        collection=request.side.value,
        any_of=any_of,
        at_least=limits.at_least,
        at_most=limits.at_most,
        facets=FACETS,
        sort=request.sort,
        after=request.after,
        size=PAGE_SIZE,
        # Asked of the clock at every search, so that a posting sinks on its day without being indexed anew.
        sink_below={CONFIRMED: (now() - STALE_AFTER).timestamp()},
    )


def facet_names() -> Mapping[str, Mapping[str, str]]:
    """Return the words for all facet values: four statements, whatever is shown."""
    provinces = session.scalars(select(Province)).all()
    return {
        "category": {row.code: name_of(row) for row in session.scalars(select(Category).order_by(Category.position))},
        "province": {row.code: row.name_short for row in sorted(provinces, key=lambda row: row.name_short)},
        "certificate": {
            row.code: name_of(row) for row in session.scalars(select(Certificate).order_by(Certificate.position))
        },
        "channel": {row.code: name_of(row) for row in session.scalars(select(Channel).order_by(Channel.position))},
    }


def _facet(name: str, found: Found, request: SearchRequest, names: Mapping[str, Mapping[str, str]]) -> Facet:
    counts = found.facets.get(name, {})
    chosen = set(request.chosen.get(name, ()))
    shown = [code for code in names[name] if code in chosen or counts.get(code)]
    if name == "category":
        shown = [code for code in shown if _is_near(code, chosen)]
    ordered = sorted(shown, key=lambda code: (code not in chosen, -counts.get(code, 0)))
    return Facet(
        name=name,
        label=FACET_LABELS[name],
        options=[
            Option(
                value=code,
                label=_province_label(code, names) if name == "province" else names[name][code],
                count=counts.get(code, 0),
                selected=code in chosen,
            )
            for code in ordered
        ],
    )


def _is_near(code: str, chosen: Iterable[str]) -> bool:
    """Show the groups, and under a chosen group or kind its own kinds and their neighbours."""
    depth = code.count(".")
    if depth == 1:
        return True
    if depth == 0:
        return code in chosen
    return any(
        code == one or is_under(code, one) or one.rpartition(".")[0] == code.rpartition(".")[0] for one in chosen
    )


def _province_label(code: str, names: Mapping[str, Mapping[str, str]]) -> str:
    name = names["province"][code]
    earlier = [one.name for one in predecessors_of(code) if one.name != name]
    return f"{name} ({', '.join(earlier)})" if earlier else name


def chips_of(request: SearchRequest, names: Mapping[str, Mapping[str, str]]) -> Iterable[Chip]:
    """Return the filters in force, in words."""
    base = replace(request, after=None)
    for name, values in request.chosen.items():
        for value in values:
            rest = {**request.chosen, name: tuple(one for one in values if one != value)}
            yield Chip(label=names[name].get(value, value), without=replace(base, chosen=rest))
    if request.place:
        yield Chip(label=request.place, without=replace(base, place=""))
    if request.capacity:
        words = gettext("Từ %(quantity)s mỗi tháng", quantity=_shown_quantity(request.capacity))
        yield Chip(label=words, without=replace(base, capacity=""))
    if request.price:
        yield Chip(label=gettext("Đến %(price)s", price=_shown_price(request.price)), without=replace(base, price=""))


def _shown_quantity(text: str) -> str:
    try:
        quantity = parse_quantity(text)
    except Invalid:
        return text
    return format_quantity(quantity.amount, quantity.unit)


def _shown_price(text: str) -> str:
    try:
        return format_price(*parse_price(text))
    except Invalid:
        return text
