"""What people type in a quote, a request, a question, a note, and what it means once it is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from marketplace.errors import FieldError, Invalid
from marketplace.i18n import format_day, format_number
from marketplace.postings import rules
from marketplace.postings.models import FreightPayer
from marketplace.postings.reading import Problems, price_unit_for, read_amount, read_day, read_days
from marketplace.quotes.requirements import MAX_NOTE, Answer, Met
from marketplace.taxonomy.units import Quantity, convert, parse_number, parse_price
from marketplace.text import tidy, tidy_lines

MAX_QUOTE_NOTE = 2000
MAX_VALIDITY = timedelta(days=366)
MAX_SUPPLIERS = 60
MAX_REASON_NOTE = 500
MAX_QUESTION = 600
MAX_ANSWER = 1000
MAX_SAVED_NOTE = 300


@dataclass(frozen=True, kw_only=True)
class AnswerDraft:
    """What was chosen and typed for one requirement; an empty ``met`` is no answer yet."""

    met: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class QuoteDraft:
    """A quote as typed; everything may be empty while it is a draft."""

    quantity: str = ""
    weekly: str = ""
    price: str = ""
    has_vat: bool | None = None
    gives_vat_invoice: bool | None = None
    min_order: str = ""
    lead_time: str = ""
    freight_payer: FreightPayer | None = None
    payment_days: str = ""
    discount: str = ""
    valid_until: str = ""
    note: str = ""
    # requirement key -> answer
    answers: Mapping[str, AnswerDraft] = field(default_factory=dict[str, AnswerDraft])


@dataclass(frozen=True, kw_only=True)
class QuoteValues:
    """A quote once it is read; names and units are those of the row."""

    quantity_amount: Decimal | None = None
    quantity_unit: str | None = None
    weekly_amount: Decimal | None = None
    price: int | None = None
    price_unit: str | None = None
    has_vat: bool | None = None
    gives_vat_invoice: bool | None = None
    min_order_amount: Decimal | None = None
    min_order_unit: str | None = None
    lead_time_days: int | None = None
    freight_payer: FreightPayer | None = None
    payment_days: int | None = None
    discount_percent: Decimal | None = None
    valid_until: date | None = None
    note: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What goods of a posting are usually counted in; a bare number takes the unit that the posting names."""

    typical: Sequence[str] = ()
    quantity_unit: str = ""
    price_unit: str = ""


def _amount(problems: Problems, name: str, text: str, usual: Usual, unit: str) -> Quantity | None:
    quantity = problems.read(name, lambda: read_amount(text, usual.typical, unit or None))
    if quantity:
        problems.add(rules.quantity_problem(name, quantity.amount, quantity.unit))
    return quantity


def _price(problems: Problems, draft: QuoteDraft, usual: Usual, unit: str) -> tuple[int, str] | None:
    raw = tidy(draft.price)
    if not raw:
        return None
    default = usual.price_unit or price_unit_for(unit or usual.quantity_unit)
    found = problems.read("price", lambda: parse_price(raw, usual.typical, default))
    if found:
        problems.add(rules.price_problem("price", found[0]))
    return found


def _weekly(problems: Problems, draft: QuoteDraft, usual: Usual, unit: str) -> Decimal | None:
    weekly = _amount(problems, "weekly", draft.weekly, usual, unit)
    if weekly is None:
        return None
    same = convert(weekly, unit) if unit else None
    if same is None:
        problems.add(FieldError(field="weekly", key="quotes.weekly_unit"))
        return None
    return same.amount


def _days(problems: Problems, name: str, text: str, longest: int) -> int | None:
    days = problems.read(name, lambda: read_days(text))
    if days is not None:
        problems.add(rules.days_problem(name, days, longest))
    return days


def _percent(problems: Problems, text: str) -> Decimal | None:
    raw = tidy(text).removesuffix("%").strip()
    percent = problems.read("discount", lambda: parse_number(raw)) if raw else None
    if percent is not None:
        problems.add(rules.discount_problem(percent))
    return percent


