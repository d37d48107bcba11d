"""Every text message to a phone fits in two parts, and says from which site it comes, what it is about, and where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from marketplace.accounts import mail as accounts
from marketplace.accounts.mail import Letter
from marketplace.i18n import LANGUAGES, reading
from marketplace.leads import mail as leads
from marketplace.moderation import mail as moderation
from marketplace.notifications.sms import MAX_CHARACTERS, cut, fitted, length_of, signed
from marketplace.postings import mail as postings
from marketplace.postings.models import Side

SITE = "Chắp Nối"
URL = "https://chapnoi.congthuong.gov.vn"
ORGANISATION = "Hợp tác xã nông nghiệp và dịch vụ tổng hợp Bản Mường Ải, huyện Kỳ Sơn"
TITLE = "Măng khô lưỡi lợn Nghệ An loại một, phơi nắng, không xông lưu huỳnh"
REASON = "Ảnh không đúng hàng, giá ghi thiếu đơn vị, và số điện thoại không được ghi trong mô tả."
LEAD = f"{URL}/leads/123456"
TAP = f"{URL}/t/Ab3_dEfGh1Jk"
DAY = date(2026, 12, 31)
POSTING = f"{URL}/listings/123456/preview"
PROFILE = f"{URL}/organisations/12345"
PERSON = "Nguyễn Thị Phương Thảo Nguyên Bích Hằng"
PEOPLE = f"{URL}/organisations/12345/members"
INVITATION = f"{URL}/invitations/Ab3_dEfGh1JkLm-0"

# What is read in the message besides the site's name; a code carries no link, so that nobody learns to follow one.
LETTERS: dict[str, tuple[Callable[[], Letter], tuple[str, ...]]] = {
    "sign_up_code": (lambda: accounts.sign_up_code("123456", site=SITE), ("123456",)),
    "recovery_code": (lambda: accounts.recovery_code("123456", site=SITE), ("123456",)),
    "contact_change_code": (lambda: accounts.contact_change_code("123456", site=SITE), ("123456",)),
    "already_registered": (lambda: accounts.already_registered(site=SITE, url=URL), (f"{URL}/recoveries/new",)),
    "password_changed": (lambda: accounts.password_changed(site=SITE, url=URL), (f"{URL}/recoveries/new",)),
    "contact_changed": (
        lambda: accounts.contact_changed(site=SITE, url=URL, new_contact="0912 *** 678"),
        (f"{URL}/pages/help", "0912 *** 678"),
    ),
    **{
        write.__name__: (lambda w=write: w(ORGANISATION, site=SITE, link=PROFILE), (PROFILE, "Hợp tác"))
        for write in (
            accounts.organisation_verified,
            accounts.organisation_unverified,
            accounts.organisation_suspended,
            accounts.organisation_resumed,
        )
    },
    "invitation": (
        lambda: accounts.invitation(ORGANISATION, PERSON, site=SITE, link=INVITATION),
        (INVITATION, "Hợp tác"),
    ),
    "invitation_declined": (
        lambda: accounts.invitation_declined("+84***678", ORGANISATION, link=PEOPLE),
        (PEOPLE, "+84***", "Hợp tác"),
    ),
    "member_removed": (lambda: accounts.member_removed(ORGANISATION, site=SITE), ("Hợp tác",)),
    "made_administrator": (lambda: accounts.made_administrator(ORGANISATION, link=PEOPLE), (PEOPLE, "Hợp tác")),
    "made_member": (lambda: accounts.made_member(ORGANISATION, link=PEOPLE), ("Hợp tác",)),
    **{
        write.__name__: (lambda w=write: w(PERSON, ORGANISATION, link=PEOPLE), (PEOPLE, "Nguyễn", "Hợp tác"))
        for write in (accounts.invitation_accepted, accounts.member_left)
    },
    **{
        f"leads.{write.__name__}": (lambda w=write: w(ORGANISATION, TITLE, link=LEAD), (LEAD, "Hợp tác", "Măng"))
        for write in (leads.enquiry, leads.message, leads.accepted, leads.reopened, leads.unanswered, leads.asked_again)
    },
    "leads.reminder": (lambda: leads.reminder(ORGANISATION, TITLE, DAY, False, link=TAP), (TAP, "Hợp tác", "Măng")),
    "leads.postponed": (lambda: leads.postponed(ORGANISATION, TITLE, DAY, link=LEAD), (LEAD, "Hợp tác", "Măng")),
    "leads.declined": (lambda: leads.declined(ORGANISATION, TITLE, REASON, link=LEAD), (LEAD, "Hợp tác", "Măng")),
    "postings.approved": (lambda: postings.approved(TITLE, link=POSTING), (POSTING, "Măng")),
    "postings.put_back": (lambda: postings.put_back(TITLE, link=POSTING), (POSTING, "Măng")),
    "postings.declined": (lambda: postings.declined(TITLE, REASON, link=POSTING), (POSTING, "Măng", "Ảnh")),
    "postings.taken_down": (lambda: postings.taken_down(TITLE, REASON, link=POSTING), (POSTING, "Măng", "Ảnh")),
    "postings.still_there": (lambda: postings.still_there(TITLE, Side.DEMAND, 0, link=TAP), (TAP, "Măng")),
    "postings.expires_soon": (lambda: postings.expires_soon(TITLE, Side.SUPPLY, DAY, 12, link=TAP), (TAP, "Măng")),
    "postings.back_in_sight": (lambda: postings.back_in_sight(TITLE, 12, link=TAP), (TAP, "Măng")),
    "postings.weeks_changed": (
        lambda: postings.weeks_changed(ORGANISATION, TITLE, "23/11: 200 kg", link=f"{URL}/demands/123456"),
        (f"{URL}/demands/123456", "Hợp tác"),
    ),
    "moderation.upheld": (lambda: moderation.upheld(123456, REASON), ("123", "Ảnh")),
    "moderation.rejected": (lambda: moderation.rejected(123456, REASON), ("123", "Ảnh")),
}  # fmt: skip


def test_no_letter_is_forgotten() -> None:
    written = {
        name
        for module in (accounts, leads, postings, moderation)
        for name, thing in vars(module).items()
        if callable(thing)
        and getattr(thing, "__module__", "") == module.__name__
        and name.islower()
        and not name.startswith("_")
    }
    assert written == {name.rpartition(".")[2] for name in LETTERS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_a_message_fits_and_says_what_it_is_about(name: str, language: str) -> None:
    write, said = LETTERS[name]
    with reading(language):
        letter = write()
    sent = signed(letter.short or letter.body, SITE)
    assert length_of(sent) <= MAX_CHARACTERS, f"{length_of(sent)}: {sent}"
    assert SITE in sent
    assert [word for word in said if word not in sent] == []


@pytest.mark.parametrize(("taken", "name"), [(80, "Hợp tác xã Bát Tràng"), (105, "Hợp tác xã Bát…"), (110, "Hợp tác…")])
def test_names_are_as_long_as_there_is_room(taken: int, name: str) -> None:
    assert fitted(lambda most: "x" * taken + cut("Hợp tác xã Bát Tràng", most)) == "x" * taken + name


def test_the_site_is_named_once() -> None:
    assert signed("Mã của Chắp Nối là 1", SITE) == "Mã của Chắp Nối là 1"
    assert signed("Tin đã được duyệt", SITE) == "Chắp Nối: Tin đã được duyệt"
