"""Figures as people type them, sums of what was agreed and delivered, and what a paper prints."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.agreements.actions.following import add_months
from marketplace.agreements.drafts import (
    MonthDraft,
    PaperDraft,
    PartyDraft,
    TermsDraft,
    computed_value,
    read_delivered,
    read_paper,
    read_terms,
)
from marketplace.agreements.fulfilment import fulfilment, months_between
from marketplace.agreements.models import Agreement, AgreementPaper, DeliveredMonth, PaperKind, PaperStatus
from marketplace.agreements.wording import BLANK, DRAFT, values_of
from marketplace.errors import Invalid
from marketplace.i18n import reading

TODAY = date(2026, 11, 24)
NOTHING: dict[str, Any] = dict.fromkeys(
    ("quantity_amount", "quantity_unit", "price", "price_unit", "has_vat", "monthly_value", "payment_days")
)
EMPTY_TERMS: dict[str, Any] = {
    **NOTHING,
    **dict.fromkeys(("discount_percent", "starts_on", "ends_on")),
    **dict.fromkeys(("quality", "delivery", "payment"), ""),
    "goods": "Mật ong",
}


def problems(draft: TermsDraft) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        read_terms(draft)
    return {(one.field, one.key) for one in caught.value.problems}


def test_the_value_of_a_month_follows_quantity_and_price_unless_it_is_typed() -> None:
    computed = read_terms(TermsDraft(goods="Mật ong", quantity="3 tạ", price="80k/kg"))
    assert (computed.quantity_unit, computed.price, computed.monthly_value) == ("tạ", 80_000, 24_000_000)
    typed = read_terms(TermsDraft(goods="Mật ong", quantity="300 kg", price="80k", monthly_value="20 triệu"))
    assert (typed.price_unit, typed.monthly_value) == ("kg", 20_000_000)
    apart = read_terms(TermsDraft(goods="Mật ong", quantity="300 kg", price="30k/chai"))
    assert apart.monthly_value is None


def test_everything_wrong_is_said_at_once() -> None:
    draft = TermsDraft(
        quantity="nhiều", price="rẻ", discount="99", payment_days="lâu", starts_on="1/1/2027", ends_on="31/12/2026"
    )
    assert {field for field, _key in problems(draft)} == {
        "goods",
        "quantity",
        "price",
        "discount",
        "payment_days",
        "ends_on",
    }
    assert ("starts_on", "agreements.date_absurd") in problems(TermsDraft(goods="A", starts_on="1/1/1026"))
    assert ("quality", "agreements.text_long") in problems(TermsDraft(goods="A", quality="x" * 2001))


@given(st.decimals(0, 10**9, places=3), st.integers(1, 10**11))
def test_a_computed_value_is_whole_and_bounded(amount: Decimal, price: int) -> None:
    value = computed_value(amount, "kg", price, "kg")
    assert value is None or 0 <= value <= 10**13
    if value is not None:
        assert abs(value - amount * price) <= Decimal("0.5")


def test_a_paper_names_both_parties() -> None:
    with pytest.raises(Invalid) as caught:
        read_paper(PaperDraft(seller=PartyDraft(name=" "), extra="x" * 4001))
    assert {one.field for one in caught.value.problems} == {"seller_name", "buyer_name", "extra"}


@pytest.mark.parametrize(
    ("value", "quantity", "read"),
    [
        ("24 triệu", "", (24_000_000, None, None)),
        ("1tr2", "280", (1_200_000, Decimal(280), "kg")),
        ("0", "0", (0, Decimal(0), "kg")),
        ("", "2 tạ", (None, Decimal(2), "tạ")),
    ],
)
def test_a_month_is_read_as_people_type_it(value: str, quantity: str, read: tuple[Any, ...]) -> None:
    found = read_delivered(MonthDraft(month="11/2026", value=value, quantity=quantity), TODAY, unit="kg")
    assert (found.value, found.quantity_amount, found.quantity_unit) == read
    assert found.month == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("month", "value", "key"),
    [
        ("", "1tr", "agreements.month_needed"),
        ("12/2026", "1tr", "agreements.month_absurd"),
        ("10/2024", "1tr", "agreements.month_absurd"),
        ("11/2026", "", "agreements.month_empty"),
    ],
)
def test_a_month_that_cannot_be(month: str, value: str, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_delivered(MonthDraft(month=month, value=value), TODAY)
    assert [one.key for one in caught.value.problems] == [key]


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 11, 24), 3, date(2027, 2, 24)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_later_stay_within_the_month(day: date, count: int, later: date) -> None:
    assert add_months(day, count) == later


def deal(**values: Any) -> Agreement:
    return Agreement(seller_id=1, buyer_id=2, goods="Mật ong", **values)


def delivered(party: int, month: date, value: int | None) -> DeliveredMonth:
    return DeliveredMonth(organisation_id=party, month=month, value=value, quantity_amount=None, quantity_unit=None)


def test_agreed_and_delivered_are_told_apart_by_whose_figure_it_is() -> None:
    agreement = deal(monthly_value=24_000_000, delivering_since=date(2026, 9, 10), ended_on=None)
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    rows = [
        delivered(1, october, 20_000_000),
        delivered(2, october, 18_000_000),
        delivered(1, november, 16_000_000),
        delivered(2, november, None),
    ]
    sums = fulfilment(agreement, rows, TODAY)
    assert (sums.months, sums.agreed, sums.by_seller, sums.by_buyer) == (3, 72_000_000, 36_000_000, 18_000_000)
    assert [(line.month, line.differs) for line in sums.lines] == [(november, False), (october, True)]
    assert (sums.percent(sums.by_seller), sums.percent(None)) == (50, None)


def test_a_month_that_is_not_over_counts_only_when_it_is_reported() -> None:
    agreement = deal(monthly_value=10, delivering_since=date(2026, 9, 10), ended_on=None)
    assert fulfilment(agreement, [], TODAY).months == 2
    assert fulfilment(agreement, [delivered(2, date(2026, 11, 1), 5)], TODAY).months == 3
    assert fulfilment(deal(monthly_value=10, delivering_since=TODAY, ended_on=None), [], TODAY).months == 0


def test_nothing_delivered_is_nothing_owed() -> None:
    sums = fulfilment(deal(monthly_value=None, delivering_since=None, ended_on=None), [], TODAY)
    assert (sums.months, sums.agreed, sums.by_seller, sums.percent(5)) == (0, None, None, None)
    assert months_between(date(2026, 12, 1), date(2026, 11, 1)) == 0


def paper(terms: dict[str, Any], **values: Any) -> AgreementPaper:
    return AgreementPaper(
        kind=PaperKind.CONTRACT,
        status=values.pop("status", PaperStatus.DRAFT),
        number=values.pop("number", ""),
        place=values.pop("place", ""),
        dated_on=values.pop("dated_on", None),
        seller={"name": "Hộ Nguyễn Văn An", "person": "Nguyễn Văn An"},
        buyer={"name": "Siêu thị"},
        extra=values.pop("extra", ""),
        terms=terms,
    )


def test_what_is_not_known_is_left_to_be_written_by_hand() -> None:
    printed = values_of(paper(EMPTY_TERMS))
    assert printed["seller"]["address"] == printed["monthly_value_words"] == BLANK
    assert (printed["buyer"]["signs"], printed["seller"]["signs"]) == ("", "Nguyễn Văn An")
    assert (printed["quality"], printed["discount"], printed["draft"]) == ([], "", DRAFT)
    assert "None" not in str(printed)


def test_figures_are_printed_in_vietnamese_whoever_prints_them() -> None:
    terms = {
        **EMPTY_TERMS,
        "quantity_amount": "300",
        "quantity_unit": "tạ",
        "price": 80_000,
        "price_unit": "kg",
        "has_vat": False,
        "monthly_value": 24_000_000,
        "discount_percent": "7.5",
        "payment_days": 15,
        "starts_on": "2027-01-05",
        "ends_on": "2027-12-31",
        "quality": "Một\n\nHai",
    }
    signed = paper(terms, status=PaperStatus.CONFIRMED, dated_on=date(2027, 1, 5), place="Hà Nội", number="01/HĐ")
    with reading("en"):
        printed = values_of(signed)
    assert printed["place_and_date"] == "Hà Nội, ngày 05 tháng 01 năm 2027"
    assert (printed["price"], printed["monthly_value"]) == ("80.000/kg", "24.000.000")
    assert printed["monthly_value_words"] == "Hai mươi bốn triệu đồng"
    assert printed["discount"] == "Bên A chiết khấu cho Bên B 7,5% giá trị hàng hóa."
    assert printed["duration"] == "Thực hiện từ ngày 05/01/2027 đến hết ngày 31/12/2027."
    assert (printed["quality"], printed["draft"], printed["seller"]["name"]) == (["Một", "Hai"], "", "HỘ NGUYỄN VĂN AN")
