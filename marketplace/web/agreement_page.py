"""Agreements as plain values for pages: rows of lists, figures, what happened, what is asked, the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from marketplace.accounts.actor import Actor
from marketplace.agreements.actions.following import can_take_back
from marketplace.agreements.fulfilment import Fulfilment, Said
from marketplace.agreements.labels import (
    ANSWERS,
    FAIL_REASONS,
    HISTORY,
    PAPER_KINDS,
    PAPER_STATUSES,
    PAPER_TONES,
    STAGES,
    TONES,
)
from marketplace.agreements.models import (
    Agreement,
    AgreementPaper,
    FailReason,
    FollowUp,
    FollowUpAnswer,
    PaperKind,
    PaperStatus,
    Stage,
)
from marketplace.agreements.policy import may_draw_up
from marketplace.agreements.policy.stages import LIVE
from marketplace.agreements.queries import AgreementView
from marketplace.audit.models import AuditEntry
from marketplace.i18n import format_day, format_moment, format_money, format_month, format_number, gettext
from marketplace.taxonomy.units import format_price, format_quantity
from marketplace.web.shown import paragraphs

Shown = dict[str, Any]


def drawable(view: AgreementView, papers: Sequence[AgreementPaper], actor: Actor) -> dict[str, bool]:
    """Return which kinds of paper may be drawn up now: one that is alive already is not offered again."""
    alive = {paper.kind for paper in papers if paper.status is not PaperStatus.CANCELLED}
    return {kind.value: kind not in alive and may_draw_up(actor, view.agreement, kind) for kind in PaperKind}


def status_of(agreement: Agreement) -> Shown:
    """Return where a deal stands as words and tone."""
    return {"words": STAGES[agreement.stage], "tone": TONES[agreement.stage]}


def paper_status(paper: AgreementPaper) -> Shown:
    """Return where a paper stands as words and tone."""
    return {"words": PAPER_STATUSES[paper.status], "tone": PAPER_TONES[paper.status]}


def amounts_of(agreement: Agreement) -> list[str]:
    """Return the figures of a deal in short."""
    parts = [
        _quantity(agreement),
        format_price(agreement.price, agreement.price_unit) if agreement.price and agreement.price_unit else "",
        gettext("%(value)s mỗi tháng", value=format_money(agreement.monthly_value)) if agreement.monthly_value else "",
    ]
    return [part for part in parts if part]


def _quantity(agreement: Agreement) -> str:
    if agreement.quantity_amount is None or not agreement.quantity_unit:
        return ""
    amount = format_quantity(agreement.quantity_amount, agreement.quantity_unit)
    return gettext("%(amount)s mỗi tháng", amount=amount)


def own_rows(views: Sequence[AgreementView]) -> list[Shown]:
    """Return a party's agreements as rows of the list."""
    return [
        {
            "title": view.other.name,
            "url": url_for("agreements.show", agreement_id=view.agreement.id),
            "status": status_of(view.agreement),
            "lines": [view.agreement.goods, *amounts_of(view.agreement)],
            "moment": format_moment(view.agreement.updated_at),
        }
        for view in views
    ]


def staff_rows(agreements: Sequence[Agreement]) -> list[Shown]:
    """Return agreements as rows of a list for staff."""
    return [
        {
            "title": f"{one.seller.name} – {one.buyer.name}",
            "url": url_for("staff_agreements.show", agreement_id=one.id),
            "status": status_of(one),
            "lines": [one.goods, *amounts_of(one), *([str(FAIL_REASONS[one.fail_reason])] if one.fail_reason else [])],
            "moment": format_moment(one.updated_at),
        }
        for one in agreements
    ]


def _term(agreement: Agreement) -> str:
    start, end = agreement.starts_on, agreement.ends_on
    if start and end:
        return f"{format_day(start)} – {format_day(end)}"
    if start:
        return gettext("từ %(day)s", day=format_day(start))
    return gettext("đến hết %(day)s", day=format_day(end)) if end else ""


