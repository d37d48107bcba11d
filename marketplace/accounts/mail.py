"""Messages about accounts, written in the language that is being read (``i18n.reading``)."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.i18n import gettext
from marketplace.notifications.sms import cut, fitted


class Letter(NamedTuple):
    """What a message says: a mail by subject and body, an SMS by the body alone or, where that is long, shortly."""

    subject: str
    body: str
    short: str = ""


def sign_up_code(code: str, *, site: str) -> Letter:
    """Bring the code that ends a sign-up."""
    return Letter(
        gettext("Mã đăng ký %(site)s", site=site),
        gettext(
            "%(code)s là mã đăng ký %(site)s. Mã dùng trong 15 phút. Không đưa mã cho người khác.", code=code, site=site
        ),
    )


def recovery_code(code: str, *, site: str) -> Letter:
    """Bring the code with which a new password can be set."""
    return Letter(
        gettext("Mã đặt lại mật khẩu %(site)s", site=site),
        gettext(
            "%(code)s là mã đặt lại mật khẩu %(site)s. Mã dùng trong 15 phút. "
            "Nếu bà con không yêu cầu thì bỏ qua tin này.",
            code=code,
            site=site,
        ),
    )


def contact_change_code(code: str, *, site: str) -> Letter:
    """Bring the code that proves a new phone or address."""
    return Letter(
        gettext("Mã đổi liên lạc %(site)s", site=site),
        gettext(
            "%(code)s là mã xác nhận số điện thoại hoặc thư điện tử mới trên %(site)s. Mã dùng trong 15 phút.",
            code=code,
            site=site,
        ),
    )


def already_registered(*, site: str, url: str) -> Letter:
    """Tell the owner of an account that somebody signed up with the same contact."""
    link = f"{url}/recoveries/new"
    return Letter(
        gettext("Bà con đã có tài khoản %(site)s", site=site),
        gettext(
            "Có người vừa đăng ký %(site)s bằng số hoặc thư này, nhưng bà con đã có tài khoản rồi. "
            "Nếu quên mật khẩu, mời đặt lại tại %(link)s. Nếu không phải bà con, bỏ qua tin này.",
            site=site,
            link=link,
        ),
        gettext("Số này đã có tài khoản %(site)s. Quên mật khẩu thì đặt lại: %(link)s", site=site, link=link),
    )


def password_changed(*, site: str, url: str) -> Letter:
    """Tell the owner that the password has changed."""
    link = f"{url}/recoveries/new"
    return Letter(
        gettext("Mật khẩu %(site)s đã đổi", site=site),
        gettext(
            "Mật khẩu %(site)s của bà con vừa được đổi. Nếu không phải bà con đổi, mời đặt lại ngay tại %(link)s.",
            site=site,
            link=link,
        ),
        gettext("Mật khẩu %(site)s vừa đổi. Không phải bà con đổi thì đặt lại: %(link)s", site=site, link=link),
    )


def contact_changed(*, site: str, url: str, new_contact: str) -> Letter:
    """Tell the old phone or address that another one has taken its place."""
    link = f"{url}/pages/help"
    return Letter(
        gettext("Liên lạc trên %(site)s đã đổi", site=site),
        gettext(
            "Tài khoản %(site)s của bà con từ nay dùng liên lạc %(new_contact)s. "
            "Nếu không phải bà con đổi, mời gọi ngay số trợ giúp: %(link)s",
            site=site,
            new_contact=new_contact,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Tài khoản %(site)s từ nay dùng %(new_contact)s. Không phải bà con đổi thì gọi: %(link)s",
                site=site,
                new_contact=cut(new_contact, most),
                link=link,
            )
        ),
    )


def organisation_verified(name: str, *, site: str, link: str) -> Letter:
    """Tell an organisation's administrators of the badge."""
    return Letter(
        gettext("%(name)s đã được xác minh", name=name),
        gettext(
            "%(name)s đã được cán bộ xác minh trên %(site)s. Bên mua, bên bán sẽ thấy dấu xác minh: %(link)s",
            name=name,
            site=site,
            link=link,
        ),
        fitted(lambda most: gettext("%(name)s đã được xác minh. Xem: %(link)s", name=cut(name, most), link=link)),
    )


def organisation_unverified(name: str, *, site: str, link: str) -> Letter:
    """Tell an organisation's administrators that the badge is gone."""
    return Letter(
        gettext("Dấu xác minh của %(name)s đã gỡ", name=name),
        gettext(
            "Cán bộ đã gỡ dấu xác minh của %(name)s trên %(site)s (%(link)s). Mời gọi số trợ giúp để hỏi rõ.",
            name=name,
            site=site,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "Cán bộ đã gỡ dấu xác minh của %(name)s. Xem: %(link)s", name=cut(name, most), link=link
            )
        ),
    )


