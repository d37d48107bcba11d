"""Messages about quotes, written in the language that is being read (``i18n.reading``); each also as a short SMS."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.mail import Letter
from marketplace.i18n import format_day, gettext, ngettext
from marketplace.leads.labels import DECLINE_REASONS
from marketplace.leads.models import DeclineReason
from marketplace.notifications.sms import cut, fitted
from marketplace.taxonomy.units import format_price

# Of a price for a long unit so much stands in a text message.
MAX_PRICE = 28


def _price(price: int | None, unit: str | None) -> str:
    return format_price(price, unit) if price is not None and unit else ""


def arrived(supplier: str, title: str, price: int | None, unit: str | None, *, link: str) -> Letter:
    """Tell the buyer of a new quote."""
    figure = _price(price, unit)
    return Letter(
        gettext("%(supplier)s báo giá %(price)s", supplier=supplier, price=figure),
        gettext(
            "%(supplier)s vừa gửi báo giá %(price)s cho tin “%(title)s”. Mời xem và trả lời, một lần bấm là xong: "
            "%(link)s. Trả lời sớm giúp bên bán khỏi chờ.",
            supplier=supplier,
            price=figure,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(supplier)s báo giá %(price)s: %(link)s",
                supplier=cut(supplier, most),
                price=cut(figure, MAX_PRICE),
                link=link,
            )
        ),
    )


def arrived_sealed(title: str, day: date | None, *, link: str) -> Letter:
    """Tell the buyer that one more sealed quote is there, and nothing about it."""
    opens = format_day(day)
    return Letter(
        gettext("Có thêm một báo giá kín"),
        gettext(
            "Tin “%(title)s” vừa nhận thêm một báo giá kín. Hết ngày %(day)s thì xem được: %(link)s",
            title=title,
            day=opens,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Thêm một báo giá kín cho “%(title)s”. Hết %(day)s thì mở: %(link)s",
                title=cut(title, most),
                day=opens,
                link=link,
            )
        ),
    )


def opened(count: int, title: str, *, link: str) -> Letter:
    """Tell the buyer that sealed quotes can be read now."""
    words = ngettext("%(num)s báo giá", "%(num)s báo giá", count)
    return Letter(
        gettext("Đã mở báo giá kín"),
        gettext(
            "Tin “%(title)s” đã hết hạn nhận báo giá. Mời xem %(count)s và trả lời các bên: %(link)s",
            title=title,
            count=words,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Xem được %(count)s cho “%(title)s”: %(link)s", count=words, title=cut(title, most), link=link
            )
        ),
    )


def revised(supplier: str, title: str, price: int | None, unit: str | None, *, link: str) -> Letter:
    """Tell the buyer that a quote has changed."""
    figure = _price(price, unit)
    return Letter(
        gettext("%(supplier)s sửa báo giá", supplier=supplier),
        gettext(
            "%(supplier)s vừa sửa báo giá cho tin “%(title)s”, giá nay là %(price)s. Mời xem: %(link)s",
            supplier=supplier,
            title=title,
            price=figure,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(supplier)s sửa báo giá còn %(price)s: %(link)s",
                supplier=cut(supplier, most),
                price=cut(figure, MAX_PRICE),
                link=link,
            )
        ),
    )


def withdrawn(supplier: str, title: str, *, link: str) -> Letter:
    """Tell the buyer that a quote was taken back."""
    return Letter(
        gettext("%(supplier)s rút báo giá", supplier=supplier),
        gettext(
            "%(supplier)s đã rút báo giá cho tin “%(title)s”. Xem các báo giá còn lại: %(link)s",
            supplier=supplier,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(supplier)s rút báo giá cho “%(title)s”: %(link)s",
                supplier=cut(supplier, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def shortlisted(buyer: str, title: str, *, link: str) -> Letter:
    """Tell the supplier that the quote is being looked at."""
    return Letter(
        gettext("%(buyer)s đang xem xét báo giá", buyer=buyer),
        gettext(
            "%(buyer)s đang xem xét báo giá của mình cho tin “%(title)s”: %(link)s", buyer=buyer, title=title, link=link
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s đang xem xét báo giá “%(title)s”: %(link)s",
                buyer=cut(buyer, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def declined(buyer: str, title: str, reason: str, *, link: str) -> Letter:
    """Tell the supplier that the quote was not taken, and why."""
    return Letter(
        gettext("%(buyer)s chưa chọn báo giá", buyer=buyer),
        gettext(
            "%(buyer)s đã xem báo giá cho tin “%(title)s” và chưa chọn. Lý do: %(reason)s. Cảm ơn đã báo giá: %(link)s",
            buyer=buyer,
            title=title,
            reason=reason,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s chưa chọn báo giá “%(title)s”. Lý do: %(link)s",
                buyer=cut(buyer, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def not_taken(buyer: str, title: str, why: DeclineReason, *, link: str) -> Letter:
    """Tell the supplier that the choice has been made without this quote."""
    return declined(buyer, title, str(DECLINE_REASONS[why]), link=link)


def reopened(buyer: str, title: str, *, link: str) -> Letter:
    """Tell the supplier that a decline was a slip."""
    return Letter(
        gettext("%(buyer)s xem lại báo giá", buyer=buyer),
        gettext(
            "%(buyer)s đã bỏ câu trả lời cũ và xem lại báo giá cho tin “%(title)s”: %(link)s",
            buyer=buyer,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s xem lại báo giá “%(title)s”: %(link)s",
                buyer=cut(buyer, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def awarded(buyer: str, title: str, *, link: str) -> Letter:
    """Tell the supplier that the quote was taken."""
    return Letter(
        gettext("%(buyer)s chọn báo giá của mình", buyer=buyer),
        gettext(
            "%(buyer)s đã chọn báo giá cho tin “%(title)s”. Hai bên xem được số điện thoại của nhau: %(link)s",
            buyer=buyer,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s chọn báo giá “%(title)s”. Xem: %(link)s",
                buyer=cut(buyer, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def cancelled(buyer: str, title: str, words: str, *, link: str) -> Letter:
    """Tell whoever quoted, or was asked to, that nothing will be bought."""
    said = f" “{words}”" if words else ""
    return Letter(
        gettext("%(buyer)s thôi nhận báo giá", buyer=buyer),
        gettext(
            "%(buyer)s đã hủy việc nhận báo giá cho tin “%(title)s”.%(said)s Cảm ơn đã quan tâm: %(link)s",
            buyer=buyer,
            title=title,
            said=said,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s thôi nhận báo giá “%(title)s”: %(link)s",
                buyer=cut(buyer, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def invitation(buyer: str, title: str, day: date | None, *, link: str) -> Letter:
    """Ask a supplier to quote."""
    last = format_day(day)
    return Letter(
        gettext("%(buyer)s mời báo giá", buyer=buyer),
        gettext(
            "%(buyer)s mời báo giá cho tin “%(title)s”, nhận đến hết ngày %(day)s. Mời xem và trả lời: %(link)s. "
            "Không báo giá được thì bấm chọn một lý do là xong.",
            buyer=buyer,
            title=title,
            day=last,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s mời báo giá “%(title)s” đến %(day)s: %(link)s",
                buyer=cut(buyer, most),
                title=cut(title, most),
                day=last,
                link=link,
            )
        ),
    )


def question(title: str, *, link: str) -> Letter:
    """Tell the owner of a posting that somebody asks something."""
    return Letter(
        gettext("Có câu hỏi về tin “%(title)s”", title=title),
        gettext(
            "Có câu hỏi mới về tin “%(title)s”. Trả lời một lần, mọi người cùng đọc: %(link)s", title=title, link=link
        ),
        fitted(lambda most: gettext("Có câu hỏi về “%(title)s”: %(link)s", title=cut(title, most), link=link)),
    )


def question_answered(title: str, *, link: str) -> Letter:
    """Tell whoever is concerned that a question has been answered."""
    return Letter(
        gettext("Câu hỏi về tin “%(title)s” đã có trả lời", title=title),
        gettext("Bên đăng tin “%(title)s” vừa trả lời một câu hỏi. Mời xem: %(link)s", title=title, link=link),
        fitted(lambda most: gettext("Có trả lời mới về “%(title)s”: %(link)s", title=cut(title, most), link=link)),
    )
