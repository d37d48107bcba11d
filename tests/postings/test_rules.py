"""What a posting may say: amounts, prices, days and months as people type them, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import Invalid
from marketplace.postings import rules
from marketplace.postings.drafts import (
    CapacityDraft,
    CertificateDraft,
    GoodsDraft,
    NeedDraft,
    PapersDraft,
    PriceDraft,
    Step,
    TermsDraft,
    TierDraft,
    step_after,
)
from marketplace.postings.models import Side
from marketplace.postings.reading import (
    read_amount,
    read_capacity,
    read_day,
    read_days,
    read_goods,
    read_month,
    read_need,
    read_papers,
    read_price,
    read_terms,
)

TODAY = date(2026, 11, 24)


def problems_of(read: object, *args: object, **values: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read(*args, **values)
    return {problem.field: problem.key for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "postings.title_needed"),
        ("   ", "postings.title_needed"),
        ("ab", "postings.title_short"),
        ("123 456", "postings.title_short"),
        ("m" * 161, "postings.text_long"),
    ],
)
def test_titles_refused(typed: str, key: str) -> None:
    assert problems_of(read_goods, GoodsDraft(title=typed)) == {"title": key}


def test_goods_are_tidied() -> None:
    values = read_goods(GoodsDraft(title="  Mật   ong ", description="Ngon\r\n\r\n\r\n\r\nlắm  ", province_code=""))
    assert (values.title, values.description, values.province_code) == ("Mật ong", "Ngon\n\nlắm", None)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        ("1-2-2027", date(2027, 2, 1)),
        ("2026-12-31", date(2026, 12, 31)),
        (" 05.03.2027 ", date(2027, 3, 5)),
        ("", None),
    ],
)
def test_days_read(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize("typed", ["31/02/2026", "mai", "24/11", "2026", "00/01/2026", "1/13/2026"])
def test_days_refused(typed: str) -> None:
    assert problems_of(read_day, typed) == {"day": "postings.day_unreadable"}


@pytest.mark.parametrize(("typed", "month"), [("11/2026", (2026, 11)), ("2027-01", (2027, 1)), ("3.2027", (2027, 3))])
def test_months_read(typed: str, month: tuple[int, int]) -> None:
    assert read_month(typed) == date(*month, 1)


@pytest.mark.parametrize("typed", ["13/2026", "0/2026", "tháng sau", "2026"])
def test_months_refused(typed: str) -> None:
    assert problems_of(read_month, typed) == {"month": "postings.month_unreadable"}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("7", 7), ("7 ngày", 7), ("7 ngay", 7), ("2 tuần", 14), ("6 tháng", 180), ("1 năm", 365), ("0", 0),
        ("khoảng 10 ngày", 10), ("3 days", 3), ("1 week", 7), ("1,5 năm", None), ("lâu", None), ("-3", None), ("", ...),
    ],
)  # fmt: skip
def test_lengths_of_time(typed: str, days: int | None) -> None:
    if days is None:
        assert problems_of(read_days, typed) == {"days": "postings.days_unreadable"}
    else:
        assert read_days(typed) == (None if days is ... else days)


def test_bare_numbers_take_the_usual_unit() -> None:
    found = read_amount("100", (), "kg")
    assert found is not None
    assert (found.amount, found.unit) == (Decimal(100), "kg")
    assert read_amount("", (), "kg") is None


def test_capacity_as_people_type_it() -> None:
    values = read_capacity(
        CapacityDraft(
            quantity="2 tạ", months=(1, 2), month_amounts={2: "150 kg", 3: "1", 4: " "},
            min_order="10 kg", lead_time="1 tuần",
        )
    )  # fmt: skip
    assert (values.quantity_amount, values.quantity_unit) == (Decimal(2), "tạ")
    assert values.months == {1: None, 2: Decimal("1.5"), 3: Decimal(1)}
    assert (values.min_order_amount, values.min_order_unit, values.lead_time_days) == (Decimal(10), "kg", 7)


def test_all_year_and_open_quantity() -> None:
    values = read_capacity(CapacityDraft(is_open=True, is_all_year=True))
    assert list(values.months) == list(range(1, 13))
    assert values.is_quantity_open
    assert not read_capacity(CapacityDraft(quantity="5 kg", is_open=True)).is_quantity_open


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (CapacityDraft(quantity="5"), {"quantity": "taxonomy.unit_missing"}),
        (CapacityDraft(quantity="nhiều"), {"quantity": "taxonomy.amount_unreadable"}),
        (CapacityDraft(quantity="5 xyz"), {"quantity": "taxonomy.unit_unknown"}),
        (CapacityDraft(quantity="0 kg"), {"quantity": "taxonomy.amount_out_of_range"}),
        (CapacityDraft(quantity="900 nghìn tấn"), {"quantity": "postings.quantity_absurd"}),
        (CapacityDraft(quantity="5 kg", months=(0,)), {"months": "postings.month_unknown"}),
        (CapacityDraft(quantity="5 kg", month_amounts={1: "5 cái"}), {"month_amounts": "postings.month_unit"}),
        (CapacityDraft(quantity="5 kg", min_order="x"), {"min_order": "taxonomy.amount_unreadable"}),
        (CapacityDraft(lead_time="800"), {"lead_time": "postings.days_out_of_range"}),
        (
            CapacityDraft(quantity="x", min_order="y", lead_time="z"),
            {
                "quantity": "taxonomy.amount_unreadable",
                "min_order": "taxonomy.amount_unreadable",
                "lead_time": "postings.days_unreadable",
            },
        ),
    ],
)
def test_capacity_refused(draft: CapacityDraft, found: dict[str, str]) -> None:
    assert problems_of(read_capacity, draft) == found


def test_prices_as_people_type_them() -> None:
    values = read_price(
        PriceDraft(
            price_min="85k", price_max="1tr2", price_unit="ký",
            tiers=(TierDraft(from_amount="1 tạ", price="80.000"), TierDraft(from_amount="", price="")),
        )
    )  # fmt: skip
    assert (values.price_min, values.price_max, values.price_unit) == (85_000, 1_200_000, "kg")
    assert values.tiers == ((Decimal(100), 80_000),)
    typed_with_unit = read_price(PriceDraft(price_min="85k/kg"), (), "hũ 200g")
    assert (typed_with_unit.price_min, typed_with_unit.price_unit) == (85_000, "kg")
    from_quantity = read_price(PriceDraft(price_max="50k"), (), "hũ 200g")
    assert (from_quantity.price_max, from_quantity.price_unit) == (50_000, "hũ 200g")
    assert read_price(PriceDraft(price_max="50k"), (), "tạ").price_unit == "kg"
    assert read_price(PriceDraft()).price_unit is None


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (PriceDraft(price_min="90k", price_max="80k", price_unit="kg"), {"price_max": "postings.price_order"}),
        (PriceDraft(price_min="90k/kg", price_max="95k/cái"), {"price_max": "postings.price_units"}),
        (PriceDraft(price_min="đắt", price_unit="kg"), {"price_min": "taxonomy.money_unreadable"}),
        (PriceDraft(price_min="0", price_unit="kg"), {"price_min": "taxonomy.price_zero"}),
        (PriceDraft(price_min="900 tỷ", price_unit="kg"), {"price_min": "postings.price_absurd"}),
        (PriceDraft(price_min="5k"), {"price_min": "taxonomy.unit_missing"}),
        (
            PriceDraft(price_min="5k", price_unit="kg", tiers=(TierDraft(from_amount="10", price=""),)),
            {"tiers": "postings.tier_half"},
        ),
        (
            PriceDraft(price_min="5k", price_unit="kg", tiers=(TierDraft(from_amount="10 cái", price="4k"),)),
            {"tiers": "postings.tier_unit"},
        ),
        (
            PriceDraft(
                price_min="5k", price_unit="kg",
                tiers=(TierDraft(from_amount="10", price="4k"), TierDraft(from_amount="20", price="5k")),
            ),
            {"tiers": "postings.tier_dearer"},
        ),
        (
            PriceDraft(
                price_min="5k", price_unit="kg",
                tiers=(TierDraft(from_amount="10", price="4k"), TierDraft(from_amount="10 kg", price="4k")),
            ),
            {"tiers": "postings.tier_twice"},
        ),
    ],
)  # fmt: skip
def test_prices_refused(draft: PriceDraft, found: dict[str, str]) -> None:
    assert problems_of(read_price, draft) == found


def test_papers_are_read_once_each() -> None:
    draft = PapersDraft(
        certificates=(CertificateDraft(code="ocop4", number=" 12/QĐ ", issued_on="1/2/2024", expires_on="1/2/2025"),),
        papers=("label", "label"),
        channels=("market", "supermarket", "market"),
        shelf_life="6 tháng",
        packaging=" hũ  thủy tinh ",
    )
    values = read_papers(draft, TODAY)
    assert (values.papers, values.channels) == (("label",), ("market", "supermarket"))
    assert (values.shelf_life_days, values.packaging) == (180, "hũ thủy tinh")
    assert (values.certificates[0].number, values.certificates[0].expires_on) == ("12/QĐ", date(2025, 2, 1))


@pytest.mark.parametrize(
    ("issued", "expires", "key"),
    [
        ("25/11/2026", "", "postings.issued_later"),
        ("01/02/2024", "01/01/2024", "postings.certificate_order"),
        ("01/02/1924", "", "postings.certificate_absurd"),
        ("", "01/02/2124", "postings.certificate_absurd"),
        ("hôm qua", "", "postings.day_unreadable"),
    ],
)
def test_certificates_refused(issued: str, expires: str, key: str) -> None:
    draft = PapersDraft(certificates=(CertificateDraft(code="ocop4", issued_on=issued, expires_on=expires),))
    assert problems_of(read_papers, draft, TODAY) == {"certificate_ocop4": key}


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (NeedDraft(closes_on="23/11/2026"), {"closes_on": "postings.closing_past"}),
        (NeedDraft(closes_on="24/11/2028"), {"closes_on": "postings.closing_far"}),
        (NeedDraft(needed_from="3/2027", needed_until="1/2027"), {"needed_until": "postings.period_order"}),
        (NeedDraft(needed_from="1/2026", needed_until="3/2026"), {"needed_until": "postings.period_past"}),
        (NeedDraft(needed_from="1/2026"), {"needed_from": "postings.period_past"}),
        (NeedDraft(needed_from="1/2036"), {"needed_from": "postings.period_far"}),
        (NeedDraft(quantity="abc"), {"quantity": "taxonomy.amount_unreadable"}),
    ],
)
def test_needs_refused(draft: NeedDraft, found: dict[str, str]) -> None:
    assert problems_of(read_need, draft, TODAY) == found


def test_a_need_that_is_running_is_fine() -> None:
    draft = NeedDraft(quantity="5 tấn/tháng", needed_from="10/2026", needed_until="12/2026", closes_on="24/11/2026")
    values = read_need(draft, TODAY)
    assert (values.quantity_amount, values.quantity_unit) == (Decimal(5), "tấn")
    assert (values.needed_from, values.needed_until) == (date(2026, 10, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (TermsDraft(discount="61"), {"discount": "postings.discount_out_of_range"}),
        (TermsDraft(discount="nhiều"), {"discount": "taxonomy.number_unreadable"}),
        (TermsDraft(payment_days="400"), {"payment_days": "postings.days_out_of_range"}),
        (TermsDraft(price_max="80k", price_unit="xyz"), {
            "price_unit": "taxonomy.unit_unknown", "price_max": "taxonomy.unit_missing",
        }),
    ],
)  # fmt: skip
def test_terms_refused(draft: TermsDraft, found: dict[str, str]) -> None:
    assert problems_of(read_terms, draft) == found


def test_terms_as_people_type_them() -> None:
    values = read_terms(TermsDraft(price_max="85k", discount="12,5%", payment_days="30 ngày"), (), "kg")
    assert (values.price_max, values.price_unit) == (85_000, "kg")
    assert (values.discount_percent, values.payment_days) == (Decimal("12.5"), 30)


@given(st.integers(1, 10**7), st.sampled_from(["kg", "tạ", "tấn", "hũ 200g", "cái", "lít"]))
def test_what_is_shown_can_be_typed_again(amount: int, unit: str) -> None:
    found = read_amount(f"{amount:,}".replace(",", ".") + f" {unit}")
    assert found is not None
    assert (found.amount, found.unit) == (Decimal(amount), unit)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for read in (read_day, read_month, read_days, read_amount):
        with suppress(Invalid):
            read(text)


@given(st.integers(0, 10**12) | st.none(), st.integers(0, 10**12) | st.none())
def test_price_order_never_lets_a_low_above_a_high(low: int | None, high: int | None) -> None:
    is_fine = rules.price_order_problem(low, high) is None
    assert is_fine == (low is None or high is None or low <= high)


@given(st.dates(min_value=TODAY - timedelta(days=900), max_value=TODAY + timedelta(days=900)))
def test_closing_days_allowed_are_those_within_a_year_and_a_half(day: date) -> None:
    is_fine = rules.closing_problem(day, TODAY) is None
    assert is_fine == (TODAY <= day <= TODAY + rules.MAX_AHEAD)


def test_one_screen_follows_another() -> None:
    assert step_after(Side.SUPPLY, Step.PHOTOS) is Step.GOODS
    assert step_after(Side.SUPPLY, Step.PAPERS) is None
    assert step_after(Side.DEMAND, Step.QUANTITY) is Step.TERMS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gọi 0912345678 nhé", True), ("ĐT: 0912.345.678", True), ("zalo +84 912 345 678", True),
        ("Mật ong 500ml, giá 120.000", False), ("lô 09123456789012", False), ("năm 2024, 0,5 tấn", False),
    ],
)  # fmt: skip
def test_a_phone_number_among_words_is_noticed(text: str, expected: bool) -> None:
    assert rules.names_a_phone(text) is expected
