"""The editor of a quote: begun from a demand or within a conversation, kept as a draft, sent quotes revised."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.clock import today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.files.documents import ReadDocument
from marketplace.i18n import gettext
from marketplace.leads.queries import get_lead
from marketplace.postings.models import Posting
from marketplace.postings.queries import find_posting
from marketplace.quotes import actions
from marketplace.quotes.models import Quote, QuoteStatus
from marketplace.quotes.prefill import first_values
from marketplace.quotes.queries import (
    find_best_listing,
    find_earlier_quotes,
    find_own_quote,
    get_demand_to_quote,
    get_listing_to_quote,
    get_quote,
    get_quote_to_write,
)
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.attachments import read_uploads
from marketplace.web.forms.complaints import number_in
from marketplace.web.forms.quotes import QuoteForm, quote_form, values_of
from marketplace.web.here import file_store, settings
from marketplace.web.posting_page import posting_url

bp = Blueprint("quote_forms", __name__)
Answer = Response | tuple[str, int]
Keep = Callable[[QuoteForm, Sequence[ReadDocument]], Quote]


def show_editor(form: QuoteForm, posting: Posting, quote: Quote | None, *, cancel_url: str) -> tuple[str, int]:
    """Render the editor."""
    page = render_template(
        "member/quote_edit.html",
        form=form,
        posting=posting,
        quote=quote,
        is_draft=quote is None or quote.status is QuoteStatus.DRAFT,
        earlier=find_earlier_quotes(actor(), but=quote.id) if quote else [],
        posting_url=posting_url(posting),
        cancel_url=cancel_url,
        token=form.form_token.data or secrets.token_urlsafe(16),
        day=today(),
    )
    return page, 422 if form.is_submitted() else 200


def keep(form: QuoteForm, act: Keep) -> Response | None:
    """Keep what was typed and go on; None where something is wrong, which then stands beside the fields."""
    try:
        uploads = read_uploads("files")
        with transaction():
            quote = act(form, uploads)
    except Invalid as error:
        show_problems(form, error)
        return None
    if request.form.get("then") == "draft":
        flash(gettext("Đã lưu bản nháp. Viết tiếp lúc nào cũng được."), "done")
        return redirect(url_for("quote_forms.edit", quote_id=quote.id), 303)
    return redirect(url_for("quotes.show", quote_id=quote.id), 303)


def to_quote(quote: Quote) -> Response:
    """Go to the quote that there is already."""
    page = "quote_forms.edit" if quote.status is QuoteStatus.DRAFT else "quotes.show"
    return redirect(url_for(page, quote_id=quote.id))


def to_organisation() -> Response:
    """Ask for the organisation first."""
    flash(gettext("Mời khai tổ chức của mình trước, rồi báo giá."), "note")
    return redirect(url_for("organisation_forms.new", next=request.full_path))


def is_going_on(quote: Quote | None) -> bool:
    """Tell whether a quote is being written, or is with the buyer."""
    return quote is not None and quote.status not in (QuoteStatus.DECLINED, QuoteStatus.WITHDRAWN)


@bp.route("/demands/<int:demand_id>/quotes/new", methods=["GET", "POST"])
@signed_in
def new(demand_id: int) -> Answer:
    """Begin a quote for a demand, filled in from what is known; the one that there is already is shown instead."""
    own = find_own_quote(demand_id, actor())
    if own is not None and is_going_on(own) and request.method == "GET":
        return to_quote(own)
    demand = get_demand_to_quote(demand_id, actor())
    if actor().organisation_id is None:
        return to_organisation()
    form = quote_form(demand)
    listing = chosen_listing(form, demand)
    if form.validate_on_submit():

        def start(form: QuoteForm, uploads: Sequence[ReadDocument]) -> Quote:
            store = file_store()
            return actions.start_quote(demand, form.draft(), listing=listing, uploads=uploads, store=store, by=actor())

        if answer := keep(form, start):
            return answer
    else:
        form.listing.data = str(listing.id) if listing else ""
        form.start_from(first_values(demand, listing, own, today()))
    return show_editor(form, demand, None, cancel_url=posting_url(demand))


def chosen_listing(form: QuoteForm, demand: Posting) -> Posting | None:
    """Return the own listing that is offered: the one that the form names, else the one that fits best."""
    if not form.is_submitted():
        return find_best_listing(demand, actor())
    listing_id = number_in(form.listing.data)
    listing = find_posting(listing_id) if listing_id else None
    return listing if listing is not None and listing.organisation_id == actor().organisation_id else None


@bp.route("/leads/<int:lead_id>/quotes/new", methods=["GET", "POST"])
@signed_in
def new_in_lead(lead_id: int) -> Answer:
    """Begin a quote within a conversation about an own listing."""
    view = get_lead(lead_id, actor())
    own = find_own_quote(view.lead.posting_id, actor(), buyer_id=view.other.id)
    if own is not None and is_going_on(own) and request.method == "GET":
        return to_quote(own)
    listing = get_listing_to_quote(view.lead, actor())
    form = quote_form(listing)
    if form.validate_on_submit():

        def start(form: QuoteForm, uploads: Sequence[ReadDocument]) -> Quote:
            draft, store = form.draft(), file_store()
            return actions.start_quote_in_lead(view.lead, draft, uploads=uploads, store=store, by=actor())

        if answer := keep(form, start):
            return answer
    else:
        form.start_from(first_values(listing, listing, own, today()))
    return show_editor(form, listing, None, cancel_url=url_for("leads.show", lead_id=lead_id))


def write(quote: Quote, form: QuoteForm, uploads: Sequence[ReadDocument]) -> Quote:
    """Keep a draft, or revise what was sent."""
    if quote.status is QuoteStatus.DRAFT:
        actions.save_draft(quote, form.draft(), uploads=uploads, store=file_store(), by=actor())
        return quote
    actions.revise_quote(
        quote,
        form.draft(),
        expected_version=form.expected_version(),
        uploads=uploads,
        store=file_store(),
        site_url=settings().public_url,
        by=actor(),
    )
    flash(gettext("Đã gửi bản sửa cho bên mua."), "done")
    return quote


@bp.route("/quotes/<int:quote_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(quote_id: int) -> Answer:
    """Write on a draft, or revise a quote that was sent."""
    quote = get_quote_to_write(quote_id, actor())
    form = quote_form(quote.posting)
    if form.validate_on_submit():
        if answer := keep(form, lambda form, uploads: write(quote, form, uploads)):
            return answer
        quote = get_quote_to_write(quote_id, actor())
    else:
        form.start_from(values_of(quote, today()))
        form.version.data = str(quote.version)
    return show_editor(form, quote.posting, quote, cancel_url=url_for("quotes.show", quote_id=quote.id))


@bp.post("/quotes/<int:quote_id>/copies")
@signed_in
def copy(quote_id: int) -> Response:
    """Fill a draft with the figures of an earlier quote."""
    quote = get_quote_to_write(quote_id, actor())
    source = get_quote(number_in(request.form.get("source")) or 0, actor())
    with transaction():
        actions.copy_quote(quote, source, by=actor())
    flash(gettext("Đã chép số của báo giá trước. Mời xem lại từng chỗ."), "done")
    return redirect(url_for("quote_forms.edit", quote_id=quote_id), 303)


@bp.post("/quotes/<int:quote_id>/removals")
@signed_in
def discard(quote_id: int) -> Response:
    """Throw a draft away."""
    quote = get_quote_to_write(quote_id, actor())
    with transaction():
        actions.discard_draft(quote, by=actor())
    flash(gettext("Đã bỏ bản nháp."), "done")
    return redirect(url_for("quotes.index", tab="drafts"), 303)
