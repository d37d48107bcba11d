"""Pages that show postings: one posting, an organisation, the front page, the own list, the queues of staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import Organisation, StaffRole, User
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.models import Listing, Posting, PostingStatus
from tests.factories.accounts import make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in


@pytest.fixture
def seller(client: CheckingClient) -> User:
    user = make_user("Lê Thị Ong")
    make_organisation(user, name="Hợp tác xã ong Tân Cương", province_code="19", is_verified=True)
    sign_in(client, user)
    return user


def own_organisation() -> Organisation:
    return session.scalars(select(Organisation)).one()


def status(posting_id: int) -> PostingStatus:
    session.expire_all()
    return session.get_one(Posting, posting_id).status


def test_a_visitor_sees_the_goods_and_no_contact_details(client: CheckingClient) -> None:
    maker = make_organisation(make_user("Bà Chủ", email="ba-chu@example.vn"), name="Ong Việt", is_verified=True)
    listing = make_listing(maker, certificates=["ocop4"], photos=["a" * 32], description="Thơm.\n\n<b>Ngon</b>")
    phone, address = maker.contact_phone or "", maker.address_line
    page = client.get(f"/listings/{listing.id}")
    for words in ("Mật ong hoa nhãn", "80.000 ₫ – 95.000 ₫/kg", "500 kg mỗi tháng", "Sản phẩm OCOP 4 sao", "Ong Việt",
                  "Đã xác minh", "Hà Nội", "&lt;b&gt;Ngon&lt;/b&gt;"):  # fmt: skip
        assert words in page.text, words
    for hidden in (phone, phone[3:], "ba-chu@example.vn", address, "Bà Chủ"):
        assert hidden not in page.text
        assert hidden not in client.get(f"/organisations/{maker.id}").text
    assert f'property="og:image" content="http://127.0.0.1:8000/photos/{"a" * 32}/1280.jpg"' in page.text
    assert f"/leads/new?posting={listing.id}" in page.text
    assert f"/complaints/new?posting={listing.id}" in page.text


def test_a_demand_says_what_is_wanted(client: CheckingClient) -> None:
    demand = make_demand(certificates=["ocop3"], papers=["label"], channel_code="supermarket", payment_days=0)
    page = client.get(f"/demands/{demand.id}")
    for words in ("tối đa 100.000 ₫/kg", "Trả ngay", "Sản phẩm OCOP 3 sao", "Siêu thị"):
        assert words in page.text, words


def test_what_is_over_is_not_found(client: CheckingClient) -> None:
    for values in ({"expires_on": today() - timedelta(days=1)}, {"status": PostingStatus.WITHDRAWN}):
        listing = make_listing(**values).id
        assert client.get(f"/listings/{listing}").status_code == 404
    assert client.get("/listings/999999").status_code == 404


def test_owners_see_their_own_and_what_they_can_do(client: CheckingClient, seller: User) -> None:
    draft = make_listing(own_organisation(), status=PostingStatus.DRAFT).id
    listing = make_listing(own_organisation()).id
    assert "chưa hiện với mọi người" in client.get(f"/listings/{draft}").text
    page = client.get(f"/listings/{listing}")
    assert f"/listings/{listing}/matches" in page.text
    assert f"/leads/new?posting={listing}" not in page.text


def test_an_organisation_with_what_it_offers_and_wants(client: CheckingClient) -> None:
    maker = make_organisation(name="Ong Việt", tax_code="012345678901")
    make_listing(maker)
    make_demand(maker, title="Cần mua chai thủy tinh")
    make_listing(maker, title="Bản nháp kín", status=PostingStatus.DRAFT)
    page = client.get(f"/organisations/{maker.id}")
    assert "Mật ong hoa nhãn" in page.text
    assert "Bản nháp kín" not in page.text
    assert "Cần mua chai thủy tinh" not in page.text
    assert "Cần mua chai thủy tinh" in client.get(f"/organisations/{maker.id}?side=demand").text
    assert "012345678901" not in page.text
    with transaction():
        session.get_one(Organisation, maker.id).is_suspended = True
    assert client.get(f"/organisations/{maker.id}").status_code == 404


def test_the_front_page_counts_what_is_there(client: CheckingClient) -> None:
    assert "Chưa có hàng nào" in client.get("/").text
    for number in range(3):
        make_listing(title=f"Mật ong số {number}")
    make_listing(title="Bản nháp kín", status=PostingStatus.DRAFT)
    make_demand()
    page = client.get("/").text
    assert ">3 tin chào hàng</a>" in page
    assert "1 nhu cầu mua" in page
    assert re.search(r'href="/listings\?category=processed\.health".*?>3</span>', page, re.DOTALL)
    assert page.index("Mật ong số 2") < page.index("Mật ong số 0")
    assert "Bản nháp kín" not in page


def test_own_list_with_tabs_and_undo(client: CheckingClient, seller: User) -> None:
    assert "Chưa có tin nào" in client.get("/my/postings").text
    listing = make_listing(own_organisation()).id
    make_listing(own_organisation(), title="", status=PostingStatus.DRAFT)
    page = client.get("/my/postings")
    assert "Tin chưa đặt tên" in page.text
    page = client.submit(page, {}, action=f"/listings/{listing}/withdraw")
    assert "Đã rút tin “Mật ong hoa nhãn”" in page.text
    assert status(listing) is PostingStatus.WITHDRAWN
    client.submit(page, {}, action=f"/listings/{listing}/restore")
    assert status(listing) is PostingStatus.PUBLISHED
    assert "Mật ong hoa nhãn" not in client.get("/my/postings?status=draft").text
    assert "Không có tin nào ở mục này" in client.get("/my/postings?status=pending").text


def test_copying_and_renewing_from_the_list(client: CheckingClient, seller: User) -> None:
    listing = make_listing(own_organisation(), status=PostingStatus.EXPIRED, expires_on=today() - timedelta(days=2)).id
    demand = make_demand(own_organisation(), status=PostingStatus.EXPIRED, expires_on=today() - timedelta(days=2)).id
    page = client.get("/my/postings?status=expired")
    client.submit(page, {}, action=f"/listings/{listing}/renew")
    assert status(listing) is PostingStatus.PUBLISHED
    form = client.get(f"/demands/{demand}/renew")
    assert client.submit(form, {"closes_on": "2020-01-01"}).status_code == 422
    client.submit(form, {"closes_on": (today() + timedelta(days=20)).isoformat()})
    assert status(demand) is PostingStatus.PUBLISHED
    page = client.get("/my/postings")
    answers = [client.submit(page, {}, action=f"/listings/{listing}/copy", follow_redirects=False) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_my_home_says_what_comes_next(client: CheckingClient, seller: User) -> None:
    page = client.get("/my")
    assert "Chưa có tin nào" in page.text
    assert "/listings/new" in page.text
    make_listing(own_organisation(), status=PostingStatus.DRAFT)
    assert "1 tin viết dở" in client.get("/my").text


def test_my_home_without_an_organisation(client: CheckingClient) -> None:
    sign_in(client, make_user())
    assert "/organisations/new" in client.get("/my").text
    assert "Lập hồ sơ cơ sở" in client.get("/my/postings").text


def test_an_unfinished_draft_says_what_is_missing(client: CheckingClient, seller: User) -> None:
    draft = make_listing(own_organisation(), status=PostingStatus.DRAFT, category_code=None, quantity_amount=None).id
    page = client.get(f"/listings/{draft}/preview")
    for words in ("Chọn nhóm hàng", "Ghi số lượng mỗi tháng", f"/listings/{draft}/steps/category?once=1"):
        assert words in page.text, words
    assert f'action="/listings/{draft}/publish"' not in page.text
    other = make_listing(own_organisation(), status=PostingStatus.DRAFT).id
    page = client.get(f"/listings/{other}/preview")
    with transaction():
        session.get_one(Listing, other).category_code = None
    assert client.submit(page, {}, action="/publish").status_code == 422


def test_staff_approve_decline_take_down_and_put_back(
    client: CheckingClient, new_client: Callable[[], FlaskClient]
) -> None:
    maker = make_organisation(make_user(), province_code="19")
    one = make_listing(maker, title="Chè Thái Nguyên", status=PostingStatus.PENDING).id
    two = make_listing(maker, title="Chè khô", status=PostingStatus.PENDING).id
    sign_in(client, make_staff(province_code="19"))
    page = client.get("/staff/postings")
    client.submit(page, {}, action=f"/{one}/approve")
    assert status(one) is PostingStatus.PUBLISHED
    form = client.get(f"/staff/postings/{two}/decline")
    assert client.submit(form, {"reason": ""}).status_code == 422
    client.submit(form, {"reason": "Ảnh mờ quá."})
    assert status(two) is PostingStatus.DRAFT
    assert "Không có tin nào chờ duyệt" in client.get("/staff/postings").text
    assert f"/staff/postings/{one}/take-down" in client.get(f"/listings/{one}").text
    client.submit(client.get(f"/staff/postings/{one}/take-down"), {"reason": "Hàng giả."})
    assert status(one) is PostingStatus.WITHDRAWN
    page = client.get("/staff/postings?state=taken_down")
    assert "Hàng giả." in page.text
    client.submit(page, {}, action=f"/{one}/put-back")
    assert status(one) is PostingStatus.PUBLISHED
    told = session.scalars(select(OutboxMessage.template).order_by(OutboxMessage.id)).all()
    assert [name for name in told if name.startswith("postings.")] == [
        "postings.approved", "postings.declined", "postings.taken_down", "postings.put_back",
    ]  # fmt: skip


def test_staff_of_another_province_and_members_are_refused(client: CheckingClient, seller: User) -> None:
    pending = make_listing(make_organisation(province_code="01"), status=PostingStatus.PENDING).id
    assert client.get("/staff/postings").status_code == 403
    assert client.get(f"/staff/postings/{pending}/decline").status_code == 403


def test_staff_elsewhere(client: CheckingClient) -> None:
    pending = make_listing(make_organisation(province_code="01"), status=PostingStatus.PENDING).id
    sign_in(client, make_staff(province_code="19"))
    assert "Không có tin nào chờ duyệt" in client.get("/staff/postings").text
    assert client.get(f"/staff/postings/{pending}/decline").status_code == 403


def test_the_ministry_sees_every_province(client: CheckingClient) -> None:
    for province in ("01", "19"):
        make_listing(make_organisation(province_code=province), title=f"Chè {province}", status=PostingStatus.PENDING)
    sign_in(client, make_staff(StaffRole.MINISTRY))
    page = client.get("/staff/postings").text
    assert "Chè 01" in page
    assert "Chè 19" in page


@pytest.mark.parametrize("path", ["/photos/x/320.jpg", f"/photos/{'a' * 32}/321.jpg", f"/photos/{'a' * 32}/320.gif",
                                  f"/photos/{'b' * 32}/320.jpg"])  # fmt: skip
def test_photos_that_are_not_there(client: CheckingClient, path: str) -> None:
    assert client.get(path).status_code == 404
