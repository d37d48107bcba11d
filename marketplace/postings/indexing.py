"""What the search engine is given of a posting, and keeping index and database equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from marketplace.clock import today
from marketplace.db import session
from marketplace.postings.facts import is_valid_on
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.policy import is_open
from marketplace.postings.queries import WHOLE
from marketplace.search.documents import PUBLISHED, Document
from marketplace.search.registry import search_engine
from marketplace.taxonomy.certificates import satisfied_by
from marketplace.taxonomy.labels import REGIONS
from marketplace.taxonomy.models import Category
from marketplace.taxonomy.places import predecessors_of
from marketplace.taxonomy.queries import lineage
from marketplace.taxonomy.units import in_base, price_per_base

BATCH = 500
# The number that tells when the owner last said that a posting holds: seconds since 1970.
CONFIRMED = "confirmed"


def collection_of(side: Side) -> str:
    """Return the collection of the index that holds a side of the market."""
    return side.value


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Ids of postings in which index and database differ."""

    missing: Sequence[int]
    stale: Sequence[int]
    surplus: Sequence[int]


def load_categories() -> Mapping[str, Category]:
    """Return all categories by code, for making many documents."""
    return {row.code: row for row in session.scalars(select(Category))}


def _category_words(code: str | None, categories: Mapping[str, Category]) -> str:
    """Return names and synonyms of a category, the names of what it belongs to after them."""
    if not code:
        return ""
    words: list[str] = []
    for ancestor in reversed(lineage(code)):
        category = categories.get(ancestor)
        if category is None:
            continue
        words += [category.name_vi, category.name_en]
        if ancestor == code:
            words += category.synonyms
    return " ; ".join(words)


def _place_words(posting: Posting) -> str:
    words: list[str] = []
    if posting.province:
        words += [posting.province.name_short, *(one.name for one in predecessors_of(posting.province.code))]
        words.append(str(REGIONS[posting.province.region]))
    if posting.craft_village:
        words += [posting.craft_village.name_vi, posting.craft_village.place_then]
    return " ; ".join(dict.fromkeys(words))


def _body(posting: Posting) -> str:
    parts = [posting.description, posting.packaging]
    for row in posting.certificates:
        parts += [row.certificate.name_vi, row.certificate.name_en]
    parts += [row.channel.name_vi for row in posting.channels]
    if posting.channel:
        parts.append(posting.channel.name_vi)
    return "\n".join(part for part in parts if part)


def _certificate_terms(posting: Posting, day: date) -> tuple[str, ...]:
    """Return the codes by which it is found: what a listing's valid ones imply, or what a demand requires."""
    codes = [row.certificate_code for row in posting.certificates if is_valid_on(row, day)]
    if posting.side is Side.DEMAND:
        return tuple(sorted(codes))
    return tuple(sorted({implied for code in codes for implied in satisfied_by(code)}))


def _terms(posting: Posting, day: date) -> dict[str, tuple[str, ...]]:
    channels = [row.channel_code for row in posting.channels]
    if posting.channel_code:
        channels.append(posting.channel_code)
    terms = {
        "category": tuple(lineage(posting.category_code)) if posting.category_code else (),
        "province": (posting.province_code,) if posting.province_code else (),
        "region": (posting.province.region.value,) if posting.province else (),
        "certificate": _certificate_terms(posting, day),
        "channel": tuple(channels),
        "organisation": (str(posting.organisation_id),),
    }
    return {name: values for name, values in terms.items() if values}


def _numbers(posting: Posting) -> dict[str, float]:
    numbers: dict[str, float] = {}
    if posting.published_at:
        numbers[PUBLISHED] = posting.published_at.timestamp()
        numbers[CONFIRMED] = (posting.confirmed_at or posting.published_at).timestamp()
    if posting.expires_on:
        numbers["expires"] = datetime.combine(posting.expires_on, time(), tzinfo=UTC).timestamp()
    price = posting.price_min if posting.price_min is not None else posting.price_max
    if price is not None and posting.price_unit and (per := price_per_base(price, posting.price_unit)):
        numbers["price"] = float(per[1])
        numbers[f"price_{per[0]}"] = float(per[1])
    if posting.quantity_amount is not None and posting.quantity_unit:
        size = in_base(posting.quantity_amount, posting.quantity_unit)
        if size:
            numbers[f"quantity_{size[0]}"] = float(size[1])
    return numbers


