"""How a message leaves the house: SMTP for mail, one small interface for SMS and Zalo."""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import unquote, urlsplit

from marketplace.config import Settings
from marketplace.notifications.models import Medium

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What an adapter needs to know of a message: values, so that it can be sent outside the transaction."""

    medium: Medium
    recipient: str
    subject: str
    body: str


class SendingFailed(Exception):
    """The message did not leave; it can be tried again."""


class Adapter(Protocol):
    """Sends one message, or raises ``SendingFailed``."""

    def send(self, message: Outgoing) -> None:
        """Hand the message to the network; return only when it was taken over."""
        ...


class ConsoleAdapter:
    """Prints messages, for demonstration; they are in the outbox as well."""

    def send(self, message: Outgoing) -> None:
        """Write one line to standard error."""
        sys.stderr.write(f"[{message.medium.value}] {message.recipient}: {message.subject} {message.body}\n")
        sys.stderr.flush()


class SmtpAdapter:
    """Sends mail through the office's own mail server."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp://user:password@host:587")
        self.is_tls = parts.scheme == "smtps"
        self.host = parts.hostname
        self.port = parts.port or (465 if self.is_tls else 587)
        self.user = unquote(parts.username) if parts.username else None
        self.password = unquote(parts.password or "")
        self.sender = sender

    def send(self, message: Outgoing) -> None:
        """Send one plain-text mail; line breaks in headers are refused by the standard library."""
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = message.recipient
        mail["Subject"] = message.subject
        mail["Date"] = formatdate(localtime=False)
        mail["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2] or None)
        mail.set_content(message.body)
        try:
            with self._connect() as server:
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            # A refusal names the address; what went wrong is kept and shown to staff, to whom it was sent is not.
            raise SendingFailed(f"{type(error).__name__}: {error}".replace(message.recipient, "…")) from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
            if self.user is not None:
                server.starttls(context=context)
        if self.user is not None:
            server.login(self.user, self.password)
        return server


def adapters_for(settings: Settings) -> Mapping[Medium, Adapter]:
    """Return an adapter for each medium that this installation can send by; the others are held for staff."""
    chosen: dict[Medium, Adapter] = {}
    if settings.smtp_url:
        chosen[Medium.EMAIL] = SmtpAdapter(settings.smtp_url, settings.mail_from)
    elif settings.shows_outbox:
        chosen[Medium.EMAIL] = ConsoleAdapter()
    if settings.sms_adapter == "console":
        chosen[Medium.SMS] = ConsoleAdapter()
    if settings.zalo_adapter == "console":
        chosen[Medium.ZALO] = ConsoleAdapter()
    return chosen
