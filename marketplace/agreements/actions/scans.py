"""Pages of signed papers: attached by either party, taken away by whoever attached them."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.actor import Actor
from marketplace.agreements.actions.beginning import mark_paper_changed
from marketplace.agreements.actions.changes import hold_paper, tell_other, write_history
from marketplace.agreements.models import AgreementPaper, PaperScan, PaperStatus
from marketplace.agreements.policy import may_attach, may_remove_scan
from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Conflict, Invalid, Refused
from marketplace.files.documents import ReadDocument, keep_document
from marketplace.files.store import FileStore

MAX_SCANS = 20
KINDS = ("pdf", "jpg")


def refuse_unfit(files: Sequence[ReadDocument]) -> None:
    """Raise Invalid unless there are files, and all of them are pictures or PDF."""
    if not files:
        raise Invalid.of("scans", "agreements.scan_needed")
    if any(file.extension not in KINDS for file in files):
        raise Invalid.of("scans", "agreements.scan_kind")


def keep_scans(
    paper: AgreementPaper, files: Sequence[ReadDocument], own_id: int, *, store: FileStore, by: Actor
) -> int:
    """Keep the files with the paper; the same file of one party is kept once. Return how many were new."""
    held = {(scan.organisation_id, scan.document.name, scan.document.size) for scan in paper.scans}
    fresh = [file for file in files if (own_id, file.name, len(file.content)) not in held]
    if len(paper.scans) + len(fresh) > MAX_SCANS:
        raise Invalid.of("scans", "agreements.scans_many", max=MAX_SCANS)
    for file in fresh:
        document = keep_document(file, store=store, organisation_id=own_id, user_id=by.user_id)
        session.add(PaperScan(paper_id=paper.id, document_id=document.id, organisation_id=own_id))
    session.flush()
    session.expire(paper, ["scans"])
    return len(fresh)


def _mark_if_unsigned(paper: AgreementPaper) -> None:
    """What was signed elsewhere is its scan: another one has to be confirmed anew."""
    if paper.is_outside and paper.status is not PaperStatus.CONFIRMED:
        mark_paper_changed(paper)


def attach_scans(
    paper: AgreementPaper, files: Sequence[ReadDocument], *, store: FileStore, site_url: str = "", by: Actor
) -> None:
    """Attach pages of the signed paper; sending the same files again changes nothing."""
    own_id = hold_paper(paper, by=by)
    if not may_attach(by, paper):
        raise Conflict("agreements.paper_closed")
    refuse_unfit(files)
    count = keep_scans(paper, files, own_id, store=store, by=by)
    if not count:
        return
    _mark_if_unsigned(paper)
    write_history(paper.agreement, "attach", by, own_id, paper_id=paper.id, count=count)
    tell_other(paper.agreement, "attach", own_id, site_url)


def remove_scan(scan: PaperScan, *, by: Actor) -> None:
    """Take a page away; its file is deleted by the daily sweep."""
    paper = scan.paper
    own_id = hold_paper(paper, by=by)
    if not may_remove_scan(by, scan, now()):
        raise Refused("agreements.scan_not_yours")
    session.delete(scan)
    session.flush()
    session.expire(paper, ["scans"])
    _mark_if_unsigned(paper)
    write_history(paper.agreement, "remove_scan", by, own_id, paper_id=paper.id)
