"""Quotes as plain values for a page: their figures, what was changed, and several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import url_for

from marketplace.accounts.actor import Actor
from marketplace.audit.models import AuditEntry
from marketplace.clock import today
from marketplace.i18n import format_day, format_moment, format_money, gettext
from marketplace.leads.policy import LIVE as LIVE_LEADS
from marketplace.leads.queries import LeadView
from marketplace.postings.labels import FREIGHT_PAYERS, days_text, percent_of
from marketplace.postings.models import FreightPayer, Posting, Side
from marketplace.quotes.comparison import (
    Answers,
    Cell,
    Comparison,
    Difference,
    Item,
    Offered,
    Order,
    Row,
    Wanted,
    compare,
    in_order,
)
from marketplace.quotes.labels import DIFFERENCES, ITEMS, METS, price_of, quantity_of, requirement_words, status_of
from marketplace.quotes.models import Quote, QuoteStatus
from marketplace.quotes.policy import LIVE
from marketplace.quotes.queries import quotes_in_lead
from marketplace.quotes.requirements import INVOICE, Answer, Met, answers_in, requirements_of
from marketplace.taxonomy.units import format_quantity, format_unit

Shown = dict[str, Any]


def payment_text(days: int | None) -> str:
    """Return after how many days is paid; empty for None."""
    return gettext("Trả ngay") if days == 0 else days_text(days)


def yes_no(value: bool | None) -> str:
    """Return yes or no in words; empty for None."""
    return "" if value is None else gettext("Có") if value else gettext("Không")


def _amount(amount: Decimal | None, unit: str | None) -> str:
    return format_quantity(amount, unit) if amount is not None and unit else ""


def figure_rows(quote: Quote) -> list[Shown]:
    """Return the figures of a quote as questions and answers."""
    rows = [
        (gettext("Giá"), price_of(quote)),
        (gettext("Số lượng"), quantity_of(quote)),
        (gettext("Số lượng mỗi tuần"), _amount(quote.weekly_amount, quote.quantity_unit)),
        (gettext("Đơn ít nhất"), _amount(quote.min_order_amount, quote.min_order_unit)),
        (gettext("Thời gian chuẩn bị hàng"), days_text(quote.lead_time_days)),
        (gettext("Tiền chở hàng"), str(FREIGHT_PAYERS[quote.freight_payer]) if quote.freight_payer else ""),
        (gettext("Cho nợ sau khi giao"), payment_text(quote.payment_days)),
        (gettext("Chiết khấu"), percent_of(quote.discount_percent)),
        (gettext("Xuất hóa đơn thuế"), yes_no(quote.gives_vat_invoice)),
        (gettext("Báo giá dùng đến hết ngày"), format_day(quote.valid_until)),
    ]
    return [{"question": question, "answer": answer} for question, answer in rows if answer]


def _met_words(answer: Answer | None) -> str:
    if answer is None:
        return ""
    words = str(METS[answer.met])
    return f"{words}: {answer.note}" if answer.note else words


def answer_rows(quote: Quote) -> list[Shown]:
    """Return the answers to what the demand asks for."""
    said = answers_in(quote.answers)
    return [
        {"question": requirement_words(one, quote.posting), "answer": _met_words(said.get(one.key))}
        for one in requirements_of(quote.posting)
    ]


# figure -> words, for what was changed
_CHANGED: Mapping[str, Item] = {
    "price": Item.PRICE,
    "price_unit": Item.PRICE,
    "has_vat": Item.PRICE,
    "quantity_amount": Item.QUANTITY,
    "quantity_unit": Item.QUANTITY,
    "weekly_amount": Item.WEEKLY,
    "min_order_amount": Item.MIN_ORDER,
    "min_order_unit": Item.MIN_ORDER,
    "lead_time_days": Item.LEAD_TIME,
    "freight_payer": Item.FREIGHT,
    "payment_days": Item.PAYMENT,
    "discount_percent": Item.DISCOUNT,
    "gives_vat_invoice": Item.INVOICE,
    "valid_until": Item.VALIDITY,
}


def _old_value(name: str, old: object) -> str:
    if old is None:
        return gettext("chưa ghi")
    if isinstance(old, bool):
        taxed = gettext("đã gồm thuế") if old else gettext("chưa gồm thuế")
        return taxed if name == "has_vat" else yes_no(old)
    if name == "price" and isinstance(old, int):
        return format_money(old)
    if name == "freight_payer":
        return str(FREIGHT_PAYERS[FreightPayer(str(old))])
    if name == "valid_until":
        return format_day(date.fromisoformat(str(old)))
    if name.endswith("_unit"):
        return format_unit(str(old))
    return str(old).replace(".", ",") if name.endswith("_amount") else str(old)


def revision_rows(history: Sequence[AuditEntry]) -> list[Shown]:
    """Return what was changed in a quote after it was sent, the newest first, for ``timeline``."""
    rows: list[Shown] = []
    for entry in history:
        if entry.verb != "quotes.revise":
            continue
        changes: Mapping[str, Sequence[object]] = entry.detail.get("changes", {})
        parts = [
            gettext("%(item)s, trước là %(old)s", item=str(ITEMS[_CHANGED[name]]), old=_old_value(name, pair[0]))
            for name, pair in changes.items()
            if name in _CHANGED
        ]
        number = int(entry.detail.get("version", 2)) - 1
        rows.append(
            {
                "moment": format_moment(entry.at),
                "words": gettext("Sửa lần %(number)s", number=number),
                "detail": "; ".join(parts),
            }
        )
    return rows


def wanted_of(demand: Posting) -> Wanted:
    """Return what a demand says, for comparing."""
    return Wanted(
        quantity_amount=demand.quantity_amount,
        quantity_unit=demand.quantity_unit,
        weekly_amount=demand.weekly_amount,
        price_max=demand.price_max,
        price_unit=demand.price_unit,
        price_has_vat=demand.price_has_vat,
        discount_percent=demand.discount_percent,
        payment_days=demand.payment_days,
        wants_invoice=any(row.paper_code == INVOICE for row in demand.papers),
        requirements=tuple(one.key for one in requirements_of(demand)),
    )


def offered_of(quote: Quote) -> Offered:
    """Return what a quote says, for comparing."""
    names = set(Offered.__dataclass_fields__) - {"answers"}
    return Offered(**{name: getattr(quote, name) for name in names}, answers=answers_in(quote.answers))


def sorted_quotes(demand: Posting, quotes: Sequence[Quote], order: Order) -> list[Quote]:
    """Return quotes in an order."""
    known = {quote.id: quote for quote in quotes}
    ordered = in_order(wanted_of(demand), [offered_of(quote) for quote in quotes], order)
    return [known[one.id] for one in ordered]


def _dong(value: Decimal) -> str:
    return format_money(int(value.quantize(Decimal(1), ROUND_HALF_UP)))


def _value_words(item: Item, value: object, unit: str) -> str:
    if value is None:
        return ""
    if item in (Item.PRICE, Item.PRICE_BARE, Item.PRICE_TAXED, Item.PRICE_NET) and isinstance(value, Decimal):
        return f"{_dong(value)}/{format_unit(unit)}"
    if item in (Item.QUANTITY, Item.WEEKLY, Item.MIN_ORDER) and isinstance(value, Decimal):
        return format_quantity(value, unit)
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, FreightPayer):
        return str(FREIGHT_PAYERS[value])
    if isinstance(value, Met):
        return str(METS[value])
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, Decimal):
        return percent_of(value)
    assert isinstance(value, int)
    return payment_text(value) if item is Item.PAYMENT else days_text(value)


def _cell(words: str, cell: Cell) -> Shown:
    icons = {Difference.MEETS: "tick", Difference.MISSES: "cross"}
    said = [str(DIFFERENCES[cell.difference])] if cell.difference in DIFFERENCES else []
    if cell.is_converted:
        said.append(gettext("đã quy đổi đơn vị"))
    return {
        "words": words or gettext("chưa rõ"),
        "note": cell.note,
        "is_best": cell.is_best,
        "icon": icons.get(cell.difference, ""),
        "said": ", ".join(said),
    }


def _row(row: Row) -> Shown:
    # A price after the discount is left out where no discount is offered: that is known, not unclear.
    none = "–" if row.item is Item.PRICE_NET else ""
    cells = [_cell(_value_words(row.item, cell.value, row.unit) or none, cell) for cell in row.cells]
    return {
        "name": ITEMS[row.item],
        "wanted": _value_words(row.item, row.wanted, row.unit),
        "cells": cells,
    }


def _answers(answers: Answers, names: Mapping[str, str]) -> Shown:
    cells = [_cell(_value_words(Item.INVOICE, cell.value, ""), cell) for cell in answers.cells]
    return {"name": names[answers.key], "wanted": gettext("Phải có"), "cells": cells}


def comparison_rows(demand: Posting, quotes: Sequence[Quote]) -> tuple[list[Shown], Comparison]:
    """Return quotes side by side as rows of a table, items that nobody says anything about left out."""
    comparison = compare(wanted_of(demand), [offered_of(quote) for quote in quotes])
    names = {one.key: requirement_words(one, demand) for one in requirements_of(demand)}
    rows = [
        _row(row)
        for row in comparison.rows
        if row.wanted is not None or any(cell.value is not None for cell in row.cells)
    ]
    return [*rows, *(_answers(answers, names) for answers in comparison.answers)], comparison


def quote_card(quote: Quote, *, is_buyer: bool) -> Shown:
    """Return a quote as one of a list."""
    return {
        "id": quote.id,
        "quote": quote,
        "name": quote.supplier.name if is_buyer else quote.buyer.name,
        "title": quote.posting.title,
        "url": url_for("quotes.show", quote_id=quote.id),
        "price": price_of(quote),
        "quantity": quantity_of(quote),
        "status": status_of(quote, today(), is_buyer=is_buyer),
        "is_revised": quote.version > 1,
        "times": quote.version - 1,
        "moment": format_moment(quote.sent_at or quote.updated_at),
    }


def lead_quotes(view: LeadView, me: Actor) -> Shown:
    """Return what the page of a conversation shows of quotes: those that there are, and where to write one."""
    quotes = quotes_in_lead(view.lead.id, me)
    posting = view.lead.posting
    is_seller = (
        posting.organisation_id == view.own.id and posting.side is Side.SUPPLY and view.lead.status in LIVE_LEADS
    )
    is_alive = any(quote.status in (QuoteStatus.DRAFT, *LIVE) for quote in quotes)
    url = url_for("quote_forms.new_in_lead", lead_id=view.lead.id) if is_seller and not is_alive else ""
    cards = [quote_card(quote, is_buyer=quote.buyer_id == view.own.id) for quote in quotes]
    return {"quotes": cards, "new_quote_url": url}
