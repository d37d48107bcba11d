"""Messages to the owners of postings, written in the language that is being read (``i18n.reading``)."""

from __future__ import annotations

from marketplace.accounts.mail import Letter
from marketplace.i18n import gettext
from marketplace.notifications.sms import cut, fitted


def approved(title: str, *, link: str) -> Letter:
    """Tell that a posting is in sight."""
    return Letter(
        gettext("Tin đã được duyệt"),
        gettext(
            "Tin “%(title)s” đã được cán bộ duyệt và đang hiện cho mọi người xem: %(link)s", title=title, link=link
        ),
        fitted(lambda most: gettext("Tin “%(title)s” đã được duyệt: %(link)s", title=cut(title, most), link=link)),
    )


def declined(title: str, reason: str, *, link: str) -> Letter:
    """Tell that a posting needs work first."""
    return Letter(
        gettext("Tin cần sửa thêm"),
        gettext(
            "Tin “%(title)s” chưa đăng được. Cán bộ ghi: %(reason)s Mời sửa rồi gửi lại: %(link)s",
            title=title,
            reason=reason,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Tin “%(title)s” cần sửa: %(reason)s Xem: %(link)s",
                title=cut(title, most),
                reason=cut(reason, most),
                link=link,
            )
        ),
    )


def taken_down(title: str, reason: str, *, link: str) -> Letter:
    """Tell that a posting is out of sight."""
    return Letter(
        gettext("Tin đã bị gỡ"),
        gettext(
            "Tin “%(title)s” đã bị cán bộ gỡ xuống. Lý do: %(reason)s "
            "Xem các tin của mình: %(link)s. Cần hỏi thêm, mời gọi số trợ giúp.",
            title=title,
            reason=reason,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Tin “%(title)s” đã bị gỡ: %(reason)s Xem: %(link)s",
                title=cut(title, most),
                reason=cut(reason, most),
                link=link,
            )
        ),
    )


def put_back(title: str, *, link: str) -> Letter:
    """Tell that a posting is as it was."""
    return Letter(
        gettext("Tin đã được đưa lại"),
        gettext("Tin “%(title)s” đã được cán bộ đưa lại như trước: %(link)s", title=title, link=link),
        fitted(lambda most: gettext("Tin “%(title)s” đã được đưa lại: %(link)s", title=cut(title, most), link=link)),
    )
