"""Words about uploads."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import Text, lazy

MESSAGES: Mapping[str, Text] = {
    "files.too_large": lazy("Ảnh lớn quá. Mời chọn ảnh không quá %(max)s MB."),
    "files.not_an_image": lazy("Tệp này không phải ảnh. Mời chọn ảnh chụp từ điện thoại hoặc máy ảnh."),
    "files.damaged": lazy("Ảnh bị hỏng, không mở được. Mời chọn hoặc chụp ảnh khác."),
    "files.document_large": lazy("Tệp lớn quá. Mời chọn tệp không quá %(max)s MB."),
    "files.document_kind": lazy("Chỉ nhận ảnh, PDF, Word (.docx) và Excel (.xlsx)."),
    "files.document_active": lazy("Tệp có chứa lệnh tự chạy nên không nhận. Mời lưu lại thành PDF rồi gửi."),
    "files.too_many": lazy("Mỗi lần gửi nhiều nhất %(max)s tệp."),
    "files.gone": lazy("Không còn tệp này."),
}
