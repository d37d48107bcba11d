"""Agreements on the pages, without scripts: from the lead to the signed paper, the months, and what staff see."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from docx import Document as WordFile
from sqlalchemy import select

from marketplace.accounts.models import StaffRole
from marketplace.agreements.models import Agreement, AgreementPaper, FollowUp, PaperKind, PaperScan, PaperStatus, Stage
from marketplace.clock import now, today
from marketplace.db import session, transaction
from tests.counting import count_statements
from tests.factories.accounts import make_organisation, make_staff, make_user
from tests.factories.agreements import Deal, make_agreement, make_deal, make_paper, photo
from tests.web.checking import CheckingClient
from tests.web.signing_in import sign_in

NewClient = Callable[[], CheckingClient]


@dataclass(kw_only=True)
class Two:
    """A seller and a buyer, each at a browser."""

    seller: CheckingClient
    buyer: CheckingClient
    deal: Deal


@pytest.fixture
def two(index: None, new_client: NewClient) -> Two:
    deal = make_deal()
    return Two(seller=sign_in(new_client(), deal.seller), buyer=sign_in(new_client(), deal.buyer), deal=deal)


def only(row: type[Agreement] | type[AgreementPaper]) -> Agreement | AgreementPaper:
    found = session.scalars(select(row).execution_options(populate_existing=True)).one()
    session.expunge(found)
    return found


def lines_of(word: bytes) -> str:
    document = WordFile(io.BytesIO(word))
    head = document.sections[0].first_page_header.paragraphs[0].text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([head, *(paragraph.text for paragraph in document.paragraphs), *cells])


def test_from_the_lead_to_the_signed_contract(two: Two) -> None:
    lead_id = two.deal.lead.id
    conversation = two.seller.get(f"/leads/{lead_id}")
    assert f"/agreements/new?lead={lead_id}" in conversation.text
    page = two.seller.get(f"/agreements/new?lead={lead_id}")
    assert 'value="300 kg"' in page.text
    begun = two.seller.submit(page, {"start": "sample"}, action="/agreements/new")
    assert "Gửi hàng mẫu" in begun.text
    assert "24.000.000 ₫" in begun.text
    agreement_id = only(Agreement).id
    assert two.buyer.get(f"/leads/{lead_id}/agreements/new").headers["Location"].endswith(f"/agreements/{agreement_id}")
    moved = two.buyer.submit(two.buyer.get(f"/agreements/{agreement_id}"), {}, action="/moves")
    assert "Đang thương lượng" in moved.text
    form = two.buyer.get(f"/agreements/{agreement_id}/papers/new?kind=contract")
    assert 'value="Hợp tác xã Bát Tràng"' in form.text
    drawn = two.buyer.submit(form, {"extra": "{{ 7*7 }} #import <b>"}, action="/papers/new")
    paper_id = only(AgreementPaper).id
    word = two.seller.get(f"/agreement-papers/{paper_id}/word")
    shown = lines_of(word.data)
    assert shown.startswith("DỰ THẢO")
    assert "{{ 7*7 }} #import <b>" in shown
    assert "Hai mươi bốn triệu đồng" in shown
    assert two.buyer.submit(drawn, {}, action="/confirmations").status_code == 200
    signed = two.seller.submit(two.seller.get(f"/agreement-papers/{paper_id}"), {}, action="/confirmations")
    assert "Hai bên đã xác nhận" in signed.text
    assert "DỰ THẢO" not in lines_of(two.seller.get(f"/agreement-papers/{paper_id}/word").data)
    pdf = two.seller.get(f"/agreement-papers/{paper_id}/pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert pdf.headers["Content-Disposition"] == f"attachment; filename=hop-dong-mua-ban-hang-hoa-{paper_id}.pdf"
    assert pdf.headers["Cache-Control"] == "private, no-store"
    assert only(Agreement).stage is Stage.CONTRACT
    assert "Đã bắt đầu giao hàng" in two.seller.get(f"/agreements/{agreement_id}").text


def test_bad_figures_are_kept_and_named(two: Two) -> None:
    page = two.seller.get(f"/agreements/new?lead={two.deal.lead.id}")
    answer = two.seller.submit(page, {"goods": "", "price": "rẻ lắm"}, action="/agreements/new")
    assert answer.status_code == 422
    assert 'value="rẻ lắm"' in answer.text
    assert "Mời ghi tên hàng." in answer.text
    assert session.scalars(select(Agreement)).first() is None


def test_two_who_edit_figures_at_once_see_the_difference(two: Two) -> None:
    agreement = make_agreement(two.deal)
    address = f"/agreements/{agreement.id}/edit"
    mine, theirs = two.seller.get(address), two.buyer.get(address)
    two.seller.submit(mine, {"quantity": "250 kg"}, action="/edit")
    told = two.buyer.submit(theirs, {"quantity": "400 kg"}, action="/edit")
    assert told.status_code == 422
    assert "Có người vừa sửa" in told.text
    assert "250 kg" in told.text
    two.buyer.submit(told, {}, action="/edit")
    assert str(only(Agreement).quantity_amount) == "400"


def test_two_who_edit_a_draft_at_once_see_the_difference(two: Two) -> None:
    paper = make_paper(make_agreement(two.deal))
    address = f"/agreement-papers/{paper.id}/edit"
    mine, theirs = two.seller.get(address), two.buyer.get(address)
    two.seller.submit(mine, {"number": "01/2027"}, action="/edit")
    told = two.buyer.submit(theirs, {"number": "02/2027", "buyer_name": "Siêu thị Hoa Sen 2"}, action="/edit")
    assert told.status_code == 422
    assert "Có người vừa sửa" in told.text
    assert "01/2027" in told.text
    two.buyer.submit(told, {}, action="/edit")
    saved = only(AgreementPaper)
    assert isinstance(saved, AgreementPaper)
    assert (saved.number, saved.buyer["name"]) == ("02/2027", "Siêu thị Hoa Sen 2")


def test_a_version_that_was_not_read_is_not_confirmed(two: Two) -> None:
    paper = make_paper(make_agreement(two.deal))
    read = two.buyer.get(f"/agreement-papers/{paper.id}")
    two.seller.submit(two.seller.get(f"/agreement-papers/{paper.id}/edit"), {"number": "09"}, action="/edit")
    assert two.buyer.submit(read, {}, action="/confirmations").status_code == 409


def test_waiting_going_on_and_giving_up(two: Two) -> None:
    paper = make_paper(make_agreement(two.deal))
    address = f"/agreement-papers/{paper.id}"
    form = two.buyer.get(f"{address}/holds")
    assert two.buyer.submit(form, {"note": ""}, action="/holds").status_code == 422
    held = two.buyer.submit(form, {"note": "Chờ giá mới"}, action="/holds")
    assert "Siêu thị Hoa Sen đề nghị tạm dừng" in held.text
    assert "/holds/removals" not in two.seller.get(address).text
    assert "/confirmations" not in two.seller.get(address).text
    two.buyer.submit(held, {}, action="/holds/removals")
    gone = two.seller.submit(two.seller.get(address), {}, action="/cancellations")
    assert "Đã hủy" in gone.text
    assert only(AgreementPaper).status is PaperStatus.CANCELLED


def test_scans_come_and_go_and_are_read_by_the_parties_only(two: Two, new_client: NewClient) -> None:
    paper = make_paper(make_agreement(two.deal))
    address = f"/agreement-papers/{paper.id}"
    page = two.seller.get(address)
    wrong = two.seller.submit(
        page, {"scans": (io.BytesIO(b"not a file"), "a.pdf")}, action="/scans", content_type="multipart/form-data"
    )
    assert wrong.status_code == 422
    assert "Chỉ nhận ảnh, PDF" in wrong.text
    sent = two.seller.submit(
        page, {"scans": (io.BytesIO(photo()), "trang 1.jpg")}, action="/scans", content_type="multipart/form-data"
    )
    assert "trang 1.jpg" in sent.text
    scan_id = session.scalars(select(PaperScan.id)).one()
    got = two.buyer.get(f"{address}/scans/{scan_id}")
    assert got.data.startswith(b"\xff\xd8\xff")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    got.close()
    assert f"/scans/{scan_id}/removals" not in two.buyer.get(address).text
    stranger = make_user("Người Lạ")
    make_organisation(stranger, name="HTX Khác")
    for user in (stranger, make_staff(StaffRole.MINISTRY)):
        browser = sign_in(new_client(), user)
        for path in (address, f"{address}/word", f"{address}/pdf", f"{address}/scans/{scan_id}"):
            assert browser.get(path).status_code == 404
    two.seller.submit(two.seller.get(address), {}, action=f"/scans/{scan_id}/removals")
    assert two.seller.get(f"{address}/scans/{scan_id}").status_code == 404


def test_a_paper_signed_elsewhere(two: Two) -> None:
    agreement = make_agreement(two.deal)
    page = two.seller.get(f"/agreements/{agreement.id}/papers/outside")
    empty = two.seller.submit(
        page,
        {"signed_on": (today() + timedelta(days=3)).isoformat()},
        action="/outside",
        content_type="multipart/form-data",
    )
    assert "Ngày này chưa tới." in empty.text
    values = {"signed_on": today().isoformat(), "scans": (io.BytesIO(photo()), "hop dong.jpg")}
    two.seller.submit(page, values, action="/outside", content_type="multipart/form-data")
    paper_id = only(AgreementPaper).id
    shown = two.buyer.get(f"/agreement-papers/{paper_id}")
    assert "Giấy này hai bên ký ở ngoài" in shown.text
    assert two.buyer.get(f"/agreement-papers/{paper_id}/pdf").status_code == 404
    two.buyer.submit(shown, {}, action="/confirmations")
    assert only(Agreement).stage is Stage.CONTRACT


def test_delivering_months_ending_and_a_slip(two: Two) -> None:
    agreement = make_agreement(two.deal, Stage.CONTRACT)
    address = f"/agreements/{agreement.id}"
    page = two.seller.get(f"{address}/deliveries")
    assert two.seller.submit(page, {"first_on": ""}, action=None).status_code == 422
    delivering = two.seller.submit(page, {}, action=None)
    assert "Đang giao hàng" in delivering.text
    months = two.seller.get(f"{address}/months")
    bad = two.seller.submit(months, {"value": "nhiều"}, action=None)
    assert bad.status_code == 422
    assert 'value="nhiều"' in bad.text
    kept = two.seller.submit(bad, {"value": "12 triệu", "quantity": "150"}, action=None)
    assert "12.000.000 ₫, 150 kg" in kept.text
    assert "12.000.000 ₫ (50%)" in two.buyer.get(address).text
    ended = two.buyer.submit(two.buyer.get(address), {}, action="/ends")
    assert "Đã kết thúc" in ended.text
    two.buyer.submit(ended, {}, action="/moves/removals")
    assert only(Agreement).stage is Stage.DELIVERING


def test_coming_to_nothing_asks_why(two: Two) -> None:
    agreement = make_agreement(two.deal)
    page = two.buyer.get(f"/agreements/{agreement.id}/failures")
    assert "Mời chọn một lý do." in two.buyer.submit(page, {}, action=None).text
    done = two.buyer.submit(page, {"reason": "logistics", "note": "Xa quá"}, action=None)
    assert "Giao hàng khó" in done.text
    assert "Xa quá" in two.seller.get(f"/agreements/{agreement.id}").text


@pytest.mark.parametrize("tab", ["talking", "signed", "delivering", "over", "nonsense"])
def test_the_list_by_stage_says_what_to_do_when_empty(two: Two, tab: str) -> None:
    assert 'class="empty"' in two.seller.get(f"/my/agreements?tab={tab}").text


def test_the_list_asks_as_often_for_three_as_for_one(two: Two) -> None:
    make_agreement(two.deal)
    two.seller.get("/my/agreements")
    first = count_statements(lambda: two.seller.get("/my/agreements"))
    for stage in (Stage.FAILED, Stage.ENDED):
        make_agreement(two.deal, stage)
    make_paper(session.scalars(select(Agreement).limit(1)).one(), PaperKind.MEMORANDUM)
    assert count_statements(lambda: two.seller.get("/my/agreements")) == first
    assert "Siêu thị Hoa Sen" in two.seller.get("/my/agreements?tab=over").text


def test_staff_follow_up_without_reading_papers(two: Two, new_client: NewClient) -> None:
    agreement = make_agreement(two.deal, Stage.DELIVERING, quality="Lời riêng của hai bên")
    make_paper(agreement, PaperKind.CONTRACT, PaperStatus.CONFIRMED)
    staff = sign_in(new_client(), make_staff(province_code="79"))
    totals = staff.get("/staff/agreements")
    assert "24.000.000 ₫" in totals.text
    rows = staff.get("/staff/agreements?stage=delivering")
    assert f"/staff/agreements/{agreement.id}" in rows.text
    assert f"/staff/agreements/{agreement.id}" not in staff.get("/staff/agreements?reason=price").text
    outline = staff.get(f"/staff/agreements/{agreement.id}")
    assert "Mật ong hoa nhãn" in outline.text
    assert "Lời riêng" not in outline.text
    assert two.deal.maker.contact_phone not in outline.text
    elsewhere = sign_in(new_client(), make_staff(province_code="48"))
    assert elsewhere.get(f"/staff/agreements/{agreement.id}").status_code == 404
    assert 'class="empty"' in elsewhere.get("/staff/agreements").text
    assert two.seller.get("/staff/agreements").status_code == 403


def test_what_is_there_already_is_not_offered_again(two: Two) -> None:
    lead_id = two.deal.lead.id
    agreement = make_agreement(two.deal)
    make_paper(agreement, PaperKind.CONTRACT, PaperStatus.DRAFT)
    make_paper(agreement, PaperKind.MEMORANDUM, PaperStatus.CANCELLED)
    agreement_id = agreement.id
    page = two.seller.get(f"/agreements/{agreement_id}").text
    assert "kind=contract" not in page
    assert "kind=memorandum" in page
    conversation = two.seller.get(f"/leads/{lead_id}").text
    assert f"/agreements/{agreement_id}" in conversation
    assert f"/agreements/new?lead={lead_id}" not in conversation


def test_home_says_what_waits_for_ones_word(two: Two) -> None:
    agreement = make_agreement(two.deal)
    paper = make_paper(agreement, PaperKind.CONTRACT, PaperStatus.DRAFT)
    signed = make_agreement(make_deal(), Stage.DELIVERING)
    with transaction():
        session.get_one(AgreementPaper, paper.id).buyer_confirmed_at = now()
        for months, organisation_id in ((3, agreement.seller_id), (3, agreement.buyer_id)):
            session.add(
                FollowUp(
                    agreement_id=agreement.id,
                    organisation_id=organisation_id,
                    months=months,
                    due_on=today(),
                    asked_at=now() if organisation_id == agreement.seller_id else None,
                )
            )
        session.add(FollowUp(agreement_id=signed.id, organisation_id=signed.seller_id, months=3, due_on=today()))
    paper_id, agreement_id = paper.id, agreement.id
    seller, buyer = two.seller.get("/my").text, two.buyer.get("/my").text
    assert "1 giấy chờ mình xác nhận" in seller
    assert f"/agreement-papers/{paper_id}" in seller
    assert "1 thỏa thuận chờ báo đã giao hàng chưa" in seller
    assert f"/agreements/{agreement_id}" in seller
    assert "chờ mình xác nhận" not in buyer
    assert "chờ báo đã giao" not in buyer
