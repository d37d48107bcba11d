"""Memoranda and contracts: drawn up, changed, confirmed, printed, their signed copies attached."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from marketplace.agreements import actions, policy
from marketplace.agreements.actions.confirming import has_confirmed
from marketplace.agreements.labels import PAPER_KINDS
from marketplace.agreements.models import AgreementPaper, PaperKind
from marketplace.agreements.queries import get_agreement, get_paper, get_scan
from marketplace.agreements.wording import values_of
from marketplace.clock import now, today
from marketplace.config import ROOT
from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.files.documents import TYPES
from marketplace.i18n import gettext
from marketplace.paper.pdf import set_pdf
from marketplace.paper.word import fill_word
from marketplace.text import slug
from marketplace.web import agreement_page as page_of
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import problem_words, show_problems
from marketplace.web.attachments import read_uploads, send_document
from marketplace.web.forms.agreements import HoldForm, OutsideForm, PaperForm, ScansForm
from marketplace.web.here import file_store, settings
from marketplace.web.member.differing import difference_of, last_edit
from marketplace.web.member.saving import save_versioned

bp = Blueprint("agreement_papers", __name__)
Answer = Response | tuple[str, int]
TEMPLATES = ROOT / "templates" / "print"


def kind_named(value: str | None) -> PaperKind:
    """Return the kind of paper that an address names; 404 for none."""
    kind = {one.value: one for one in PaperKind}.get(value or "")
    if kind is None:
        abort(404)
    return kind


@bp.route("/agreements/<int:agreement_id>/papers/new", methods=["GET", "POST"])
@signed_in
def new(agreement_id: int) -> Answer:
    """Draw a paper up with both parties filled in."""
    view, kind = get_agreement(agreement_id, actor()), kind_named(request.values.get("kind"))
    if request.method == "GET" and not policy.may_draw_up(actor(), view.agreement, kind):
        raise Conflict("agreements.stage_wrong")
    form = PaperForm()
    if not form.is_submitted():
        with transaction():
            form.start_from(actions.fill_paper(view.agreement, by=actor()))
    elif form.validate():
        draft, token, url = form.draft(), form.form_token.data or None, settings().public_url
        try:
            with transaction():
                paper = actions.draw_up_paper(view.agreement, kind, draft, form_token=token, site_url=url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for(".show", paper_id=paper.id), 303)
    values = {"view": get_agreement(agreement_id, actor()), "kind": kind, "title": PAPER_KINDS[kind]}
    page = render_template("member/agreement_paper_new.html", form=form, **values)
    return page, 422 if form.is_submitted() else 200


def record_outside(agreement_id: int, form: OutsideForm) -> AgreementPaper | None:
    """Keep a paper that was signed elsewhere; None where the form says what is wrong."""
    try:
        files = read_uploads("scans")
        with transaction():
            return actions.record_outside(
                get_agreement(agreement_id, actor()).agreement,
                kind_named(form.kind.data),
                form.signed_on.data or "",
                files,
                number=form.number.data or "",
                store=file_store(),
                form_token=form.form_token.data or None,
                site_url=settings().public_url,
                by=actor(),
            )
    except Invalid as error:
        show_problems(form, error)
        return None


@bp.route("/agreements/<int:agreement_id>/papers/outside", methods=["GET", "POST"])
@signed_in
def outside(agreement_id: int) -> Answer:
    """Send a paper that was signed elsewhere."""
    view = get_agreement(agreement_id, actor())
    form = OutsideForm()
    if form.validate_on_submit():
        paper = record_outside(agreement_id, form)
        if paper is not None:
            return redirect(url_for(".show", paper_id=paper.id), 303)
        view = get_agreement(agreement_id, actor())
    page = render_template("member/agreement_paper_outside.html", form=form, view=view, latest=today().isoformat())
    return page, 422 if form.is_submitted() else 200


def scans_of(paper: AgreementPaper) -> list[dict[str, Any]]:
    """Return the pages of a paper with who may take which away."""
    names = {one.id: one.name for one in (paper.agreement.seller, paper.agreement.buyer)}
    return [
        {
            "id": scan.id,
            "name": scan.document.name,
            "by": names.get(scan.organisation_id, ""),
            "at": scan.document.created_at,
            "is_removable": policy.may_remove_scan(actor(), scan, now()),
        }
        for scan in paper.scans
    ]


def render_paper(paper: AgreementPaper, form: ScansForm) -> str:
    """Render a paper with what can be done about it."""
    me, agreement = actor(), paper.agreement
    own_id = policy.own_side(me, agreement) or 0
    return render_template(
        "member/agreement_paper.html",
        paper=paper,
        agreement=agreement,
        title=PAPER_KINDS[paper.kind],
        status=page_of.paper_status(paper),
        form=form,
        scans=scans_of(paper),
        confirmed=[
            (agreement.seller.name, paper.seller_confirmed_at),
            (agreement.buyer.name, paper.buyer_confirmed_at),
        ],
        holder=agreement.seller if paper.held_by_organisation_id == agreement.seller_id else agreement.buyer,
        may_edit=policy.may_edit_paper(me, paper),
        may_confirm=policy.may_confirm(me, paper) and not has_confirmed(paper, own_id),
        may_hold=policy.may_put_on_hold(me, paper),
        may_resume=policy.may_resume(me, paper),
        may_cancel=policy.may_cancel(me, paper),
        may_attach=policy.may_attach(me, paper),
    )


@bp.get("/agreement-papers/<int:paper_id>")
@signed_in
def show(paper_id: int) -> str:
    """Show a paper: who has confirmed it, what can be done, its files."""
    return render_paper(get_paper(paper_id, actor()), ScansForm())


def save_paper(form: PaperForm, paper: AgreementPaper) -> bool:
    """Save a draft; tell whether it went well, else the form says what is wrong."""
    values = {"expected_version": form.expected_version(), "site_url": settings().public_url, "by": actor()}
    return save_versioned(
        form,
        lambda: actions.edit_paper(paper, form.draft(), **values),
        lambda: get_paper(paper.id, actor()).version,
    )


def paper_difference(form: PaperForm, paper: AgreementPaper) -> dict[str, Any]:
    """Return where what was typed differs from the draft as it stands now."""
    current = PaperForm(formdata=None)
    current.start_from(actions.draft_of_paper(paper, by=actor()))
    last = last_edit("agreement", paper.agreement_id, "agreements.edit_paper")
    return difference_of(current, form, last, last.at if last else None)


@bp.route("/agreement-papers/<int:paper_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(paper_id: int) -> Answer:
    """Change a draft."""
    paper = get_paper(paper_id, actor())
    if not policy.may_edit_paper(actor(), paper):
        raise Conflict("agreements.paper_closed")
    form = PaperForm()
    if not form.is_submitted():
        form.start_from(actions.draft_of_paper(paper, by=actor()), paper.version)
    elif form.validate() and save_paper(form, paper):
        flash(gettext("Đã lưu dự thảo. Hai bên cần xác nhận lại."), "done")
        return redirect(url_for(".show", paper_id=paper_id), 303)
    paper = get_paper(paper_id, actor())
    values = {"difference": paper_difference(form, paper)} if form.is_stale else {}
    title = PAPER_KINDS[paper.kind]
    page = render_template("member/agreement_paper_edit.html", form=form, paper=paper, title=title, **values)
    return page, 422 if form.is_submitted() else 200


def do(paper_id: int, act: Callable[[AgreementPaper], object], done: str) -> Response:
    """Do something with a paper and say that it was done."""
    paper = get_paper(paper_id, actor())
    with transaction():
        act(paper)
    flash(done, "done")
    return redirect(url_for("agreement_papers.show", paper_id=paper_id), 303)


@bp.post("/agreement-papers/<int:paper_id>/confirmations")
@signed_in
def confirm(paper_id: int) -> Response:
    """Confirm the version that was read."""
    raw = request.form.get("version", "")
    version = int(raw) if raw.isdecimal() and len(raw) < 12 else 0
    url = settings().public_url
    done = gettext("Đã xác nhận.")
    return do(paper_id, lambda one: actions.confirm_paper(one, version, site_url=url, by=actor()), done)


@bp.route("/agreement-papers/<int:paper_id>/holds", methods=["GET", "POST"])
@signed_in
def hold(paper_id: int) -> Answer:
    """Ask to wait, and say why."""
    paper = get_paper(paper_id, actor())
    form = HoldForm()
    if form.validate_on_submit():
        note, url = form.note.data or "", settings().public_url
        try:
            with transaction():
                actions.put_on_hold(paper, note, site_url=url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            return redirect(url_for(".show", paper_id=paper_id), 303)
    page = render_template("member/agreement_paper_hold.html", form=form, paper=get_paper(paper_id, actor()))
    return page, 422 if form.is_submitted() else 200


@bp.post("/agreement-papers/<int:paper_id>/holds/removals")
@signed_in
def resume(paper_id: int) -> Response:
    """Go on with a draft."""
    url = settings().public_url
    return do(
        paper_id, lambda one: actions.resume_paper(one, site_url=url, by=actor()), gettext("Đã làm tiếp giấy này.")
    )


@bp.post("/agreement-papers/<int:paper_id>/cancellations")
@signed_in
def cancel(paper_id: int) -> Response:
    """Give a draft up."""
    url = settings().public_url
    return do(paper_id, lambda one: actions.cancel_paper(one, site_url=url, by=actor()), gettext("Đã hủy dự thảo."))


@bp.post("/agreement-papers/<int:paper_id>/scans")
@signed_in
def attach(paper_id: int) -> Answer:
    """Attach pages of the signed paper."""
    form = ScansForm()
    try:
        files = read_uploads("scans")
        paper, store, url = get_paper(paper_id, actor()), file_store(), settings().public_url
        with transaction():
            actions.attach_scans(paper, files, store=store, site_url=url, by=actor())
    except Invalid as error:
        form.scans.errors = [problem_words(problem) for problem in error.problems]
        return render_paper(get_paper(paper_id, actor()), form), 422
    flash(gettext("Đã gửi kèm bản chụp."), "done")
    return redirect(url_for(".show", paper_id=paper_id), 303)


@bp.get("/agreement-papers/<int:paper_id>/scans/<int:scan_id>")
@signed_in
def scan(paper_id: int, scan_id: int) -> Response:
    """Send a page of the signed paper."""
    return send_document(get_scan(paper_id, scan_id, actor()).document)


@bp.post("/agreement-papers/<int:paper_id>/scans/<int:scan_id>/removals")
@signed_in
def remove_scan(paper_id: int, scan_id: int) -> Response:
    """Take a page away."""
    page = get_scan(paper_id, scan_id, actor())
    with transaction():
        actions.remove_scan(page, by=actor())
    flash(gettext("Đã bỏ bản chụp."), "done")
    return redirect(url_for(".show", paper_id=paper_id), 303)


def send_paper(paper_id: int, extension: str) -> Response:
    """Print a paper as Word or PDF; what was signed elsewhere has only its scan."""
    paper = get_paper(paper_id, actor())
    if paper.is_outside:
        abort(404)
    content = fill_word(TEMPLATES / f"{paper.kind.value}.docx", values_of(paper))
    if extension == "pdf":
        content = set_pdf(content)
    name = f"{slug(str(PAPER_KINDS[paper.kind]))}-{paper.id}.{extension}"
    answer = send_file(io.BytesIO(content), mimetype=TYPES[extension], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/agreement-papers/<int:paper_id>/word")
@signed_in
def word(paper_id: int) -> Response:
    """Send a paper as Word."""
    return send_paper(paper_id, "docx")


@bp.get("/agreement-papers/<int:paper_id>/pdf")
@signed_in
def pdf(paper_id: int) -> Response:
    """Send a paper as PDF."""
    return send_paper(paper_id, "pdf")
