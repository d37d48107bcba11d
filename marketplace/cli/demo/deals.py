"""Agreements of the sample in every stage, with papers, months and what both sides answered when they were asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.agreements.actions import (
    answer_follow_up,
    begin_agreement,
    confirm_paper,
    draw_up_paper,
    end_agreement,
    fail_agreement,
    fill_paper,
    report_month,
    start_delivering,
)
from marketplace.agreements.drafts import MonthDraft, months_before
from marketplace.agreements.filling import first_draft
from marketplace.agreements.models import Agreement, FailReason, FollowUp, FollowUpAnswer, PaperKind
from marketplace.cli.demo.cast import Cast
from marketplace.cli.demo.past import Plan
from marketplace.cli.demo.quotes import find_quote
from marketplace.db import session
from marketplace.leads.actions import accept_lead, mark_seen, reply, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import Lead
from marketplace.quotes.models import Quote

Told = Mapping[str, Any]
# What was delivered in one month after the other, in percent of what was agreed.
DELIVERED = (84, 96, 100, 92, 105, 100, 88, 98)
# What a story says of a deal in the words of the form.
_WORDS = ("goods", "quantity", "price", "quality", "delivery", "payment")


@dataclass
class Deal:
    """One agreement while it comes about."""

    told: Told
    seller: Actor
    buyer: Actor
    lead: Lead | None = None
    quote: Quote | None = None
    agreement: Agreement | None = None
    papers: dict[str, Any] = field(default_factory=dict[str, Any])


def plan_of_deal(cast: Cast, told: Told) -> Iterator[Plan]:
    """Yield what happens in one deal, by days ago."""
    listing = cast.postings[told["seller"]]
    deal = Deal(told=told, seller=cast.of(listing.organisation_id), buyer=cast.owner(told["buyer"]))
    began = told["began"]
    if told.get("quoted"):
        yield began, 8, lambda: _take_quote(cast, deal)
    elif told.get("talked"):
        yield began, 8, lambda: _take_lead(cast, deal)
    else:
        yield began, 9, lambda: _write(cast, deal)
        yield began - 1, 9, lambda: _say_yes(cast, deal)
    yield began - 2, 14, lambda: _begin(cast, deal)
    for kind, days in told.get("papers", {}).items():
        yield days + 2, 10, lambda kind=kind: _draw_up(cast, deal, kind)
        yield days, 10, lambda kind=kind: _confirm(cast, deal, kind)
    if draft := told.get("draft"):
        yield draft["days"], 10, lambda: _draw_up(cast, deal, draft["kind"])
    if "delivering" in told:
        yield told["delivering"], 7, lambda: _deliver(cast, deal)
        yield from _months(cast, deal)
    for months, party, days, answer in told.get("answers", ()):
        yield (
            days,
            20,
            lambda months=months, party=party, answer=answer: _answer(cast, deal, months, party, answer),
        )
    if "ended" in told:
        yield told["ended"], 16, lambda: end_agreement(_of(deal), site_url=cast.site_url, by=deal.buyer)
    if "failed" in told:
        yield told["failed"]["days"], 16, lambda: _fail(cast, deal)


def _of(deal: Deal) -> Agreement:
    assert deal.agreement is not None
    return deal.agreement


def _write(cast: Cast, deal: Deal) -> None:
    listing = cast.postings[deal.told["seller"]]
    body = cast.words["begins_deal"].format(other=listing.title)
    deal.lead = send_enquiry(listing, MessageDraft(body=body), site_url=cast.site_url, by=deal.buyer)


def _say_yes(cast: Cast, deal: Deal) -> None:
    assert deal.lead is not None
    accept_lead(deal.lead, site_url=cast.site_url, by=deal.seller)
    reply(deal.lead, MessageDraft(body=cast.words["accepted"]), site_url=cast.site_url, by=deal.seller)
    for party in (deal.seller, deal.buyer):
        mark_seen(deal.lead, by=party)


def _take_quote(cast: Cast, deal: Deal) -> None:
    """Go on from a quote that was awarded."""
    deal.quote = find_quote(cast.postings[deal.told["quoted"]], deal.seller.organisation_id or 0)
    deal.lead = deal.quote.lead


def _take_lead(cast: Cast, deal: Deal) -> None:
    """Go on from an enquiry that was told before."""
    statement = select(Lead).where(
        Lead.posting_id == cast.postings[deal.told["seller"]].id, Lead.sender_id == deal.buyer.organisation_id
    )
    deal.lead = session.scalars(statement).one()


def _begin(cast: Cast, deal: Deal) -> None:
    assert deal.lead is not None
    told = deal.told
    terms = {
        name: told[name] for name in ("goods", "quantity", "price", "quality", "delivery", "payment") if name in told
    }
    terms["payment_days"] = told.get("payment_days", "15")
    starts_on = cast.past.today - timedelta(days=told.get("delivering", told["began"] - 30))
    draft = replace(
        first_draft(deal.lead, deal.quote), has_vat=told.get("vat", True), starts_on=f"{starts_on:%d/%m/%Y}", **terms
    )
    deal.agreement = begin_agreement(
        deal.lead,
        draft,
        quote=deal.quote,
        is_sample_first=told.get("sample", False),
        site_url=cast.site_url,
        by=deal.seller,
    )


def _draw_up(cast: Cast, deal: Deal, kind: str) -> None:
    draft = fill_paper(_of(deal), by=deal.seller)
    number = cast.words["paper_numbers"][kind].format(number=_of(deal).id % 40 + 3, year=cast.past.today.year)
    seller, buyer = (replace(one, position=cast.words["position"]) for one in (draft.seller, draft.buyer))
    draft = replace(draft, number=number, seller=seller, buyer=buyer)
    deal.papers[kind] = draw_up_paper(_of(deal), PaperKind(kind), draft, site_url=cast.site_url, by=deal.seller)
    confirm_paper(deal.papers[kind], deal.papers[kind].version, site_url=cast.site_url, by=deal.seller)


def _confirm(cast: Cast, deal: Deal, kind: str) -> None:
    paper = deal.papers[kind]
    confirm_paper(paper, paper.version, site_url=cast.site_url, by=deal.buyer)


def _deliver(cast: Cast, deal: Deal) -> None:
    first_on = cast.past.today - timedelta(days=deal.told["delivering"])
    start_delivering(_of(deal), f"{first_on:%d/%m/%Y}", site_url=cast.site_url, by=deal.seller)


def _months(cast: Cast, deal: Deal) -> Iterator[Plan]:
    """Yield that both sides say what was delivered, early in the month after; some buyers count less."""
    this_month = cast.past.today.replace(day=1)
    last = cast.past.today - timedelta(days=deal.told.get("ended", 0))
    first = (cast.past.today - timedelta(days=deal.told["delivering"])).replace(day=1)
    for number in range(1, 24):
        month = months_before(this_month, number)
        days = (cast.past.today - months_before(this_month, number - 1)).days
        if month < first or month > last:
            continue
        percent = DELIVERED[(number + deal.told["began"]) % len(DELIVERED)]
        less = deal.told.get("counts_less", {}).get(str(number), 0)
        for party, hour, share in ((deal.seller, 9, percent), (deal.buyer, 15, percent - less)):
            if days >= deal.told.get("ended", 0) and not (party is deal.buyer and number == 1):
                yield (
                    days,
                    hour,
                    lambda month=f"{month:%m/%Y}", share=share, party=party: _report(deal, month, share, party),
                )


def _report(deal: Deal, month: str, percent: int, by: Actor) -> None:
    agreement = _of(deal)
    value = (agreement.monthly_value or 0) * percent // 100 // 10_000 * 10_000
    amount = round((agreement.quantity_amount or 0) * percent / 100, 2)
    quantity = f"{amount}".replace(".", ",") + f" {agreement.quantity_unit}"
    report_month(agreement, MonthDraft(month=month, value=str(value), quantity=quantity), by=by)


def _answer(cast: Cast, deal: Deal, months: int, party: str, answer: str) -> None:
    by = deal.seller if party == "seller" else deal.buyer
    statement = select(FollowUp).where(
        FollowUp.agreement_id == _of(deal).id,
        FollowUp.organisation_id == by.organisation_id,
        FollowUp.months == months,
        FollowUp.asked_at.is_not(None),
    )
    answer_follow_up(session.scalars(statement).one(), FollowUpAnswer(answer), site_url=cast.site_url, by=by)


def _fail(cast: Cast, deal: Deal) -> None:
    said = deal.told["failed"]
    by = deal.buyer if said.get("by") == "buyer" else deal.seller
    fail_agreement(_of(deal), FailReason(said["reason"]), said.get("note", ""), site_url=cast.site_url, by=by)
