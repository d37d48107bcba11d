"""Every list page asks the database a fixed number of things, with one row and with three."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import CodePurpose, OneTimeCode, Organisation, StaffRole, User
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Job, JobStatus, Queue
from marketplace.leads.actions import send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.moderation.actions import file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import ComplaintReason
from marketplace.notifications.models import Delivery, Medium, OutboxMessage
from marketplace.postings.models import Listing, PostingStatus
from tests.counting import count_statements
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.signing_in import sign_in

FOR_MEMBERS = ("/", "/listings", "/listings?q=mat+ong", "/demands", "/my", "/my/postings", "/leads", "/matches")
FOR_STAFF = (
    "/staff/organisations",
    "/staff/postings",
    "/staff/complaints",
    "/staff/codes",
    "/staff/users?q=nguoi",
    "/staff/outbox",
    "/staff/jobs",
    "/outbox",
)


class Market:
    """A market that grows by one of everything."""

    def __init__(self) -> None:
        self.owner = make_user("Chủ")
        self.house: Organisation = make_organisation(self.owner, name="HTX Của Chủ", is_distributor=True)
        self.staff: User = make_staff(StaffRole.SYSTEM)
        self.first: Listing = make_listing(self.house)

    def grow(self, number: int) -> None:
        """Add a posting of each kind, another organisation that writes, and everything that staff see."""
        other = make_user(f"Người {number}")
        shop = make_organisation(other, name=f"Siêu thị {number}", is_distributor=True, province_code="79")
        with transaction():
            own = make_listing(self.house, photos=[f"{number:032x}"], certificates=["ocop3"], papers=[])
            wanted, offered = make_demand(shop), make_listing(shop, certificates=["ocop4"])
            make_listing(shop, status=PostingStatus.PENDING)
            send_enquiry(own, MessageDraft(body="Còn hàng không?"), by=actor_of(other))
            about = ComplaintDraft(reason=ComplaintReason.SPAM, text="Rác", posting_id=offered.id)
            file_complaint(about, by=actor_of(self.owner))
            for posting in (own, wanted, offered):
                enqueue("search.put", queue=Queue.INDEX, posting_id=posting.id)

    def grow_for_staff(self) -> None:
        """Add what only waits while no worker runs."""
        with transaction():
            session.add_all(
                [
                    Job(name="test", queue=Queue.HEAVY, payload={}, status=status, run_at=now(), created_at=now())
                    for status in (JobStatus.DEAD, JobStatus.RUNNING)
                ]
            )
            session.add(
                OneTimeCode(
                    purpose=CodePurpose.RECOVERY,
                    user_id=self.owner.id,
                    target="+84912000002",
                    ticket_hash="x" * 43,
                    attempts=0,
                    requested_at=now(),
                )
            )
            session.add(
                OutboxMessage(
                    medium=Medium.SMS,
                    recipient="+84912000001",
                    language="vi",
                    template="test",
                    subject="",
                    body="x",
                    status=Delivery.FAILED,
                    created_at=now(),
                )
            )


def counted(client: FlaskClient, paths: tuple[str, ...]) -> dict[str, int]:
    """Return how many statements each page needs."""
    found: dict[str, int] = {}
    for path in paths:
        client.get(path)  # whatever is read once and kept is read now

        def ask(path: str = path) -> None:
            assert client.get(path).status_code == 200

        found[path] = count_statements(ask)
    return found


@pytest.mark.usefixtures("index")
def test_lists_ask_as_often_for_three_rows_as_for_one(
    new_client: Callable[[], FlaskClient], db: scoped_session[Session], run_jobs: Callable[[], None]
) -> None:
    market = Market()
    member, staff = sign_in(new_client(), market.owner), sign_in(new_client(), market.staff)  # type: ignore[arg-type]
    own = (*FOR_MEMBERS, f"/listings/{market.first.id}/matches", f"/organisations/{market.house.id}")
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            market.grow(number)
        with transaction():
            enqueue("search.put", queue=Queue.INDEX, posting_id=market.first.id)
        run_jobs()
        for _ in numbers:
            market.grow_for_staff()
        counts.append({**counted(member, own), **counted(staff, FOR_STAFF)})
    assert counts[0] == counts[1]
    assert max(counts[0].values()) < 40, counts[0]
