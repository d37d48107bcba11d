"""What a memorandum or contract prints, as plain values for its Word template; always in Vietnamese. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.agreements.models import Agreement, AgreementPaper, PaperStatus
from marketplace.i18n import format_day, format_number, reading
from marketplace.paper.numbers_in_words import dong_in_words

# To be filled in by hand.
BLANK = "…………………"
SHORT_BLANK = "………"
DRAFT = "DỰ THẢO, chưa đủ xác nhận của hai bên"


def terms_of(agreement: Agreement) -> dict[str, Any]:
    """Return the figures and words of a deal as a paper keeps them: plain texts and whole numbers."""
    return {
        "goods": agreement.goods,
        "quantity_amount": _decimal(agreement.quantity_amount),
        "quantity_unit": agreement.quantity_unit,
        "price": agreement.price,
        "price_unit": agreement.price_unit,
        "has_vat": agreement.has_vat,
        "monthly_value": agreement.monthly_value,
        "quality": agreement.quality,
        "delivery": agreement.delivery,
        "payment_days": agreement.payment_days,
        "payment": agreement.payment,
        "discount_percent": _decimal(agreement.discount_percent),
        "starts_on": agreement.starts_on.isoformat() if agreement.starts_on else None,
        "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else None,
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _party(party: Mapping[str, Any]) -> dict[str, str]:
    values = {name: str(party.get(name) or BLANK) for name in ("address", "tax_code", "person", "position", "phone")}
    # The name of whoever signs is written below by hand where it is not known.
    return {**values, "name": str(party.get("name") or BLANK).upper(), "signs": str(party.get("person") or "")}


def _long_day(day: date | None) -> str:
    if day is None:
        return f"ngày {SHORT_BLANK} tháng {SHORT_BLANK} năm {SHORT_BLANK}"
    # Decree 30/2020: days below ten and the months January and February with a nought before them.
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _vat(has_vat: bool | None) -> str:
    if has_vat is None:
        return "Đơn giá và thuế giá trị gia tăng theo thỏa thuận khi đặt hàng."
    return f"Đơn giá trên {'đã' if has_vat else 'chưa'} gồm thuế giá trị gia tăng."


def _discount(percent: str | None) -> str:
    if percent is None or Decimal(percent) == 0:
        return ""
    return f"Bên A chiết khấu cho Bên B {format_number(Decimal(percent))}% giá trị hàng hóa."


def _payment_time(days: int | None) -> str:
    if days is None:
        return "Thời hạn thanh toán theo thỏa thuận của từng đơn hàng."
    if days == 0:
        return "Bên B thanh toán ngay khi nhận hàng."
    return f"Bên B thanh toán trong vòng {days} ngày kể từ ngày nhận hàng và hóa đơn, chứng từ."


def _duration(starts_on: str | None, ends_on: str | None) -> str:
    start = f"từ ngày {format_day(date.fromisoformat(starts_on))}" if starts_on else "từ ngày ký"
    end = f" đến hết ngày {format_day(date.fromisoformat(ends_on))}" if ends_on else ""
    return f"Thực hiện {start}{end or ' cho đến khi một bên báo trước 30 ngày để kết thúc'}."


def _figures(terms: Mapping[str, Any]) -> dict[str, str]:
    amount, price, value = terms["quantity_amount"], terms["price"], terms["monthly_value"]
    money = format_number(price) if price is not None else SHORT_BLANK
    is_other_unit = price is not None and terms["price_unit"] != terms["quantity_unit"] and terms["quantity_unit"]
    return {
        "goods": terms["goods"],
        "unit": terms["quantity_unit"] or terms["price_unit"] or SHORT_BLANK,
        "amount": format_number(Decimal(amount)) if amount is not None else SHORT_BLANK,
        "price": f"{money}/{terms['price_unit']}" if is_other_unit else money,
        "monthly_value": format_number(value) if value is not None else SHORT_BLANK,
        "monthly_value_words": dong_in_words(value) if value is not None else BLANK,
    }


def values_of(paper: AgreementPaper) -> dict[str, Any]:
    """Return everything that the template of a paper names."""
    terms: Mapping[str, Any] = paper.terms
    with reading("vi"):
        day = _long_day(paper.dated_on)
        return {
            "draft": "" if paper.status is PaperStatus.CONFIRMED else DRAFT,
            "number": paper.number or SHORT_BLANK,
            "place_and_date": f"{paper.place or SHORT_BLANK}, {day}",
            "place_and_day": f"{day}, tại {paper.place or SHORT_BLANK}",
            "seller": _party(paper.seller),
            "buyer": _party(paper.buyer),
            **_figures(terms),
            "vat": _vat(terms["has_vat"]),
            "discount": _discount(terms["discount_percent"]),
            "quality": _lines(terms["quality"]),
            "delivery": _lines(terms["delivery"]) or ["Địa điểm, thời gian giao nhận theo từng đơn hàng."],
            "payment_time": _payment_time(terms["payment_days"]),
            "payment": _lines(terms["payment"]),
            "duration": _duration(terms["starts_on"], terms["ends_on"]),
            "extra": _lines(paper.extra),
        }
