"""The buyer's side of a demand's quotes: all of them side by side, how they are taken, whom to invite, the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.clock import now, today
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.leads.labels import response_words
from marketplace.leads.queries import response_of
from marketplace.matching.queries import get_matches_of
from marketplace.postings.labels import price_of
from marketplace.postings.models import Posting, Side
from marketplace.postings.policy import is_open
from marketplace.postings.queries import get_own_posting, get_visible_posting
from marketplace.postings.searching import SearchRequest, search_postings
from marketplace.quotes import actions
from marketplace.quotes.comparison import Order
from marketplace.quotes.labels import INVITATION_STATUSES, NONE_REASONS, REQUEST_STATUSES
from marketplace.quotes.models import InvitationStatus, QuoteInvitation, QuoteStatus, RequestStatus
from marketplace.quotes.policy import LIVE, is_sealed, is_taking
from marketplace.quotes.queries import (
    Received,
    find_request,
    get_demands_with_quotes,
    get_invitations,
    get_received,
    get_saved_listings,
    invited_suppliers,
)
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.complaints import number_in
from marketplace.web.forms.quotes import CloseForm, RequestForm
from marketplace.web.here import settings
from marketplace.web.posting_page import posting_url
from marketplace.web.quote_page import comparison_rows, quote_card, sorted_quotes

bp = Blueprint("quote_requests", __name__)
Answer = Response | tuple[str, int]

# So many quotes stand side by side; the others follow.
SIDE_BY_SIDE = 4
MAX_INVITED_AT_ONCE = 20
INVITATION_TONES = {InvitationStatus.SENT: "wait", InvitationStatus.QUOTED: "good", InvitationStatus.DECLINED: "off"}


def own_demand(demand_id: int) -> Posting:
    """Return a demand of the actor's organisation."""
    return get_own_posting(demand_id, actor(), side=Side.DEMAND)


def received(demand: Posting) -> Received:
    """Return the quotes; sealed ones whose time has come are opened at the first look, should the worker be late."""
    row = find_request(demand.id)
    is_due = row is not None and row.is_sealed and row.opened_at is None and row.status is RequestStatus.OPEN
    if is_due and not is_sealed(row, demand, now()):
        with transaction():
            actions.open_sealed(demand, site_url=settings().public_url)
    return get_received(demand)


def chosen_order() -> Order:
    """Return the order that the address asks for."""
    return {one.value: one for one in Order}.get(request.args.get("sort", ""), Order.PRICE)


def side_by_side(demand: Posting, found: Received, order: Order) -> dict[str, Any]:
    """Return quotes in an order: all as cards, and those in the buyer's hands as a table, a few at a time."""
    ordered = sorted_quotes(demand, found.quotes, order)
    live = [quote for quote in ordered if quote.status in LIVE]
    start = min(number_in(request.args.get("from")) or 0, max(len(live) - 1, 0))
    shown = live[start : start + SIDE_BY_SIDE]
    rows, comparison = comparison_rows(demand, shown) if shown else ([], None)
    said = response_of(quote.supplier_id for quote in ordered)
    responses = {one: response_words(said[one]) if one in said else "" for one in (row.supplier_id for row in ordered)}
    return {
        "cards": [quote_card(quote, is_buyer=True) for quote in ordered],
        "compared": [quote_card(quote, is_buyer=True) for quote in shown],
        "rows": rows,
        "responses": responses,
        "has_responses": bool(said),
        "has_mixed_tax": comparison is not None and comparison.has_mixed_tax,
        "next_from": start + SIDE_BY_SIDE if start + SIDE_BY_SIDE < len(live) else 0,
        "is_later": start > 0,
        "has_award": any(quote.status is QuoteStatus.AWARDED for quote in found.quotes),
    }


@bp.get("/demands/<int:demand_id>/quotes")
@signed_in
def show(demand_id: int) -> str:
    """Show the quotes for an own demand side by side; sealed ones only by their number."""
    demand = own_demand(demand_id)
    found, order = received(demand), chosen_order()
    row = found.request
    return render_template(
        "member/quotes_received.html",
        demand=demand,
        found=found,
        order=order.value,
        is_taking=is_taking(row, demand, today()),
        is_request_open=row is None or row.status is RequestStatus.OPEN,
        request_words=REQUEST_STATUSES[row.status] if row else REQUEST_STATUSES[RequestStatus.OPEN],
        reason=NONE_REASONS[row.reason] if row and row.reason else "",
        posting_url=posting_url(demand),
        **side_by_side(demand, found, order),
    )


def standing(demand: Posting, status: RequestStatus) -> dict[str, Any]:
    """Return how a request stands, for a row of the list."""
    if status is not RequestStatus.OPEN:
        return {"words": REQUEST_STATUSES[status], "tone": "off"}
    if not is_open(demand, today()):
        return {"words": gettext("Đã hết nhận báo giá"), "tone": "off"}
    return {"words": REQUEST_STATUSES[status], "tone": "good"}


