"""What stands in a form, in words: for whoever compares two versions, or looks over what was kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, FileField, HiddenField, PasswordField, SelectFieldBase, SubmitField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from marketplace.i18n import Text, gettext, lazy
from marketplace.taxonomy.labels import name_of, ward_name
from marketplace.taxonomy.queries import find_category, find_ward

# where our forms are
FORMS = "marketplace.web.forms"
UNSEEN = (HiddenField, PasswordField, FileField, SubmitField)
# fields that stand in a table and have no words of their own
ROW_WORDS: Mapping[str, Text] = {
    "month_amounts": lazy("Lượng từng tháng"),
    "tier_amounts": lazy("Mua từ"),
    "tier_prices": lazy("Giá khi mua nhiều"),
}
LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field that says something: its words, and what was typed or chosen."""

    name: str
    label: Text
    words: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that says different things in two versions."""

    label: Text
    now: str
    typed: str


def lines_of(form: BaseForm, unbound: Mapping[str, Any] | None = None) -> list[Line]:
    """Return what a form says, in the order of its fields; what is hidden, secret or a file is left out."""
    unbound = unbound if unbound is not None else unbound_fields(type(form))
    lines = [
        Line(name=field.short_name, label=label_of(field.short_name, unbound), words=words_of(field))
        for field in form
        if not isinstance(field, UNSEEN) and not isinstance(getattr(field, "data", None), bytes)
    ]
    for row in getattr(form, "rows", ()):
        parts = (row.number, row.issuer, row.issued_on, row.expires_on)
        lines.append(Line(name=row.id, label=row.name, words=", ".join(filter(None, parts))))
    return lines


def differences(now: BaseForm, typed: BaseForm) -> list[Difference]:
    """Return the fields in which two forms of one kind differ."""
    ours, theirs = ({line.name: line for line in lines_of(form)} for form in (typed, now))
    both = {**theirs, **ours}
    found = []
    for name, line in both.items():
        old, new = (side[name].words if name in side else "" for side in (theirs, ours))
        if _plain(old) != _plain(new):
            found.append(Difference(label=line.label, now=old, typed=new))
    return found


def lines_of_fields(fields: Sequence[tuple[str, str]]) -> list[Line]:
    """Return what the fields of a form that was sent say, with the words of whichever of our forms they come from."""
    names = {base_of(name) for name, _value in fields}
    unbound = _likeliest(names)
    form = BaseForm(unbound, meta=DefaultMeta())
    form.process(MultiDict(fields))
    known = [line for line in lines_of(form, unbound) if line.words]
    rest = [
        Line(name=name, label=gettext("Nội dung khác"), words=value[:LONGEST])
        for name, value in fields
        if base_of(name) not in unbound and value.strip() and ("-" in name or re.search(r"\s", value.strip()))
    ]
    return [*known, *rest]


# --- fields


def base_of(name: str) -> str:
    """Return the name of the field that one of its entries belongs to (``tier_amounts-0``)."""
    return name.partition("-")[0]


def unbound_fields(form: type[Any]) -> dict[str, Any]:
    """Return the fields of a form class by name."""
    found = {name: getattr(form, name) for name in dir(form) if not name.startswith("_")}
    fields = {name: field for name, field in found.items() if hasattr(field, "_formfield")}
    return dict(sorted(fields.items(), key=lambda pair: pair[1].creation_counter))


def label_of(name: str, unbound: Mapping[str, Any]) -> Text:
    """Return the words of a field; one that has none is told by where it stands."""
    field = unbound.get(name)
    words = next((one for one in getattr(field, "args", ()) if not hasattr(one, "_formfield")), None)
    return words or ROW_WORDS.get(name) or gettext("Nội dung khác")


def words_of(field: Any) -> str:
    """Return what a field says: its text, or the words of what was chosen."""
    if isinstance(field, BooleanField):
        return gettext("Có") if field.data else ""
    if isinstance(field, FieldList):
        return ", ".join(filter(None, (words_of(entry) for entry in field.entries)))
    if isinstance(field, SelectFieldBase):
        known = dict(_choices(field))
        chosen = field.data if isinstance(field.data, (list, tuple)) else [field.data]
        said = (_chosen(field.short_name, str(one), known) for one in chosen if one not in (None, ""))
        return ", ".join(filter(None, said))
    if isinstance(getattr(field, "data", None), dict):
        return ", ".join(filter(None, (words_of(inner) for inner in field if not isinstance(inner, UNSEEN))))
    text = field._value() if hasattr(field, "_value") else field.data
    return text.strip()[:LONGEST] if isinstance(text, str) else ""


def _choices(field: Any) -> Iterator[tuple[str, str]]:
    if field.choices is None:
        return
    for choice in field.iter_choices():
        yield str(choice[0]), str(choice[1])


def _chosen(name: str, value: str, known: Mapping[str, str]) -> str:
    """Return the words of one choice; of a list that is not at hand the reference lists may know it."""
    if value in known:
        return known[value]
    if name == "ward_code" and (ward := find_ward(value)) is not None:
        return ward_name(ward)
    if name in ("category_code", "other_code") and (category := find_category(value)) is not None:
        return name_of(category)
    return gettext("Đã chọn")


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _forms(form: type[Any] = FlaskForm) -> Iterator[type[Any]]:
    for one in form.__subclasses__():
        yield one
        yield from _forms(one)


def _likeliest(names: Iterable[str]) -> dict[str, Any]:
    """Return the fields of the form that these names come from: most of them in it, fewest of its own left over."""
    wanted, best, score = set(names), {}, 0.0
    for form in _forms():
        fields = unbound_fields(form) if form.__module__.startswith(FORMS) else {}
        shared = len(wanted & set(fields))
        if shared and shared - len(set(fields) - wanted) / 100 > score:
            best, score = fields, shared - len(set(fields) - wanted) / 100
    return best