def organisation_suspended(name: str, *, site: str, link: str) -> Letter:
    """Tell an organisation's administrators that it is out of sight."""
    return Letter(
        gettext("%(name)s đang bị tạm dừng", name=name),
        gettext(
            "%(name)s bị tạm dừng trên %(site)s (%(link)s), tin đăng tạm ẩn. Mời gọi số trợ giúp để hỏi rõ.",
            name=name,
            site=site,
            link=link,
        ),
        fitted(
            lambda most: gettext("%(name)s bị tạm dừng, tin tạm ẩn. Xem: %(link)s", name=cut(name, most), link=link)
        ),
    )


def organisation_resumed(name: str, *, site: str, link: str) -> Letter:
    """Tell an organisation's administrators that it is in sight again."""
    return Letter(
        gettext("%(name)s được hoạt động lại", name=name),
        gettext(
            "%(name)s được hoạt động lại trên %(site)s, tin đăng hiện lại như trước: %(link)s",
            name=name,
            site=site,
            link=link,
        ),
        fitted(lambda most: gettext("%(name)s được hoạt động lại. Xem: %(link)s", name=cut(name, most), link=link)),
    )


def invitation(name: str, inviter: str, *, site: str, link: str) -> Letter:
    """Ask somebody to join an organisation."""
    return Letter(
        gettext("Mời bà con vào %(name)s", name=name),
        gettext(
            "%(inviter)s mời bà con cùng làm việc cho %(name)s trên %(site)s. "
            "Mời mở đường dẫn này để xem và nhận lời trong 14 ngày: %(link)s "
            "Đường dẫn chỉ dùng được một lần, đừng đưa cho người khác. Không quen biết thì bỏ qua tin này.",
            inviter=inviter,
            name=name,
            site=site,
            link=link,
        ),
        fitted(lambda most: gettext("Mời bà con vào %(name)s. Xem và nhận: %(link)s", name=cut(name, most), link=link)),
    )


def invitation_accepted(person: str, name: str, *, link: str) -> Letter:
    """Tell the administrators who has joined."""
    return Letter(
        gettext("%(person)s đã vào %(name)s", person=person, name=name),
        gettext(
            "%(person)s đã nhận lời mời vào %(name)s. Nếu không phải người bà con mời, mời gỡ ngay tại: %(link)s",
            person=person,
            name=name,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(person)s đã vào %(name)s. Xem: %(link)s", person=cut(person, most), name=cut(name, most), link=link
            )
        ),
    )


def invitation_declined(contact: str, name: str, *, link: str) -> Letter:
    """Tell the administrators that somebody does not want to join."""
    return Letter(
        gettext("Lời mời vào %(name)s không được nhận", name=name),
        gettext(
            "Người dùng liên lạc %(contact)s đã từ chối lời mời vào %(name)s. Xem: %(link)s",
            contact=contact,
            name=name,
            link=link,
        ),
        fitted(
            lambda most: gettext(
                "%(contact)s đã từ chối lời mời vào %(name)s. %(link)s",
                contact=cut(contact, most),
                name=cut(name, most),
                link=link,
            )
        ),
    )


def member_removed(name: str, *, site: str) -> Letter:
    """Tell somebody who was taken out of an organisation."""
    return Letter(
        gettext("Bà con không còn trong %(name)s", name=name),
        gettext(
            "Người quản lý đã đưa bà con ra khỏi %(name)s trên %(site)s. Tài khoản của bà con vẫn dùng được như cũ.",
            name=name,
            site=site,
        ),
        fitted(lambda most: gettext("Bà con không còn trong %(name)s. Tài khoản vẫn dùng được.", name=cut(name, most))),
    )


def member_left(person: str, name: str, *, link: str) -> Letter:
    """Tell the administrators that somebody has left."""
    return Letter(
        gettext("%(person)s đã rời %(name)s", person=person, name=name),
        gettext("%(person)s đã rời %(name)s. Ai còn ở lại: %(link)s", person=person, name=name, link=link),
        fitted(
            lambda most: gettext(
                "%(person)s đã rời %(name)s. %(link)s", person=cut(person, most), name=cut(name, most), link=link
            )
        ),
    )


def made_administrator(name: str, *, link: str) -> Letter:
    """Tell somebody who may now decide for an organisation."""
    return Letter(
        gettext("Bà con là người quản lý của %(name)s", name=name),
        gettext(
            "Từ nay bà con là người quản lý của %(name)s: sửa hồ sơ, mời người, giao quyền. Xem: %(link)s",
            name=name,
            link=link,
        ),
        fitted(lambda most: gettext("Bà con là người quản lý của %(name)s: %(link)s", name=cut(name, most), link=link)),
    )


def made_member(name: str, *, link: str) -> Letter:
    """Tell somebody who no longer decides for an organisation but still belongs to it."""
    return Letter(
        gettext("Bà con thôi quản lý %(name)s", name=name),
        gettext("Bà con thôi quản lý %(name)s và vẫn là thành viên. Xem: %(link)s", name=name, link=link),
        fitted(lambda most: gettext("Bà con thôi quản lý %(name)s, vẫn là thành viên.", name=cut(name, most))),
    )
