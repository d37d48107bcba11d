"""The outbox: a row first, sent afterwards, once."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import now
from marketplace.config import load_settings
from marketplace.db import session, transaction
from marketplace.notifications.actions import (
    forget_old_codes,
    forget_recipient,
    mark_failed,
    post_message,
    resend_message,
    take_for_sending,
)
from marketplace.notifications.adapters import Outgoing, SendingFailed, SmtpAdapter, adapters_for
from marketplace.notifications.models import Delivery, Medium, OutboxMessage
from tests.living import free_port


def post(**changes: object) -> OutboxMessage:
    values = {
        "medium": Medium.EMAIL,
        "recipient": "ba.con@example.vn",
        "user_id": 7,
        "language": "vi",
        "template": "test.hello",
        "subject": "Chào bà con",
        "body": "Mã của bà con là 123456",
        **changes,
    }
    return post_message(**values)  # type: ignore[arg-type]


def test_what_was_rolled_back_is_not_sent(db: scoped_session[Session]) -> None:
    with pytest.raises(RuntimeError), transaction():
        message_id = post().id
        raise RuntimeError
    with transaction():
        assert take_for_sending(message_id) is None


def test_an_expired_code_is_not_sent(db: scoped_session[Session]) -> None:
    with transaction():
        message = post(expires_at=now() - timedelta(seconds=1))
        assert take_for_sending(message.id) is None
    assert message.status is Delivery.EXPIRED


def test_a_message_that_cannot_be_sent_is_given_up_and_can_be_sent_again(db: scoped_session[Session]) -> None:
    with transaction():
        message = post()
        assert [mark_failed(message.id, error="no") for _ in range(5)] == [True] * 4 + [False]
        assert take_for_sending(message.id) is None
        resend_message(message.id)
        assert take_for_sending(message.id) is message


def test_an_erased_person_is_gone_from_the_outbox(db: scoped_session[Session]) -> None:
    with transaction():
        message = post()
        forget_recipient(7)
    session.refresh(message)
    assert (message.recipient, message.subject, message.body) == ("", "", "")
    assert message.status is Delivery.EXPIRED


def test_old_codes_are_emptied(db: scoped_session[Session]) -> None:
    with transaction():
        old = post(expires_at=now() - timedelta(days=2))
        post()
        assert forget_old_codes() == 1
    assert old.body == ""


def test_mail_arrives_through_smtp() -> None:
    received: list[SimpleNamespace] = []

    class Inbox:
        async def handle_DATA(self, server: object, smtp: object, envelope: SimpleNamespace) -> str:  # noqa: N802
            received.append(envelope)
            return "250 OK"

    controller = Controller(Inbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        adapter = SmtpAdapter(f"smtp://127.0.0.1:{controller.port}", "chapnoi@example.vn")
        adapter.send(Outgoing(medium=Medium.EMAIL, recipient="a@example.vn", subject="Có liên hệ mới", body="Mời xem."))
    finally:
        controller.stop()
    mail = email.message_from_bytes(received[0].content, policy=email.policy.default)
    assert (mail["Subject"], mail.get_content().strip()) == ("Có liên hệ mới", "Mời xem.")


def test_a_server_that_is_away_is_a_failure_to_try_again() -> None:
    with pytest.raises(SendingFailed):
        SmtpAdapter("smtp://127.0.0.1:1", "a@example.vn").send(
            Outgoing(medium=Medium.EMAIL, recipient="a@example.vn", subject="x", body="y")
        )


def test_a_real_installation_sends_nothing_to_the_console(tmp_path: object) -> None:
    assert adapters_for(load_settings({"VAR_DIR": str(tmp_path)})) == {}
