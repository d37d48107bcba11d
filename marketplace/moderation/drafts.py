"""What somebody writes in a complaint, as typed."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.contacts import parse_contact
from marketplace.errors import FieldError, Invalid
from marketplace.moderation.models import ComplaintReason
from marketplace.text import tidy, tidy_lines

MAX_TEXT = 3000
MAX_NOTE = 500


@dataclass(frozen=True, kw_only=True)
class ComplaintDraft:
    """A complaint as typed; what it is about may be a posting, an organisation, a lead, or nothing of these."""

    reason: ComplaintReason
    text: str
    # phone or e-mail address of somebody without an account; may be empty
    contact: str = ""
    posting_id: int | None = None
    organisation_id: int | None = None
    lead_id: int | None = None
    form_token: str | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintValues:
    """What a complaint says, once it is read."""

    text: str
    contact: str


def read_complaint(draft: ComplaintDraft) -> ComplaintValues:
    """Read a complaint; raises Invalid with everything that is wrong."""
    problems: list[FieldError] = []
    text = tidy_lines(draft.text)
    if not text:
        problems.append(FieldError(field="text", key="moderation.text_needed"))
    if len(text) > MAX_TEXT:
        problems.append(FieldError(field="text", key="moderation.text_long", values={"max": MAX_TEXT}))
    typed = tidy(draft.contact)
    contact = parse_contact(typed) if typed else None
    if typed and contact is None:
        problems.append(FieldError(field="contact", key="moderation.contact_unreadable"))
    if problems:
        raise Invalid(*problems)
    return ComplaintValues(text=text, contact=contact.value if contact else "")


def read_note(note: str) -> str:
    """Return what staff write about a decision; raises Invalid for an empty or too long one."""
    text = tidy(note)
    if not text:
        raise Invalid.of("note", "moderation.note_needed")
    if len(text) > MAX_NOTE:
        raise Invalid.of("note", "moderation.text_long", max=MAX_NOTE)
    return text
