"""Letters about quotes: each is short enough for a text message, and says what has to be known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from marketplace.accounts.mail import Letter
from marketplace.i18n import LANGUAGES, reading
from marketplace.leads.models import DeclineReason
from marketplace.notifications.sms import ROOM, length_of
from marketplace.quotes import mail

NAME = "Hợp tác xã sản xuất và kinh doanh nông sản sạch Bát Tràng"
TITLE = "Cần mua nước mắm truyền thống 40 độ đạm đóng chai thủy tinh"
LINK = "https://chapnoi.congthuong.gov.vn/demands/123456/quotes"
DAY = date(2026, 12, 31)
LETTERS: dict[str, Callable[[], Letter]] = {
    "arrived": lambda: mail.arrived(NAME, TITLE, 1_250_000_000, "thùng 24 chai 500ml", link=LINK),
    "arrived_sealed": lambda: mail.arrived_sealed(TITLE, DAY, link=LINK),
    "opened": lambda: mail.opened(12, TITLE, link=LINK),
    "revised": lambda: mail.revised(NAME, TITLE, 1_250_000, "thùng 24 chai 500ml", link=LINK),
    "withdrawn": lambda: mail.withdrawn(NAME, TITLE, link=LINK),
    "shortlisted": lambda: mail.shortlisted(NAME, TITLE, link=LINK),
    "declined": lambda: mail.declined(NAME, TITLE, "Chưa đủ giấy tờ, yêu cầu", link=LINK),
    "not_taken": lambda: mail.not_taken(NAME, TITLE, DeclineReason.HAS_PARTNER, link=LINK),
    "reopened": lambda: mail.reopened(NAME, TITLE, link=LINK),
    "awarded": lambda: mail.awarded(NAME, TITLE, link=LINK),
    "cancelled": lambda: mail.cancelled(NAME, TITLE, "Hoãn đến sang năm", link=LINK),
    "invitation": lambda: mail.invitation(NAME, TITLE, DAY, link=LINK),
    "question": lambda: mail.question(TITLE, link=LINK),
    "question_answered": lambda: mail.question_answered(TITLE, link=LINK),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_is_short_enough_and_leads_somewhere(name: str, language: str) -> None:
    with reading(language):
        letter = LETTERS[name]()
    assert LINK in letter.body
    assert LINK in letter.short
    assert length_of(letter.short) <= ROOM, letter.short
    assert length_of(letter.subject) <= 120


def test_a_sealed_quote_says_nothing_of_who_and_what() -> None:
    letter = mail.arrived_sealed(TITLE, DAY, link=LINK)
    assert "₫" not in letter.body + letter.subject + letter.short