@bp.get("/my/demands/quotes")
@signed_in
def index() -> str:
    """List the own demands for which quotes came."""
    page = get_demands_with_quotes(actor(), after=request.args.get("after"))
    rows = [(demand, count, standing(demand, status)) for demand, count, status in page.items]
    return render_template("member/demands_with_quotes.html", page=page, rows=rows)


@bp.route("/demands/<int:demand_id>/request", methods=["GET", "POST"])
@signed_in
def settings_page(demand_id: int) -> Answer:
    """Say how quotes are taken: sealed or not, from how many."""
    demand = own_demand(demand_id)
    row = find_request(demand.id)
    form = RequestForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.set_request(
                    demand, is_sealed=form.is_sealed.data, max_suppliers=form.max_suppliers.data or "", by=actor()
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã lưu cách nhận báo giá."), "done")
            return redirect(url_for("quote_requests.show", demand_id=demand_id), 303)
    elif row is not None:
        form.is_sealed.data, form.max_suppliers.data = row.is_sealed, str(row.max_suppliers or "")
    page = render_template("member/quote_request.html", form=form, demand=demand)
    return page, 422 if form.is_submitted() else 200


@bp.route("/demands/<int:demand_id>/request/closings", methods=["GET", "POST"])
@signed_in
def close(demand_id: int) -> Answer:
    """End the request: taken, none suitable, or cancelled."""
    demand = own_demand(demand_id)
    form = CloseForm()
    if form.validate_on_submit():
        outcome, reason, note = form.chosen(), form.why(), form.note.data or ""
        try:
            with transaction():
                actions.close_request(
                    demand, outcome, reason=reason, note=note, site_url=settings().public_url, by=actor()
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã kết thúc nhận báo giá. Các bên đều được báo."), "done")
            return redirect(url_for("quote_requests.show", demand_id=demand_id), 303)
    page = render_template("member/quote_close.html", form=form, demand=demand)
    return page, 422 if form.is_submitted() else 200


def invitation_rows(invitations: Sequence[QuoteInvitation], *, is_hidden: bool) -> list[dict[str, Any]]:
    """Return who was invited and what came of it; while quotes are sealed it is not said who has quoted."""
    rows: list[dict[str, Any]] = []
    for one in invitations:
        status = one.status
        if is_hidden and status is InvitationStatus.QUOTED:
            status = InvitationStatus.DECLINED if one.decline_reason else InvitationStatus.SENT
        rows.append({"invitation": one, "words": INVITATION_STATUSES[status], "tone": INVITATION_TONES[status]})
    return rows


def candidate(listing: Posting, invited: frozenset[int]) -> dict[str, Any]:
    """Return a listing whose owner may be invited."""
    return {
        "id": listing.id,
        "title": listing.title,
        "url": posting_url(listing),
        "name": listing.organisation.name,
        "is_verified": listing.organisation.verified_at is not None,
        "place": listing.province.name_short if listing.province else "",
        "price": price_of(listing),
        "is_invited": listing.organisation_id in invited,
    }


def candidates(demand: Posting) -> dict[str, list[dict[str, Any]]]:
    """Return whom to invite: from matches, from the listings kept in mind, and from a search."""
    invited = frozenset(invited_suppliers(demand.id))
    text = request.args.get("q", "")
    found = search_postings(SearchRequest(side=Side.SUPPLY, text=text)).postings if text.strip() else []
    groups = {
        "matched": [view.other for view in get_matches_of(demand).items],
        "saved": [row.listing for row in get_saved_listings(actor()).items],
        "found": [row for row in found if row.organisation_id != demand.organisation_id],
    }
    return {name: [candidate(row, invited) for row in rows] for name, rows in groups.items()}


@bp.route("/demands/<int:demand_id>/invitations", methods=["GET", "POST"])
@signed_in
def invite(demand_id: int) -> str | Response:
    """Show who was invited and who could be; invite those that were ticked."""
    demand = own_demand(demand_id)
    if request.method == "POST":
        return send_invitations(demand)
    row = find_request(demand.id)
    page = get_invitations(demand, after=request.args.get("after"))
    return render_template(
        "member/quote_invitations.html",
        demand=demand,
        page=page,
        rows=invitation_rows(page.items, is_hidden=is_sealed(row, demand, now())),
        is_taking=is_taking(row, demand, today()),
        text=request.args.get("q", ""),
        **candidates(demand),
    )


def send_invitations(demand: Posting) -> Response:
    """Invite the owners of the listings that were ticked."""
    ids = [number_in(raw) or 0 for raw in request.form.getlist("listing")[:MAX_INVITED_AT_ONCE]]
    listings = [get_visible_posting(one, actor(), side=Side.SUPPLY) for one in dict.fromkeys(ids)]
    with transaction():
        for listing in listings:
            actions.invite_supplier(demand, listing, site_url=settings().public_url, by=actor())
    done = gettext("Đã mời. Bên bán nhận được tin báo.") if listings else gettext("Mời đánh dấu ít nhất một nơi.")
    flash(done, "done" if listings else "note")
    return redirect(url_for("quote_requests.invite", demand_id=demand.id), 303)
