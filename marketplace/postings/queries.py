"""Reading postings: one, lists for their own people, for everybody and for staff; a fixed number of statements each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings import policy
from marketplace.postings.facts import Facts, facts_of
from marketplace.postings.models import (
    Photo,
    Posting,
    PostingCertificate,
    PostingChannel,
    PostingPaper,
    PostingStatus,
    Side,
)

MAX_FACTS = 1000

# What a card shows.
CARD: tuple[ORMOption, ...] = (
    joinedload(Posting.organisation).joinedload(Organisation.province),
    joinedload(Posting.category),
    joinedload(Posting.province),
    selectinload(Posting.photos),
    selectinload(Posting.certificates).joinedload(PostingCertificate.certificate),
)
# All that a posting says.
WHOLE: tuple[ORMOption, ...] = (
    *CARD,
    joinedload(Posting.craft_village),
    joinedload(Posting.channel),
    selectinload(Posting.months),
    selectinload(Posting.price_tiers),
    selectinload(Posting.papers).joinedload(PostingPaper.paper),
    selectinload(Posting.channels).joinedload(PostingChannel.channel),
)
# What is compared.
COMPARED: tuple[ORMOption, ...] = (
    joinedload(Posting.organisation),
    joinedload(Posting.province),
    selectinload(Posting.months),
    selectinload(Posting.certificates),
    selectinload(Posting.papers),
    selectinload(Posting.channels),
)


def is_open_on(day: date) -> ColumnElement[bool]:
    """Return the condition for postings that everybody sees; the statement must join ``Organisation``."""
    return and_(
        Posting.status == PostingStatus.PUBLISHED,
        or_(Posting.expires_on.is_(None), Posting.expires_on >= day),
        Organisation.is_suspended.is_(False),
    )


def _open(side: Side | None = None) -> Select[Posting]:
    statement = select(Posting).join(Posting.organisation).where(is_open_on(today()))
    return statement if side is None else statement.where(Posting.side == side)


def find_posting(posting_id: int) -> Posting | None:
    """Return a posting with all that it says, or None."""
    return session.scalars(select(Posting).where(Posting.id == posting_id).options(*WHOLE)).first()


def get_posting(posting_id: int) -> Posting:
    """Return a posting with all that it says; raises NotFound."""
    posting = find_posting(posting_id)
    if posting is None:
        raise NotFound("postings.not_found")
    return posting


def get_visible_posting(posting_id: int, actor: Actor, *, side: Side | None = None) -> Posting:
    """Return a posting (of a side) that the actor may see; raises NotFound otherwise, whatever the reason."""
    posting = get_posting(posting_id)
    if (side is not None and posting.side is not side) or not policy.may_view(actor, posting, today()):
        raise NotFound("postings.not_found")
    return posting


def get_own_posting(posting_id: int, actor: Actor, *, side: Side | None = None) -> Posting:
    """Return a posting of the actor's organisation; raises Refused for one of others, NotFound for none."""
    posting = get_visible_posting(posting_id, actor, side=side)
    if not policy.may_edit(actor, posting):
        raise Refused("postings.not_yours")
    return posting


def load_postings(posting_ids: Sequence[int]) -> list[Posting]:
    """Return those of these postings that everybody sees, with what a card shows, in the order given."""
    if not posting_ids:
        return []
    statement = _open().where(Posting.id.in_(posting_ids)).options(contains_eager(Posting.organisation), *CARD[1:])
    statement = statement.options(joinedload(Posting.organisation, Organisation.province))
    found = {row.id: row for row in session.scalars(statement)}
    return [found[posting_id] for posting_id in posting_ids if posting_id in found]


def load_facts(posting_ids: Sequence[int]) -> dict[int, Facts]:
    """Return what those of these postings say that everybody sees, by id; at most a thousand at a time."""
    if not posting_ids:
        return {}
    statement = _open().where(Posting.id.in_(posting_ids[:MAX_FACTS])).options(*COMPARED)
    rows = session.scalars(statement.execution_options(populate_existing=True))
    day = today()
    return {row.id: facts_of(row, day) for row in rows}


def find_by_form_key(key: str) -> Posting | None:
    """Return the posting that a form already made, or None."""
    return session.scalars(select(Posting).where(Posting.form_token == key)).first()


