"""Asking for one-time codes, sending or issuing them, and checking what was typed."""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from marketplace.accounts import mail
from marketplace.accounts.actions.telling import tell
from marketplace.accounts.actor import Actor
from marketplace.accounts.codes import (
    CODE_LIFE,
    MAX_ATTEMPTS,
    RESEND_AFTER,
    code_key,
    digits_of,
    new_code,
    ticket_key,
    wait_before_code,
)
from marketplace.accounts.contacts import Contact, contact_of
from marketplace.accounts.installation import Installation
from marketplace.accounts.mail import Letter
from marketplace.accounts.models import CodePurpose, OneTimeCode, SignInPause
from marketplace.accounts.queries import find_code, find_waiting_code
from marketplace.accounts.queries.codes import moments_of_requests
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import session, take_turns
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.i18n import language

LETTERS: Mapping[CodePurpose, tuple[str, Callable[..., Letter]]] = {
    CodePurpose.SIGN_UP: ("accounts.sign_up_code", mail.sign_up_code),
    CodePurpose.RECOVERY: ("accounts.recovery_code", mail.recovery_code),
    CodePurpose.CONTACT_CHANGE: ("accounts.contact_change_code", mail.contact_change_code),
}

# Opens nothing, ever; see OneTimeCode.
DEAD = ""
KEEP_CODES = timedelta(days=2)


def refuse_too_many(target: str) -> None:
    """Raise Invalid for the field ``contact`` when a code was asked for less than a minute ago, or five in an hour.

    It is counted for the phone or address whether there is an account behind it or not.
    """
    wait = wait_before_code(moments_of_requests(target), moment=now())
    if wait is None:
        return
    if wait <= RESEND_AFTER:
        raise Invalid.of("contact", "accounts.code_too_soon", seconds=math.ceil(wait.total_seconds()))
    raise Invalid.of("contact", "accounts.code_too_often", minutes=math.ceil(wait.total_seconds() / 60))


def request_code(
    purpose: CodePurpose,
    contact: Contact,
    *,
    ticket: str,
    user_id: int | None,
    installation: Installation,
    pending: dict[str, Any] | None = None,
    is_decoy: bool = False,
) -> OneTimeCode:
    """Send a code, or leave a request for staff where this installation cannot send one.

    A decoy looks the same from outside and opens nothing. The browser's earlier codes stop working. Asking twice
    with one ticket within a minute, as a double click does, sends one code.
    """
    moment = now()
    last = find_code(ticket)
    is_same = last is not None and last.target == contact.value and last.purpose is purpose
    if last is not None and is_same and last.used_at is None and last.requested_at > moment - RESEND_AFTER:
        return last
    # Many browsers that ask at once are counted one after the other.
    take_turns(f"code {contact.value}")
    refuse_too_many(contact.value)
    _replace_earlier(ticket)
    code = OneTimeCode(
        user_id=user_id,
        purpose=purpose,
        target=contact.value,
        ticket_hash=ticket_key(ticket),
        code_hash=DEAD if is_decoy else None,
        pending=pending,
        attempts=0,
        requested_at=moment,
        expires_at=moment + CODE_LIFE if is_decoy else None,
    )
    session.add(code)
    session.flush()
    if not is_decoy and installation.can_send_to(contact):
        _send(code, installation)
    return code


def resend_code(ticket: str, *, installation: Installation) -> OneTimeCode:
    """Send another code for what this browser asked for; raises Invalid when it is too soon."""
    last = find_code(ticket)
    if last is None or last.used_at is not None:
        raise Conflict("accounts.code_start_again")
    refuse_too_many(last.target)
    return request_code(
        last.purpose,
        contact_of(last.target),
        ticket=ticket,
        user_id=last.user_id,
        installation=installation,
        pending=last.pending,
        is_decoy=last.code_hash == DEAD,
    )


def _replace_earlier(ticket: str) -> None:
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.ticket_hash == ticket_key(ticket), OneTimeCode.used_at.is_(None))
        .values(code_hash=DEAD, pending=None)
        .execution_options(synchronize_session="fetch")
    )


def _set_code(code: OneTimeCode, installation: Installation) -> str:
    digits = new_code()
    code.code_hash = code_key(digits, ticket_hash=code.ticket_hash, secret=installation.secret)
    code.issued_at = now()
    code.expires_at = now() + CODE_LIFE
    code.attempts = 0
    return digits


def _send(code: OneTimeCode, installation: Installation) -> None:
    digits = _set_code(code, installation)
    template, write = LETTERS[code.purpose]
    tell(
        contact_of(code.target),
        user_id=code.user_id,
        language=str((code.pending or {}).get("language") or language()),
        template=template,
        write=lambda: write(digits, site=installation.site_name),
        expires_at=code.expires_at,
    )


def issue_code(code_id: int, *, installation: Installation, by: Actor) -> tuple[OneTimeCode, str]:
    """Make the code for a waiting request, for staff to read out; returned once, only its hash is kept."""
    if not by.is_staff:
        raise Refused("accounts.not_yours")
    code = find_waiting_code(code_id, by)
    if code is None:
        raise NotFound("accounts.code_gone")
    digits = _set_code(code, installation)
    code.issued_by_id = by.user_id
    record(
        "accounts.issue_code",
        by_user_id=by.user_id,
        thing_kind="user",
        thing_id=code.user_id,
        purpose=code.purpose.value,
        code_id=code.id,
    )
    return code, digits


def take_code(ticket: str, typed: str, *, installation: Installation) -> OneTimeCode | None:
    """Return the code row when the right digits were typed in time, marked as used; None counts as an attempt.

    A wrong, an expired, a replaced and a decoy code are not told apart. The right digits typed again by the same
    browser (a double click) are right again while the code lives.
    """
    found = find_code(ticket)
    if found is None:
        return None
    code = session.scalars(
        select(OneTimeCode)
        .where(OneTimeCode.id == found.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if code.attempts >= MAX_ATTEMPTS or not code.code_hash or code.expires_at is None or code.expires_at <= now():
        return None
    expected = code_key(digits_of(typed), ticket_hash=code.ticket_hash, secret=installation.secret)
    if not hmac.compare_digest(expected, code.code_hash):
        code.attempts += 1
        return None
    if code.used_at is None:
        code.used_at = now()
    return code


def sweep_codes() -> int:
    """Delete old codes, with the phone numbers in them, and forgotten sign-in pauses; return how many."""
    old_codes = delete(OneTimeCode).where(OneTimeCode.requested_at < now() - KEEP_CODES).returning(OneTimeCode.id)
    old_pauses = (
        delete(SignInPause).where(SignInPause.last_failed_at < now() - KEEP_CODES).returning(SignInPause.contact_key)
    )
    gone = session.execute(old_codes.execution_options(synchronize_session=False)).all()
    forgotten = session.execute(old_pauses.execution_options(synchronize_session=False)).all()
    return len(gone) + len(forgotten)
