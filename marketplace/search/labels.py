"""Words about the search index that people see."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import Text, lazy

MESSAGES: Mapping[str, Text] = {
    "search.locked": lazy("Máy khác đang ghi danh mục tìm kiếm. Xin thử lại sau ít phút."),
}
