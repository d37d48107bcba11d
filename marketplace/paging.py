"""Pagination by key: a cursor says after which row the next page begins, so inserts in between shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeGuard, TypeVar, cast

T = TypeVar("T")

PAGE_SIZE = 20
MAX_CURSOR = 400
LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list; ``next_cursor`` is None on the last page, ``total`` None where counting is too dear."""

    items: Sequence[T]
    next_cursor: str | None = None
    total: int | None = None


def encode_cursor(*values: str | int | float | None) -> str:
    """Return the key of the last row shown as an opaque, URL-safe word."""
    packed = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _is_plain(value: object) -> TypeGuard[str | int | float | None]:
    """Tell whether a database can compare a row with this value."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return abs(value) <= LARGEST
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or (isinstance(value, str) and "\x00" not in value)


def decode_cursor(cursor: str | None, length: int) -> tuple[str | int | float | None, ...] | None:
    """Return the key inside a cursor, or None for no cursor or one that was tampered with."""
    if not cursor or len(cursor) > MAX_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(values, list):
        return None
    key = cast(list[object], values)
    plain = tuple(value for value in key if _is_plain(value))
    return plain if len(plain) == len(key) == length else None


def page_of(rows: Sequence[T], size: int, key: Callable[[T], tuple[str | int | float | None, ...]]) -> Page[T]:
    """Cut ``size + 1`` fetched rows into a page; the extra row only tells that there is more."""
    items = rows[:size]
    more = len(rows) > size
    return Page(items=items, next_cursor=encode_cursor(*key(items[-1])) if more else None)
