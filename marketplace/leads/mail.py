"""Messages about leads, written in the language that is being read (``i18n.reading``); each also as a short SMS."""

from __future__ import annotations

from marketplace.accounts.mail import Letter
from marketplace.i18n import gettext
from marketplace.notifications.sms import cut, fitted


def enquiry(sender: str, title: str, *, link: str) -> Letter:
    """Tell that somebody wrote about a posting."""
    return Letter(
        gettext("%(sender)s hỏi về “%(title)s”", sender=sender, title=title),
        gettext(
            "%(sender)s vừa gửi liên hệ về tin “%(title)s”. Mời xem và trả lời: %(link)s. "
            "Bấm đồng ý thì hai bên thấy số điện thoại của nhau; không hợp thì bấm từ chối, chọn một lý do là xong.",
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
