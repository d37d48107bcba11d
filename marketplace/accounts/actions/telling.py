"""Putting messages about accounts into the outbox, in the recipient's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from marketplace.accounts.actions.taps import make_tap
from marketplace.accounts.contacts import Contact, contact_of
from marketplace.accounts.installation import medium_of
from marketplace.accounts.mail import Letter
from marketplace.accounts.models import MemberRole, Membership, User
from marketplace.accounts.policy import is_usable
from marketplace.db import session
from marketplace.i18n import reading
from marketplace.notifications.actions import post_message
from marketplace.notifications.models import Medium


def tell(
    contact: Contact,
    *,
    user_id: int | None,
    language: str,
    template: str,
    write: Callable[[], Letter],
    expires_at: datetime | None = None,
) -> None:
    """Send a message to a phone or address."""
    with reading(language):
        letter = write()
    medium = medium_of(contact)
    post_message(
        medium=medium,
        recipient=contact.value,
        user_id=user_id,
        language=language,
        template=template,
        subject=letter.subject,
        body=letter.short or letter.body if medium is Medium.SMS else letter.body,
        expires_at=expires_at,
    )


def tell_user(user: User, *, template: str, write: Callable[[], Letter]) -> None:
    """Send a message to a user: by e-mail where there is an address, else to the phone."""
    value = user.email or user.phone
    if value:
        tell(contact_of(value), user_id=user.id, language=user.language, template=template, write=write)


def tell_administrators(
    organisation_id: int, *, template: str, write: Callable[[], Letter], but: int | None = None
) -> None:
    """Send a message to everybody who administers an organisation, leaving out the user ``but``."""
    people = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == MemberRole.ADMIN)
        .order_by(User.id)
    ).all()
    for user in people:
        if user.id != but:
            tell_user(user, template=template, write=write)


def _people_of(organisation_id: int) -> Sequence[User]:
    people = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(User.id)
    )
    return [user for user in people if is_usable(user) and (user.email or user.phone)]


def tell_organisation(organisation_id: int, *, template: str, write: Callable[[], Letter]) -> None:
    """Tell everybody in an organisation, each in their own language: by e-mail, or shortly by SMS."""
    for user in _people_of(organisation_id):
        tell_user(user, template=template, write=write)


def tell_organisation_by_tap(
    organisation_id: int,
    *,
    template: str,
    purpose: str,
    thing_id: int,
    site_url: str,
    write: Callable[[str], Letter],
) -> None:
    """Tell everybody in an organisation with a link of their own, on which one tap answers; ``write`` is given it."""
    for user in _people_of(organisation_id):
        link = make_tap(user, organisation_id=organisation_id, purpose=purpose, thing_id=thing_id, site_url=site_url)
        tell_user(user, template=template, write=lambda link=link: write(link))
