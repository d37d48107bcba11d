"""Pages about the people of an organisation: the list, invitations and their links, leaving; other devices."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import remove_member
from marketplace.accounts.models import Invitation, MemberRole, Membership, Organisation, User
from marketplace.accounts.queries import get_members
from marketplace.db import session, transaction
from marketplace.leads.actions import reply, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.moderation.actions import file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import ComplaintReason
from tests.counting import count_statements
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_user
from tests.factories.invitations import make_invitation
from tests.factories.postings import make_listing
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]
HERE = make_installation()


@pytest.fixture
def owner(db: scoped_session[Session]) -> User:
    return make_user("Lê Thị Chủ")


@pytest.fixture
def coop(owner: User) -> Organisation:
    return make_organisation(owner, name="HTX Của Chủ")


@pytest.fixture
def desk(client: CheckingClient, owner: User, coop: Organisation) -> CheckingClient:
    """The administrator's browser."""
    return sign_in(client, owner)


def people(coop: Organisation) -> str:
    return f"/organisations/{coop.id}/members"


def link_in(text: str) -> str:
    found = re.search(r'id="share-url"[^>]*value="[^"]*(/invitations/[\w-]+)"', text)
    assert found, "no link is shown"
    return found[1]


def names(coop: Organisation) -> dict[str, MemberRole]:
    return {row.user.full_name: row.role for row in get_members(coop.id)}


def newest_code(client: CheckingClient) -> str:
    found = re.search(r"data-body[^>]*>.*?\b(\d{6})\b", client.get("/outbox").text, re.DOTALL)
    assert found
    return found[1]


def test_somebody_without_an_account_is_invited_signs_up_and_joins(
    desk: CheckingClient, coop: Organisation, new_client: NewClient
) -> None:
    page = desk.get(people(coop))
    page = desk.submit(page, {"contact": "0988 765 432", "role": "member"}, action="/members/invitations")
    assert "Đã mời 0988 765 432" in page.text
    link = link_in(page.text)
    again = desk.get(people(coop))
    assert "share-url" not in again.text, "the link is shown once"
    assert "Chờ trả lời" in again.text
    guest = new_client()
    page = guest.get(link)
    assert "HTX Của Chủ" in page.text
    assert "Lê Thị Chủ" in page.text
    assert "988" not in page.text, "the page does not tell whose phone it is"
    page = guest.get(unescape(re.search(r'href="(/accounts/new\?next=[^"]+invitations[^"]+)"', page.text)[1]))  # type: ignore[index]
    assert 'value="+84988765432"' in page.text
    page = guest.submit(page, {"full_name": "Trần Văn Khách", "password": "tre-xanh-2026", "has_agreed": "y"})
    page = guest.submit(page, {"code": newest_code(guest)}, action="")
    assert page.request.path == link
    page = guest.submit(page, {}, action="/accept")
    assert page.request.path == "/my"
    assert "Bà con đã vào HTX Của Chủ." in page.text
    assert names(coop)["Trần Văn Khách"] is MemberRole.MEMBER
    assert guest.get(link).status_code == 404


def test_somebody_with_an_account_signs_in_and_joins(coop: Organisation, owner: User, client: CheckingClient) -> None:
    guest = make_user("Trần Văn Khách")
    code = make_invitation(coop, owner, role=MemberRole.ADMIN)
    page = client.get(f"/sessions/new?next=/invitations/{code}")
    page = client.submit(page, {"contact": guest.phone, "password": "nong-san-sach"}, action="/sessions/new")
    assert page.request.path == f"/invitations/{code}"
    client.submit(page, {}, action="/accept")
    assert names(coop)["Trần Văn Khách"] is MemberRole.ADMIN


def test_a_visitor_may_say_no(coop: Organisation, owner: User, client: CheckingClient) -> None:
    code = make_invitation(coop, owner)
    page = client.submit(client.get(f"/invitations/{code}"), {}, action="/decline")
    assert page.status_code == 200
    assert client.get(f"/invitations/{code}").status_code == 404
    assert "Trần" not in names(coop)


