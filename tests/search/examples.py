"""Small documents for the tests of the search room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.search.documents import Document, Found, Query


def document(key: int, title: str = "", *, collection: str = "listings", version: int = 1, **more: Any) -> Document:
    """A document with a title; ``body`` and other texts, ``terms`` and ``numbers`` by name."""
    terms: Mapping[str, tuple[str, ...]] = more.pop("terms", {})
    numbers: Mapping[str, float] = {"published": float(key), **more.pop("numbers", {})}
    return Document(
        key=key, collection=collection, texts={"title": title, **more}, terms=terms, numbers=numbers, version=version
    )


def asked(text: str = "", **more: Any) -> Query:
    """A query of the listings."""
    return Query(text=text, collection="listings", **more)


def found_keys(found: Found) -> list[int]:
    """The keys of a page, in order."""
    return [hit.key for hit in found.hits]