def facts_of(agreement: Agreement, *, is_outline: bool = False) -> list[Shown]:
    """Return the figures as questions and answers; an outline leaves out what the parties wrote in words."""
    vat = {True: gettext("Giá đã gồm VAT"), False: gettext("Giá chưa gồm VAT"), None: ""}[agreement.has_vat]
    price = format_price(agreement.price, agreement.price_unit) if agreement.price and agreement.price_unit else ""
    value, discount = agreement.monthly_value, agreement.discount_percent
    days = gettext("%(days)s ngày sau khi nhận hàng", days=agreement.payment_days)
    dates = _term(agreement)
    reason = str(FAIL_REASONS[agreement.fail_reason]) if agreement.fail_reason else ""
    rows = [
        (gettext("Tên hàng"), agreement.goods),
        (gettext("Bên bán"), agreement.seller.name),
        (gettext("Bên mua"), agreement.buyer.name),
        (gettext("Số lượng"), _quantity(agreement)),
        (gettext("Giá"), ", ".join(part for part in (price, vat) if part)),
        (gettext("Giá trị mỗi tháng"), format_money(value) if value is not None else ""),
        (gettext("Chiết khấu"), f"{format_number(discount)}%" if discount is not None else ""),
        (gettext("Trả tiền"), days if agreement.payment_days is not None else ""),
        (gettext("Thời hạn"), dates),
        (gettext("Ngày ký"), format_day(agreement.signed_on)),
        (gettext("Giao từ ngày"), format_day(agreement.delivering_since)),
        (gettext("Kết thúc ngày"), format_day(agreement.ended_on)),
        (gettext("Vì sao không thành"), reason),
    ]
    if not is_outline:
        words = (
            (gettext("Chất lượng, đóng gói"), agreement.quality),
            (gettext("Giao hàng"), agreement.delivery),
            (gettext("Cách trả tiền"), agreement.payment),
            (gettext("Ghi thêm"), agreement.fail_note),
        )
        rows += [(question, paragraphs(answer) if answer else "") for question, answer in words]
    return [{"question": question, "answer": answer} for question, answer in rows if answer]


def papers_of(papers: Sequence[AgreementPaper]) -> list[Shown]:
    """Return papers as rows, cancelled ones left out."""
    return [
        {
            "title": PAPER_KINDS[paper.kind],
            "url": url_for("agreement_papers.show", paper_id=paper.id),
            "status": paper_status(paper),
            "lines": [line for line in (paper.number, format_day(paper.dated_on)) if line],
        }
        for paper in papers
        if paper.status is not PaperStatus.CANCELLED
    ]


def _happened(entry: AuditEntry) -> str:
    kinds = {kind.value: PAPER_KINDS[kind] for kind in PaperKind}
    stages = {stage.value: STAGES[stage] for stage in Stage}
    reasons = {reason.value: FAIL_REASONS[reason] for reason in FailReason}
    answers = {answer.value: ANSWERS[answer] for answer in FollowUpAnswer}
    found = (
        kinds.get(entry.detail.get("kind", "")),
        stages.get(entry.detail.get("to", "")),
        answers.get(entry.detail.get("answer", "")),
        reasons.get(entry.detail.get("reason") or ""),
    )
    return " · ".join(str(words) for words in found if words)


def history_of(entries: Sequence[AuditEntry], agreement: Agreement) -> list[Shown]:
    """Return what happened, newest first, by whose side; never by which person."""
    names = {agreement.seller_id: agreement.seller.name, agreement.buyer_id: agreement.buyer.name}
    return [
        {
            "moment": format_moment(entry.at),
            "words": HISTORY[entry.verb],
            "by": names.get(entry.organisation_id or 0, ""),
            "detail": _happened(entry),
        }
        for entry in entries
    ]


def _said(said: Said | None) -> str:
    if said is None:
        return "–"
    amount = (
        format_quantity(said.quantity_amount, said.quantity_unit)
        if said.quantity_amount is not None and said.quantity_unit
        else ""
    )
    money = format_money(said.value) if said.value is not None else ""
    return ", ".join(part for part in (money, amount) if part)


