"""What people write in an enquiry or a message, as typed, and what it means once it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from marketplace.errors import FieldError, Invalid
from marketplace.postings.models import Posting
from marketplace.taxonomy.units import parse_price, parse_quantity
from marketplace.text import tidy, tidy_lines

MAX_BODY = 2000
MAX_NOTE = 500

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class MessageDraft:
    """A message as typed; ``quantity`` ("2 tấn") and ``price`` ("85k/kg") may be empty."""

    body: str
    quantity: str = ""
    price: str = ""
    form_token: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageValues:
    """A message once it is read; ``price`` is in whole đồng per ``price_unit``."""

    body: str
    quantity_amount: Decimal | None
    quantity_unit: str | None
    price: int | None
    price_unit: str | None
    form_token: str | None


def _attempt(field: str, problems: list[FieldError], read: Callable[[], T]) -> T | None:
    """Read one field; what is wrong with it is put beside this form's own field."""
    try:
        return read()
    except Invalid as error:
        problems += [FieldError(field=field, key=one.key, values=one.values) for one in error.problems]
        return None


def read_body(body: str) -> str:
    """Return the text of a message; raises Invalid for an empty or too long one."""
    text = tidy_lines(body)
    if not text:
        raise Invalid.of("body", "leads.body_needed")
    if len(text) > MAX_BODY:
        raise Invalid.of("body", "leads.text_long", max=MAX_BODY)
    return text


def read_message(draft: MessageDraft, posting: Posting, form_key: str | None) -> MessageValues:
    """Read a message about a posting; raises Invalid with everything that is wrong."""
    typical: Sequence[str] = posting.category.typical_units if posting.category else ()
    unit = posting.price_unit or posting.quantity_unit or ""
    problems: list[FieldError] = []
    body = _attempt("body", problems, lambda: read_body(draft.body))
    amount = tidy(draft.quantity)
    quantity = _attempt("quantity", problems, lambda: parse_quantity(amount, typical)) if amount else None
    money = tidy(draft.price)
    price = _attempt("price", problems, lambda: parse_price(money, typical, unit)) if money else None
    if problems or body is None:
        raise Invalid(*problems)
    return MessageValues(
        body=body,
        quantity_amount=quantity.amount if quantity else None,
        quantity_unit=quantity.unit if quantity else None,
        price=price[0] if price else None,
        price_unit=price[1] if price else None,
        form_token=form_key,
    )
