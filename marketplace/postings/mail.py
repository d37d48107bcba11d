"""Messages to the owners of postings, written in the language that is being read (``i18n.reading``)."""

from __future__ import annotations

from marketplace.accounts.mail import Letter
from marketplace.i18n import gettext


def approved(title: str) -> Letter:
    """Tell that a posting is in sight."""
    return Letter(
        gettext("Tin đã được duyệt"),
        gettext("Tin “%(title)s” đã được cán bộ duyệt và đang hiện cho mọi người xem.", title=title),
    )


def declined(title: str, reason: str) -> Letter:
    """Tell that a posting needs work first."""
    return Letter(
        gettext("Tin cần sửa thêm"),
        gettext(
            "Tin “%(title)s” chưa đăng được. Cán bộ ghi: %(reason)s Mời sửa rồi gửi lại.", title=title, reason=reason
        ),
    )


def taken_down(title: str, reason: str) -> Letter:
    """Tell that a posting is out of sight."""
    return Letter(
        gettext("Tin đã bị gỡ"),
        gettext(
            "Tin “%(title)s” đã bị cán bộ gỡ xuống. Lý do: %(reason)s Cần hỏi thêm, mời gọi số trợ giúp.",
            title=title,
            reason=reason,
        ),
    )


def put_back(title: str) -> Letter:
    """Tell that a posting is as it was."""
    return Letter(
        gettext("Tin đã được đưa lại"),
        gettext("Tin “%(title)s” đã được cán bộ đưa lại như trước.", title=title),
    )
