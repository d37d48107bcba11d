"""Who may change the reference lists."""

from __future__ import annotations

from typing import Protocol

LIST_KEEPERS = frozenset({"ministry", "system"})


class Role(Protocol):
    """What somebody may do for the office."""

    @property
    def value(self) -> str: ...


class Editor(Protocol):
    """Who is doing this; the rooms above have the real thing."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def staff_role(self) -> Role: ...

    def is_staff_for(self, province_code: str | None) -> bool: ...


def may_edit_lists(by: Editor) -> bool:
    """Tell whether the actor keeps the lists: ministry and system staff do."""
    return by.staff_role.value in LIST_KEEPERS


def may_edit_help_phone(by: Editor, province_code: str) -> bool:
    """Tell whether the actor may change the help number of a province: its own staff may, too."""
    return may_edit_lists(by) or by.is_staff_for(province_code)


def may_edit_entry(by: Editor, kind: str, code: str, fields: frozenset[str]) -> bool:
    """Tell whether the actor may change these fields of one entry."""
    if kind == "province" and fields <= {"help_phone"}:
        return may_edit_help_phone(by, code)
    return may_edit_lists(by)
