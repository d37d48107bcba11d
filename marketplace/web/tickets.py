"""What a browser remembers between asking for a code and typing it, and where it wanted to go before it signed up."""

from __future__ import annotations

import re

from flask import request
from flask import session as cookie

from marketplace.accounts.codes import MIN_TICKET, new_ticket
from marketplace.web.access import is_safe_path

TICKET = "code_ticket"
SENT_TO = "code_to"
AFTERWARDS = "afterwards"
INVITATION = re.compile(r"/invitations/([\w-]{1,64})")


def ticket_of(form_token: str | None) -> str:
    """Return the ticket of a form: its token, so that a double click asks once; a fresh one where it has none."""
    return form_token if form_token and MIN_TICKET <= len(form_token) <= 64 else new_ticket()


def hold_ticket(ticket: str, sent_to: str) -> None:
    """Remember that this browser asked for a code, and where it was sent."""
    cookie[TICKET] = ticket
    cookie[SENT_TO] = sent_to[:254]


def held_ticket() -> str:
    """Return the ticket of the code that this browser asked for, or an empty text."""
    return str(cookie.get(TICKET, ""))


def sent_to() -> str:
    """Return the phone or address that a code was sent to, as it was typed."""
    return str(cookie.get(SENT_TO, ""))


def drop_ticket() -> None:
    """Forget the code."""
    cookie.pop(TICKET, None)
    cookie.pop(SENT_TO, None)


def keep_afterwards() -> None:
    """Remember the page that a visitor wanted before signing up."""
    target = request.args.get("next")
    if is_safe_path(target):
        cookie[AFTERWARDS] = str(target)[:500]


def invitation_in(target: str | None) -> str:
    """Return the code of the invitation that a page is about, or an empty text."""
    found = INVITATION.fullmatch(target or "")
    return found[1] if found else ""


def take_afterwards(default: str) -> str:
    """Return the page that was wanted before, once, or the default."""
    target = cookie.pop(AFTERWARDS, None)
    return str(target) if is_safe_path(target) else default
