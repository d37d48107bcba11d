"""Complaining, and what staff decide about it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import or_, select

from marketplace.accounts.actions.telling import tell, tell_user
from marketplace.accounts.actor import Actor
from marketplace.accounts.contacts import contact_of
from marketplace.accounts.mail import Letter
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import get_organisation
from marketplace.accounts.traces import Traces
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import add_unless_taken, lock_row, session
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.i18n import DEFAULT_LANGUAGE
from marketplace.leads.queries import get_lead
from marketplace.moderation import mail
from marketplace.moderation.drafts import ComplaintDraft, read_complaint, read_note
from marketplace.moderation.models import Complaint, ComplaintStatus
from marketplace.moderation.policy import may_decide
from marketplace.postings.actions import take_down
from marketplace.postings.models import Posting
from marketplace.postings.queries import get_visible_posting
from marketplace.text import form_key


def _subject(draft: ComplaintDraft, by: Actor) -> tuple[Posting | None, Organisation | None]:
    """Return the posting and the organisation that a complaint is about; the actor must be able to see them."""
    if draft.lead_id is not None:
        view = get_lead(draft.lead_id, by)
        is_about_own = view.lead.posting.organisation_id == view.own.id
        return (None if is_about_own else view.lead.posting), view.other
    if draft.posting_id is not None:
        posting = get_visible_posting(draft.posting_id, by)
        return posting, posting.organisation
    if draft.organisation_id is not None:
        return None, get_organisation(draft.organisation_id)
    return None, None


def _find_by_form(key: str | None) -> Complaint | None:
    return session.scalars(select(Complaint).where(Complaint.form_token == key)).first() if key else None


def file_complaint(draft: ComplaintDraft, *, by: Actor) -> Complaint:
    """Report something to staff; a second submit of the same form returns the same complaint."""
    key = form_key(draft.form_token, f"complaint {by.user_id}")
    if done := _find_by_form(key):
        return done
    values = read_complaint(draft)
    posting, organisation = _subject(draft, by)
    complaint = Complaint(
        posting_id=posting.id if posting else None,
        organisation_id=organisation.id if organisation else None,
        lead_id=draft.lead_id,
        province_code=organisation.province_code if organisation else None,
        reason=draft.reason,
        text=values.text,
        reporter_id=by.user_id,
        reporter_contact=values.contact,
        created_at=now(),
        form_token=key,
    )
    if not add_unless_taken(complaint):
        # The same form, sent twice at once: the other one came first.
        return session.scalars(select(Complaint).where(Complaint.form_token == key)).one()
    _write_history(complaint, "complain", by, reason=draft.reason.value)
    return complaint


def decide_complaint(
    complaint: Complaint, *, is_upheld: bool, note: str, takes_down: bool = False, by: Actor, site_url: str = ""
) -> None:
    """Say whether a complaint is right, with a note that whoever complained reads.

    With ``takes_down`` the posting that it is about goes out of sight, its owner being told the same note.
    """
    lock_row(complaint)
    if not may_decide(by, complaint):
        raise Refused("moderation.not_your_province")
    text = read_note(note)
    if complaint.status is not ComplaintStatus.OPEN:
        raise Conflict("moderation.decided")
    if takes_down and is_upheld:
        if complaint.posting_id is None:
            raise Invalid.of("takes_down", "moderation.nothing_to_take_down")
        take_down(session.get_one(Posting, complaint.posting_id), text, by=by, site_url=site_url)
    complaint.status = ComplaintStatus.UPHELD if is_upheld else ComplaintStatus.REJECTED
    complaint.decision_note = text
    complaint.decided_by_id = by.user_id
    complaint.decided_at = now()
    _write_history(complaint, "uphold" if is_upheld else "reject", by)
    write = mail.upheld if is_upheld else mail.rejected
    _tell_reporter(complaint, lambda: write(complaint.id, text))


def strike_out_of_complaints(traces: Traces) -> None:
    """Strike an erased person out of own complaints, and out of those about organisations that go too."""
    own = or_(Complaint.reporter_id == traces.user_id, Complaint.reporter_contact.in_(traces.contacts))
    about = Complaint.organisation_id.in_(traces.organisation_ids)
    for complaint in session.scalars(select(Complaint).where(or_(own, about))):
        complaint.text = traces.strike(complaint.text)
        complaint.decision_note = traces.strike(complaint.decision_note)
        if complaint.reporter_id == traces.user_id or complaint.reporter_contact in traces.contacts:
            complaint.reporter_contact = ""


def _tell_reporter(complaint: Complaint, write: Callable[[], Letter]) -> None:
    template = f"moderation.{complaint.status.value}"
    reporter = session.get(User, complaint.reporter_id) if complaint.reporter_id else None
    if reporter is not None:
        if reporter.erased_at is None:
            tell_user(reporter, template=template, write=write)
    elif complaint.reporter_contact:
        contact = contact_of(complaint.reporter_contact)
        tell(contact, user_id=None, language=DEFAULT_LANGUAGE, template=template, write=write)


def _write_history(complaint: Complaint, verb: str, by: Actor, **detail: object) -> None:
    record(
        f"moderation.{verb}",
        by_user_id=by.user_id,
        thing_kind="complaint",
        thing_id=complaint.id,
        organisation_id=complaint.organisation_id,
        **detail,
    )