def months_of(sums: Fulfilment) -> list[list[Any]]:
    """Return months as rows of a table: month, what the seller says, what the buyer says."""
    return [
        [
            format_month(line.month),
            _said(line.by_seller),
            _said(line.by_buyer),
            gettext("Hai bên ghi khác nhau") if line.differs else "",
        ]
        for line in sums.lines
    ]


def sums_of(sums: Fulfilment) -> list[Shown]:
    """Return agreed and delivered as questions and answers, each delivered sum by whose figure it is."""

    def share(value: int | None) -> str:
        percent = sums.percent(value)
        money = format_money(value or 0)
        return money if percent is None else gettext("%(money)s (%(percent)s%%)", money=money, percent=percent)

    rows = [
        (
            gettext("Đã thỏa thuận trong %(count)s tháng", count=sums.months),
            sums.agreed,
            format_money(sums.agreed or 0),
        ),
        (gettext("Đã giao, theo bên bán"), sums.by_seller, share(sums.by_seller)),
        (gettext("Đã giao, theo bên mua"), sums.by_buyer, share(sums.by_buyer)),
    ]
    return [{"question": question, "answer": words} for question, value, words in rows if value is not None]


def answers_of(rows: Sequence[FollowUp], agreement: Agreement) -> list[list[Any]]:
    """Return asked questions as rows of a table: when, whom, what was answered."""
    names = {agreement.seller_id: agreement.seller.name, agreement.buyer_id: agreement.buyer.name}
    return [
        [
            gettext("Sau %(months)s tháng", months=row.months),
            names[row.organisation_id],
            ANSWERS[row.answer] if row.answer else gettext("Chưa trả lời"),
            format_moment(row.answered_at),
        ]
        for row in rows
        if row.asked_at is not None and (row.waived_at is None or row.answered_at is not None)
    ]


def question_for(rows: Sequence[FollowUp], own_id: int) -> Shown | None:
    """Return the question that a party still has to answer, or has just answered and may take back."""
    mine = [row for row in rows if row.organisation_id == own_id and row.asked_at and not row.waived_at]
    waiting = next((row for row in reversed(mine) if row.answered_at is None), None)
    if waiting is not None:
        return {"row": waiting, "undo": False}
    fresh = next((row for row in reversed(mine) if can_take_back(row)), None)
    return {"row": fresh, "undo": True, "words": ANSWERS[fresh.answer]} if fresh and fresh.answer else None


def next_step(view: AgreementView, papers: Sequence[AgreementPaper]) -> Shown | None:
    """Return the one primary button of the page: what to do next."""
    agreement = view.agreement
    if agreement.stage not in LIVE:
        return None
    draft = next((one for one in papers if one.status in (PaperStatus.DRAFT, PaperStatus.ON_HOLD)), None)
    if draft is not None and agreement.stage is not Stage.DELIVERING:
        words = gettext("Xem và xác nhận giấy")
        return {"words": words, "url": url_for("agreement_papers.show", paper_id=draft.id), "icon": "tick"}
    if agreement.stage is Stage.DELIVERING:
        words = gettext("Ghi số đã giao trong tháng")
        return {"words": words, "url": url_for("agreements.months", agreement_id=agreement.id), "icon": "list"}
    if agreement.stage is Stage.CONTRACT:
        words = gettext("Đã bắt đầu giao hàng")
        return {"words": words, "url": url_for("agreements.deliver", agreement_id=agreement.id), "icon": "truck"}
    kind = PaperKind.CONTRACT if agreement.stage is Stage.MEMORANDUM else PaperKind.MEMORANDUM
    words = gettext("Soạn hợp đồng") if kind is PaperKind.CONTRACT else gettext("Lập biên bản ghi nhớ")
    url = url_for("agreement_papers.new", agreement_id=agreement.id, kind=kind.value)
    return {"words": words, "url": url, "icon": "edit"}


def reasons_for_buttons() -> Mapping[str, Any]:
    """Return why a deal comes to nothing, by value, for one-tap buttons."""
    return {reason.value: words for reason, words in FAIL_REASONS.items()}
