"""Languages, and numbers, money and dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from marketplace.i18n import (
    format_day,
    format_moment,
    format_money,
    format_month,
    format_number,
    gettext,
    language,
    lazy,
    reading,
    set_language,
)


def test_vietnamese_forms() -> None:
    with reading("vi"):
        assert format_money(1250000) == "1.250.000 ₫"
        assert format_number(Decimal("1.5")) == "1,5"
        assert format_day(date(2026, 11, 24)) == "24/11/2026"
        assert format_month(date(2026, 11, 1)) == "11/2026"
        assert format_moment(datetime(2026, 11, 24, 18, 30, tzinfo=UTC)) == "01:30 25/11/2026"


def test_english_forms() -> None:
    with reading("en"):
        assert format_money(1250000) == "1,250,000 ₫"
        assert format_day(date(2026, 11, 24)) == "24 Nov 2026"
        assert gettext("Đang chờ") == "Waiting"


def test_the_reader_changes_only_inside_the_block() -> None:
    words = lazy("Đang chờ")
    with reading("vi"):
        with reading("en"):
            assert (language(), str(words)) == ("en", "Waiting")
        assert (language(), str(words)) == ("vi", "Đang chờ")


def test_unknown_languages_mean_vietnamese() -> None:
    with reading("vi"):
        set_language("xx")
        assert language() == "vi"
