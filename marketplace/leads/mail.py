"""Messages about leads, written in the language that is being read (``i18n.reading``); each also as a short SMS."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.mail import Letter
from marketplace.i18n import format_day, gettext
from marketplace.notifications.sms import cut, fitted


def enquiry(sender: str, title: str, *, link: str) -> Letter:
    """Tell that somebody wrote about a posting."""
    return Letter(
        gettext("%(sender)s hỏi về “%(title)s”", sender=sender, title=title),
        gettext(
            "%(sender)s vừa gửi liên hệ về tin “%(title)s”. Mời xem và trả lời bằng một lần bấm: %(link)s. "
            "Bấm đồng ý thì hai bên thấy số điện thoại của nhau; chưa rõ thì nhờ nói thêm; chưa phải lúc thì hẹn ngày; "
            "không hợp thì chọn một lý do là xong.",
            sender=sender,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(sender)s hỏi về “%(title)s”. Trả lời: %(link)s",
                sender=cut(sender, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def message(sender: str, title: str, *, link: str) -> Letter:
    """Tell of another message in a lead."""
    return Letter(
        gettext("Tin nhắn mới của %(sender)s", sender=sender),
        gettext(
            "%(sender)s vừa nhắn tiếp về tin “%(title)s”. Mời xem: %(link)s", sender=sender, title=title, link=link
        ),
        fitted(
            lambda most: gettext(
                "%(sender)s nhắn về “%(title)s”: %(link)s",
                sender=cut(sender, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def accepted(recipient: str, title: str, *, link: str) -> Letter:
    """Tell the sender that contact details are open."""
    return Letter(
        gettext("%(recipient)s đồng ý liên hệ", recipient=recipient),
        gettext(
            "%(recipient)s đã đồng ý liên hệ về tin “%(title)s”. Mời xem số điện thoại tại: %(link)s",
            recipient=recipient,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(recipient)s đồng ý liên hệ về “%(title)s”. Xem số: %(link)s",
                recipient=cut(recipient, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def declined(recipient: str, title: str, reason: str, *, link: str) -> Letter:
    """Tell the sender that this will not become a deal, and why."""
    return Letter(
        gettext("%(recipient)s chưa nhận liên hệ", recipient=recipient),
        gettext(
            "%(recipient)s chưa nhận liên hệ về tin “%(title)s”. Lý do: %(reason)s. "
            "Mời xem tin và các nơi khác phù hợp: %(link)s",
            recipient=recipient,
            title=title,
            reason=reason,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(recipient)s chưa nhận liên hệ về “%(title)s”. Lý do: %(link)s",
                recipient=cut(recipient, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def reopened(recipient: str, title: str, *, link: str) -> Letter:
    """Tell the sender that a decline was a slip."""
    return Letter(
        gettext("%(recipient)s xem lại liên hệ", recipient=recipient),
        gettext(
            "%(recipient)s đã bỏ câu trả lời cũ và xem lại liên hệ về tin “%(title)s”: %(link)s",
            recipient=recipient,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(recipient)s xem lại liên hệ về “%(title)s”: %(link)s",
                recipient=cut(recipient, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def reminder(other: str, title: str, last_day: date, is_quote: bool, *, link: str) -> Letter:
    """Remind whoever owes an answer of the last day for it."""
    day = format_day(last_day)
    what = gettext("báo giá") if is_quote else gettext("liên hệ")
    return Letter(
        gettext("%(other)s đang chờ câu trả lời", other=other),
        gettext(
            "%(other)s đã gửi %(what)s về tin “%(title)s” và đang chờ. Mời trả lời trước hết ngày %(day)s: %(link)s. "
            "Chưa hợp cũng xin báo một lời để bên kia khỏi chờ.",
            other=other,
            what=what,
            title=title,
            day=day,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(other)s chờ trả lời về “%(title)s”, hạn %(day)s: %(link)s",
                other=cut(other, most),
                title=cut(title, most),
                day=day,
                link=link,
            )
        ),
    )


def unanswered(owing: str, title: str, *, link: str) -> Letter:
    """Tell whoever waited that the deadline has passed, and what to do next."""
    return Letter(
        gettext("%(owing)s chưa trả lời", owing=owing),
        gettext(
            "Đã quá năm ngày làm việc mà %(owing)s chưa trả lời về tin “%(title)s”. Cán bộ tỉnh thấy việc này và sẽ "
            "hỏi giúp. Trong lúc chờ, mời xem những nơi khác hợp với mình: %(link)s",
            owing=owing,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(owing)s chưa trả lời về “%(title)s”. Mời xem nơi khác: %(link)s",
                owing=cut(owing, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )


def postponed(recipient: str, title: str, on: date, *, link: str) -> Letter:
    """Tell the sender on which day the recipient wants to be asked again."""
    day = format_day(on)
    return Letter(
        gettext("%(recipient)s hẹn lại ngày %(day)s", recipient=recipient, day=day),
        gettext(
            "%(recipient)s chưa bàn được lúc này về tin “%(title)s” và hẹn lại ngày %(day)s. Đến ngày đó chợ sẽ tự hỏi "
            "lại giúp. Mời xem: %(link)s",
            recipient=recipient,
            title=title,
            day=day,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(recipient)s hẹn lại ngày %(day)s về “%(title)s”: %(link)s",
                recipient=cut(recipient, most),
                title=cut(title, most),
                day=day,
                link=link,
            )
        ),
    )


def asked_again(sender: str, title: str, *, link: str) -> Letter:
    """Tell the recipient that the day has come on which to be asked again."""
    return Letter(
        gettext("Đến ngày hẹn trả lời %(sender)s", sender=sender),
        gettext(
            "Hôm nay là ngày mình hẹn trả lời %(sender)s về tin “%(title)s”. Mời xem và trả lời: %(link)s",
            sender=sender,
            title=title,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Đến hẹn trả lời %(sender)s về “%(title)s”: %(link)s",
                sender=cut(sender, most),
                title=cut(title, most),
                link=link,
            )
        ),
    )
