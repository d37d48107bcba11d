"""Confirming papers, those signed elsewhere too; waiting with them, and giving them up."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.actor import Actor
from marketplace.agreements.actions.changes import enter_stage, hold, hold_paper, tell_other, write_history
from marketplace.agreements.actions.following import lay_out_follow_ups
from marketplace.agreements.actions.papers import add_paper, find_by_form
from marketplace.agreements.actions.scans import keep_scans, refuse_unfit
from marketplace.agreements.drafts import PaperDraft, PartyDraft, read_note, read_past_day
from marketplace.agreements.models import Agreement, AgreementPaper, PaperKind, PaperStatus
from marketplace.agreements.policy import may_cancel, may_confirm, may_draw_up, may_put_on_hold, may_resume
from marketplace.agreements.policy.stages import stage_after_paper
from marketplace.clock import now, today
from marketplace.errors import Conflict, Invalid
from marketplace.files.documents import ReadDocument
from marketplace.files.store import FileStore
from marketplace.text import form_key


def _note_confirmation(paper: AgreementPaper, own_id: int, by: Actor) -> None:
    if own_id == paper.agreement.seller_id:
        paper.seller_confirmed_at, paper.seller_confirmed_by_id = now(), by.user_id
    else:
        paper.buyer_confirmed_at, paper.buyer_confirmed_by_id = now(), by.user_id


def has_confirmed(paper: AgreementPaper, own_id: int) -> bool:
    """Tell whether a party has confirmed the paper as it stands."""
    is_seller = own_id == paper.agreement.seller_id
    return (paper.seller_confirmed_at if is_seller else paper.buyer_confirmed_at) is not None


def _sign(paper: AgreementPaper) -> None:
    """Let the paper count, on a row that is held: the stage moves, and asking again is laid out."""
    agreement = paper.agreement
    paper.status = PaperStatus.CONFIRMED
    paper.updated_at = now()
    stage = stage_after_paper(agreement.stage, paper.kind)
    if stage is not agreement.stage:
        enter_stage(agreement, stage)
    if agreement.signed_on is None:
        agreement.signed_on = paper.dated_on if paper.is_outside and paper.dated_on else today()
        lay_out_follow_ups(agreement)


def confirm_paper(paper: AgreementPaper, version: int, *, site_url: str = "", by: Actor) -> None:
    """Confirm the version that was read; once both have, the paper counts. Doing it twice changes nothing."""
    own_id = hold_paper(paper, by=by)
    if paper.status is PaperStatus.CONFIRMED:
        return
    if not may_confirm(by, paper):
        raise Conflict("agreements.paper_closed")
    if version != paper.version:
        raise Conflict("agreements.paper_changed")
    if has_confirmed(paper, own_id):
        return
    if paper.is_outside and not paper.scans:
        raise Invalid.of("scans", "agreements.scan_needed")
    _note_confirmation(paper, own_id, by)
    verb = "confirm"
    if paper.seller_confirmed_at and paper.buyer_confirmed_at:
        _sign(paper)
        verb = "sign"
    write_history(paper.agreement, verb, by, own_id, paper_id=paper.id, kind=paper.kind.value, version=version)
    tell_other(paper.agreement, verb, own_id, site_url)


def record_outside(
    agreement: Agreement,
    kind: PaperKind,
    signed_on: str,
    files: Sequence[ReadDocument],
    *,
    number: str = "",
    store: FileStore,
    form_token: str | None = None,
    site_url: str = "",
    by: Actor,
) -> AgreementPaper:
    """Say that a paper was signed elsewhere, with its scan; it counts once the other side has confirmed it."""
    own_id = hold(agreement, by=by)
    key = form_key(form_token, f"outside {agreement.id} {own_id}")
    if done := find_by_form(key):
        return done
    if not may_draw_up(by, agreement, kind):
        raise Conflict("agreements.stage_wrong")
    day = read_past_day(signed_on, "signed_on", today())
    refuse_unfit(files)
    seller, buyer = PartyDraft(name=agreement.seller.name), PartyDraft(name=agreement.buyer.name)
    draft = PaperDraft(number=number, dated_on=day.isoformat(), seller=seller, buyer=buyer)
    paper = add_paper(agreement, kind, key, by, draft)
    paper.is_outside = True
    keep_scans(paper, files, own_id, store=store, by=by)
    _note_confirmation(paper, own_id, by)
    write_history(agreement, "record_outside", by, own_id, paper_id=paper.id, kind=kind.value)
    tell_other(agreement, "record_outside", own_id, site_url)
    return paper


def put_on_hold(paper: AgreementPaper, note: str, *, site_url: str = "", by: Actor) -> None:
    """Ask to wait with a draft, and say why."""
    own_id = hold_paper(paper, by=by)
    if not may_put_on_hold(by, paper):
        raise Conflict("agreements.paper_closed")
    words = read_note(note)
    if not words:
        raise Invalid.of("note", "agreements.hold_note_needed")
    paper.status, paper.hold_note, paper.held_by_organisation_id = PaperStatus.ON_HOLD, words, own_id
    paper.updated_at = now()
    write_history(paper.agreement, "put_on_hold", by, own_id, paper_id=paper.id)
    tell_other(paper.agreement, "put_on_hold", own_id, site_url)


def resume_paper(paper: AgreementPaper, *, site_url: str = "", by: Actor) -> None:
    """Go on with a draft; only the side that asked to wait. Doing it twice changes nothing."""
    own_id = hold_paper(paper, by=by)
    if paper.status is PaperStatus.DRAFT:
        return
    if not may_resume(by, paper):
        raise Conflict("agreements.holder_only" if paper.status is PaperStatus.ON_HOLD else "agreements.paper_closed")
    paper.status, paper.hold_note, paper.held_by_organisation_id = PaperStatus.DRAFT, "", None
    paper.updated_at = now()
    write_history(paper.agreement, "resume", by, own_id, paper_id=paper.id)
    tell_other(paper.agreement, "resume", own_id, site_url)


def cancel_paper(paper: AgreementPaper, *, site_url: str = "", by: Actor) -> None:
    """Give a draft up; another one may be drawn up. Doing it twice changes nothing."""
    own_id = hold_paper(paper, by=by)
    if paper.status is PaperStatus.CANCELLED:
        return
    if not may_cancel(by, paper):
        raise Conflict("agreements.paper_closed")
    paper.status = PaperStatus.CANCELLED
    paper.updated_at = now()
    write_history(paper.agreement, "cancel", by, own_id, paper_id=paper.id)
    tell_other(paper.agreement, "cancel", own_id, site_url)
