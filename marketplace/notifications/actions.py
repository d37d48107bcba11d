"""Writing to the outbox, and what became of each message."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.jobs.actions import enqueue
from marketplace.notifications.models import Delivery, Medium, OutboxMessage

MAX_ATTEMPTS = 5
# as long as the column; two long names and a title can make more than that
MAX_SUBJECT = 200


def post_message(
    *,
    medium: Medium,
    recipient: str,
    user_id: int | None,
    language: str,
    template: str,
    subject: str,
    body: str,
    expires_at: datetime | None = None,
) -> OutboxMessage:
    """Put a message into the outbox, in the same transaction as what it tells of; the worker sends it.

    ``subject`` and ``body`` are already in the recipient's language (``i18n.reading``).
    """
    message = OutboxMessage(
        medium=medium,
        recipient=recipient,
        user_id=user_id,
        language=language,
        template=template,
        subject=subject if len(subject) <= MAX_SUBJECT else f"{subject[: MAX_SUBJECT - 1]}…",
        body=body,
        expires_at=expires_at,
        created_at=now(),
    )
    session.add(message)
    session.flush()
    enqueue("notifications.deliver", message_id=message.id)
    return message


def take_for_sending(message_id: int) -> OutboxMessage | None:
    """Return a message that is still to be sent, or None; one that has expired is marked so and not sent."""
    message = session.get(OutboxMessage, message_id, populate_existing=True)
    if message is None or message.status not in (Delivery.WAITING, Delivery.HELD):
        return None
    if message.expires_at is not None and message.expires_at <= now():
        message.status = Delivery.EXPIRED
        return None
    return message


def mark_sent(message_id: int) -> None:
    """Note that the message has left the house."""
    message = session.get_one(OutboxMessage, message_id)
    message.status = Delivery.SENT
    message.sent_at = now()
    message.attempts += 1
    message.last_error = None


def mark_held(message_id: int) -> None:
    """Note that nothing is set up to send this message; staff hand its content over."""
    session.get_one(OutboxMessage, message_id).status = Delivery.HELD


def mark_failed(message_id: int, *, error: str) -> bool:
    """Note a failed attempt; return whether it is worth trying again."""
    message = session.get_one(OutboxMessage, message_id)
    message.attempts += 1
    message.last_error = error[:2000]
    if message.attempts >= MAX_ATTEMPTS:
        message.status = Delivery.FAILED
        return False
    return True


def resend_message(message_id: int) -> None:
    """Let staff try a failed message again."""
    message = session.get(OutboxMessage, message_id)
    if message is None or message.status not in (Delivery.FAILED, Delivery.HELD):
        raise NotFound("notifications.not_found")
    message.status = Delivery.WAITING
    message.attempts = 0
    enqueue("notifications.deliver", message_id=message.id)


def forget_recipient(user_id: int, *, contacts: Collection[str] = ()) -> None:
    """Take address and text out of everything that was ever sent to a user who is being erased."""
    sent = or_(OutboxMessage.user_id == user_id, OutboxMessage.recipient.in_(contacts))
    for message in session.scalars(select(OutboxMessage).where(sent)):
        message.recipient = ""
        message.subject = ""
        message.body = ""
        message.last_error = None
        if message.status in (Delivery.WAITING, Delivery.HELD):
            message.status = Delivery.EXPIRED


def strike_out_of_messages(words: Iterable[str], strike: Callable[[str], str]) -> None:
    """Strike what gives an erased person away out of messages to others."""
    columns = (OutboxMessage.subject, OutboxMessage.body)
    holding = [column.contains(word, autoescape=True) for word in words for column in columns]
    if not holding:
        return
    for message in session.scalars(select(OutboxMessage).where(or_(*holding))):
        message.subject = strike(message.subject)
        message.body = strike(message.body)


def forget_old_codes(older_than: timedelta = timedelta(days=1)) -> int:
    """Empty the text of messages whose code can no longer be used; return how many."""
    past = select(OutboxMessage).where(
        OutboxMessage.expires_at < now() - older_than, or_(OutboxMessage.body != "", OutboxMessage.subject != "")
    )
    rows = session.scalars(past).all()
    for message in rows:
        message.body = ""
        message.subject = ""
    return len(rows)
