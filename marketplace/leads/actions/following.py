"""What the clock does about answers that are owed: reminders, deadlines that pass, and what nobody owes any more.

Each step takes one batch in one transaction and returns how many rows it dealt with. A row changes together with the
message that tells of it, so that nothing is said twice after a kill, nor by two workers at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from marketplace.accounts.actions.telling import tell_organisation, tell_organisation_by_tap
from marketplace.accounts.actor import MACHINE
from marketplace.accounts.models import Organisation
from marketplace.clock import is_polite_hour, now, today
from marketplace.db import session
from marketplace.leads import mail
from marketplace.leads.actions.changes import link_to, write_history
from marketplace.leads.actions.postponing import ANSWER, ask_postponed_again
from marketplace.leads.actions.replies import ask_for_answer
from marketplace.leads.deadlines import REMIND_AFTER, asked_before, last_day
from marketplace.leads.models import Lead, LeadOrigin, LeadStatus, ReplyDue, ReplyKind
from marketplace.leads.policy import LIVE, other_side
from marketplace.leads.queries import is_owed
from marketplace.postings.models import Posting, PostingStatus

BATCH = 50


def _held(statement: Select[ReplyDue]) -> Sequence[ReplyDue]:
    """Hold one batch; rows that another worker has in hand are left to it."""
    batch = statement.order_by(ReplyDue.id).limit(BATCH)
    return session.scalars(batch.with_for_update(of=ReplyDue, skip_locked=True, key_share=True)).all()


def begin_missing_deadlines(*, site_url: str = "") -> int:
    """Let an answer be owed from now on in enquiries that were open before there were deadlines."""
    has_any = exists().where(ReplyDue.lead_id == Lead.id)
    old = select(Lead).where(
        Lead.status == LeadStatus.OPEN,
        Lead.answered_at.is_(None),
        Lead.origin != LeadOrigin.QUOTE,
        ~has_any,
    )
    batch = old.order_by(Lead.id).limit(BATCH)
    leads = session.scalars(batch.with_for_update(of=Lead, skip_locked=True, key_share=True)).all()
    for lead in leads:
        ask_for_answer(lead, lead.recipient_id, ReplyKind.ENQUIRY)
    return len(leads)


def _is_idle(day: date) -> ColumnElement[bool]:
    """Return the condition that nobody can be blamed for silence; the statement joins ``Lead`` and ``Posting``."""
    parties = or_(Organisation.id == Lead.sender_id, Organisation.id == Lead.recipient_id)
    suspended = exists().where(parties, Organisation.is_suspended.is_(True))
    posting_is_over = or_(
        Posting.status.in_((PostingStatus.WITHDRAWN, PostingStatus.EXPIRED)),
        Posting.expires_on < day,
        Posting.taken_down_at.is_not(None),
    )
    # Quotes are decided after the closing day.
    about_the_posting = and_(ReplyDue.kind != ReplyKind.QUOTE, Lead.status == LeadStatus.OPEN, posting_is_over)
    return or_(Lead.status.not_in(LIVE), suspended, about_the_posting)


def waive_idle_answers(*, site_url: str = "") -> int:
    """Waive what is owed about a posting that is over, in a lead that is closed, or with a suspended organisation."""
    owed = select(ReplyDue).join(ReplyDue.lead).join(Lead.posting).where(is_owed(), _is_idle(today()))
    rows = _held(owed)
    for due in rows:
        due.waived_at = now()
    return len(rows)


def _remind(due: ReplyDue, site_url: str) -> None:
    lead = due.lead
    other = lead.sender if due.organisation_id == lead.recipient_id else lead.recipient
    tell_organisation_by_tap(
        due.organisation_id,
        template="leads.reminder",
        purpose=ANSWER,
        thing_id=lead.id,
        site_url=site_url,
        write=lambda link: mail.reminder(
            other.name, lead.posting.title, last_day(due.due_at), due.kind is ReplyKind.QUOTE, link=link
        ),
    )


def send_reminders(*, site_url: str = "") -> int:
    """Remind whoever still owes an answer on the second and on the fourth working day."""
    if not is_polite_hour():
        return 0
    moments = [asked_before(days, today()) for days in REMIND_AFTER]
    late = or_(
        *(
            and_(ReplyDue.reminders_sent < number, ReplyDue.asked_at < moment)
            for number, moment in enumerate(moments, 1)
        )
    )
    rows = _held(select(ReplyDue).where(is_owed(), late, ReplyDue.missed_at.is_(None), ReplyDue.due_at > now()))
    for due in rows:
        # Where a reminder was left out, the next one does for both.
        due.reminders_sent = sum(due.asked_at < moment for moment in moments)
        _remind(due, site_url)
    return len(rows)


def _miss(due: ReplyDue, site_url: str) -> None:
    lead = due.lead
    owing = lead.sender if due.organisation_id == lead.sender_id else lead.recipient
    due.missed_at = now()
    write_history(lead, "miss", MACHINE, due.organisation_id, kind=due.kind.value)
    tell_organisation(
        other_side(lead, due.organisation_id),
        template="leads.unanswered",
        write=lambda: mail.unanswered(owing.name, lead.posting.title, link=link_to(lead, site_url)),
    )


def note_missed_answers(*, site_url: str = "") -> int:
    """Note deadlines that have passed, in the morning after, and tell whoever waited what to do next."""
    if not is_polite_hour():
        return 0
    rows = _held(select(ReplyDue).where(is_owed(), ReplyDue.missed_at.is_(None), ReplyDue.due_at <= now()))
    for due in rows:
        _miss(due, site_url)
    return len(rows)


# In this order: nobody is reminded or blamed for what has been waived.
STEPS: tuple[Callable[..., int], ...] = (
    begin_missing_deadlines,
    waive_idle_answers,
    ask_postponed_again,
    send_reminders,
    note_missed_answers,
)
