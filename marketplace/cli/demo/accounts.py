"""The sample accounts, one for each role, and who acts for whom in the sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import MemberRole, Membership, StaffRole, User
from marketplace.accounts.queries import get_actor
from marketplace.cli.collection import Party
from marketplace.cli.loading import Loader
from marketplace.clock import now
from marketplace.db import session

SAMPLE_PASSWORD = "chap-noi-2026"  # noqa: S105 - printed on purpose, and only a demonstration has it
SAMPLE_PRODUCER = "S288"
SAMPLE_DISTRIBUTOR = "D033"


@dataclass(frozen=True, kw_only=True)
class SampleAccount:
    """An account that is printed at the start of a demonstration."""

    phone: str
    full_name: str
    words: str
    role: StaffRole = StaffRole.NONE
    # the record whose organisation the account belongs to, and its place in it
    record: str = ""
    place: MemberRole = MemberRole.ADMIN

    @property
    def number(self) -> str:
        """Return the phone as it is kept."""
        return f"+84{self.phone[1:]}"


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
    SampleAccount(phone="0901000004", full_name="Lê Thị Thu", words="provincial staff", role=StaffRole.PROVINCIAL),
    SampleAccount(phone="0901000005", full_name="Phạm Minh Đức", words="ministry staff", role=StaffRole.MINISTRY),
    SampleAccount(phone="0901000006", full_name="Vũ Hải Nam", words="system administrator", role=StaffRole.SYSTEM),
)


class People:
    """Tells who acts for a party: a sample account, or somebody with a name of the sample."""

    def __init__(self, names: Mapping[str, Sequence[str]], heads: Mapping[str, SampleAccount]) -> None:
        self.names = names
        # party's name -> the account that is its administrator
        self.heads = heads
        self._number: Iterator[int] = count()

    def __call__(self, party: Party) -> tuple[str, str | None]:
        """Return name and, of a sample account, phone."""
        if head := self.heads.get(party.name):
            return head.full_name, head.number
        number = next(self._number)
        family, middle, given = (self.names[part] for part in ("family", "middle", "given"))
        name = (family[number % len(family)], middle[number % len(middle)], given[number * 7 % len(given)])
        return " ".join(name), None


def heads_of(parties: Mapping[str, Party]) -> dict[str, SampleAccount]:
    """Return the accounts that are administrators of a party, by its name; ``parties`` by the ids of their records."""
    admins = (one for one in SAMPLE_ACCOUNTS if one.record and one.place is MemberRole.ADMIN)
    return {parties[one.record].name: one for one in admins}


def make_staff(loader: Loader, *, home: str) -> dict[StaffRole, Actor]:
    """Make the staff accounts; those of a province work in ``home``."""
    staff: dict[StaffRole, Actor] = {}
    for account in SAMPLE_ACCOUNTS:
        if account.role is not StaffRole.NONE:
            user = loader.user(account.full_name, phone=account.number)
            user.staff_role = account.role
            user.staff_province_code = home if account.role is StaffRole.PROVINCIAL else None
            session.flush()
            staff[account.role] = get_actor(user.id, organisation_id=None)
    return staff


def make_members(loader: Loader, organisations: Mapping[str, int]) -> None:
    """Make the accounts that are plain members; ``organisations`` by the ids of their records."""
    for account in SAMPLE_ACCOUNTS:
        if account.place is MemberRole.MEMBER:
            user: User = loader.user(account.full_name, phone=account.number)
            organisation_id = organisations[account.record]
            session.add(
                Membership(user_id=user.id, organisation_id=organisation_id, role=account.place, created_at=now())
            )
            session.flush()
