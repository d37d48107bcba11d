"""Words about messages that people see."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import Text, lazy
from marketplace.notifications.models import Delivery, Medium

MEDIUMS: Mapping[Medium, Text] = {
    Medium.EMAIL: lazy("Thư điện tử"),
    Medium.SMS: lazy("Tin nhắn điện thoại"),
    Medium.ZALO: lazy("Zalo"),
}

DELIVERIES: Mapping[Delivery, Text] = {
    Delivery.WAITING: lazy("Chờ gửi"),
    Delivery.SENT: lazy("Đã gửi"),
    Delivery.HELD: lazy("Cán bộ chuyển giúp"),
    Delivery.FAILED: lazy("Không gửi được"),
    Delivery.EXPIRED: lazy("Đã hết hạn"),
}

MESSAGES: Mapping[str, Text] = {
    "notifications.not_found": lazy("Không có tin này."),
}
