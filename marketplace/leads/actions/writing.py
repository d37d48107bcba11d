"""Writing: the first enquiry, the messages after it, and how far each reader has read."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.accounts.actions.telling import tell_organisation, tell_organisation_by_tap
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import now, today
from marketplace.db import add_unless_taken, engine, lock_row, session
from marketplace.errors import Conflict, Refused
from marketplace.leads import mail
from marketplace.leads.actions.changes import hold, is_blocked, link_to, mark_active, write_history
from marketplace.leads.actions.flooding import refuse_flood, refuse_monologue
from marketplace.leads.actions.postponing import ANSWER
from marketplace.leads.actions.replies import ask_for_answer, note_answer
from marketplace.leads.drafts import MessageDraft, MessageValues, read_message
from marketplace.leads.models import Lead, LeadOrigin, LeadVisit, Message, ReplyHow, ReplyKind
from marketplace.leads.policy import LIVE, may_enquire, may_reply, other_side
from marketplace.postings.models import Posting
from marketplace.postings.policy import is_open
from marketplace.text import form_key

# Another message so soon after the last one is not announced again.
QUIET = timedelta(hours=1)


def _sender(by: Actor, posting: Posting) -> Organisation:
    if by.organisation_id is None or not by.belongs_to(by.organisation_id):
        raise Refused("leads.organisation_needed")
    if not may_enquire(by, posting):
        raise Refused("leads.own_posting")
    # Held until the end, so that two submits of one form come one after the other.
    sender = session.get_one(Organisation, by.organisation_id)
    lock_row(sender)
    if sender.is_suspended:
        raise Refused("leads.organisation_suspended")
    return sender


def _find_by_form(key: str | None) -> Lead | None:
    """Return the lead that this form has already made or written to."""
    if key is None:
        return None
    statement = select(Lead).join(Message, Message.lead_id == Lead.id).where(Message.form_token == key)
    return session.scalars(statement).first()


def _find_live(posting: Posting, sender_id: int, own_posting: Posting | None) -> Lead | None:
    """Return the live lead that an enquiry belongs to: about the same posting, or the same pair the other way round."""
    same = and_(Lead.posting_id == posting.id, Lead.sender_id == sender_id)
    if own_posting is not None:
        mirrored = and_(
            Lead.posting_id == own_posting.id,
            Lead.own_posting_id == posting.id,
            Lead.sender_id == posting.organisation_id,
        )
        same = or_(same, mirrored)
    return session.scalars(select(Lead).where(same, Lead.status.in_(LIVE)).order_by(Lead.id).limit(1)).first()


def _add_message(lead: Lead, values: MessageValues, own_id: int, by: Actor) -> Message:
    message = Message(
        lead_id=lead.id,
        organisation_id=own_id,
        user_id=by.user_id,
        body=values.body,
        quantity_amount=values.quantity_amount,
        quantity_unit=values.quantity_unit,
        price=values.price,
        price_unit=values.price_unit,
        created_at=now(),
        form_token=values.form_token,
    )
    session.add(message)
    session.flush()
    session.expire(lead, ["messages"])
    return message


def _join(live: Lead | None, values: MessageValues, *, site_url: str, by: Actor) -> Lead:
    """Add what was written to the conversation that goes on already."""
    if live is None:
        raise Conflict("leads.live_again")
    write_message(live, values, site_url=site_url, by=by)
    return live


def _announce(lead: Lead, sender_name: str, title: str, site_url: str) -> None:
    """Let the recipient owe an answer, and tell everybody there, each with a link on which one tap answers."""
    ask_for_answer(lead, lead.recipient_id, ReplyKind.ENQUIRY)
    tell_organisation_by_tap(
        lead.recipient_id,
        template="leads.enquiry",
        purpose=ANSWER,
        thing_id=lead.id,
        site_url=site_url,
        write=lambda link: mail.enquiry(sender_name, title, link=link),
    )


def send_enquiry(
    posting: Posting,
    draft: MessageDraft,
    *,
    own_posting: Posting | None = None,
    origin: LeadOrigin = LeadOrigin.POSTING,
    site_url: str = "",
    by: Actor,
) -> Lead:
    """Write to the owner of a posting; while a lead about it is alive, what is written joins that.

    ``own_posting`` is the sender's own posting that fits. A second submit of the same form returns the same lead.
    """
    sender = _sender(by, posting)
    key = form_key(draft.form_token, f"enquiry {sender.id}")
    if done := _find_by_form(key):
        return done
    if not is_open(posting, today()):
        raise Conflict("leads.posting_closed")
    if is_blocked(sender.id, posting.organisation_id):
        raise Refused("leads.blocked")
    if own_posting is not None and own_posting.organisation_id != sender.id:
        raise Refused("leads.own_posting_unknown")
    values = read_message(draft, posting, key)
    if live := _find_live(posting, sender.id, own_posting):
        return _join(live, values, site_url=site_url, by=by)
    refuse_flood(sender, posting.organisation_id, values.body)
    lead = Lead(
        posting_id=posting.id,
        own_posting_id=own_posting.id if own_posting else None,
        sender_id=sender.id,
        recipient_id=posting.organisation_id,
        origin=origin,
        created_by_id=by.user_id,
        created_at=now(),
        last_activity_at=now(),
        last_activity_by_id=sender.id,
        form_token=values.form_token,
    )
    if not add_unless_taken(lead):
        # The recipient has just taken a no back: what was declined is alive again.
        return _join(_find_live(posting, sender.id, own_posting), values, site_url=site_url, by=by)
    _add_message(lead, values, sender.id, by)
    write_history(lead, "send", by, sender.id, posting_id=posting.id)
    _announce(lead, sender.name, posting.title, site_url)
    return lead


def write_message(lead: Lead, values: MessageValues, *, site_url: str = "", by: Actor) -> Message:
    """Add a message that has been read already to a live lead, and tell the other side."""
    own_id = hold(lead, by=by)
    if not may_reply(by, lead):
        raise Conflict("leads.closed")
    if is_blocked(lead.sender_id, lead.recipient_id):
        raise Refused("leads.blocked")
    own = session.get_one(Organisation, own_id)
    if own.is_suspended:
        raise Refused("leads.organisation_suspended")
    refuse_monologue(lead, own_id)
    is_announced = lead.last_activity_by_id == own_id and lead.last_activity_at > now() - QUIET
    message = _add_message(lead, values, own_id, by)
    if own_id == lead.recipient_id and lead.answered_at is None:
        lead.answered_at = now()
    note_answer(lead, own_id, ReplyHow.MESSAGE)
    mark_active(lead, own_id)
    write_history(lead, "reply", by, own_id)
    if not is_announced:
        tell_organisation(
            other_side(lead, own_id),
            template="leads.message",
            write=lambda: mail.message(own.name, lead.posting.title, link=link_to(lead, site_url)),
        )
    return message


def reply(lead: Lead, draft: MessageDraft, *, site_url: str = "", by: Actor) -> Message:
    """Write another message in a lead; a second submit of the same form returns the same message."""
    own_id = hold(lead, by=by)
    key = form_key(draft.form_token, f"reply {lead.id} {own_id}")
    if key is not None:
        done = session.scalars(select(Message).where(Message.form_token == key)).first()
        if done is not None:
            return done
    return write_message(lead, read_message(draft, lead.posting, key), site_url=site_url, by=by)


def mark_seen(lead: Lead, *, by: Actor) -> None:
    """Note that the actor has read a lead up to now."""
    hold(lead, by=by)
    insert = postgresql.insert if engine().dialect.name == "postgresql" else sqlite.insert
    statement = insert(LeadVisit).values(lead_id=lead.id, user_id=by.user_id, seen_at=now())
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["lead_id", "user_id"], set_={"seen_at": statement.excluded.seen_at}
        )
    )
    session.expire_all()
