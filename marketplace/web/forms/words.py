"""Words in forms: looked up when shown, typed as WTForms wants them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketplace import i18n
from marketplace.i18n import Text


def lazy(message: str) -> str:
    """Return a message for a label or hint, looked up when it is shown."""
    return cast("str", i18n.lazy(message))


def shown(text: Text) -> str:
    """Return words of a room for a choice."""
    return cast("str", text)


def choices(pairs: Iterable[tuple[str, Text]], *, heading: Text | None = None) -> list[Any]:
    """Return pairs of value and words as the choices of a field, under a heading where one is given."""
    return [SelectChoice(value=value, label=shown(words), optgroup=heading) for value, words in pairs]
