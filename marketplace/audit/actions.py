"""Writing history."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import select, update

from marketplace.audit.models import AuditEntry, ContactLook
from marketplace.clock import now
from marketplace.db import session


def record(
    verb: str,
    *,
    by_user_id: int | None,
    thing_kind: str,
    thing_id: int | None = None,
    organisation_id: int | None = None,
    **detail: Any,
) -> None:
    """Add one line to the history, in the same transaction as the change it tells of.

    ``verb`` is ``room.verb``; ``detail`` holds plain values, never personal data or the text of a message.
    """
    session.add(
        AuditEntry(
            at=now(),
            user_id=by_user_id,
            organisation_id=organisation_id,
            verb=verb,
            thing_kind=thing_kind,
            thing_id=thing_id,
            detail=detail,
        )
    )


def record_contact_look(
    *,
    user_id: int,
    viewer_name: str,
    viewer_organisation_id: int | None,
    owner_organisation_id: int,
    lead_id: int | None,
) -> None:
    """Note that somebody was shown an organisation's contact details; the owner can read this."""
    session.add(
        ContactLook(
            at=now(),
            user_id=user_id,
            viewer_name=viewer_name,
            viewer_organisation_id=viewer_organisation_id,
            owner_organisation_id=owner_organisation_id,
            lead_id=lead_id,
        )
    )


def forget_viewer(user_id: int) -> None:
    """Take the name of a user who is being erased out of the record of looks."""
    session.execute(
        update(ContactLook)
        .where(ContactLook.user_id == user_id)
        .values(viewer_name="")
        .execution_options(synchronize_session="fetch")
    )


def strike_out_of_history(organisation_ids: Collection[int], strike: Callable[[str], str]) -> None:
    """Strike what gives an erased person away out of what staff wrote about organisations that go too."""
    about = select(AuditEntry).where(AuditEntry.organisation_id.in_(organisation_ids))
    for entry in session.scalars(about):
        struck = {name: strike(value) if isinstance(value, str) else value for name, value in entry.detail.items()}
        if struck != entry.detail:
            entry.detail = struck
