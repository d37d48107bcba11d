"""What this installation can do: how it hashes, and by which ways it can send a code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher

from marketplace.accounts.contacts import Contact, contact_of
from marketplace.accounts.passwords import hasher_for
from marketplace.config import Settings
from marketplace.notifications.adapters import adapters_for
from marketplace.notifications.models import Medium


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Values that actions on accounts need from the settings."""

    hasher: PasswordHasher
    # keeps hashes of codes and contacts worthless to whoever has only the database
    secret: bytes
    media: frozenset[Medium]
    site_name: str
    public_url: str

    def can_send_to(self, contact: Contact) -> bool:
        """Tell whether a message to this contact leaves by itself; otherwise staff hand it over."""
        return medium_of(contact) in self.media

    def can_send_to_text(self, value: str) -> bool:
        """Tell the same for a stored phone or address."""
        return self.can_send_to(contact_of(value))


def medium_of(contact: Contact) -> Medium:
    """Return how a contact is reached."""
    return Medium.EMAIL if contact.kind == "email" else Medium.SMS


@lru_cache(maxsize=8)
def installation_for(settings: Settings) -> Installation:
    """Return what these settings mean for accounts."""
    return Installation(
        hasher=hasher_for(settings.mode),
        secret=settings.secret_key.encode(),
        media=frozenset(adapters_for(settings)),
        site_name=settings.site_name,
        public_url=settings.public_url,
    )
