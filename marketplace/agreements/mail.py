"""Messages about agreements, written in the language that is being read; each also as a short SMS."""

from __future__ import annotations

from marketplace.accounts.mail import Letter
from marketplace.agreements.labels import NEWS
from marketplace.i18n import gettext
from marketplace.notifications.sms import cut, fitted


def news(key: str, name: str, goods: str, *, link: str) -> Letter:
    """Tell what the other side has just done."""

    def said(who: str) -> str:
        return str(NEWS[key]) % {"name": who}

    return Letter(
        said(name),
        gettext("%(news)s. Hàng: %(goods)s. Mời xem: %(link)s", news=said(name), goods=goods, link=link),
        fitted(lambda most: f"{said(cut(name, most))}: {link}"),
    )


def follow_up(name: str, goods: str, months: int, *, link: str) -> Letter:
    """Ask what came of a deal, some months after it was signed."""
    return Letter(
        gettext("Mua bán với %(name)s thế nào rồi?", name=name),
        gettext(
            "Đã %(months)s tháng từ khi ký với %(name)s về “%(goods)s”. Đang giao hàng, chưa giao, đã xong hay không "
            "thành? Mời bấm một lần để trả lời, không cần đăng nhập: %(link)s",
            months=months,
            name=name,
            goods=goods,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Đã giao hàng với %(name)s chưa? Bấm để trả lời: %(link)s", name=cut(name, most), link=link
            )
        ),
    )


def reminder(name: str, goods: str, *, link: str) -> Letter:
    """Ask again, because nobody has answered."""
    return Letter(
        gettext("Nhắc lại: mua bán với %(name)s thế nào rồi?", name=name),
        gettext(
            "Chưa thấy câu trả lời về việc mua bán “%(goods)s” với %(name)s. Mời bấm một lần là xong: %(link)s",
            goods=goods,
            name=name,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Nhắc lại: giao hàng với %(name)s đến đâu rồi? Trả lời: %(link)s", name=cut(name, most), link=link
            )
        ),
    )
