"""``flask demo``: a believable site with goods from all regions, some enquiries, and an account for each role."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import MemberRole, Membership, Organisation, StaffRole, User
from marketplace.accounts.queries import get_actor
from marketplace.cli.collection import read_demand, read_supply
from marketplace.cli.loading import Loaded, Loader, load_records
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.jobs.actions import drop_waiting_jobs
from marketplace.leads.actions import accept_lead, decline_lead, reply, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import DeclineReason, LeadOrigin
from marketplace.matching.models import Match
from marketplace.matching.refresh import refresh
from marketplace.notifications.actions import mark_sent
from marketplace.notifications.models import Delivery, OutboxMessage
from marketplace.postings.indexing import rebuild_index
from marketplace.postings.models import Posting

SAMPLE = Path(__file__).parent / "sample"
SAMPLE_PASSWORD = "chap-noi-2026"  # noqa: S105 - printed on purpose, and only a demonstration has it
SAMPLE_PRODUCER = "S288"
SAMPLE_DISTRIBUTOR = "D033"

group = AppGroup("demo", help="Sample site: load.")


@dataclass(frozen=True, kw_only=True)
class SampleAccount:
    """An account that is printed at the start of a demonstration."""

    phone: str
    full_name: str
    words: str
    role: StaffRole = StaffRole.NONE
    province_code: str | None = None
    # the record whose organisation the account belongs to, and its place in it
    record: str = ""
    place: MemberRole = MemberRole.ADMIN


SAMPLE_ACCOUNTS = (
    SampleAccount(
        phone="0901000001", full_name="Nguyễn Thị Hoa", words="producer, organisation admin", record=SAMPLE_PRODUCER
    ),
    SampleAccount(
        phone="0901000002",
        full_name="Nguyễn Văn Lâm",
        words="producer, member",
        record=SAMPLE_PRODUCER,
        place=MemberRole.MEMBER,
    ),
    SampleAccount(
        phone="0901000003",
        full_name="Trần Quốc Việt",
        words="distributor, organisation admin",
        record=SAMPLE_DISTRIBUTOR,
    ),
    SampleAccount(
        phone="0901000004",
        full_name="Lê Thị Thu",
        words="provincial staff",
        role=StaffRole.PROVINCIAL,
        province_code="",
    ),
    SampleAccount(phone="0901000005", full_name="Phạm Minh Đức", words="ministry staff", role=StaffRole.MINISTRY),
    SampleAccount(phone="0901000006", full_name="Vũ Hải Nam", words="system administrator", role=StaffRole.SYSTEM),
)


def is_site_empty() -> bool:
    """Tell whether nobody has an account yet."""
    return session.scalars(select(User.id).limit(1)).first() is None


def make_accounts(loader: Loader, loaded: Loaded) -> Mapping[str, Actor]:
    """Make the sample accounts; return them as actors by phone. Provincial staff work where the sample producer is."""
    records: Mapping[str, Posting] = {**loaded.listings, **loaded.demands}
    home = loaded.listings[SAMPLE_PRODUCER].organisation.province_code
    actors: dict[str, Actor] = {}
    for account in SAMPLE_ACCOUNTS:
        user = loader.user(account.full_name, phone=f"+84{account.phone[1:]}")
        user.staff_role = account.role
        user.staff_province_code = home if account.role is StaffRole.PROVINCIAL else None
        organisation_id = None
        if account.record:
            organisation_id = records[account.record].organisation_id
            session.add(
                Membership(user_id=user.id, organisation_id=organisation_id, role=account.place, created_at=now())
            )
        session.flush()
        actors[account.phone] = get_actor(user.id, organisation_id=organisation_id)
    return actors


def verify_some(actors: Mapping[str, Actor]) -> None:
    """Give two organisations in three their badge, as an office would after some weeks; nobody needs to be told."""
    ministry = next(actor for actor in actors.values() if actor.staff_role is StaffRole.MINISTRY)
    for organisation in session.scalars(select(Organisation).where(Organisation.id % 3 != 0)):
        organisation.verified_at = now()
        organisation.verified_by_id = ministry.user_id


def settle_outbox() -> None:
    """Take what the sample's enquiries posted as sent long ago, so that a demonstration begins with a quiet outbox."""
    for message_id in session.scalars(select(OutboxMessage.id).where(OutboxMessage.status == Delivery.WAITING)).all():
        mark_sent(message_id)


def owner_of(posting: Posting) -> Actor:
    """Return somebody who acts for the posting's organisation."""
    statement = select(Membership.user_id).where(Membership.organisation_id == posting.organisation_id)
    user_id = session.scalars(statement.order_by(Membership.id).limit(1)).one()
    return get_actor(user_id, organisation_id=posting.organisation_id)


def write_to(match: Match, words: Mapping[str, str], *, from_demand: bool) -> tuple[Any, Actor, Actor]:
    """Send an enquiry about a match from one of its sides; return the lead, who wrote and who answers."""
    own, other = (match.demand, match.listing) if from_demand else (match.listing, match.demand)
    sender, answering = owner_of(own), owner_of(other)
    text = words["buyer"] if from_demand else words["seller"]
    body = text.format(own=own.title, other=other.title)
    lead = send_enquiry(other, MessageDraft(body=body), own_posting=own, origin=LeadOrigin.MATCH, by=sender)
    return lead, sender, answering


def write_leads(words: Mapping[str, str]) -> None:
    """Let the best matches of the sample lead to enquiries: a third each open, accepted and declined."""
    statement = select(Match).where(Match.is_eligible).order_by(Match.score.desc(), Match.id)
    best = session.scalars(statement.limit(36)).all()
    for number, match in enumerate(best):
        lead, sender, answering = write_to(match, words, from_demand=number % 2 == 0)
        if number % 3 == 1:
            accept_lead(lead, by=answering)
            reply(lead, MessageDraft(body=words["accepted"]), by=answering)
            reply(lead, MessageDraft(body=words["thanks"]), by=sender)
        elif number % 3 == 2:
            decline_lead(lead, list(DeclineReason)[number % 5], by=answering)


def load_demo() -> None:
    """Load the sample into an empty database, index it, and compute the matches of all demands."""
    words = json.loads((SAMPLE / "words.json").read_text(encoding="utf-8"))
    loader = Loader(SAMPLE_PASSWORD)
    with transaction():
        loaded = load_records(read_supply(SAMPLE), read_demand(SAMPLE), loader)
        actors = make_accounts(loader, loaded)
        verify_some(actors)
    rebuild_index()
    for posting_id in ids_of(loaded.demands.values()):
        refresh(posting_id)
    with transaction():
        write_leads(words)
        settle_outbox()
        drop_waiting_jobs(("search.put", "matching.refresh", "notifications.deliver"))


def ids_of(postings: Any) -> list[int]:
    """Return the ids of postings."""
    return [posting.id for posting in postings]


@group.command("load")
def load() -> None:
    """Load the sample site into an empty database."""
    if not is_site_empty():
        raise click.ClickException("There are accounts already; the sample is only loaded into an empty database.")
    load_demo()
    click.echo(f"Loaded. Sample password: {SAMPLE_PASSWORD}")
    for account in SAMPLE_ACCOUNTS:
        click.echo(f"  {account.phone}  {account.words}")
