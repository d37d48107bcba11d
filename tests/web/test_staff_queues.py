"""The lists of a provincial officer: what is overdue, what ends soon, what nothing fits; each of the own province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation, StaffRole, User
from marketplace.audit.models import ContactLook
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.leads.models import Call, CallOutcome, ReplyDue
from marketplace.matching.models import Match
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Posting
from tests.counting import count_statements
from tests.factories.accounts import make_organisation, make_staff, make_user
from tests.factories.leads import Pair, make_lead, make_pair, miss
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("app")
NewClient = Callable[[], CheckingClient]
LISTS = ("/staff/unanswered", "/staff/expiring", "/staff/unmatched")


def overdue(pair: Pair | None = None) -> tuple[int, Pair]:
    pair = pair or make_pair()
    return miss(make_lead(pair, "Bí mật: giá 85k")).id, pair


@pytest.fixture
def office(client: CheckingClient) -> CheckingClient:
    return sign_in(client, make_staff())


@pytest.fixture
def elsewhere(new_client: NewClient) -> CheckingClient:
    return sign_in(new_client(), make_staff(province_code="48"))


@pytest.fixture
def ministry(new_client: NewClient) -> CheckingClient:
    return sign_in(new_client(), make_staff(StaffRole.MINISTRY))


def test_every_figure_of_the_first_page_leads_to_its_rows(office: CheckingClient) -> None:
    overdue()
    make_listing(make_organisation(name="HTX Sắp Hết"), expires_on=today() + timedelta(days=3))
    page = office.get("/staff").text
    for path in LISTS:
        assert f'href="{path}"' in page
    figures = dict.fromkeys(("liên hệ quá hạn, chưa gọi", "tin hết hạn trong 14 ngày"))
    for words in figures:
        before = page.partition(words)[0]
        figures[words] = before.rpartition('figure-number">')[2].partition("<")[0]
    assert list(figures.values()) == ["1", "1"]
    assert "có phím tắt" in page


def test_who_owes_whom_about_what_and_no_word_of_the_messages(office: CheckingClient) -> None:
    due_id, pair = overdue()
    for path in ("/staff/unanswered", f"/staff/unanswered/{due_id}"):
        shown = office.get(path).text
        for words in (pair.maker.name, pair.shop.name, "Mật ong hoa nhãn"):
            assert words in shown
        assert "Bí mật" not in shown
        assert str(pair.maker.contact_phone) not in shown


def test_the_number_is_shown_on_asking_recorded_and_seen_by_its_owner(
    office: CheckingClient, new_client: NewClient
) -> None:
    due_id, pair = overdue()
    opened = office.submit(office.get("/staff/unanswered"), {}, action=f"/staff/unanswered/{due_id}/contacts")
    assert f"tel:{pair.maker.contact_phone}" in opened.text
    assert opened.headers["Cache-Control"] == "private, no-store"
    look = session.scalars(select(ContactLook)).one()
    assert (look.owner_organisation_id, look.viewer_organisation_id, look.viewer_name) == (
        pair.maker.id,
        None,
        "Trần Văn Cán",
    )
    owner = sign_in(new_client(), session.get_one(User, pair.recipient.user_id))
    looks = owner.get(f"/organisations/{pair.maker.id}/contact-looks")
    assert "Trần Văn Cán" in looks.text
    assert "Cán bộ" in looks.text


def test_a_call_is_written_down_in_two_taps_and_goes_to_the_other_part(office: CheckingClient) -> None:
    due_id, pair = overdue()
    opened = office.submit(office.get("/staff/unanswered"), {}, action="/contacts")
    nothing = office.submit(opened, {"note": "Chị Hoa nghe máy"}, action="/calls")
    assert nothing.status_code == 422
    assert 'value="Chị Hoa nghe máy"' in nothing.text
    for _ in range(2):
        done = office.submit(opened, {"outcome": "will_reply", "note": "Chị Hoa nghe máy"}, action="/calls")
    assert f"Đã ghi cuộc gọi tới {pair.maker.name}." in done.text
    assert session.scalars(select(Call)).one().outcome is CallOutcome.WILL_REPLY
    assert "Không có liên hệ nào chờ gọi" in office.get("/staff/unanswered").text
    assert "hẹn sẽ trả lời" in office.get("/staff/unanswered?state=called").text
    assert "Chị Hoa nghe máy" in office.get(f"/staff/unanswered/{due_id}").text


def test_whoever_answers_after_all_leaves_the_list(office: CheckingClient, new_client: NewClient) -> None:
    due_id, pair = overdue()
    owner = sign_in(new_client(), session.get_one(User, pair.recipient.user_id))
    lead_id = session.get_one(ReplyDue, due_id).lead_id
    page = office.get(f"/staff/unanswered/{due_id}")
    owner.submit(owner.get(f"/leads/{lead_id}"), {}, action="/acceptances")
    assert "Không có liên hệ nào chờ gọi" in office.get("/staff/unanswered").text
    assert office.submit(page, {"outcome": "going_on"}, action="/calls").status_code == 409
    assert "Bên đó đã trả lời" in office.get(f"/staff/unanswered/{due_id}").text


def test_a_province_sees_its_own_and_the_ministry_chooses(
    office: CheckingClient, elsewhere: CheckingClient, ministry: CheckingClient
) -> None:
    due_id, pair = overdue()
    posting = make_listing(session.merge(pair.maker), title="Mật ong sắp hết", expires_on=today() + timedelta(days=3))
    demand = make_demand(make_organisation(name="Chợ Đầu Mối", is_distributor=True), title="Cần mua gạo")
    shown = {"/staff/unanswered": pair.maker.name, "/staff/expiring": posting.title, "/staff/unmatched": demand.title}
    for path, words in shown.items():
        assert words in office.get(path).text
        assert words in ministry.get(path).text
        assert words in ministry.get(f"{path}?province=01").text
        assert words not in ministry.get(f"{path}?province=48").text.partition("<h1")[2].partition("</main>")[0]
        assert words not in elsewhere.get(f"{path}?province=01").text
    assert elsewhere.get(f"/staff/unanswered/{due_id}").status_code == 403
    page = elsewhere.get("/staff")
    for path in (
        f"/staff/unanswered/{due_id}/contacts",
        f"/staff/unanswered/{due_id}/calls",
        f"/staff/organisations/{pair.maker.id}/contacts",
        f"/staff/expiring/{posting.id}/calls",
        f"/staff/expiring/{posting.id}/reminders",
        f"/staff/unmatched/{demand.id}/searches",
    ):
        assert press(elsewhere, page, path) == 403
    assert session.scalars(select(ContactLook)).all() == []


def press(browser: CheckingClient, page: object, path: str) -> int:
    """Send a POST with the token of some page, as somebody would who made up the address."""
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]  # type: ignore[attr-defined]
    return browser.post(path, data={"csrf_token": token}).status_code


def test_postings_that_end_soon_are_phoned_about_and_reminded_of_once_a_day(office: CheckingClient) -> None:
    owner = make_user()
    house = make_organisation(owner)
    soon = make_listing(house, title="Sắp hết", expires_on=today() + timedelta(days=14))
    make_listing(house, title="Còn lâu", expires_on=today() + timedelta(days=15))
    page = office.get("/staff/expiring")
    assert "Sắp hết" in page.text
    assert "Còn lâu" not in page.text
    opened = office.submit(page, {}, action=f"/staff/organisations/{house.id}/contacts")
    assert f"tel:{owner.phone}" in opened.text
    called = office.submit(page, {}, action="/calls")
    assert "Cán bộ đã gọi" in called.text
    reminded = office.submit(page, {}, action="/reminders")
    assert "Đã nhắn chủ tin “Sắp hết”." in reminded.text
    (sent,) = session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == owner.phone)).all()
    assert "/t/" in sent.body
    assert office.submit(page, {}, action="/reminders").status_code == 409
    assert session.get_one(Posting, soon.id, populate_existing=True).asked_at is not None


def test_demands_that_nothing_fits(office: CheckingClient) -> None:
    shop = make_organisation(name="Siêu thị Hoa Sen", is_distributor=True)
    alone, courted = make_demand(shop, title="Cần mua gạo nếp"), make_demand(shop, title="Cần mua mật ong")
    listing = make_listing()
    with transaction():
        for demand, is_eligible in ((alone, False), (courted, True)):
            match = Match(listing_id=listing.id, demand_id=demand.id, score=60, likeness=500, is_eligible=is_eligible)
            match.reasons, match.gaps, match.listing_version, match.demand_version = [], [], 1, 1
            match.computed_at = now()
            session.add(match)
    page = office.get("/staff/unmatched")
    assert "Cần mua gạo nếp" in page.text
    assert "Cần mua mật ong" not in page.text
    assert "/listings?q=" in page.text
    noted = office.submit(page, {}, action="/searches")
    assert "Cán bộ đã tìm hàng giúp" in noted.text
    with transaction():
        session.get_one(Organisation, listing.organisation_id).is_suspended = True
    assert "Cần mua mật ong" in office.get("/staff/unmatched").text


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_says_what_will_be_there(office: CheckingClient, path: str) -> None:
    assert 'class="empty"' in office.get(path).text


@pytest.mark.parametrize("path", LISTS)
def test_lists_take_a_fixed_number_of_statements(office: CheckingClient, path: str) -> None:
    def grow() -> None:
        _due, pair = overdue()
        make_listing(session.merge(pair.maker), expires_on=today() + timedelta(days=3))
        make_demand(make_organisation(name="Chợ Đầu Mối", is_distributor=True))

    grow()
    office.get(path)
    one = count_statements(lambda: office.get(path))
    grow()
    grow()
    assert count_statements(lambda: office.get(path)) == one