def read_validity(text: str, today: date, *, field_name: str = "valid_until") -> date | None:
    """Return the last day on which a quote holds, None for nothing; raises Invalid."""
    problems = Problems()
    day = problems.read(field_name, lambda: read_day(text))
    if day is not None and day < today:
        problems.add(FieldError(field=field_name, key="quotes.validity_past"))
    if day is not None and day > today + MAX_VALIDITY:
        values = {"latest": format_day(today + MAX_VALIDITY)}
        problems.add(FieldError(field=field_name, key="quotes.validity_far", values=values))
    problems.stop()
    return day


def _answers(problems: Problems, typed: Mapping[str, AnswerDraft], keys: Sequence[str]) -> dict[str, Answer]:
    """Read the answers to those requirements that the demand has; a made-up choice is no answer."""
    known = {met.value: met for met in Met}
    read: dict[str, Answer] = {}
    for key in keys:
        draft = typed.get(key, AnswerDraft())
        note = tidy(draft.note)
        if len(note) > MAX_NOTE:
            values = {"max": format_number(MAX_NOTE)}
            problems.add(FieldError(field=f"answer-{key}", key="postings.text_long", values=values))
        elif draft.met in known:
            read[key] = Answer(met=known[draft.met], note=note)
    return read


def read_quote(draft: QuoteDraft, usual: Usual, keys: Sequence[str], today: date) -> QuoteValues:
    """Read a quote; ``keys`` are the demand's requirements. Raises Invalid with everything that cannot be read."""
    problems = Problems()
    quantity = _amount(problems, "quantity", draft.quantity, usual, usual.quantity_unit)
    unit = quantity.unit if quantity else ""
    price = _price(problems, draft, usual, unit)
    least = _amount(problems, "min_order", draft.min_order, usual, unit or usual.quantity_unit)
    weekly = _weekly(problems, draft, usual, unit or usual.quantity_unit)
    note = tidy_lines(draft.note)
    problems.add(rules.length_problem("note", note, MAX_QUOTE_NOTE))
    values = QuoteValues(
        quantity_amount=quantity.amount if quantity else None,
        quantity_unit=unit or (usual.quantity_unit if weekly is not None else None),
        weekly_amount=weekly,
        price=price[0] if price else None,
        price_unit=price[1] if price else None,
        has_vat=draft.has_vat,
        gives_vat_invoice=draft.gives_vat_invoice,
        min_order_amount=least.amount if least else None,
        min_order_unit=least.unit if least else None,
        lead_time_days=_days(problems, "lead_time", draft.lead_time, rules.MAX_LEAD_DAYS),
        freight_payer=draft.freight_payer,
        payment_days=_days(problems, "payment_days", draft.payment_days, rules.MAX_PAYMENT_DAYS),
        discount_percent=_percent(problems, draft.discount),
        valid_until=problems.read("valid_until", lambda: read_validity(draft.valid_until, today)),
        note=note,
        answers=_answers(problems, draft.answers, keys),
    )
    problems.stop()
    return values


def read_cap(text: str) -> int | None:
    """Return how many suppliers may quote, None for no limit; raises Invalid."""
    raw = tidy(text)
    if not raw:
        return None
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0
    if not 1 <= number <= MAX_SUPPLIERS:
        raise Invalid.of("max_suppliers", "quotes.cap_range", max=format_number(MAX_SUPPLIERS))
    return number


def read_note(text: str, longest: int, *, field_name: str = "note") -> str:
    """Return one line of text of a limited length; raises Invalid."""
    note = tidy(text)
    problem = rules.length_problem(field_name, note, longest)
    if problem:
        raise Invalid(problem)
    return note


def read_public_words(text: str, longest: int, *, field_name: str) -> str:
    """Return what everybody will read: not empty, not too long, without a phone number; raises Invalid."""
    words = tidy_lines(text)
    if not words:
        raise Invalid.of(field_name, "quotes.words_needed")
    if rules.names_a_phone(words):
        raise Invalid.of(field_name, "quotes.phone_in_words")
    problem = rules.length_problem(field_name, words, longest)
    if problem:
        raise Invalid(problem)
    return words
