"""What is raised when a number, a unit or an amount cannot be understood."""

from __future__ import annotations

from marketplace.errors import FieldError, Invalid

SHOWN = 40


class Unreadable(Invalid):
    """Text that is not an amount, a price or a number; ``reason`` names the message to show."""

    def __init__(self, reason: str, text: str, *, field: str = "amount") -> None:
        self.reason = reason
        self.text = text
        super().__init__(FieldError(field=field, key=reason, values={"text": text[:SHOWN]}))


class UnknownUnit(Unreadable):
    """Text that names no unit in the list."""

    def __init__(self, text: str) -> None:
        super().__init__("taxonomy.unit_unknown" if text else "taxonomy.unit_missing", text, field="unit")
