"""Beginning deals, drawing papers up together, confirming what was read, scans, and files that belong to nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import Organisation
from marketplace.agreements import actions
from marketplace.agreements.drafts import PaperDraft, PartyDraft, TermsDraft
from marketplace.agreements.filling import first_draft
from marketplace.agreements.models import (
    Agreement,
    AgreementPaper,
    FollowUp,
    PaperKind,
    PaperScan,
    PaperStatus,
    Stage,
)
from marketplace.agreements.queries import find_last_offer, get_lead_to_agree
from marketplace.audit.models import ContactLook
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.files.documents import ReadDocument, file_name, keep_document
from marketplace.files.models import Document
from marketplace.leads.actions import reply
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import LeadStatus
from marketplace.notifications.models import OutboxMessage
from marketplace.worker.documents import forget_unused_documents
from tests.factories.accounts import make_organisation, make_user
from tests.factories.agreements import (
    Deal,
    make_agreement,
    make_deal,
    make_lead,
    make_paper,
    scan_file,
    temporary_store,
)

Db = scoped_session[Session]
CONTRACT, MEMORANDUM = PaperKind.CONTRACT, PaperKind.MEMORANDUM


@pytest.fixture
def deal(db: Db) -> Deal:
    return make_deal()


def begin(deal: Deal, token: str | None = None) -> Agreement:
    with transaction():
        return actions.begin_agreement(deal.lead, TermsDraft(goods="Mật ong"), form_token=token, by=deal.by_seller)


def number_of(row: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(row)) or 0


def test_what_is_known_is_filled_in(deal: Deal) -> None:
    lead = get_lead_to_agree(deal.lead.id, deal.by_buyer)
    draft = first_draft(lead)
    assert (draft.goods, draft.quantity, draft.price) == ("Mật ong hoa nhãn", "300 kg", "80.000/kg")
    assert (draft.payment_days, draft.has_vat) == ("15", None)
    with transaction():
        reply(deal.lead, MessageDraft(body="Bớt nhé", quantity="250 kg", price="75k/kg"), by=deal.by_buyer)
    offered = first_draft(lead, offer=find_last_offer(lead))
    assert (offered.quantity, offered.price) == ("250 kg", "75.000/kg")


def test_a_deal_begins_once(deal: Deal) -> None:
    first = begin(deal, "t" * 20)
    assert (first.seller_id, first.buyer_id, first.stage) == (deal.maker.id, deal.shop.id, Stage.NEGOTIATION)
    assert begin(deal, "t" * 20).id == first.id
    with transaction():
        again = actions.begin_agreement(deal.lead, TermsDraft(goods="Khác"), by=deal.by_buyer)
    assert (again.id, number_of(Agreement)) == (first.id, 1)
    told = session.scalars(select(OutboxMessage.template)).all()
    assert told == ["agreements.news"]


def test_who_answers_a_demand_sells(deal: Deal) -> None:
    lead = make_lead(deal.demand, deal.maker, deal.shop)
    with transaction():
        found = actions.begin_agreement(lead, TermsDraft(goods="Mật ong"), by=deal.by_buyer)
    assert (found.seller_id, found.buyer_id) == (deal.maker.id, deal.shop.id)


def test_a_deal_does_not_begin_before_the_lead_is_accepted(db: Db) -> None:
    deal = make_deal(status=LeadStatus.OPEN)
    with pytest.raises(Conflict) as caught:
        begin(deal)
    assert caught.value.key == "agreements.too_early"


def test_a_suspended_organisation_begins_nothing(deal: Deal) -> None:
    with transaction():
        session.get_one(Organisation, deal.maker.id).is_suspended = True
    with pytest.raises(Refused):
        begin(deal)


def test_new_figures_reach_the_draft_and_drop_what_was_confirmed(deal: Deal) -> None:
    agreement = make_agreement(deal)
    paper = make_paper(agreement)
    with transaction():
        actions.confirm_paper(paper, 1, by=deal.by_seller)
    with transaction():
        actions.edit_terms(agreement, TermsDraft(goods="Mật ong rừng", quantity="10 kg"), by=deal.by_buyer)
    assert (paper.terms["goods"], paper.version, paper.seller_confirmed_at) == ("Mật ong rừng", 2, None)
    with pytest.raises(Conflict) as caught, transaction():
        actions.edit_terms(agreement, TermsDraft(goods="Khác"), expected_version=1, by=deal.by_seller)
    assert caught.value.key == "agreements.changed_meanwhile"


def test_drawing_up_fills_both_parties_in_and_records_the_look(deal: Deal) -> None:
    agreement = make_agreement(deal)
    with transaction():
        draft = actions.fill_paper(agreement, by=deal.by_buyer)
    assert (draft.seller.name, draft.seller.tax_code) == ("Hợp tác xã Bát Tràng", "0314409058")
    assert draft.seller.address == "12 ngõ Gốm, Hà Nội"
    assert draft.seller.phone.startswith("0912 ")
    assert draft.buyer.person == "Trần Văn Mua"
    look = session.scalars(select(ContactLook)).one()
    assert (look.viewer_organisation_id, look.owner_organisation_id) == (deal.shop.id, deal.maker.id)


def test_a_personal_number_is_filled_in_by_its_owner_only(db: Db) -> None:
    deal = make_deal()
    with transaction():
        session.get_one(Organisation, deal.maker.id).tax_code = "001185012345"
    agreement = make_agreement(deal)
    with transaction():
        assert actions.fill_paper(agreement, by=deal.by_buyer).seller.tax_code == ""
    with transaction():
        assert actions.fill_paper(agreement, by=deal.by_seller).seller.tax_code == "001185012345"
    paper = make_paper(agreement)
    assert actions.draft_of_paper(paper, by=deal.by_buyer).seller.tax_code == ""
    assert actions.draft_of_paper(paper, by=deal.by_seller).seller.tax_code == "001185012345"


def test_two_editors_one_after_the_other(deal: Deal) -> None:
    paper = make_paper(make_agreement(deal))
    mine = PaperDraft(seller=PartyDraft(name="A"), buyer=PartyDraft(name="B"), number="01")
    with transaction():
        actions.edit_paper(paper, mine, expected_version=1, by=deal.by_seller)
    with pytest.raises(Conflict) as caught, transaction():
        actions.edit_paper(paper, mine, expected_version=1, by=deal.by_buyer)
    assert caught.value.key == "agreements.changed_meanwhile"
    with pytest.raises(Conflict) as caught, transaction():
        actions.confirm_paper(paper, 1, by=deal.by_buyer)
    assert caught.value.key == "agreements.paper_changed"


@pytest.mark.parametrize(("kind", "stage"), [(MEMORANDUM, Stage.MEMORANDUM), (CONTRACT, Stage.CONTRACT)])
def test_two_confirmations_sign(deal: Deal, kind: PaperKind, stage: Stage) -> None:
    agreement = make_agreement(deal)
    paper = make_paper(agreement, kind)
    for by in (deal.by_seller, deal.by_seller, deal.by_buyer, deal.by_buyer):
        with transaction():
            actions.confirm_paper(paper, 1, by=by)
    assert (paper.status, agreement.stage, agreement.signed_on) == (PaperStatus.CONFIRMED, stage, today())
    rows = session.scalars(select(FollowUp)).all()
    assert sorted((row.months, row.organisation_id) for row in rows) == [
        (months, party) for months in (3, 6, 12) for party in sorted((deal.maker.id, deal.shop.id))
    ]


def test_a_contract_after_a_memorandum_asks_nobody_twice(deal: Deal) -> None:
    agreement = make_agreement(deal)
    for kind in (MEMORANDUM, CONTRACT):
        paper = make_paper(agreement, kind)
        for by in (deal.by_seller, deal.by_buyer):
            with transaction():
                actions.confirm_paper(paper, 1, by=by)
    assert (agreement.stage, number_of(FollowUp)) == (Stage.CONTRACT, 6)


def test_one_paper_of_a_kind_until_it_is_cancelled(deal: Deal) -> None:
    agreement = make_agreement(deal)
    draft = PaperDraft(seller=PartyDraft(name="A"), buyer=PartyDraft(name="B"))
    with transaction():
        first = actions.draw_up_paper(agreement, CONTRACT, draft, form_token="p" * 20, by=deal.by_seller)
    with transaction():
        assert actions.draw_up_paper(agreement, CONTRACT, draft, form_token="p" * 20, by=deal.by_seller).id == first.id
    with pytest.raises(Conflict), transaction():
        actions.draw_up_paper(agreement, CONTRACT, draft, by=deal.by_buyer)
    with transaction():
        actions.cancel_paper(first, by=deal.by_buyer)
    with transaction():
        assert actions.draw_up_paper(agreement, CONTRACT, draft, by=deal.by_buyer).id != first.id


def test_waiting_with_a_draft_says_why_and_by_whom(deal: Deal) -> None:
    paper = make_paper(make_agreement(deal))
    with pytest.raises(Invalid), transaction():
        actions.put_on_hold(paper, "  ", by=deal.by_buyer)
    with transaction():
        actions.put_on_hold(paper, "Chờ giá mới", by=deal.by_buyer)
    assert (paper.hold_note, paper.held_by_organisation_id) == ("Chờ giá mới", deal.shop.id)
    with transaction():
        actions.resume_paper(paper, by=deal.by_buyer)
    assert (paper.status, paper.hold_note) == (PaperStatus.DRAFT, "")


def test_what_was_signed_elsewhere_counts_once_both_say_so_with_the_scan(deal: Deal) -> None:
    agreement, store = make_agreement(deal), temporary_store()
    day = (today() - timedelta(days=10)).isoformat()
    with pytest.raises(Invalid), transaction():
        actions.record_outside(agreement, CONTRACT, day, [], store=store, by=deal.by_seller)
    with transaction():
        paper = actions.record_outside(agreement, CONTRACT, day, [scan_file()], store=store, by=deal.by_seller)
    assert (agreement.stage, paper.is_outside, bool(paper.seller_confirmed_at)) == (Stage.NEGOTIATION, True, True)
    with transaction():
        actions.confirm_paper(paper, paper.version, by=deal.by_buyer)
    assert (agreement.stage, agreement.signed_on) == (Stage.CONTRACT, today() - timedelta(days=10))


def test_another_page_of_it_has_to_be_confirmed_anew(deal: Deal) -> None:
    agreement, store = make_agreement(deal), temporary_store()
    with transaction():
        paper = actions.record_outside(
            agreement, CONTRACT, today().isoformat(), [scan_file()], store=store, by=deal.by_seller
        )
    with transaction():
        actions.attach_scans(paper, [scan_file("trang-2.jpg", "red")], store=store, by=deal.by_buyer)
    assert (paper.version, paper.seller_confirmed_at) == (2, None)


def test_pages_are_attached_once_and_only_pictures_and_pdf(deal: Deal) -> None:
    paper, store = make_paper(make_agreement(deal)), temporary_store()
    for _ in range(2):
        with transaction():
            actions.attach_scans(paper, [scan_file()], store=store, by=deal.by_seller)
    assert number_of(PaperScan) == 1
    sheet = ReadDocument(name="gia.xlsx", extension="xlsx", content=b"PK")
    with pytest.raises(Invalid) as caught, transaction():
        actions.attach_scans(paper, [sheet], store=store, by=deal.by_seller)
    assert caught.value.problems[0].key == "agreements.scan_kind"


def test_a_page_goes_with_whoever_sent_it_and_stays_once_both_confirmed(deal: Deal) -> None:
    paper, store = make_paper(make_agreement(deal, Stage.CONTRACT), status=PaperStatus.CONFIRMED), temporary_store()
    with transaction():
        actions.attach_scans(paper, [scan_file()], store=store, by=deal.by_seller)
    with pytest.raises(Refused), transaction():
        actions.remove_scan(paper.scans[0], by=deal.by_buyer)
    with time_machine.travel(now() + timedelta(minutes=11)), pytest.raises(Refused), transaction():
        actions.remove_scan(paper.scans[0], by=deal.by_seller)
    with transaction():
        actions.remove_scan(paper.scans[0], by=deal.by_seller)
    assert number_of(PaperScan) == 0


def test_files_that_belong_to_nothing_are_deleted_after_a_day(deal: Deal) -> None:
    paper, store = make_paper(make_agreement(deal)), temporary_store()
    with transaction():
        actions.attach_scans(paper, [scan_file(), scan_file("hai.jpg", "red")], store=store, by=deal.by_seller)
        young = keep_document(scan_file("mồ côi.jpg"), store=store, organisation_id=deal.maker.id, user_id=None)
    kept, removed = (scan.document for scan in paper.scans)
    names = {one: file_name(one) for one in (kept, removed, young)}
    with transaction():
        actions.remove_scan(paper.scans[1], by=deal.by_seller)
    store.save("documents/ab/without_a_row.pdf", b"%PDF-")
    assert forget_unused_documents(store) == 0
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert forget_unused_documents(store) == 2
        assert forget_unused_documents(store) == 0
    assert [store.exists(names[one]) for one in (kept, removed, young)] == [True, False, False]
    assert not store.exists("documents/ab/without_a_row.pdf")
    assert number_of(Document) == 1


def test_nobody_else_touches_a_paper(deal: Deal) -> None:
    paper = make_paper(make_agreement(deal))
    stranger = make_user("Kẻ Lạ")
    house = make_organisation(stranger, name="Cơ sở khác")
    by = type(deal.by_seller)(user_id=stranger.id, memberships={}, organisation_id=house.id)
    with pytest.raises(NotFound), transaction():
        actions.confirm_paper(paper, 1, by=by)
    assert session.get_one(AgreementPaper, paper.id).buyer_confirmed_at is None
