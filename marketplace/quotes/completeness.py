"""What a quote must say before it is sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from marketplace.errors import FieldError
from marketplace.quotes.models import Quote
from marketplace.quotes.requirements import Requirement, answers_in


def missing_of(quote: Quote, requirements: Sequence[Requirement], today: date) -> list[FieldError]:
    """Return what is missing, each beside its field; nothing when the quote can be sent."""
    found: list[FieldError] = []
    if quote.price is None:
        found.append(FieldError(field="price", key="quotes.price_needed"))
    if quote.has_vat is None:
        found.append(FieldError(field="has_vat", key="quotes.vat_needed"))
    if quote.quantity_amount is None and quote.weekly_amount is None:
        found.append(FieldError(field="quantity", key="quotes.quantity_needed"))
    if quote.valid_until is None:
        found.append(FieldError(field="valid_until", key="quotes.validity_needed"))
    elif quote.valid_until < today:
        found.append(FieldError(field="valid_until", key="quotes.validity_past"))
    said = answers_in(quote.answers)
    found += [
        FieldError(field=f"answer-{one.key}", key="quotes.answer_needed") for one in requirements if one.key not in said
    ]
    return found