@pytest.mark.parametrize("code", ["x", "A" * 16, "%00", "..%2f", "a" * 3000, "'--"])
def test_a_made_up_link_is_no_page(client: CheckingClient, code: str) -> None:
    assert client.get(f"/invitations/{code}").status_code == 404


def test_without_a_way_to_send_the_link_is_passed_on_by_hand(
    desk: CheckingClient, coop: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.web.member.members.installation", lambda: make_installation(SMS_ADAPTER="none"))
    page = desk.submit(desk.get(people(coop)), {"contact": "0988765432"}, action="/members/invitations")
    assert "gửi cho người được mời, qua Zalo" in page.text
    assert link_in(page.text)


def test_what_is_wrong_stands_beside_the_field(desk: CheckingClient, coop: Organisation) -> None:
    page = desk.submit(desk.get(people(coop)), {"contact": "<b>09", "role": "king"}, action="/members/invitations")
    assert page.status_code == 422
    assert "chưa đúng. Ví dụ" in page.text
    assert "&lt;b&gt;09" in page.text


def test_an_invitation_is_sent_anew_and_withdrawn(desk: CheckingClient, coop: Organisation) -> None:
    page = desk.submit(desk.get(people(coop)), {"contact": "0988765432"}, action="/members/invitations")
    first = link_in(page.text)
    page = desk.submit(page, {}, action="/resend")
    second = link_in(page.text)
    assert first != second
    assert (desk.get(first).status_code, desk.get(second).status_code) == (404, 200)
    page = desk.submit(desk.get(people(coop)), {}, action="/withdraw")
    assert "Đã rút lời mời" in page.text
    assert desk.get(second).status_code == 404


def test_one_press_too_many_sends_one_invitation(desk: CheckingClient, coop: Organisation) -> None:
    page = desk.get(people(coop))
    answers = [desk.submit(page, {"contact": "0988765432"}, action="/members/invitations") for _ in range(2)]
    assert len({link_in(answer.text) for answer in answers}) == 1
    assert len(session.scalars(select(Invitation)).all()) == 1


def test_a_plain_member_sees_people_and_no_buttons(coop: Organisation, owner: User, client: CheckingClient) -> None:
    plain = make_user("Trần Văn Thợ")
    add_member(coop, plain)
    make_invitation(coop, owner)
    sign_in(client, plain)
    page = client.get(people(coop))
    assert "Lê Thị Chủ" in page.text
    assert "0988 765 432" not in page.text
    assert "/role" not in page.text
    assert client.get(f"/organisations/{make_organisation(make_user()).id}/members").status_code == 403


def test_roles_and_taking_out(desk: CheckingClient, coop: Organisation, new_client: NewClient) -> None:
    plain = make_user("Trần Văn Thợ")
    add_member(coop, plain)
    other = make_organisation(plain, name="Hộ Riêng")
    theirs = sign_in(new_client(), plain)
    assert theirs.get(people(coop)).status_code == 200
    desk.submit(desk.get(people(coop)), {}, action=f"/members/{plain.id}/role")
    assert names(coop)["Trần Văn Thợ"] is MemberRole.ADMIN
    assert theirs.get(f"/organisations/{coop.id}/edit").status_code == 200
    page = desk.submit(desk.get(people(coop)), {}, action=f"/members/{plain.id}/remove")
    assert "ra khỏi tổ chức" in page.text
    for path in (people(coop), f"/organisations/{coop.id}/edit"):
        assert theirs.get(path).status_code == 403, "at once, without signing in again"
    assert "Hộ Riêng" in theirs.get("/my").text, "the rest of the account goes on"
    assert other.id in actor_of(plain).memberships


def test_handing_over_and_leaving(desk: CheckingClient, coop: Organisation) -> None:
    plain = make_user("Trần Văn Thợ")
    add_member(coop, plain)
    page = desk.get(f"/organisations/{coop.id}/leave")
    refused = desk.submit(page, {}, action="/leave")
    assert refused.status_code == 409
    assert "bàn giao cho người khác trước" in refused.text
    assert desk.submit(page, {"successor": "x"}, action="/hand-over").status_code == 422
    page = desk.submit(page, {"successor": str(plain.id), "leaves": "y"}, action="/hand-over")
    assert "Bà con đã rời HTX Của Chủ." in page.text
    assert names(coop) == {"Trần Văn Thợ": MemberRole.ADMIN}
    assert desk.get(people(coop)).status_code == 403


def test_the_last_person_must_say_so(desk: CheckingClient, coop: Organisation) -> None:
    page = desk.get(f"/organisations/{coop.id}/leave")
    assert "người cuối cùng của tổ chức" in page.text
    assert "/hand-over" not in page.text
    page = desk.submit(page, {}, action="/leave")
    assert page.status_code == 409
    page = desk.submit(page, {"is_confirmed": "y"}, action="/leave")
    assert page.request.path == "/my/profile"
    assert names(coop) == {}


def test_the_list_of_people_takes_a_fixed_number_of_statements(desk: CheckingClient, coop: Organisation) -> None:
    counts = []
    for number in (1, 3):
        for each in range(number):
            add_member(coop, make_user(f"Người {number}{each}"))
        counts.append(count_statements(lambda: desk.get(people(coop))))
    assert counts[0] == counts[1]


def test_many_people_come_a_page_at_a_time(desk: CheckingClient, coop: Organisation) -> None:
    for number in range(25):
        add_member(coop, make_user(f"Người Thứ {number}"))
    page = desk.get(people(coop))
    assert "Người Thứ 24" not in page.text
    following = re.search(r'href="([^"]*after=[^"]+)"', page.text)
    assert following
    assert "Người Thứ 24" in desk.get(unescape(following[1])).text


def test_signing_out_everywhere_ends_a_stolen_cookie(desk: CheckingClient, owner: User, new_client: NewClient) -> None:
    thief = new_client()
    thief.set_cookie("session", desk.get_cookie("session").value)  # type: ignore[union-attr]
    assert thief.get("/my").status_code == 200
    page = desk.submit(desk.get("/my/profile"), {}, action="/sign-outs")
    assert page.request.path == "/"
    assert thief.get("/my").status_code == 302
    sign_in(desk, owner)


def test_own_data_holds_own_words_and_no_others(desk: CheckingClient, owner: User, coop: Organisation) -> None:
    buyer = make_user("Trần Thị Mua")
    make_organisation(buyer, name="Siêu thị Mua", is_producer=False, is_distributor=True)
    listing = make_listing(coop)
    with transaction():
        lead = send_enquiry(listing, MessageDraft(body="Lời của bên mua"), by=actor_of(buyer))
        reply(lead, MessageDraft(body="Lời của chủ"), by=actor_of(owner))
        draft = ComplaintDraft(reason=ComplaintReason.SPAM, text="Tôi thấy tin rác")
        file_complaint(draft, by=actor_of(owner))
    taken = desk.submit(desk.get("/my/profile"), {}, action="/exports")
    said = json.loads(taken.text)
    assert [one["body"] for one in said["conversations"]["messages"]] == ["Lời của chủ"]
    assert [one["text"] for one in said["complaints"]] == ["Tôi thấy tin rác"]
    assert "Lời của bên mua" not in json.dumps([said["conversations"], said["complaints"]], ensure_ascii=False)


def test_a_removed_person_acts_for_nobody(coop: Organisation, owner: User, client: CheckingClient) -> None:
    plain = make_user("Trần Văn Thợ")
    add_member(coop, plain)
    listing = make_listing(coop)
    sign_in(client, plain)
    page = client.get(f"/listings/{listing.id}/steps/goods")
    with transaction():
        remove_member(coop.id, plain.id, installation=HERE, by=actor_of(owner))
    answer = client.submit(page, {"title": "Của tôi"})
    assert answer.status_code in (403, 404)
    assert session.get_one(type(listing), listing.id, populate_existing=True).title == "Mật ong hoa nhãn"
    assert session.scalars(select(Membership).where(Membership.user_id == plain.id)).all() == []
