"""Listing a product and posting a demand, one question a screen, in a browser without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from marketplace.accounts.models import Organisation, OrganisationKind, User
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.postings.models import Listing, Posting, PostingStatus
from marketplace.postings.queries import get_posting
from tests.factories.accounts import make_organisation, make_user
from tests.factories.postings import make_demand, make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

HEIC = Path(__file__).parents[1] / "files" / "samples" / "two_halves.heic"


def photo(colour: str = "orange") -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(buffer, "JPEG")
    buffer.seek(0)
    return buffer, "mat-ong.jpg"


@pytest.fixture
def seller(client: CheckingClient) -> User:
    user = make_user("Lê Thị Ong")
    make_organisation(user, name="Hợp tác xã ong Tân Cương", province_code="19")
    sign_in(client, user)
    return user


@pytest.fixture
def buyer(client: CheckingClient) -> User:
    user = make_user("Trần Văn Mua")
    make_organisation(
        user, name="Siêu thị Hoa Sen", kind=OrganisationKind.SUPERMARKET, is_producer=False, is_distributor=True
    )
    sign_in(client, user)
    return user


def save(client: CheckingClient, page: TestResponse, **values: Any) -> TestResponse:
    return client.submit(page, {name.replace("__", "-"): value for name, value in values.items()})


def heading(page: TestResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)
    return found.group(1) if found else ""


def newest() -> Posting:
    session.expire_all()
    return get_posting(session.scalar(select(func.max(Posting.id))) or 0)


def test_a_listing_from_the_first_photo_to_the_matches(
    client: CheckingClient, seller: User, run_jobs: Callable[[], None]
) -> None:
    page = client.get("/listings/new")
    page = client.submit(page, {"photos": [photo(), (io.BytesIO(HEIC.read_bytes()), "IMG_1.HEIC")]})
    assert heading(page) == "Món hàng tên là gì?"
    page = save(client, page, title="Mật ong hoa nhãn", description="Ong nhà nuôi.")
    assert heading(page) == "Hàng này thuộc nhóm nào?"
    assert "Mật ong và sản phẩm ong" in page.text
    page = save(client, page)
    assert heading(page) == "Có bao nhiêu hàng, vào tháng nào?"
    page = save(
        client, page, quantity="2 tạ", months=["5", "6"], month_amounts__5="3 tạ", min_order="10 kg", lead_time="1 tuần"
    )
    assert heading(page) == "Giá bao nhiêu?"
    page = save(client, page, price_min="85k", price_max="1tr2", price_unit="kg", has_vat="yes",
                tier_amounts__0="100", tier_prices__0="80k", sample_terms="free", freight_payer="buyer")  # fmt: skip
    assert heading(page) == "Có giấy tờ gì, muốn bán ở đâu?"
    page = save(client, page, certificates=["ocop4"], papers=["label"], channels=["supermarket"], shelf_life="2 năm",
                packaging="chai thủy tinh")  # fmt: skip
    assert heading(page) == "Mật ong hoa nhãn"
    for words in ("200", "2 tạ mỗi tháng", "85.000 ₫ – 1.200.000 ₫/kg (đã gồm thuế)", "từ 100 kg: 80.000 ₫/kg",
                  "Sản phẩm OCOP 4 sao", "Siêu thị", "Ong nhà nuôi.", "Đăng tin"):  # fmt: skip
        assert words in page.text, words
    posting = newest()
    assert (posting.status, len(posting.photos)) == (PostingStatus.DRAFT, 2)
    answer = client.submit(page, {}, action="/publish", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/listings/{posting.id}/matches")
    shown = client.get(f"/listings/{posting.id}")
    assert shown.status_code == 200
    run_jobs()
    assert "Mật ong hoa nhãn" in client.get("/listings?q=mat+ong").text
    for width, ending, kind in ((320, "avif", "AVIF"), (640, "webp", "WEBP"), (1280, "jpg", "JPEG")):
        sent = client.get(f"/photos/{posting.photos[0].stem}/{width}.{ending}")
        assert Image.open(io.BytesIO(sent.data)).format == kind
        assert "immutable" in sent.headers["Cache-Control"]


def test_a_listing_with_only_what_it_must_say(client: CheckingClient, seller: User) -> None:
    page = client.submit(client.get("/listings/new"), {})
    page = save(client, page, title="Nón lá làng Chuông")
    page = save(client, page)
    page = save(client, page, is_open="y")
    page = save(client, page)
    page = save(client, page)
    assert "Tùy đơn hàng" in page.text
    client.submit(page, {}, action="/publish")
    posting = newest()
    assert (posting.status, posting.province_code, posting.category_code) == (
        PostingStatus.PUBLISHED,
        "19",
        "craft.folk.hat",
    )


def test_a_demand_from_the_first_word_to_the_matches(client: CheckingClient, buyer: User) -> None:
    page = save(client, client.get("/demands/new"), title="Cần mua mật ong", description="Không nhận ong nuôi đường.")
    page = save(client, page, category_code="processed.health.honey")
    closes = (today() + timedelta(days=30)).isoformat()
    page = save(client, page, quantity="300 kg", is_standing="yes", needed_from=f"{today():%Y-%m}", closes_on=closes)
    assert '<option value="supermarket" selected>' in page.text
    page = save(client, page, price_max="100k", discount="15", payment_days="30")
    assert "Kênh này thường hỏi" in page.text
    assert not re.search(r'name="papers" value="[a-z_]+"[^>]* checked', page.text)
    page = save(client, page, papers=["label"], other_papers=["sample"], certificates=["ocop3"])
    for words in ("tối đa 100.000 ₫/kg", "300 kg mỗi tháng", "Mua đều, lâu dài", "15%", "30 ngày"):
        assert words in page.text, words
    posting = newest()
    answer = client.submit(page, {}, action="/publish", follow_redirects=False)
    assert answer.headers["Location"] == f"/demands/{posting.id}/matches"
    kept = newest()
    assert {row.paper_code for row in kept.papers} == {"label", "sample"}
    assert (kept.price_unit, kept.province_code, kept.channel_code) == ("kg", "01", "supermarket")


@pytest.mark.parametrize(
    ("step", "values", "words", "kept"),
    [
        ("goods", {"title": ""}, "Mời ghi tên hàng.", "Mô tả cũ"),
        ("category", {"category_code": "no.such"}, "Mời chọn nhóm hàng.", ""),
        ("quantity", {"quantity": "5 xyz", "min_order": "7 kg"}, "Chưa hiểu đơn vị", "5 xyz"),
        ("quantity", {"quantity": "5 kg", "month_amounts-3": "2 cái"}, "cùng đơn vị", "2 cái"),
        ("price", {"price_min": "90k", "price_max": "80k", "price_unit": "kg"}, "không được thấp hơn", "90k"),
        ("price", {"tier_amounts-1": "50 kg", "price_unit": "kg"}, "cả số lượng và giá", "50 kg"),
        ("papers", {"certificate-ocop4-issued_on": "2090-01-01"}, "không được sau hôm nay", "2090-01-01"),
        ("papers", {"shelf_life": "lâu lắm"}, "lâu lắm", "lâu lắm"),
    ],
)  # fmt: skip
def test_mistakes_stand_beside_the_field_and_nothing_typed_is_lost(
    client: CheckingClient, seller: User, step: str, values: dict[str, Any], words: str, kept: str
) -> None:
    organisation = session.scalars(select(Organisation)).one()
    listing = make_listing(organisation, status=PostingStatus.DRAFT, description="Mô tả cũ", certificates=["ocop4"])
    page = client.submit(client.get(f"/listings/{listing.id}/steps/{step}"), values)
    assert page.status_code == 422
    assert words in page.text
    assert kept in page.text
    assert "error-summary" in page.text
    session.expire_all()
    assert get_posting(listing.id).version == 1


@pytest.mark.parametrize(
    ("step", "values", "words"),
    [
        ("quantity", {"quantity": "x", "closes_on": "2020-01-01"}, "từ hôm nay trở đi"),
        ("quantity", {"quantity": "5 kg", "needed_from": "2020-01"}, "Tháng này đã qua"),
        ("terms", {"discount": "99"}, "từ 0 đến 60"),
        ("terms", {"province_code": "99"}, "chọn một mục trong danh sách"),
    ],
)
def test_mistakes_in_a_demand(
    client: CheckingClient, buyer: User, step: str, values: dict[str, Any], words: str
) -> None:
    organisation = session.scalars(select(Organisation)).one()
    demand = make_demand(organisation, status=PostingStatus.DRAFT)
    page = client.submit(client.get(f"/demands/{demand.id}/steps/{step}"), values)
    assert page.status_code == 422
    assert words in page.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.4", "anh.jpg", "không phải ảnh"),
        (b"\xff\xd8\xff\xe0 hong", "anh.jpg", "bị hỏng"),
    ],
)
def test_bad_photos_are_refused_by_their_content(
    client: CheckingClient, seller: User, content: bytes, name: str, words: str
) -> None:
    page = client.submit(client.get("/listings/new"), {"photos": [photo(), (io.BytesIO(content), name)]})
    assert page.status_code == 422
    assert words in page.text
    assert session.scalar(select(func.count()).select_from(Posting)) == 0


def test_nine_photos_are_too_many(client: CheckingClient, seller: User) -> None:
    page = client.submit(client.get("/listings/new"), {"photos": [photo() for _ in range(9)]})
    assert page.status_code == 422
    assert "Nhiều nhất 8 ảnh." in page.text


def test_a_photo_is_taken_off_with_its_files(client: CheckingClient, seller: User, var_dir: Path) -> None:
    client.submit(client.get("/listings/new"), {"photos": [photo("orange"), photo("green")]})
    posting = newest()
    first, second = posting.photos
    page = client.get(f"/listings/{posting.id}/steps/photos")
    client.submit(page, {}, action=f"/photos/{second.id}/first")
    page = client.get(f"/listings/{posting.id}/steps/photos")
    client.submit(page, {}, action=f"/photos/{first.id}/remove")
    assert [photo.stem for photo in newest().photos] == [second.stem]
    assert client.get(f"/photos/{first.stem}/320.jpg").status_code == 404
    assert client.get(f"/photos/{second.stem}/320.jpg").status_code == 200
    assert not list(var_dir.rglob(f"{first.stem}/*"))


def test_sending_the_first_form_twice_makes_one_draft(client: CheckingClient, seller: User) -> None:
    page = client.get("/listings/new")
    first = client.submit(page, {"photos": [photo()]}, follow_redirects=False)
    second = client.submit(page, {"photos": [photo()]}, follow_redirects=False)
    assert first.headers["Location"] == second.headers["Location"]
    assert session.scalar(select(func.count()).select_from(Posting)) == 1
    assert len(newest().photos) == 1
    page = client.get("/demands/new")
    answers = [client.submit(page, {"title": "Mật ong"}, follow_redirects=False) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_who_has_no_organisation_makes_one_first(client: CheckingClient) -> None:
    sign_in(client, make_user())
    for path in ("/listings/new", "/demands/new"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/organisations/new?next=")


def test_visitors_sign_in_first(client: CheckingClient) -> None:
    listing = make_listing()
    for path in (f"/listings/{listing.id}/preview", "/my", "/my/postings", "/staff/postings"):
        assert client.get(path).headers["Location"].startswith("/sessions/new")


def test_newcomers_who_begin_something_sign_up_first(client: CheckingClient) -> None:
    for path in ("/listings/new", "/demands/new", f"/leads/new?posting={make_listing().id}"):
        answer = client.get(path)
        assert answer.headers["Location"].startswith("/accounts/new?next=/")
        page = client.get(answer.headers["Location"]).text
        assert f'href="/sessions/new?next={path.split("?")[0]}' in page


def test_postings_of_others_are_refused(client: CheckingClient, seller: User) -> None:
    listing, draft = make_listing().id, make_listing(status=PostingStatus.DRAFT).id
    assert client.get(f"/listings/{listing}/steps/goods").status_code == 403
    assert client.get(f"/listings/{listing}/preview").status_code == 403
    assert client.get(f"/listings/{draft}/steps/goods").status_code == 404
    assert client.get(f"/listings/{draft}").status_code == 404
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/listings/new").text)
    assert token is not None
    for action in ("publish", "withdraw", "restore", "copy", "renew"):
        answer = client.post(f"/listings/{listing}/{action}", data={"csrf_token": token[1]})
        assert answer.status_code == 403, action
    assert newest().status is PostingStatus.DRAFT


def test_the_address_of_one_side_does_not_open_the_other(client: CheckingClient, seller: User) -> None:
    demand = make_demand(session.scalars(select(Organisation)).one()).id
    assert client.get(f"/listings/{demand}").status_code == 404
    assert client.get(f"/listings/{demand}/preview").status_code == 404
    assert client.get(f"/demands/{demand}/steps/price").status_code == 404


def test_two_people_who_edit_the_same_posting(client: CheckingClient, seller: User) -> None:
    listing = make_listing(session.scalars(select(Organisation)).one())
    page = client.get(f"/listings/{listing.id}/steps/goods")
    with transaction():
        row = session.get_one(Listing, listing.id)
        row.title, row.version = "Tên của người khác", 2
    answer = client.submit(page, {"title": "Tên của tôi"})
    assert answer.status_code == 422
    assert "vừa được sửa ở nơi khác" in answer.text
    assert "Tên của tôi" in answer.text
    client.submit(answer, {})
    assert newest().title == "Tên của tôi"


def test_an_edit_of_what_is_published_comes_back_to_the_overview(client: CheckingClient, seller: User) -> None:
    listing = make_listing(session.scalars(select(Organisation)).one(), certificates=["ocop4"])
    page = client.get(f"/listings/{listing.id}/steps/papers")
    expires = (today() + timedelta(days=400)).isoformat()
    page = client.submit(page, {"certificate-ocop4-number": "12/QĐ", "certificate-ocop4-expires_on": expires})
    assert heading(page) == listing.title
    assert "số 12/QĐ" in page.text
    assert "còn hạn đến" in page.text


def test_screens_in_english_are_english(client: CheckingClient, seller: User) -> None:
    organisation = session.scalars(select(Organisation)).one()
    listing = make_listing(organisation, status=PostingStatus.DRAFT, title="Honey", certificates=["ocop4"])
    client.get("/languages/en?next=/")
    for step in ("photos", "goods", "category", "quantity", "price", "papers"):
        page = client.get(f"/listings/{listing.id}/steps/{step}")
        assert page.status_code == 200
        assert 'lang="en"' in page.text
