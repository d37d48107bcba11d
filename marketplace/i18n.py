"""Languages: the message catalogue, the reader's language, and numbers, money and dates as people write them.

Vietnamese is the source language. English stands in ``translations/en/*.po``, one file for each part of the
site, read together as one catalogue.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import LazyProxy, Translations

from marketplace.clock import local

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
CATALOGUES = Path(__file__).parent / "translations"

Text = str | LazyProxy

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def language() -> str:
    """Return the language of whoever reads this."""
    return _language.get()


def set_language(code: str) -> None:
    """Set the reader's language for the rest of this request or job; unknown codes mean Vietnamese."""
    _language.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)


@contextmanager
def reading(code: str) -> Iterator[None]:
    """Write for a reader of another language inside the block, such as the recipient of a message."""
    token = _language.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


def read_catalogue(code: str) -> Catalog:
    """Return all catalogue files of a language as one."""
    whole = Catalog(locale=code)
    for path in sorted((CATALOGUES / code).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=code):
                if message.id:
                    whole[message.id] = message
    return whole


@lru_cache(maxsize=len(LANGUAGES))
def translations(code: str) -> Translations:
    """Return the compiled catalogue of a language; Vietnamese, the source, is empty."""
    buffer = io.BytesIO()
    write_mo(buffer, Catalog(locale=code) if code == DEFAULT_LANGUAGE else read_catalogue(code))
    buffer.seek(0)
    return Translations(buffer)


def gettext(message: str, **values: object) -> str:
    """Return a message in the reader's language, with ``%(name)s`` filled in."""
    found = translations(language()).ugettext(message)
    return found % values if values else found


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Return a message that depends on a count, which it may name as ``%(num)s``."""
    return translations(language()).ungettext(singular, plural, num) % {"num": format_number(num), **values}


def lazy(message: str, **values: object) -> LazyProxy:
    """Return a message that is looked up when shown, for words fixed at import time."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def format_number(value: int | float | Decimal) -> str:
    """Return a number as the reader writes it (``1.250,5`` in Vietnamese)."""
    return format_decimal(value, format="#,##0.###", locale=language())


def format_money(dong: int) -> str:
    """Return whole đồng as ``1.250.000 ₫``, the same in every language but for the separator."""
    return f"{format_number(dong)} ₫"


def format_day(day: date | None) -> str:
    """Return a date as ``24/11/2026``, or in English as ``24 Nov 2026``."""
    if day is None:
        return ""
    return format_date(day, format="dd/MM/yyyy" if language() == "vi" else "d MMM yyyy", locale=language())


def format_month(day: date | None) -> str:
    """Return a month as ``11/2026``, or in English as ``Nov 2026``."""
    if day is None:
        return ""
    return format_date(day, format="MM/yyyy" if language() == "vi" else "MMM yyyy", locale=language())


def format_moment(moment: datetime | None) -> str:
    """Return a stored moment as day and time in Vietnam."""
    if moment is None:
        return ""
    pattern = "HH:mm dd/MM/yyyy" if language() == "vi" else "d MMM yyyy, HH:mm"
    return format_datetime(local(moment), format=pattern, locale=language())