def find_last_posting(organisation_id: int, side: Side) -> Posting | None:
    """Return the newest posting of an organisation that was ever published, to take defaults from."""
    statement = (
        select(Posting)
        .where(Posting.organisation_id == organisation_id, Posting.side == side, Posting.published_at.is_not(None))
        .options(selectinload(Posting.papers), selectinload(Posting.channels))
        .order_by(Posting.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def has_published(organisation_id: int) -> bool:
    """Tell whether an organisation has ever published anything."""
    statement = select(Posting.id).where(Posting.organisation_id == organisation_id, Posting.published_at.is_not(None))
    return session.scalar(statement.limit(1)) is not None


def is_stem_used(stem: str) -> bool:
    """Tell whether any posting still shows a picture."""
    return session.scalar(select(Photo.id).where(Photo.stem == stem).limit(1)) is not None


def unused_stems(stems: Sequence[str]) -> list[str]:
    """Return those of these pictures that no posting shows."""
    used = set(session.scalars(select(Photo.stem).where(Photo.stem.in_(stems))))
    return [stem for stem in stems if stem not in used]


# --- of an organisation


def _shown_status(day: date) -> ColumnElement[PostingStatus]:
    """Return the status that people are shown: past its last day a posting is expired, job or no job."""
    closes = and_(Posting.status == PostingStatus.PAUSED, Posting.side == Side.DEMAND)
    is_past = and_(or_(Posting.status == PostingStatus.PUBLISHED, closes), Posting.expires_on < day)
    return case((is_past, PostingStatus.EXPIRED.value), else_=Posting.status)


def get_own_postings(
    actor: Actor,
    *,
    side: Side | None = None,
    status: PostingStatus | None = None,
    after: str | None = None,
) -> Page[Posting]:
    """Return the postings of the organisation that the actor acts for, the newest first."""
    statement = select(Posting).where(Posting.organisation_id == actor.organisation_id).options(*CARD)
    if side is not None:
        statement = statement.where(Posting.side == side)
    if status is not None:
        statement = statement.where(_shown_status(today()) == status.value)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id < key[0])
    rows = session.scalars(statement.order_by(Posting.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def count_own_postings(actor: Actor) -> Mapping[PostingStatus, int]:
    """Return how many postings the actor's organisation has in each status; statuses without any count 0."""
    shown = _shown_status(today())
    statement = select(shown, func.count()).where(Posting.organisation_id == actor.organisation_id).group_by(shown)
    counts = {PostingStatus(status): count for status, count in session.execute(statement)}
    return {status: counts.get(status, 0) for status in PostingStatus}


def get_organisation_postings(organisation_id: int, *, side: Side, after: str | None = None) -> Page[Posting]:
    """Return what an organisation shows to everybody on one side, the newest first."""
    statement = _open(side).where(Posting.organisation_id == organisation_id).options(*CARD)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id < key[0])
    rows = session.scalars(statement.order_by(Posting.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def count_organisation_postings(organisation_id: int) -> Mapping[Side, int]:
    """Return how many postings an organisation shows to everybody on each side."""
    statement = (
        select(Posting.side, func.count())
        .join(Posting.organisation)
        .where(is_open_on(today()), Posting.organisation_id == organisation_id)
        .group_by(Posting.side)
    )
    counts: dict[Side, int] = dict(iter(session.execute(statement)))
    return {side: counts.get(side, 0) for side in Side}


def get_open_postings_of(organisation_id: int, side: Side | None = None) -> Sequence[Posting]:
    """Return an organisation's postings that everybody sees, the newest first, at most a hundred."""
    statement = _open(side).where(Posting.organisation_id == organisation_id).options(*CARD)
    return session.scalars(statement.order_by(Posting.id.desc()).limit(100)).all()


# --- for everybody


def get_latest_postings(side: Side, *, limit: int = 8) -> Sequence[Posting]:
    """Return the postings published last."""
    statement = _open(side).options(*CARD).order_by(Posting.published_at.desc(), Posting.id.desc())
    return session.scalars(statement.limit(limit)).all()


def count_open_postings(side: Side) -> int:
    """Return how many postings of a side everybody sees."""
    return session.scalar(select(func.count()).select_from(_open(side).subquery())) or 0


def count_by_category(side: Side) -> Mapping[str, int]:
    """Return how many postings of a side everybody sees in each category, those under it counted too."""
    statement = (
        select(Posting.category_code, func.count())
        .join(Posting.organisation)
        .where(is_open_on(today()), Posting.side == side, Posting.category_code.is_not(None))
        .group_by(Posting.category_code)
    )
    counts: Counter[str] = Counter()
    for code, count in session.execute(statement):
        parts = str(code).split(".")
        for end in range(1, len(parts) + 1):
            counts[".".join(parts[:end])] += count
    return counts


# --- for staff


def _pending(actor: Actor) -> Select[Posting]:
    statement = select(Posting).join(Posting.organisation).where(Posting.status == PostingStatus.PENDING)
    if actor.staff_role is StaffRole.PROVINCIAL:
        return statement.where(Organisation.province_code == actor.staff_province_code)
    return statement


def get_pending_postings(actor: Actor, *, after: str | None = None) -> Page[Posting]:
    """Return what waits for this member of staff, the oldest first."""
    if not actor.is_staff:
        raise Refused("postings.staff_only")
    statement = _pending(actor).options(*CARD)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id > key[0])
    rows = session.scalars(statement.order_by(Posting.id).limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.id,))
    return Page(items=page.items, next_cursor=page.next_cursor, total=count_pending_postings(actor))


def count_pending_postings(actor: Actor) -> int:
    """Return how many postings wait for this member of staff."""
    if not actor.is_staff:
        return 0
    return session.scalar(select(func.count()).select_from(_pending(actor).subquery())) or 0


def get_taken_down_postings(actor: Actor, *, after: str | None = None) -> Page[Posting]:
    """Return what staff took down in this member of staff's reach, the newest first."""
    if not actor.is_staff:
        raise Refused("postings.staff_only")
    statement = select(Posting).join(Posting.organisation).where(Posting.taken_down_at.is_not(None)).options(*CARD)
    if actor.staff_role is StaffRole.PROVINCIAL:
        statement = statement.where(Organisation.province_code == actor.staff_province_code)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Posting.id < key[0])
    rows = session.scalars(statement.order_by(Posting.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def get_posting_to_moderate(posting_id: int, actor: Actor) -> Posting:
    """Return a posting of this member of staff's province; raises NotFound or Refused."""
    posting = get_posting(posting_id)
    if not policy.may_moderate(actor, posting):
        raise Refused("postings.not_your_province")
    return posting
