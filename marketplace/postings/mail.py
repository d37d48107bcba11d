"""Messages to the owners of postings, written in the language that is being read (``i18n.reading``)."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.mail import Letter
from marketplace.i18n import format_day, gettext, ngettext
from marketplace.notifications.sms import cut, fitted
from marketplace.postings.models import Side


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


def _and_others(title: str, others: int) -> str:
    """Return a title, and how many more there are."""
    if not others:
        return gettext("tin “%(title)s”", title=title)
    return ngettext("tin “%(title)s” và %(num)s tin khác", "tin “%(title)s” và %(num)s tin khác", others, title=title)


def _asked(title: str, side: Side, others: int) -> str:
    """Return what the owner is asked about one posting or several, for the start of a text message."""
    if others:
        return ngettext("%(num)s tin của bà con còn đúng không?", "%(num)s tin của bà con còn đúng không?", others + 1)
    if side is Side.SUPPLY:
        return gettext("“%(title)s” còn hàng không?", title=title)
    return gettext("“%(title)s” còn cần mua không?", title=title)


def still_there(title: str, side: Side, others: int, *, link: str) -> Letter:
    """Ask whether what was posted some time ago still holds."""
    return Letter(
        gettext("Tin của bà con còn đúng không?"),
        gettext(
            "Đã lâu bà con chưa xác nhận %(postings)s. "
            "Còn đúng thì bấm một cái là xong, không cần đăng nhập: %(link)s. "
            "Tin lâu không xác nhận sẽ tụt xuống dưới khi người khác tìm.",
            postings=_and_others(title, others),
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(question)s Bấm trả lời: %(link)s", question=_asked(cut(title, most), side, others), link=link
            )
        ),
    )


def expires_soon(title: str, side: Side, last_day: date, others: int, *, link: str) -> Letter:
    """Warn that a posting will be out of sight soon."""
    day = format_day(last_day)
    if side is Side.SUPPLY:
        what_to_do = gettext("Còn hàng thì bấm một cái để tin hiện thêm 90 ngày: %(link)s", link=link)
    else:
        what_to_do = gettext("Còn cần mua thì chọn ngày mới tại: %(link)s", link=link)
    return Letter(
        gettext("Tin “%(title)s” sắp hết hạn", title=title),
        gettext("Tin “%(title)s” hết hạn sau ngày %(day)s. %(what_to_do)s", title=title, day=day, what_to_do=what_to_do)
        + (
            " " + ngettext("Còn %(num)s tin khác cũng chờ trả lời.", "Còn %(num)s tin khác cũng chờ trả lời.", others)
            if others
            else ""
        ),
        fitted(lambda most: _ending(cut(title, most), day, others, link)),
    )


def _ending(title: str, day: str, others: int, link: str) -> str:
    if not others:
        return gettext("“%(title)s” hết hạn %(day)s. Còn thì bấm: %(link)s", title=title, day=day, link=link)
    return ngettext(
        "“%(title)s” hết hạn %(day)s, thêm %(num)s tin chờ trả lời: %(link)s",
        "“%(title)s” hết hạn %(day)s, thêm %(num)s tin chờ trả lời: %(link)s",
        others,
        title=title,
        day=day,
        link=link,
    )


def back_in_sight(title: str, others: int, *, link: str) -> Letter:
    """Tell that a pause is over."""
    return Letter(
        gettext("Tin “%(title)s” hiện lại", title=title),
        gettext(
            "Hết thời gian tạm ẩn, %(postings)s đã hiện lại từ hôm nay. Nếu chưa có hàng, mời bấm vào đây: %(link)s",
            postings=_and_others(title, others),
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "“%(title)s” hiện lại từ hôm nay. Chưa có hàng thì bấm: %(link)s", title=cut(title, most), link=link
            )
        ),
    )


def weeks_changed(buyer: str, title: str, weeks: str, *, link: str) -> Letter:
    """Tell a supplier that a buyer wants other amounts in the weeks to come."""
    return Letter(
        gettext("%(buyer)s đổi số lượng các tuần tới", buyer=buyer),
        gettext(
            "%(buyer)s vừa đổi số lượng cần mỗi tuần của tin “%(title)s”: %(weeks)s. Mời xem: %(link)s",
            buyer=buyer,
            title=title,
            weeks=weeks,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(buyer)s đổi số lượng các tuần tới. Xem: %(link)s", buyer=cut(buyer, most), link=link
            )
        ),
    )
