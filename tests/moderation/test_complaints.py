"""Complaints: filed by anybody, decided by staff of the province."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.accounts.actor import VISITOR
from marketplace.accounts.models import StaffRole
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.leads.actions import send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.moderation.actions import decide_complaint, file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import Complaint, ComplaintReason, ComplaintStatus
from marketplace.moderation.queries import (
    count_open_complaints,
    get_complaint,
    get_complaints,
    get_reported_messages,
)
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting, PostingStatus
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing

pytestmark = pytest.mark.usefixtures("db")


def draft(**values: object) -> ComplaintDraft:
    return ComplaintDraft(**{"reason": ComplaintReason.FRAUD, "text": "Nhận tiền rồi không giao hàng.", **values})  # type: ignore[arg-type]


def file(value: ComplaintDraft, by: object = VISITOR) -> Complaint:
    with transaction():
        return file_complaint(value, by=by)  # type: ignore[arg-type]


def test_a_visitor_complains_about_a_posting_and_its_province_sees_it() -> None:
    listing = make_listing(make_organisation(province_code="79"))
    complaint = file(draft(posting_id=listing.id, contact="0912 345 678", form_token="one"))
    assert (complaint.province_code, complaint.organisation_id) == ("79", listing.organisation_id)
    assert complaint.reporter_contact == "+84912345678"
    assert file(draft(posting_id=listing.id, form_token="one")).id == complaint.id
    there, elsewhere = actor_of(make_staff(province_code="79")), actor_of(make_staff(province_code="01"))
    ministry = actor_of(make_staff(StaffRole.MINISTRY))
    assert [count_open_complaints(one) for one in (there, elsewhere, ministry, VISITOR)] == [1, 0, 1, 0]
    assert [row.id for row in get_complaints(there).items] == [complaint.id]
    with pytest.raises(Refused):
        get_complaint(complaint.id, elsewhere)
    with pytest.raises(Refused):
        get_complaints(VISITOR)


def test_what_is_about_no_province_goes_to_the_ministry() -> None:
    complaint = file(draft())
    assert complaint.province_code is None
    assert count_open_complaints(actor_of(make_staff())) == 0
    assert count_open_complaints(actor_of(make_staff(StaffRole.MINISTRY))) == 1


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"text": " "}, ["text"]),
        ({"text": "x" * 3001}, ["text"]),
        ({"text": "", "contact": "abc"}, ["text", "contact"]),
    ],
)
def test_bad_input_is_named_field_by_field(values: dict[str, object], fields: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        file(draft(**values))
    assert [problem.field for problem in refusal.value.problems] == fields


def test_nobody_complains_about_what_they_cannot_see() -> None:
    hidden = make_listing(status=PostingStatus.DRAFT)
    with pytest.raises(NotFound):
        file(draft(posting_id=hidden.id))
    with pytest.raises(NotFound):
        file(draft(organisation_id=10**9))
    with pytest.raises(NotFound):
        file(draft(lead_id=10**9))


def test_upholding_takes_the_posting_down_and_tells_the_reporter() -> None:
    reporter = make_user(email="bao@example.vn")
    listing = make_listing(make_organisation())
    complaint = file(draft(posting_id=listing.id), actor_of(reporter))
    staff = actor_of(make_staff())
    with pytest.raises(Invalid), transaction():
        decide_complaint(complaint, is_upheld=True, note=" ", by=staff)
    with transaction():
        decide_complaint(complaint, is_upheld=True, note="Đã gỡ tin.", takes_down=True, by=staff)
    assert complaint.status is ComplaintStatus.UPHELD
    assert session.get_one(Posting, listing.id).status is PostingStatus.WITHDRAWN
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == "bao@example.vn")).one()
    assert "Đã gỡ tin." in told.body
    with pytest.raises(Conflict), transaction():
        decide_complaint(complaint, is_upheld=False, note="Đổi ý.", by=staff)
    assert [row.id for row in get_complaints(staff, status=ComplaintStatus.UPHELD).items] == [complaint.id]


def test_only_staff_of_the_province_decide() -> None:
    complaint = file(draft(posting_id=make_listing().id))
    member = make_user()
    make_organisation(member)
    for actor in (VISITOR, actor_of(member), actor_of(make_staff(province_code="79"))):
        with pytest.raises(Refused), transaction():
            decide_complaint(complaint, is_upheld=False, note="Không có gì.", by=actor)
    with transaction():
        decide_complaint(complaint, is_upheld=False, note="Không có gì.", by=actor_of(make_staff()))
    assert complaint.status is ComplaintStatus.REJECTED


def test_staff_read_letters_only_out_of_which_a_party_complained() -> None:
    seller, buyer = make_user(), make_user("Trần Văn Mua")
    listing = make_listing(make_organisation(seller))
    make_demand(make_organisation(buyer, name="Siêu thị Hoa Sen", is_producer=False, is_distributor=True))
    with transaction():
        lead = send_enquiry(listing, MessageDraft(body="Đồ lừa đảo!"), by=actor_of(buyer))
    complaint = file(draft(lead_id=lead.id, reason=ComplaintReason.ABUSE), actor_of(seller))
    # the recipient complains about the sender, not about its own posting
    assert (complaint.posting_id, complaint.organisation_id) == (None, lead.sender_id)
    assert [row.body for row in get_reported_messages(complaint, actor_of(make_staff()))] == ["Đồ lừa đảo!"]
    assert get_reported_messages(complaint, actor_of(make_staff(province_code="79"))) == []
    with pytest.raises(NotFound):
        file(draft(lead_id=lead.id), actor_of(make_user("Người Ngoài")))
