"""Every stage of a deal and every state of a paper, each verb by everybody; and what moves when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import StaffRole
from marketplace.agreements import actions, queries
from marketplace.agreements.drafts import MonthDraft, PaperDraft, PartyDraft, TermsDraft
from marketplace.agreements.models import Agreement, AgreementPaper, FailReason, PaperKind, PaperStatus, Stage
from marketplace.agreements.policy.stages import LIVE, TRANSITIONS, Way, stage_after_paper
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.agreements import (
    Deal,
    make_agreement,
    make_deal,
    make_paper,
    scan_file,
    temporary_store,
)
from tests.walking import compare, walk

Db = scoped_session[Session]
HERE = Path(__file__).parent
STORE = temporary_store()
PARTIES = PaperDraft(seller=PartyDraft(name="Bên bán"), buyer=PartyDraft(name="Bên mua"))
MEMORANDUM, CONTRACT = PaperKind.MEMORANDUM, PaperKind.CONTRACT


def everybody(deal: Deal) -> Mapping[str, Actor]:
    outsider = make_user("Người Ngoài")
    return {
        "seller": deal.by_seller,
        "buyer": deal.by_buyer,
        "other": actor_of(outsider, make_organisation(outsider, name="HTX Khác")),
        "staff_own": actor_of(make_staff(StaffRole.PROVINCIAL, "01")),
        "staff_other": actor_of(make_staff(StaffRole.PROVINCIAL, "48")),
        "ministry": actor_of(make_staff(StaffRole.MINISTRY)),
        "visitor": VISITOR,
    }


def draw(kind: PaperKind) -> Callable[[Agreement, Actor], object]:
    return lambda one, by: actions.draw_up_paper(one, kind, PARTIES, by=by)


AGREEMENT_VERBS: Mapping[str, Callable[[Agreement, Actor], object]] = {
    "read": lambda one, by: queries.get_agreement(one.id, by),
    "outline": lambda one, by: queries.get_agreement_outline(one.id, by),
    "edit": lambda one, by: actions.edit_terms(one, TermsDraft(goods="Mật ong rừng"), by=by),
    "to_sample": lambda one, by: actions.move_stage(one, Stage.SAMPLE, by=by),
    "to_negotiation": lambda one, by: actions.move_stage(one, Stage.NEGOTIATION, by=by),
    "to_contract": lambda one, by: actions.move_stage(one, Stage.CONTRACT, by=by),
    "deliver": lambda one, by: actions.start_delivering(one, now().date().isoformat(), by=by),
    "end": lambda one, by: actions.end_agreement(one, by=by),
    "fail": lambda one, by: actions.fail_agreement(one, FailReason.PRICE, by=by),
    "undo": lambda one, by: actions.undo_move(one, by=by),
    "draw_memorandum": draw(MEMORANDUM),
    "draw_contract": draw(CONTRACT),
    "record_outside": lambda one, by: actions.record_outside(
        one, CONTRACT, now().date().isoformat(), [scan_file()], store=STORE, by=by
    ),
    "report_month": lambda one, by: actions.report_month(one, MonthDraft(month=f"{now():%Y-%m}", value="1tr"), by=by),
}


def test_every_stage_and_verb_by_everybody(db: Db) -> None:
    deal = make_deal()
    states = {stage.value: lambda stage=stage: make_agreement(deal, stage) for stage in Stage}
    found = walk(states, AGREEMENT_VERBS, everybody(deal))
    compare(found, HERE / "agreement_states.tsv")


def paper_in(deal: Deal, status: PaperStatus, *, half: bool = False, outside: bool = False) -> AgreementPaper:
    agreement = make_agreement(deal, Stage.CONTRACT if status is PaperStatus.CONFIRMED else Stage.NEGOTIATION)
    paper = make_paper(
        agreement, CONTRACT, status, is_outside=outside, **({"seller_confirmed_at": now()} if half else {})
    )
    if status in (PaperStatus.DRAFT, PaperStatus.CONFIRMED):
        actions.attach_scans(paper, [scan_file()], store=STORE, by=deal.by_seller)
        if half:
            paper.seller_confirmed_at = now()
    return paper


def remove_first(paper: AgreementPaper, by: Actor) -> None:
    if not paper.scans:
        raise Conflict("agreements.paper_closed")
    actions.remove_scan(paper.scans[0], by=by)


PAPER_VERBS: Mapping[str, Callable[[AgreementPaper, Actor], object]] = {
    "read": lambda one, by: queries.get_paper(one.id, by),
    "edit": lambda one, by: actions.edit_paper(one, PARTIES, by=by),
    "confirm": lambda one, by: actions.confirm_paper(one, one.version, by=by),
    "hold": lambda one, by: actions.put_on_hold(one, "Chờ giá", by=by),
    "resume": lambda one, by: actions.resume_paper(one, by=by),
    "cancel": lambda one, by: actions.cancel_paper(one, by=by),
    "attach": lambda one, by: actions.attach_scans(one, [scan_file("khac.jpg", "red")], store=STORE, by=by),
    "remove_scan": remove_first,
}


def test_every_state_of_a_paper_and_verb_by_everybody(db: Db) -> None:
    deal = make_deal()
    states = {
        "draft": lambda: paper_in(deal, PaperStatus.DRAFT),
        "seller_confirmed": lambda: paper_in(deal, PaperStatus.DRAFT, half=True),
        "outside": lambda: paper_in(deal, PaperStatus.DRAFT, outside=True),
        "on_hold_by_seller": lambda: paper_in(deal, PaperStatus.ON_HOLD),
        "confirmed": lambda: paper_in(deal, PaperStatus.CONFIRMED),
        "cancelled": lambda: paper_in(deal, PaperStatus.CANCELLED),
    }
    found = walk(states, PAPER_VERBS, everybody(deal))
    compare(found, HERE / "paper_states.tsv")


def test_the_table_leads_out_of_every_living_stage_and_out_of_no_other() -> None:
    assert {start for start, _to in TRANSITIONS} == set(LIVE)
    assert all((stage, Stage.FAILED) in TRANSITIONS for stage in LIVE)
    papers = {to for (_from, to), way in TRANSITIONS.items() if way is Way.PAPER}
    assert papers == {Stage.MEMORANDUM, Stage.CONTRACT}
    assert stage_after_paper(Stage.DELIVERING, CONTRACT) is Stage.DELIVERING
    assert stage_after_paper(Stage.CONTRACT, MEMORANDUM) is Stage.CONTRACT


def test_a_slip_is_taken_back_with_its_dates_by_whoever_made_it(db: Db) -> None:
    deal = make_deal()
    agreement = make_agreement(deal, Stage.CONTRACT)
    since = agreement.stage_at
    with transaction():
        actions.start_delivering(agreement, now().date().isoformat(), by=deal.by_seller)
    assert agreement.delivering_since is not None
    with pytest.raises(Conflict), transaction():
        actions.undo_move(agreement, by=deal.by_buyer)
    with transaction():
        actions.undo_move(agreement, by=deal.by_seller)
    assert (agreement.stage, agreement.delivering_since, agreement.stage_at) == (Stage.CONTRACT, None, since)


def test_what_came_to_nothing_is_open_again_for_ten_minutes(db: Db) -> None:
    deal = make_deal()
    agreement = make_agreement(deal)
    with transaction():
        actions.fail_agreement(agreement, FailReason.LOGISTICS, "Xa quá", by=deal.by_buyer)
    assert (agreement.stage, agreement.fail_note) == (Stage.FAILED, "Xa quá")
    moment = now()
    with time_machine.travel(moment + timedelta(minutes=11)), pytest.raises(Conflict), transaction():
        actions.undo_move(agreement, by=deal.by_buyer)
    with time_machine.travel(moment + timedelta(minutes=9)), transaction():
        actions.undo_move(agreement, by=deal.by_buyer)
    assert (agreement.stage, agreement.fail_reason, agreement.fail_note) == (Stage.NEGOTIATION, None, "")


def test_nothing_comes_back_beside_another_deal_of_the_same_lead(db: Db) -> None:
    deal = make_deal()
    agreement = make_agreement(deal)
    with transaction():
        actions.fail_agreement(agreement, FailReason.OTHER, by=deal.by_buyer)
    with transaction():
        again = actions.begin_agreement(deal.lead, TermsDraft(goods="Mật ong"), by=deal.by_seller)
    assert again.id != agreement.id
    with pytest.raises(Conflict) as caught, transaction():
        actions.undo_move(agreement, by=deal.by_buyer)
    assert caught.value.key == "agreements.alive_again"
    assert session.get_one(Agreement, agreement.id).stage is Stage.FAILED
