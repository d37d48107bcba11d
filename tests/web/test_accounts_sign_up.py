"""Pages from sign-up to the first own organisation, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation, User
from marketplace.clock import now
from marketplace.db import session
from marketplace.taxonomy.queries import get_wards
from tests.factories.accounts import make_user
from tests.web.checking import CheckingClient

SIGN_UP = {"full_name": "Lê Văn Nam", "contact": "0988 123 456", "password": "chè-tân-cương", "has_agreed": "y"}


def code_in_outbox(client: FlaskClient) -> str:
    found = re.search(r"data-body[^>]*>.*?\b(\d{6})\b", client.get("/outbox").text, re.DOTALL)
    assert found
    return found.group(1)


def text_of(page: object) -> str:
    return re.sub(r"\s+", " ", page.text)  # type: ignore[attr-defined]


def signed_up(client: CheckingClient) -> None:
    client.submit(client.get("/accounts/new"), SIGN_UP, action="/accounts/new")
    page = client.submit(client.get("/accounts/codes"), {"code": code_in_outbox(client)}, action="")
    assert page.request.path == "/organisations/new"


def test_a_producer_signs_up_and_has_an_organisation(client: CheckingClient) -> None:
    page = client.submit(client.get("/sign-up", follow_redirects=True), SIGN_UP, action="/accounts/new")
    assert page.request.path == "/accounts/codes"
    assert "0988 123 456" in page.text
    page = client.submit(page, {"code": code_in_outbox(client)}, action="")
    assert page.request.path == "/organisations/new"
    page = client.submit(page, {"sides": "sell", "kind": "household"}, action="/organisations/new")
    assert 'value="0988' in page.text or 'value="+84988123456"' in page.text
    first = {"name": "Chè Nam Tân Cương", "province_code": "19", "tax_code": "0314409058", "address_line": "Xóm 3"}
    page = client.submit(page, first, action="/organisations/new")
    assert page.status_code == 422
    assert "Mời chọn xã, phường" in page.text
    assert 'value="Chè Nam Tân Cương"' in page.text
    ward = get_wards("19")[3].code
    answer = client.submit(page, {**first, "ward_code": ward}, action="/organisations/new", follow_redirects=False)
    assert (answer.status_code, answer.location) == (303, "/my")
    made = session.scalars(select(Organisation)).one()
    assert (made.name, made.ward_code, made.contact_phone) == ("Chè Nam Tân Cương", ward, "+84988123456")


def test_wrong_input_is_said_beside_the_field_and_kept(client: CheckingClient) -> None:
    typed = {"full_name": "", "contact": "0988", "password": "ngắn"}
    page = client.submit(client.get("/accounts/new"), typed, action="/accounts/new")
    assert page.status_code == 422
    for words in ("Mời ghi họ tên.", "chưa đúng. Ví dụ", "ít nhất 8 ký tự", "Mời đọc và đồng ý"):
        assert words in page.text
    assert 'value="0988"' in page.text
    assert "ngắn" not in page.text


def test_a_double_submit_sends_one_code(client: CheckingClient) -> None:
    form = client.get("/accounts/new")
    for _ in range(2):
        client.submit(form, SIGN_UP, action="/accounts/new")
    assert client.get("/outbox").text.count("<article") == 1


def test_wrong_and_expired_codes(client: CheckingClient) -> None:
    client.submit(client.get("/accounts/new"), SIGN_UP, action="/accounts/new")
    code = code_in_outbox(client)
    page = client.submit(client.get("/accounts/codes"), {"code": "12"}, action="")
    assert page.status_code == 422
    assert "Mã chưa đúng hoặc đã hết hạn" in page.text
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        page = client.submit(client.get("/accounts/codes"), {"code": code}, action="")
        assert page.status_code == 422
        page = client.submit(page, {}, action="/accounts/codes/resend")
        assert "Đã gửi mã mới" in page.text
        page = client.submit(page, {}, action="/accounts/codes/resend")
        assert "Mời đợi 60 giây" in page.text
        page = client.submit(page, {"code": code_in_outbox(client)}, action="")
        assert page.request.path == "/organisations/new"


def test_an_existing_account_is_not_revealed(client: CheckingClient) -> None:
    make_user(phone="+84988123456")
    page = client.submit(client.get("/accounts/new"), SIGN_UP, action="/accounts/new")
    assert page.request.path == "/accounts/codes"
    assert "Mã 6 số đã được gửi tới 0988 123 456" in text_of(page)
    assert "đã có tài khoản" in client.get("/outbox").text
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_the_page_wanted_before_is_reached_in_the_end(client: CheckingClient) -> None:
    client.submit(client.get("/accounts/new?next=/leads/new?posting=5"), SIGN_UP, action="/accounts/new")
    page = client.submit(client.get("/accounts/codes"), {"code": code_in_outbox(client)}, action="")
    page = client.submit(page, {"sides": "buy", "kind": "supermarket"}, action="/organisations/new")
    page = client.submit(page, {"name": "Siêu thị A", "province_code": "01"}, action="/organisations/new")
    answer = client.submit(page, {}, action="/organisations/new", follow_redirects=False)
    assert answer.location == "/leads/new?posting=5"


def test_both_screens_say_what_is_missing(client: CheckingClient) -> None:
    signed_up(client)
    page = client.submit(client.get("/organisations/new"), {}, action="/organisations/new")
    assert page.status_code == 422
    assert "Mời chọn bán hàng, mua hàng, hoặc cả hai." in page.text
    second = client.get("/organisations/new?sides=both&kind=cooperative")
    page = client.submit(second, {"name": "", "tax_code": "12", "contact_phone": "1"}, action="/organisations/new")
    assert page.status_code == 422
    for words in ("Mời ghi tên.", "Mời chọn tỉnh", "Mã số thuế chưa đúng", "Số điện thoại chưa đúng"):
        assert words in page.text
    assert client.get("/organisations/new?sides=x&kind=cooperative").text.count("<fieldset") >= 1


def test_a_double_submit_makes_one_organisation(client: CheckingClient) -> None:
    signed_up(client)
    page = client.get("/organisations/new?sides=sell&kind=household")
    page = client.submit(page, {"name": "Chè Nam", "province_code": "19"}, action="/organisations/new")
    for _ in range(2):
        client.submit(page, {}, action="/organisations/new", follow_redirects=False)
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_wards_of_a_province(client: CheckingClient) -> None:
    answer = client.get("/provinces/19/wards")
    assert answer.text.count("<option") == len(get_wards("19")) + 1
    assert client.get("/provinces/99/wards").status_code == 404


@pytest.mark.parametrize("name", ["about", "privacy", "terms", "help"])
def test_pages_in_both_languages(client: CheckingClient, name: str) -> None:
    assert 'lang="vi"' in client.get(f"/pages/{name}").text
    page = client.get(f"/languages/en?next=/pages/{name}", follow_redirects=True)
    assert page.request.path == f"/pages/{name}"
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", main.replace("Chắp Nối", ""))


def test_language_goes_only_to_pages_of_this_site(client: CheckingClient) -> None:
    for target in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert client.get("/languages/en", query_string={"next": target}).location == "/"
    assert client.get("/languages/fr").status_code == 404
    assert client.get("/pages/passwd").status_code == 404


def test_the_other_browser_cannot_type_the_code(
    client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    client.submit(client.get("/accounts/new"), SIGN_UP, action="/accounts/new")
    assert new_client().get("/accounts/codes").location == "/accounts/new"


def test_control_characters_and_endless_texts_do_no_harm(client: CheckingClient) -> None:
    signed_up(client)
    page = client.get("/organisations/new?sides=sell&kind=household")
    odd = {"name": "Chè\x00Nam" * 1000, "province_code": "\x00", "ward_code": "\x00", "form_token": "\x00" + "x" * 500}
    assert client.submit(page, odd, action="/organisations/new").status_code == 422
    page = client.submit(page, {**odd, "name": "Chè\x00 Nam", "province_code": "19"}, action="/organisations/new")
    answer = client.submit(page, {"ward_code": ""}, action="/organisations/new", follow_redirects=False)
    assert answer.status_code == 303
    assert session.scalars(select(Organisation)).one().name == "Chè Nam"
    for path in ("/provinces/%00/wards", "/organisations/new?sides=%00&kind=%00"):
        assert client.get(path).status_code in (200, 404)
