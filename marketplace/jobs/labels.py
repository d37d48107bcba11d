"""Words about jobs that people see."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import Text, lazy
from marketplace.jobs.models import JobStatus

STATUSES: Mapping[JobStatus, Text] = {
    JobStatus.WAITING: lazy("Đang chờ"),
    JobStatus.RUNNING: lazy("Đang chạy"),
    JobStatus.DONE: lazy("Đã xong"),
    JobStatus.DEAD: lazy("Hỏng, cần xem"),
}

MESSAGES: Mapping[str, Text] = {
    "jobs.not_found": lazy("Không có việc này."),
}
