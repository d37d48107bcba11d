"""Lets people write to each other, and everything come of that which can: yes, no, later, silence, a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import StaffRole
from marketplace.cli.demo.cast import Cast
from marketplace.cli.demo.past import Story
from marketplace.clock import now
from marketplace.db import session
from marketplace.leads.actions import (
    CallDraft,
    accept_lead,
    decline_lead,
    log_call,
    log_office_call,
    mark_seen,
    postpone_lead,
    reply,
    send_enquiry,
    withdraw_lead,
)
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import CallMeans, CallOutcome, DeclineReason, Lead, LeadOrigin, LeadStatus, ReplyDue
from marketplace.matching.models import Match
from marketplace.postings.models import Posting

# What comes of the enquiries of the best matches, one after the other.
ENDINGS = (
    "accepted",
    "declined",
    "missed",
    "accepted",
    "talked",
    "open",
    "accepted",
    "called",
    "declined",
    "accepted",
    "later",
    "missed",
    "talked",
    "late",
    "declined",
    "withdrawn",
)
# So long ago, in days, an enquiry must be for its deadline to have passed whatever holidays there were.
LONG_AGO = 15


@dataclass(frozen=True, kw_only=True)
class Enquiry:
    """An enquiry that will be sent: about which posting, by whom, and what comes of it."""

    about: Posting
    own: Posting | None
    sender: Actor
    answering: Actor
    days: int
    hour: int
    body: str
    ending: str
    # how it was found
    origin: LeadOrigin = LeadOrigin.MATCH
    answer: str = ""


Step = Callable[[Cast, Enquiry, Lead], Story]


def enquiry_story(cast: Cast, one: Enquiry) -> Story:
    """Write to the owner of a posting, and let come of it what does."""
    yield cast.past.ago(one.days, one.hour)
    lead = send_enquiry(
        one.about,
        MessageDraft(body=one.body),
        own_posting=one.own,
        origin=one.origin,
        site_url=cast.site_url,
        by=one.sender,
    )
    mark_seen(lead, by=one.sender)
    # What joins a conversation that goes on already ends as that does.
    if lead.created_at == now():
        yield from _AFTERWARDS[one.ending](cast, one, lead)


def _is_open(lead: Lead) -> bool:
    """Tell whether nothing has been decided meanwhile, as when a quote was sent in the same lead."""
    return lead.status is LeadStatus.OPEN


def _left_open(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    return iter(())


def _accepted(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    yield cast.past.ago(max(one.days - 1 - lead.id % 2, 0), 11)
    if not _is_open(lead):
        return
    mark_seen(lead, by=one.answering)
    accept_lead(lead, site_url=cast.site_url, by=one.answering)
    said = one.answer or cast.words["accepted"]
    reply(lead, MessageDraft(body=said), site_url=cast.site_url, by=one.answering)
    yield cast.past.ago(max(one.days - 2 - lead.id % 2, 0), 15)
    reply(lead, MessageDraft(body=cast.words["thanks"]), site_url=cast.site_url, by=one.sender)
    mark_seen(lead, by=one.sender)
    mark_seen(lead, by=one.answering)


def _talked(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    yield from _accepted(cast, one, lead)
    yield cast.past.ago(max(one.days - 3 - lead.id % 2, 0), 16)
    if lead.status is not LeadStatus.ACCEPTED:
        return
    means = CallMeans.ZALO if lead.id % 3 == 0 else CallMeans.PHONE
    log_call(lead, CallDraft(means=means, outcome=CallOutcome.GOING_ON, note=cast.words["talked"]), by=one.sender)
    mark_seen(lead, by=one.sender)


def _declined(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    yield cast.past.ago(max(one.days - 2, 0), 10)
    if not _is_open(lead):
        return
    reasons = list(cast.words["declined"].items())
    reason, note = reasons[lead.id % len(reasons)]
    mark_seen(lead, by=one.answering)
    decline_lead(lead, DeclineReason(reason), one.answer or note, site_url=cast.site_url, by=one.answering)


def _later(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    yield cast.past.ago(max(one.days - 2, 0), 16)
    if not _is_open(lead):
        return
    mark_seen(lead, by=one.answering)
    day = cast.past.today + timedelta(days=12 + lead.id % 20)
    postpone_lead(lead, day, site_url=cast.site_url, by=one.answering)


def _called(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    """Let nobody answer, so that staff of the province phone; one who does not pick up is still called tomorrow."""
    yield cast.past.ago(max(one.days - 10, 0), 14)
    staff = cast.staff[StaffRole.PROVINCIAL]
    due = session.scalars(select(ReplyDue).where(ReplyDue.lead_id == lead.id).limit(1)).first()
    if due is not None and due.missed_at is not None and due.organisation.province_code == staff.staff_province_code:
        outcome = CallOutcome.NO_ANSWER if lead.id % 2 else CallOutcome.WILL_REPLY
        log_office_call(due, CallDraft(means=CallMeans.PHONE, outcome=outcome), by=staff)


def _late(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    yield cast.past.ago(max(one.days - 11, 0), 20)
    if not _is_open(lead):
        return
    reply(lead, MessageDraft(body=cast.words["late"]), site_url=cast.site_url, by=one.answering)


def _withdrawn(cast: Cast, one: Enquiry, lead: Lead) -> Story:
    yield cast.past.ago(max(one.days - 2, 0), 12)
    if not _is_open(lead):
        return
    withdraw_lead(lead, by=one.sender)


_AFTERWARDS: Mapping[str, Step] = {
    "open": _left_open,
    "missed": _left_open,
    "accepted": _accepted,
    "talked": _talked,
    "declined": _declined,
    "later": _later,
    "called": _called,
    "late": _late,
    "withdrawn": _withdrawn,
}
SILENT = ("missed", "called", "late")


def enquiries_of_matches(cast: Cast, matches: Sequence[Match], *, but: frozenset[int]) -> Iterator[Enquiry]:
    """Let the best matches lead to enquiries, those of some organisations left out: these have stories of their own."""
    age_of = {posting.id: cast.ages[record] for record, posting in cast.postings.items()}
    home = cast.staff[StaffRole.PROVINCIAL].staff_province_code
    for number, match in enumerate(matches):
        listing, demand = match.listing, match.demand
        if but & {listing.organisation_id, demand.organisation_id}:
            continue
        youngest = min(age_of[listing.id], age_of[demand.id])
        # Buyers are written to more often than they write.
        about, own = (listing, demand) if number % 3 == 0 else (demand, listing)
        is_home = about.organisation.province_code == home
        ending = _ending_of(number, youngest, is_home=is_home)
        words = cast.words["seller"] if own is listing else cast.words["buyer"]
        yield Enquiry(
            about=about,
            own=own,
            sender=cast.of(own.organisation_id),
            answering=cast.of(about.organisation_id),
            days=_day_of(ending, number, youngest),
            hour=8 + number * 5 % 11,
            body=words.format(own=own.title, other=about.title),
            ending=ending,
        )


def _ending_of(number: int, youngest: int, *, is_home: bool) -> str:
    """Return what comes of an enquiry; where staff of the province look, some more have gone unanswered."""
    ending = ENDINGS[number % len(ENDINGS)]
    if is_home and youngest > LONG_AGO and number % 2 == 1:
        return "missed"
    if ending in SILENT and youngest <= LONG_AGO:
        return "open" if youngest < 5 else "accepted"
    return ending


def _day_of(ending: str, number: int, youngest: int) -> int:
    """Return how many days ago an enquiry is sent about postings of which the youngest has such an age."""
    if ending in SILENT:
        return min(youngest, LONG_AGO + number % 7)
    if ending == "open":
        return min(youngest, 1 + number % 4)
    return min(youngest, 3 + number * 7 % 21)


def enquiries_told(cast: Cast, told: Sequence[Mapping[str, Any]]) -> Iterator[Enquiry]:
    """Return the enquiries that the sample tells one by one."""
    for one in told:
        about = cast.postings[one["about"]]
        own = cast.postings[one["own"]] if one.get("own") else None
        yield Enquiry(
            about=about,
            own=own,
            sender=cast.owner(one["from"]),
            answering=cast.of(about.organisation_id),
            days=one["days"],
            hour=one["hour"],
            body=one["body"],
            ending=one["ending"],
            origin=LeadOrigin.MATCH if own else LeadOrigin.POSTING,
            answer=one.get("answer", ""),
        )
