"""What staff decide about an organisation: the badge, and whether it is in sight."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts import mail
from marketplace.accounts.actions.telling import tell_administrators
from marketplace.accounts.actor import Actor
from marketplace.accounts.installation import Installation
from marketplace.accounts.mail import Letter
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import get_organisation_to_verify
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import lock_row
from marketplace.jobs.actions import enqueue


def _hold(organisation_id: int, by: Actor) -> Organisation:
    """Return an organisation of this member of staff's province, held until the end of the transaction."""
    organisation = get_organisation_to_verify(organisation_id, by=by)
    lock_row(organisation)
    return organisation


def verify_organisation(organisation_id: int, *, installation: Installation, by: Actor) -> Organisation:
    """Give the badge; doing it twice changes nothing."""
    organisation = _hold(organisation_id, by)
    if organisation.verified_at is None:
        organisation.verified_at = now()
        organisation.verified_by_id = by.user_id
        _follow_up(organisation, "verify", mail.organisation_verified, installation, by)
    return organisation


def unverify_organisation(organisation_id: int, *, installation: Installation, by: Actor) -> Organisation:
    """Take the badge away."""
    organisation = _hold(organisation_id, by)
    if organisation.verified_at is not None:
        organisation.verified_at = None
        organisation.verified_by_id = None
        _follow_up(organisation, "unverify", mail.organisation_unverified, installation, by)
    return organisation


def suspend_organisation(organisation_id: int, *, installation: Installation, by: Actor) -> Organisation:
    """Put an organisation and its postings out of sight."""
    organisation = _hold(organisation_id, by)
    if not organisation.is_suspended:
        organisation.is_suspended = True
        _follow_up(organisation, "suspend", mail.organisation_suspended, installation, by)
    return organisation


def resume_organisation(organisation_id: int, *, installation: Installation, by: Actor) -> Organisation:
    """Bring a suspended organisation back into sight, with its postings as they were."""
    organisation = _hold(organisation_id, by)
    if organisation.is_suspended:
        organisation.is_suspended = False
        _follow_up(organisation, "resume", mail.organisation_resumed, installation, by)
    return organisation


def _follow_up(
    organisation: Organisation, verb: str, write: Callable[..., Letter], installation: Installation, by: Actor
) -> None:
    """Write history, have the index follow, and tell the organisation."""
    record(
        f"accounts.{verb}",
        by_user_id=by.user_id,
        thing_kind="organisation",
        thing_id=organisation.id,
        organisation_id=organisation.id,
    )
    enqueue("postings.reindex_organisation", organisation_id=organisation.id)
    link = f"{installation.public_url}/organisations/{organisation.id}"
    tell_administrators(
        organisation.id,
        template=f"accounts.{write.__name__}",
        write=lambda: write(organisation.name, site=installation.site_name, link=link),
    )