def document_of(posting: Posting, categories: Mapping[str, Category] | None = None) -> Document:
    """Return what the index holds of a posting; give ``categories`` when making many."""
    known = load_categories() if categories is None else categories
    texts = {
        "title": posting.title,
        "words": _category_words(posting.category_code, known),
        "body": _body(posting),
        "place": _place_words(posting),
        "maker": posting.organisation.name,
    }
    return Document(
        key=posting.id,
        collection=collection_of(posting.side),
        texts={name: text for name, text in texts.items() if text},
        terms=_terms(posting, today()),
        numbers=_numbers(posting),
        version=posting.version,
    )


def should_index(posting: Posting, day: date) -> bool:
    """Tell whether a posting belongs in the index: exactly what everybody sees."""
    return is_open(posting, day)


def index_postings(posting_ids: Sequence[int]) -> None:
    """Bring the index up to date with these rows, in one write; ids without a row are dropped. May run twice."""
    statement = select(Posting).where(Posting.id.in_(posting_ids)).options(*WHOLE)
    rows = session.scalars(statement.execution_options(populate_existing=True)).all()
    categories = load_categories()
    day = today()
    documents = [document_of(row, categories) for row in rows if should_index(row, day)]
    kept = {(document.collection, document.key) for document in documents}
    session.rollback()
    engine = search_engine()
    with engine.batch():
        for side in Side:
            gone = [key for key in posting_ids if (collection_of(side), key) not in kept]
            if gone:
                engine.drop(gone, collection=collection_of(side))
        if documents:
            engine.put(documents)


def _chunks(renew: Callable[[], None]) -> Iterator[Document]:
    """Yield a document for every posting that belongs in the index, by id; calls ``renew`` now and then."""
    categories = load_categories()
    day = today()
    after = 0
    while True:
        statement = (
            select(Posting)
            .where(Posting.id > after, Posting.status == PostingStatus.PUBLISHED)
            .options(*WHOLE)
            .order_by(Posting.id)
            .limit(BATCH)
        )
        rows = session.scalars(statement.execution_options(populate_existing=True)).all()
        if not rows:
            return
        documents = [document_of(row, categories) for row in rows if should_index(row, day)]
        after = rows[-1].id
        for row in rows:
            session.expunge(row)
        session.rollback()
        renew()
        yield from documents


def rebuild_index(renew: Callable[[], None] = lambda: None) -> int:
    """Build the index anew from the database beside the old one, then swap; return the number of documents.

    ``renew`` is called every 500 postings, so that the caller can keep its lease.
    """
    return search_engine().rebuild(_chunks(renew))


def compare_index() -> Difference:
    """Return in which postings the index and the database differ."""
    day = today()
    missing: list[int] = []
    stale: list[int] = []
    surplus: list[int] = []
    statement = select(Posting).where(Posting.status == PostingStatus.PUBLISHED).options(*WHOLE[:1])
    wanted: dict[str, dict[int, int]] = {collection_of(side): {} for side in Side}
    for row in session.scalars(statement.execution_options(populate_existing=True)):
        if should_index(row, day):
            wanted[collection_of(row.side)][row.id] = row.version
    for collection, versions in wanted.items():
        held = search_engine().keys(collection)
        missing += versions.keys() - held.keys()
        surplus += held.keys() - versions.keys()
        stale += (key for key in versions.keys() & held.keys() if versions[key] != held[key])
    return Difference(missing=sorted(missing), stale=sorted(stale), surplus=sorted(surplus))
