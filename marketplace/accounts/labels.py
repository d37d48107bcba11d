"""Words about people and organisations."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.accounts.models import CodePurpose, MemberRole, Organisation, OrganisationKind, StaffRole
from marketplace.i18n import Text, gettext, lazy

KINDS: Mapping[OrganisationKind, Text] = {
    OrganisationKind.HOUSEHOLD: lazy("Hộ kinh doanh"),
    OrganisationKind.COOPERATIVE_GROUP: lazy("Tổ hợp tác"),
    OrganisationKind.COOPERATIVE: lazy("Hợp tác xã"),
    OrganisationKind.ENTERPRISE: lazy("Doanh nghiệp"),
    OrganisationKind.CRAFT_VILLAGE: lazy("Làng nghề"),
    OrganisationKind.MARKET: lazy("Chợ"),
    OrganisationKind.WHOLESALE_MARKET: lazy("Chợ đầu mối"),
    OrganisationKind.DEALER: lazy("Đại lý"),
    OrganisationKind.GROCER: lazy("Cửa hàng tạp hóa"),
    OrganisationKind.SUPERMARKET: lazy("Siêu thị"),
    OrganisationKind.CONVENIENCE: lazy("Chuỗi cửa hàng tiện lợi"),
    OrganisationKind.MALL: lazy("Trung tâm thương mại"),
    OrganisationKind.ECOMMERCE: lazy("Bán hàng trên mạng"),
    OrganisationKind.HORECA: lazy("Nhà hàng, khách sạn, bếp ăn"),
    OrganisationKind.EXPORTER: lazy("Doanh nghiệp xuất khẩu"),
}

STAFF_ROLES: Mapping[StaffRole, Text] = {
    StaffRole.NONE: lazy("Thành viên"),
    StaffRole.PROVINCIAL: lazy("Cán bộ tỉnh, thành phố"),
    StaffRole.MINISTRY: lazy("Cán bộ Bộ"),
    StaffRole.SYSTEM: lazy("Quản trị hệ thống"),
}

MEMBER_ROLES: Mapping[MemberRole, Text] = {
    MemberRole.MEMBER: lazy("Thành viên"),
    MemberRole.ADMIN: lazy("Người quản lý"),
}

PURPOSES: Mapping[CodePurpose, Text] = {
    CodePurpose.SIGN_UP: lazy("Đăng ký mới"),
    CodePurpose.RECOVERY: lazy("Quên mật khẩu"),
    CodePurpose.CONTACT_CHANGE: lazy("Đổi liên lạc"),
}

HISTORY: Mapping[str, Text] = {
    "accounts.sign_up": lazy("Đăng ký tài khoản"),
    "accounts.recover": lazy("Đặt lại mật khẩu"),
    "accounts.change_password": lazy("Đổi mật khẩu"),
    "accounts.change_contact": lazy("Đổi liên lạc"),
    "accounts.change_name": lazy("Đổi tên"),
    "accounts.request_recovery": lazy("Cán bộ giúp đổi liên lạc"),
    "accounts.issue_code": lazy("Cán bộ cấp mã"),
    "accounts.disable": lazy("Khóa tài khoản"),
    "accounts.enable": lazy("Mở khóa tài khoản"),
    "accounts.set_role": lazy("Đổi quyền cán bộ"),
    "accounts.erase": lazy("Xóa tài khoản"),
    "accounts.export": lazy("Tải dữ liệu của mình"),
    "accounts.create_organisation": lazy("Lập hồ sơ tổ chức"),
    "accounts.edit_organisation": lazy("Sửa hồ sơ tổ chức"),
    "accounts.verify": lazy("Xác minh"),
    "accounts.unverify": lazy("Gỡ xác minh"),
    "accounts.suspend": lazy("Tạm dừng"),
    "accounts.resume": lazy("Cho hoạt động lại"),
    "accounts.empty_organisation": lazy("Xóa liên lạc của tổ chức"),
    "accounts.end_sessions": lazy("Đăng xuất khỏi mọi máy"),
    "accounts.invite": lazy("Mời người vào tổ chức"),
    "accounts.withdraw_invitation": lazy("Rút lời mời"),
    "accounts.accept_invitation": lazy("Nhận lời mời vào tổ chức"),
    "accounts.decline_invitation": lazy("Từ chối lời mời"),
    "accounts.set_member_role": lazy("Đổi quyền trong tổ chức"),
    "accounts.remove_member": lazy("Đưa ra khỏi tổ chức"),
    "accounts.leave": lazy("Rời tổ chức"),
    "accounts.hand_over": lazy("Bàn giao quyền quản lý"),
}

MESSAGES: Mapping[str, Text] = {
    "accounts.tap_gone": lazy("Đường dẫn này đã hết hạn hoặc không đúng. Mời đăng nhập để xem và trả lời."),
    "accounts.sign_in_first": lazy("Mời bà con đăng nhập trước."),
    "accounts.name_needed": lazy("Mời ghi họ tên."),
    "accounts.name_long": lazy("Tên dài quá, tối đa %(max)s chữ cái."),
    "accounts.contact_needed": lazy("Mời ghi số điện thoại hoặc thư điện tử."),
    "accounts.contact_wrong": lazy("Số điện thoại hoặc thư điện tử chưa đúng. Ví dụ: 0912 345 678."),
    "accounts.phone_wrong": lazy("Số điện thoại chưa đúng. Ví dụ: 0912 345 678."),
    "accounts.email_wrong": lazy("Thư điện tử chưa đúng. Ví dụ: hoa@gmail.com."),
    "accounts.contact_same": lazy("Đây là liên lạc đang dùng rồi."),
    "accounts.terms_needed": lazy("Mời đọc và đồng ý với điều khoản để đăng ký."),
    "accounts.password_short": lazy("Mật khẩu cần ít nhất 8 ký tự."),
    "accounts.password_long": lazy("Mật khẩu dài quá, tối đa 200 ký tự."),
    "accounts.password_common": lazy("Mật khẩu này dễ đoán quá, mời chọn mật khẩu khác."),
    "accounts.password_is_contact": lazy("Mật khẩu không được trùng số điện thoại hay thư điện tử."),
    "accounts.password_wrong": lazy("Mật khẩu chưa đúng."),
    "accounts.sign_in_wrong": lazy("Liên lạc hoặc mật khẩu chưa đúng."),
    "accounts.sign_in_paused": lazy("Nhập sai nhiều lần quá. Mời đợi %(minutes)s phút rồi thử lại."),
    "accounts.disabled": lazy("Tài khoản này đang bị khóa. Mời gọi số trợ giúp."),
    "accounts.code_wrong": lazy(
        "Mã chưa đúng hoặc đã hết hạn. Mã dùng trong 15 phút, nhập sai nhiều nhất 5 lần; có thể lấy mã mới."
    ),
    "accounts.code_too_soon": lazy("Vừa có mã gửi đi rồi. Mời đợi %(seconds)s giây rồi lấy mã mới."),
    "accounts.code_too_often": lazy("Đã lấy nhiều mã quá. Mời đợi %(minutes)s phút, hoặc gọi số trợ giúp."),
    "accounts.code_start_again": lazy("Trang này đã cũ. Mời làm lại từ đầu."),
    "accounts.code_gone": lazy("Yêu cầu này không còn chờ nữa."),
    "accounts.user_not_found": lazy("Không có tài khoản này."),
    "accounts.not_your_user": lazy("Tài khoản này do cán bộ khác phụ trách."),
    "accounts.organisation_not_found": lazy("Không có tổ chức này."),
    "accounts.not_your_organisation": lazy("Chỉ người quản lý của tổ chức mới làm được việc này."),
    "accounts.not_your_province": lazy("Tổ chức này thuộc tỉnh khác."),
    "accounts.not_yours": lazy("Bà con không có quyền làm việc này."),
    "accounts.organisation_name_needed": lazy("Mời ghi tên."),
    "accounts.kind_needed": lazy("Mời chọn loại hình."),
    "accounts.side_needed": lazy("Mời chọn bán hàng, mua hàng, hoặc cả hai."),
    "accounts.tax_code_wrong": lazy("Mã số thuế chưa đúng: cần 10 hoặc 13 số, hoặc 12 số của cá nhân."),
    "accounts.province_needed": lazy("Mời chọn tỉnh, thành phố."),
    "accounts.ward_wrong": lazy("Xã, phường này không thuộc tỉnh đã chọn."),
    "accounts.ward_choose": lazy("Mời chọn xã, phường; chưa rõ thì để trống rồi lưu lần nữa."),
    "accounts.text_long": lazy("Dài quá, tối đa %(max)s chữ cái."),
    "accounts.role_wrong": lazy("Quyền này không có."),
    "accounts.role_province_needed": lazy("Cán bộ tỉnh phải có tỉnh phụ trách."),
    "accounts.contact_taken": lazy("Liên lạc này đã có tài khoản khác dùng."),
    "accounts.last_administrator": lazy("Phải còn ít nhất một quản trị hệ thống."),
    "accounts.changed_meanwhile": lazy(
        "Có người vừa sửa hồ sơ này. Những gì bà con gõ vẫn còn đây: mời xem lại rồi lưu lần nữa."
    ),
    "accounts.too_many_organisations": lazy("Mỗi người ở trong nhiều nhất %(max)s tổ chức."),
    "accounts.organisation_suspended_now": lazy("Tổ chức đang bị tạm dừng nên chưa mời thêm người được."),
    "accounts.invitation_gone": lazy(
        "Lời mời này không còn dùng được: đã hết hạn, đã dùng hoặc đã rút. Mời hỏi lại người đã mời."
    ),
    "accounts.already_in": lazy("Bà con đã ở trong tổ chức này rồi."),
    "accounts.already_member": lazy("Người này đã ở trong tổ chức rồi."),
    "accounts.already_invited": lazy("Đã mời liên lạc này rồi, đang chờ trả lời. Cần thì bấm gửi lại ở dưới."),
    "accounts.invitation_was_declined": lazy("Người này đã từ chối. Một tháng sau mới mời lại được."),
    "accounts.invitations_many": lazy("Đang có %(max)s lời mời chờ trả lời. Mời rút bớt rồi mời người mới."),
    "accounts.invitations_today": lazy("Hôm nay đã mời %(max)s lần rồi. Mời đợi đến mai."),
    "accounts.invited_often": lazy("Liên lạc này hôm nay đã nhận nhiều lời mời rồi. Mời đợi đến mai."),
    "accounts.member_gone": lazy("Người này không còn trong tổ chức."),
    "accounts.leave_instead": lazy("Muốn tự ra khỏi tổ chức, mời bấm “Rời tổ chức”."),
    "accounts.hand_over_first": lazy(
        "Bà con là người quản lý cuối cùng. Mời bàn giao cho người khác trước, tổ chức phải luôn có người quản lý."
    ),
    "accounts.last_person": lazy("Bà con là người cuối cùng của tổ chức. Mời đọc kỹ rồi đánh dấu đồng ý."),
    "accounts.successor_needed": lazy("Mời chọn người nhận bàn giao."),
}


def sides_of(organisation: Organisation) -> str:
    """Return what an organisation does: sells, buys, or both."""
    if organisation.is_producer and organisation.is_distributor:
        return gettext("Bán và mua")
    return gettext("Bán hàng") if organisation.is_producer else gettext("Mua hàng")


def name_of_person(full_name: str) -> str:
    """Return a person's name, or words for somebody whose account was erased."""
    return full_name or gettext("Người đã xóa tài khoản")
