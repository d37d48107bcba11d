"""Requests for quotes of the sample: invited, asked about, compared, awarded, or with nothing suitable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.cli.demo.cast import Cast
from marketplace.cli.demo.past import Plan
from marketplace.db import session
from marketplace.leads.actions import mark_seen
from marketplace.leads.models import DeclineReason
from marketplace.postings.models import FreightPayer, Posting
from marketplace.quotes.actions import (
    answer_question,
    ask_question,
    award_quote,
    close_request,
    decline_invitation,
    invite_supplier,
    save_listing,
    send_quote,
    set_request,
    shortlist_quote,
    start_quote,
)
from marketplace.quotes.drafts import AnswerDraft, QuoteDraft
from marketplace.quotes.models import NoneReason, Quote, QuoteInvitation, QuoteRequest, QuoteStatus, RequestStatus
from marketplace.quotes.requirements import requirements_of

Told = Mapping[str, Any]


def find_quote(demand: Posting, supplier_id: int) -> Quote:
    """Return what a supplier has sent."""
    statement = select(Quote).where(Quote.posting_id == demand.id, Quote.supplier_id == supplier_id)
    return session.scalars(statement.order_by(Quote.id.desc()).limit(1)).one()


def draft_of(cast: Cast, demand: Posting, told: Told) -> QuoteDraft:
    """Return a quote as its supplier types it; every requirement without a word about it is met."""
    said: Mapping[str, tuple[str, str]] = told.get("answers", {})
    keys = [one.key for one in requirements_of(demand)]
    valid_until = cast.past.today + timedelta(days=told.get("valid", 40))
    return QuoteDraft(
        quantity=told["quantity"],
        weekly=told.get("weekly", ""),
        price=told["price"],
        has_vat=told["vat"],
        gives_vat_invoice=told.get("invoice", told["vat"]),
        min_order=told.get("min_order", ""),
        lead_time=told.get("lead_time", ""),
        freight_payer=FreightPayer(told["freight"]) if told.get("freight") else None,
        payment_days=told.get("payment", ""),
        discount=told.get("discount", ""),
        valid_until=f"{valid_until:%d/%m/%Y}",
        note=told.get("note", ""),
        answers={key: AnswerDraft(met=said.get(key, ("yes", ""))[0], note=said.get(key, ("", ""))[1]) for key in keys},
    )


def plan_of_request(cast: Cast, told: Told) -> Iterator[Plan]:
    """Yield what happens around one demand, by days ago."""
    demand = cast.postings[told["demand"]]
    buyer = cast.of(demand.organisation_id)
    if "request" in told:
        asked = told["request"]
        yield (
            asked["days"],
            9,
            lambda: set_request(demand, is_sealed=asked["sealed"], max_suppliers=asked.get("cap", ""), by=buyer),
        )
    for one in told.get("invite", ()):
        listing = cast.postings[one["listing"]]
        yield (
            one["days"],
            10,
            lambda listing=listing: invite_supplier(demand, listing, site_url=cast.site_url, by=buyer),
        )
        if one.get("declined"):
            yield one["days"] - 1, 19, lambda one=one: _decline_invitation(cast, demand, one)
    for one in told.get("questions", ()):
        yield one["days"], 11, lambda one=one: _ask(cast, demand, one)
        if one.get("answer"):
            yield one["days"] - 1, 13, lambda one=one: _answer(cast, demand, one)
    for one in told.get("quotes", ()):
        yield one["days"], one.get("hour", 15), lambda one=one: _quote(cast, demand, one)
    for verb, days, record in told.get("decide", ()):
        yield days, 17, lambda verb=verb, record=record: _decide(cast, demand, verb, record)
    if "close" in told:
        yield told["close"]["days"], 18, lambda: _close(cast, demand, told["close"])


def _decline_invitation(cast: Cast, demand: Posting, one: Told) -> None:
    supplier = cast.owner(one["listing"])
    statement = (
        select(QuoteInvitation)
        .join(QuoteRequest, QuoteRequest.id == QuoteInvitation.request_id)
        .where(QuoteRequest.demand_id == demand.id, QuoteInvitation.supplier_id == supplier.organisation_id)
    )
    decline_invitation(session.scalars(statement).one(), DeclineReason(one["declined"]), by=supplier)


def _ask(cast: Cast, demand: Posting, one: Told) -> None:
    form = f"{demand.id} {one['body']}"
    ask_question(demand, one["body"], form_token=form, site_url=cast.site_url, by=cast.owner(one["by"]))


def _answer(cast: Cast, demand: Posting, one: Told) -> None:
    form = f"{demand.id} {one['body']}"
    question = ask_question(demand, one["body"], form_token=form, by=cast.owner(one["by"]))
    answer_question(question, one["answer"], site_url=cast.site_url, by=cast.of(demand.organisation_id))


def _quote(cast: Cast, demand: Posting, one: Told) -> None:
    supplier = cast.owner(one["by"])
    quote = start_quote(demand, draft_of(cast, demand, one), listing=cast.postings[one["by"]], by=supplier)
    if one.get("draft"):
        return
    send_quote(quote, site_url=cast.site_url, by=supplier)
    if quote.lead is not None:
        mark_seen(quote.lead, by=supplier)


def _decide(cast: Cast, demand: Posting, verb: str, record: str) -> None:
    quote = find_quote(demand, cast.postings[record].organisation_id)
    buyer = cast.of(demand.organisation_id)
    if quote.status in (QuoteStatus.SENT, QuoteStatus.SHORTLISTED):
        act = award_quote if verb == "award" else shortlist_quote
        act(quote, site_url=cast.site_url, by=buyer)
    if quote.lead is not None:
        mark_seen(quote.lead, by=buyer)


def _close(cast: Cast, demand: Posting, said: Told) -> None:
    reason = NoneReason(said["reason"]) if said.get("reason") else None
    close_request(
        demand,
        RequestStatus(said["outcome"]),
        reason=reason,
        note=said.get("note", ""),
        site_url=cast.site_url,
        by=cast.of(demand.organisation_id),
    )


def plan_of_saved(cast: Cast, told: Told) -> Iterator[Plan]:
    """Yield when a buyer keeps listings in mind."""
    for one in told["saved"]:
        listing, owner = cast.postings[one["listing"]], cast.owner(one["by"])
        yield (
            one["days"],
            20,
            lambda listing=listing, note=one["note"], owner=owner: save_listing(listing, note, by=owner),
        )
