"""The form for one entry of a reference list: as many fields as the list lets staff change."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField, TextAreaField

from marketplace.accounts.actor import Actor
from marketplace.taxonomy.fields import EDITABLE, Entry
from marketplace.taxonomy.labels import FIELDS, PROVINCE_KINDS, REGIONS
from marketplace.taxonomy.policy import may_edit_entry
from marketplace.taxonomy.queries import (
    find_category,
    get_categories,
    get_certificates,
    get_channels,
    get_papers,
    get_provinces,
)
from marketplace.text import fold
from marketplace.web.forms.words import choices, lazy, shown

LONG = frozenset({"how_to_get_vi", "how_to_get_en", "note"})
CHOICES: dict[str, list[tuple[str, str]]] = {
    "kind": [(kind.value, shown(words)) for kind, words in PROVINCE_KINDS.items()],
    "region": [(region.value, shown(words)) for region, words in REGIONS.items()],
}
LISTS = frozenset({"typical_units", "asked_by", "applies_to_categories", "typical_requirements"})


def get_entries(kind: str, text: str = "") -> Sequence[Entry]:
    """Return a whole list, or the entries whose name or code holds a text."""
    readers = {
        "category": get_categories,
        "province": get_provinces,
        "certificate": get_certificates,
        "paper": get_papers,
        "channel": get_channels,
    }
    wanted = fold(text).strip()
    return [row for row in readers[kind]() if wanted in fold(f"{row.name_vi} {row.code}")]


def find_entry(kind: str, code: str) -> Entry | None:
    """Return one entry, or None."""
    if kind not in EDITABLE:
        return None
    if kind == "category":
        return find_category(code)
    return next((row for row in get_entries(kind) if row.code == code), None)


def as_text(value: object) -> str:
    """Return a value as it stands in a field."""
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return str(value)


def _field(name: str) -> Field:
    if name in CHOICES:
        return RadioField(shown(FIELDS[name]), choices=choices(CHOICES[name]), validate_choice=False)
    if name in LISTS:
        return StringField(shown(FIELDS[name]), description=lazy("Nhiều mã thì cách nhau bằng dấu chấm phẩy."))
    return TextAreaField(shown(FIELDS[name])) if name in LONG else StringField(shown(FIELDS[name]))


class EntryForm(FlaskForm):
    """Fields are added for each list by ``entry_form``."""

    editable: tuple[str, ...] = ()

    def changes(self) -> dict[str, object]:
        """Return what was typed in every field that may change."""
        return {name: self[name].data or "" for name in self.editable}


def entry_form(kind: str, entry: Entry, *, by: Actor) -> EntryForm:
    """Return the form for an entry, filled in; a province's own staff get only its help number."""
    names = tuple(EDITABLE[kind].fields)
    if not may_edit_entry(by, kind, entry.code, frozenset(names)) and kind == "province":
        names = ("help_phone",)
    fields = {name: _field(name) for name in names}
    form_class = type("OneEntryForm", (EntryForm,), {**fields, "editable": names})
    return form_class(data={name: as_text(getattr(entry, name)) for name in names})
