"""What stands between two people who edit one thing: who changed it when, and where the two versions differ."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import request
from wtforms.form import BaseForm

from marketplace.accounts.labels import name_of_person
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import get_names
from marketplace.audit.models import AuditEntry
from marketplace.audit.queries import get_history
from marketplace.postings.models import Posting
from marketplace.web.access import actor
from marketplace.web.typed import differences

# an edit and its line in the history are written in one transaction
SAME_MOMENT = timedelta(seconds=5)


def difference_of(now: BaseForm, typed: BaseForm, last: AuditEntry | None, at: datetime | None) -> dict[str, Any]:
    """Return what the part above a form shows: the rows that differ, when the thing was changed, and by whom.

    ``last`` is the edit that did it; None for a change of which the history does not tell who made it.
    """
    by_id = last.user_id if last is not None else None
    names = get_names([by_id]) if by_id is not None else {}
    return {
        "rows": differences(now, typed),
        "by": name_of_person(names.get(by_id, "")) if by_id is not None else "",
        "is_own": by_id is not None and by_id == actor().user_id,
        "at": at,
        "url": request.full_path.rstrip("?"),
    }


def last_edit(thing_kind: str, thing_id: int, verb: str) -> AuditEntry | None:
    """Return the line of the history that tells of the last edit."""
    return next((entry for entry in get_history(thing_kind, thing_id) if entry.verb == verb), None)


def posting_difference(now: BaseForm, typed: BaseForm, posting: Posting) -> dict[str, Any]:
    """Return the same for one screen of a posting."""
    last = last_edit("posting", posting.id, "postings.edit")
    is_it = last is not None and abs(last.at - posting.updated_at) < SAME_MOMENT
    return difference_of(now, typed, last if is_it else None, posting.updated_at)


def organisation_difference(now: BaseForm, typed: BaseForm, organisation: Organisation) -> dict[str, Any]:
    """Return the same for the details of an organisation."""
    last = last_edit("organisation", organisation.id, "accounts.edit_organisation")
    return difference_of(now, typed, last, last.at if last is not None else None)
