"""What the domain raises when it says no; doors turn these into answers in the reader's language."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


class MarketplaceError(Exception):
    """Base of every refusal; ``key`` is ``room.reason`` and names a message in that room's ``labels``."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class NotFound(MarketplaceError):
    """The thing does not exist, or this actor may not know that it does (HTTP 404)."""


class Refused(MarketplaceError):
    """The actor may not do this (HTTP 403)."""


class Conflict(MarketplaceError):
    """The thing is in a state in which this cannot be done (HTTP 409)."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class FieldError:
    """One thing wrong with one field of the input."""

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict[str, object])


class Invalid(MarketplaceError):
    """The input cannot be used as it stands (HTTP 422); ``problems`` name the fields."""

    def __init__(self, *problems: FieldError) -> None:
        super().__init__("input.invalid")
        self.problems = problems

    @classmethod
    def of(cls, field_name: str, key: str, **values: object) -> Invalid:
        """Build the error for a single field."""
        return cls(FieldError(field=field_name, key=key, values=values))
