"""Messages about leads, written in the language that is being read (``i18n.reading``); each also as a short SMS."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.i18n import gettext

# An SMS holds 160 characters; names are cut so that the link always fits.
MAX_NAME = 40


class Notice(NamedTuple):
    """A message as a mail and as an SMS."""

    subject: str
    body: str
    short: str


def _cut(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1].rstrip() + "…"


def enquiry(sender: str, title: str, *, link: str) -> Notice:
    """Tell that somebody wrote about a posting."""
    return Notice(
        gettext("%(sender)s hỏi về “%(title)s”", sender=sender, title=title),
        gettext(
            "%(sender)s vừa gửi liên hệ về tin “%(title)s”. Mời xem và trả lời: %(link)s. "
            "Bấm đồng ý thì hai bên thấy số điện thoại của nhau; không hợp thì bấm từ chối, chọn một lý do là xong.",
            sender=sender,
            title=title,
            link=link,
        ),
        gettext("%(sender)s hỏi hàng của bà con. Mời trả lời: %(link)s", sender=_cut(sender), link=link),
    )


def message(sender: str, title: str, *, link: str) -> Notice:
    """Tell of another message in a lead."""
    return Notice(
        gettext("Tin nhắn mới của %(sender)s", sender=sender),
        gettext(
            "%(sender)s vừa nhắn tiếp về tin “%(title)s”. Mời xem: %(link)s", sender=sender, title=title, link=link
        ),
        gettext("%(sender)s vừa nhắn tin. Mời xem: %(link)s", sender=_cut(sender), link=link),
    )


def accepted(recipient: str, title: str, *, link: str) -> Notice:
    """Tell the sender that contact details are open."""
    return Notice(
        gettext("%(recipient)s đồng ý liên hệ", recipient=recipient),
        gettext(
            "%(recipient)s đã đồng ý liên hệ về tin “%(title)s”. Mời xem số điện thoại tại: %(link)s",
            recipient=recipient,
            title=title,
            link=link,
        ),
        gettext("%(recipient)s đồng ý liên hệ. Xem số điện thoại: %(link)s", recipient=_cut(recipient), link=link),
    )


def declined(recipient: str, title: str, reason: str, *, link: str) -> Notice:
    """Tell the sender that this will not become a deal, and why."""
    return Notice(
        gettext("%(recipient)s chưa nhận liên hệ", recipient=recipient),
        gettext(
            "%(recipient)s chưa nhận liên hệ về tin “%(title)s”. Lý do: %(reason)s. "
            "Mời xem tin và các nơi khác phù hợp: %(link)s",
            recipient=recipient,
            title=title,
            reason=reason,
            link=link,
        ),
        gettext("%(recipient)s chưa nhận liên hệ. Xem lý do: %(link)s", recipient=_cut(recipient), link=link),
    )


def reopened(recipient: str, title: str, *, link: str) -> Notice:
    """Tell the sender that a decline was a slip."""
    return Notice(
        gettext("%(recipient)s xem lại liên hệ", recipient=recipient),
        gettext(
            "%(recipient)s đã bỏ câu trả lời cũ và xem lại liên hệ về tin “%(title)s”: %(link)s",
            recipient=recipient,
            title=title,
            link=link,
        ),
        gettext("%(recipient)s xem lại liên hệ của bà con: %(link)s", recipient=_cut(recipient), link=link),
    )
