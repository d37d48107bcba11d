"""Two people, one thing: the second is told who changed what, keeps what was typed, and decides."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import MemberRole, Organisation, User
from marketplace.db import session
from marketplace.postings.models import Demand, Listing, Posting
from tests.factories.accounts import add_member, make_organisation, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]
Two = tuple[CheckingClient, CheckingClient]


@pytest.fixture
def owner(db: scoped_session[Session]) -> User:
    return make_user("Lê Thị Chủ")


@pytest.fixture
def coop(owner: User) -> Organisation:
    return make_organisation(owner, name="HTX Của Chủ", is_distributor=True)


@pytest.fixture
def two(owner: User, coop: Organisation, new_client: NewClient) -> Two:
    """The browsers of two administrators of one organisation."""
    second = make_user("Trần Văn Phó")
    add_member(coop, second, MemberRole.ADMIN)
    return sign_in(new_client(), owner), sign_in(new_client(), second)


def fresh(posting: Posting) -> Posting:
    return session.get_one(type(posting), posting.id, populate_existing=True)


def rows_of(text: str) -> str:
    """Return the part of a page that compares."""
    return text.partition('<table class="difference"')[2].partition("</table>")[0]


def test_a_listing(two: Two, coop: Organisation) -> None:
    one, other = two
    listing: Listing = make_listing(coop)
    path = f"/listings/{listing.id}/steps/goods?once=1"
    mine, theirs = one.get(path), other.get(path)
    one.submit(mine, {"title": "Mật ong nhãn Hưng Yên", "description": "Ong nhà."})
    page = other.submit(theirs, {"title": "Mật ong <i>rừng</i>"})
    assert page.status_code == 422
    assert "Lê Thị Chủ đã sửa lúc" in page.text
    table = rows_of(page.text)
    for words in ("Tên hàng", "Mật ong nhãn Hưng Yên", "Mật ong &lt;i&gt;rừng&lt;/i&gt;", "Ong nhà.", "(để trống)"):
        assert words in table, words
    assert "Hàng có ở tỉnh nào" not in table, "only what differs is shown"
    assert 'value="Mật ong &lt;i&gt;rừng&lt;/i&gt;"' in page.text, "what was typed is still in the form"
    assert fresh(listing).title == "Mật ong nhãn Hưng Yên"
    assert "Mật ong nhãn Hưng Yên" in other.get(path).text, "or the other's version is taken"
    saved = other.submit(page, {})
    assert saved.status_code == 200
    assert fresh(listing).title == "Mật ong <i>rừng</i>"


@pytest.mark.parametrize(
    ("step", "first", "second", "shown"),
    [
        ("quantity", {"quantity": "2 tấn"}, {"quantity": "3 tấn"}, ("Mỗi tháng bán được bao nhiêu", "2 tấn", "3 tấn")),
        ("price", {"price_min": "70k"}, {"sample_terms": "free"}, ("Giá thấp nhất", "70.000", "80.000", "Hàng mẫu")),
        ("papers", {"papers": ["label"]}, {"shelf_life": "2 năm"}, ("Giấy tờ đã có", "Hạn dùng", "2 năm")),
        ("category", {"category_code": "craft.folk.hat"}, {}, ("Hàng này thuộc nhóm nào?", "Nón")),
    ],
)
def test_every_screen_of_a_listing(
    two: Two, coop: Organisation, step: str, first: dict[str, str], second: dict[str, str], shown: tuple[str, ...]
) -> None:
    one, other = two
    listing = make_listing(coop)
    path = f"/listings/{listing.id}/steps/{step}"
    mine, theirs = one.get(path), other.get(path)
    assert one.submit(mine, first).status_code == 200
    page = other.submit(theirs, second)
    assert page.status_code == 422
    for words in shown:
        assert words in rows_of(page.text), words
    assert other.submit(page, {}).status_code == 200


def test_a_demand(two: Two, coop: Organisation) -> None:
    one, other = two
    demand: Demand = make_demand(coop)
    path = f"/demands/{demand.id}/steps/terms"
    mine, theirs = one.get(path), other.get(path)
    one.submit(mine, {"payment_days": "15"})
    page = other.submit(theirs, {"payment_days": "45"})
    assert page.status_code == 422
    assert "Lê Thị Chủ đã sửa lúc" in page.text
    assert "15" in rows_of(page.text)
    assert "45" in rows_of(page.text)
    other.submit(page, {})
    assert fresh(demand).payment_days == 45  # type: ignore[attr-defined]


def test_an_organisation(two: Two, coop: Organisation) -> None:
    one, other = two
    path = f"/organisations/{coop.id}/edit"
    mine, theirs = one.get(path), other.get(path)
    one.submit(mine, {"description": "Làm gốm ba đời."})
    page = other.submit(theirs, {"contact_name": "Anh Phó"})
    assert page.status_code == 422
    assert "Lê Thị Chủ đã sửa lúc" in page.text
    table = rows_of(page.text)
    for words in ("Giới thiệu ngắn", "Làm gốm ba đời.", "Người liên hệ", "Anh Phó"):
        assert words in table, words
    assert "Loại hình" not in table
    assert session.get_one(Organisation, coop.id, populate_existing=True).description == "Làm gốm ba đời."
    assert other.submit(page, {}).status_code == 200
    row = session.get_one(Organisation, coop.id, populate_existing=True)
    assert (row.description, row.contact_name, row.version) == ("", "Anh Phó", 3)


def test_saving_the_same_again_is_no_conflict_with_oneself(two: Two, coop: Organisation) -> None:
    one, _other = two
    path = f"/organisations/{coop.id}/edit"
    form = one.get(path)
    one.submit(form, {})
    assert one.submit(form, {"description": "Gốm."}).status_code == 200, "saving what is there changes no version"
    page = one.submit(form, {"description": "Gốm Bát Tràng."})
    assert "Chính bà con đã sửa ở một trang khác" in page.text


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_made_up_version(two: Two, coop: Organisation, version: str) -> None:
    one, _other = two
    page = one.submit(one.get(f"/organisations/{coop.id}/edit"), {"version": version, "description": "Gốm."})
    assert page.status_code in (200, 422)


def test_photos_sent_twice_are_added_once(two: Two, coop: Organisation) -> None:
    one, _other = two
    listing = make_listing(coop)
    form = one.get(f"/listings/{listing.id}/steps/photos?once=1")
    for _ in range(2):
        picture = io.BytesIO()
        Image.new("RGB", (60, 40), "orange").save(picture, "JPEG")
        picture.seek(0)
        assert one.submit(form, {"photos": [(picture, "ong.jpg")]}).status_code == 200
    stems = [photo.stem for photo in fresh(listing).photos]
    assert len(stems) == 1
    assert one.get(f"/photos/{stems[0]}/320.jpg").status_code == 200
