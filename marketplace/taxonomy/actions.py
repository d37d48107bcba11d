"""Changes that staff make to the reference lists."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date

from marketplace.audit.actions import record
from marketplace.db import session
from marketplace.errors import FieldError, Invalid, NotFound, Refused
from marketplace.taxonomy.fields import EDITABLE, Check, Entry, FieldProblem
from marketplace.taxonomy.policy import Editor, may_edit_entry


def edit_entry(kind: str, code: str, *, changes: Mapping[str, object], by: Editor) -> Entry:
    """Change fields of one entry; a later load of the published list leaves these fields alone.

    ``kind`` is category, province, certificate, paper or channel. Lists of codes may come as lists or
    as one text with semicolons. Raises ``NotFound``, ``Refused`` or ``Invalid``.
    """
    if kind not in EDITABLE:
        raise NotFound("taxonomy.not_found")
    if not may_edit_entry(by, kind, code, frozenset(changes)):
        raise Refused("taxonomy.edit_refused")
    entry = session.get(EDITABLE[kind].model, code)
    if entry is None:
        raise NotFound("taxonomy.not_found")
    values = _checked(EDITABLE[kind].fields, changes)
    before = {name: getattr(entry, name) for name in values if getattr(entry, name) != values[name]}
    if not before:
        return entry
    for name in before:
        setattr(entry, name, values[name])
    entry.edited_fields = sorted({*entry.edited_fields, *before})
    record(
        "taxonomy.edit",
        by_user_id=by.user_id,
        thing_kind=kind,
        code=code,
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(values[name]) for name in before},
    )
    return entry


def _checked(checks: Mapping[str, Check], changes: Mapping[str, object]) -> dict[str, object]:
    values: dict[str, object] = {}
    problems: list[FieldError] = []
    for name, value in changes.items():
        if name not in checks:
            problems.append(FieldError(field=name, key="taxonomy.field_fixed"))
            continue
        try:
            values[name] = checks[name](value)
        except FieldProblem as problem:
            problems.append(problem.at(name))
    if problems:
        raise Invalid(*problems)
    return values


def _plain(value: object) -> object:
    """Return a value as history can keep it."""
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
