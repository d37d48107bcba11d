"""What a posting says, as questions and answers for a page; the same for buyers and for the preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from marketplace.clock import now, today
from marketplace.i18n import format_day, format_month, gettext
from marketplace.postings.completeness import Lack
from marketplace.postings.drafts import Step
from marketplace.postings.facts import is_valid_on
from marketplace.postings.labels import (
    FREIGHT_PAYERS,
    LACKS,
    SAMPLE_TERMS,
    days_text,
    freshness_of,
    min_order_of,
    month_amounts_of,
    months_of,
    percent_of,
    price_of,
    quantity_of,
    tiers_of,
    title_of,
    weekly_of,
)
from marketplace.postings.models import Posting, PostingCertificate, Side
from marketplace.postings.policy import is_confirmed_on, is_open
from marketplace.postings.weeks import coming_weeks, is_by_the_week
from marketplace.taxonomy.labels import name_of
from marketplace.taxonomy.places import label_for_province
from marketplace.taxonomy.units import format_quantity

Row = dict[str, Any]
SHOW = {Side.SUPPLY: "listings.show", Side.DEMAND: "demands.show"}
FORMS = {Side.SUPPLY: "listing_forms", Side.DEMAND: "demand_forms"}
MATCHES = {Side.SUPPLY: "matches.for_listing", Side.DEMAND: "matches.for_demand"}


def posting_url(posting: Posting, *, full: bool = False) -> str:
    """Return the address of the page that everybody sees."""
    return url_for(SHOW[posting.side], posting_id=posting.id, _external=full)


def form_url(posting: Posting, action: str, **values: Any) -> str:
    """Return the address of something that its owner does with a posting."""
    return url_for(f"{FORMS[posting.side]}.{action}", posting_id=posting.id, **values)


def step_url(posting: Posting, step: Step, *, once: bool = False) -> str:
    """Return the address of a screen of the form; ``once`` comes back to the overview instead of going on."""
    return form_url(posting, "step", step=step.value, once=1 if once else None)


def lack_rows(posting: Posting, lacks: Sequence[Lack]) -> list[Row]:
    """Return things to do with the screens on which to do them."""
    return [{"words": LACKS[lack.key], "url": step_url(posting, lack.step, once=True)} for lack in lacks]


def rows_of(posting: Posting, *, is_preview: bool = False) -> list[Row]:
    """Return questions and answers; in a preview each has a link to its screen, and what was not said is shown too."""
    rows = _supply_rows(posting) if posting.side is Side.SUPPLY else _demand_rows(posting)
    kept: list[Row] = []
    for question, answer, step in rows:
        if not answer and not is_preview:
            continue
        row: Row = {"question": question, "answer": answer}
        if is_preview:
            row["url"] = step_url(posting, step, once=True)
        kept.append(row)
    return kept


def _supply_rows(posting: Posting) -> Iterator[tuple[str, Any, Step]]:
    if not posting.title:
        yield gettext("Tên hàng"), "", Step.GOODS
    yield gettext("Giá"), _price_lines(posting), Step.PRICE
    quantity = quantity_of(posting) or (gettext("Tùy đơn hàng") if posting.is_quantity_open else "")
    yield gettext("Khả năng cung cấp"), quantity, Step.QUANTITY
    yield (
        gettext("Tháng có hàng"),
        [text for text in (months_of(posting), *month_amounts_of(posting)) if text],
        (Step.QUANTITY),
    )
    yield gettext("Đơn ít nhất"), min_order_of(posting), Step.QUANTITY
    yield gettext("Thời gian chuẩn bị hàng"), days_text(posting.lead_time_days), Step.QUANTITY
    yield from _common_rows(posting)
    yield gettext("Chứng nhận"), [_certificate_line(row) for row in posting.certificates], Step.PAPERS
    yield gettext("Giấy tờ đã có"), [name_of(row.paper) for row in posting.papers], Step.PAPERS
    yield gettext("Hạn dùng"), days_text(posting.shelf_life_days), Step.PAPERS
    yield gettext("Đóng gói"), posting.packaging, Step.PAPERS
    yield gettext("Hàng mẫu"), SAMPLE_TERMS[posting.sample_terms] if posting.sample_terms else "", Step.PRICE
    yield gettext("Tiền chở hàng"), FREIGHT_PAYERS[posting.freight_payer] if posting.freight_payer else "", Step.PRICE
    yield gettext("Muốn bán ở"), [name_of(row.channel) for row in posting.channels], Step.PAPERS
    if posting.craft_village:
        yield gettext("Làng nghề"), posting.craft_village.name_vi, Step.PAPERS


def _demand_rows(posting: Posting) -> Iterator[tuple[str, Any, Step]]:
    if not posting.title:
        yield gettext("Cần mua hàng gì"), "", Step.GOODS
    yield gettext("Giá mua cao nhất"), price_of(posting), Step.TERMS
    yield gettext("Số lượng cần"), quantity_of(posting), Step.QUANTITY
    yield gettext("Mỗi tuần"), weekly_of(posting), Step.QUANTITY
    yield gettext("Thời gian cần hàng"), _period(posting), Step.QUANTITY
    yield gettext("Cách mua"), _standing(posting), Step.QUANTITY
    yield gettext("Nhận chào hàng đến hết ngày"), format_day(posting.expires_on), Step.QUANTITY
    yield from _common_rows(posting)
    yield gettext("Chứng nhận phải có"), [name_of(row.certificate) for row in posting.certificates], Step.REQUIREMENTS
    yield gettext("Giấy tờ phải có"), [name_of(row.paper) for row in posting.papers], Step.REQUIREMENTS
    yield gettext("Chiết khấu mong muốn"), percent_of(posting.discount_percent), Step.TERMS
    yield gettext("Trả tiền sau khi nhận hàng"), _payment(posting), Step.TERMS
    yield gettext("Hàng sẽ bán ở"), name_of(posting.channel) if posting.channel else "", Step.TERMS


def _common_rows(posting: Posting) -> Iterator[tuple[str, Any, Step]]:
    is_supply = posting.side is Side.SUPPLY
    yield gettext("Nhóm hàng"), name_of(posting.category) if posting.category else "", Step.CATEGORY
    question = gettext("Nơi có hàng") if is_supply else gettext("Nơi nhận hàng")
    place = label_for_province(posting.province) if posting.province else ""
    yield question, place, Step.GOODS if is_supply else Step.TERMS


def _price_lines(posting: Posting) -> list[str]:
    price = price_of(posting)
    if not price:
        return tiers_of(posting)
    vat = {True: gettext("đã gồm thuế"), False: gettext("chưa gồm thuế"), None: ""}[posting.price_has_vat]
    return [f"{price} ({vat})" if vat else price, *tiers_of(posting)]


def _certificate_line(row: PostingCertificate) -> str:
    name = name_of(row.certificate)
    parts = [name]
    if row.number:
        parts.append(gettext("số %(number)s", number=row.number))
    if row.expires_on and not is_valid_on(row, today()):
        parts.append(gettext("đã hết hạn %(day)s", day=format_day(row.expires_on)))
    elif row.expires_on:
        parts.append(gettext("còn hạn đến %(day)s", day=format_day(row.expires_on)))
    return ", ".join(parts)


def _period(posting: Posting) -> str:
    start, end = format_month(posting.needed_from), format_month(posting.needed_until)
    if start and end:
        return gettext("từ %(start)s đến %(end)s", start=start, end=end)
    if start:
        return gettext("từ %(start)s", start=start)
    return gettext("đến %(end)s", end=end) if end else ""


def _standing(posting: Posting) -> str:
    if posting.is_standing is None:
        return ""
    return gettext("Mua đều, lâu dài") if posting.is_standing else gettext("Mua một đợt")


def _payment(posting: Posting) -> str:
    if posting.payment_days == 0:
        return gettext("Trả ngay")
    return days_text(posting.payment_days)


def week_rows(posting: Posting) -> list[list[str]]:
    """Return the next weeks of a standing demand that differ from the usual one, as rows of a table, then the usual."""
    if posting.side is Side.SUPPLY or not is_by_the_week(posting):
        return []
    unit, weeks = posting.quantity_unit or "", coming_weeks(posting, today())
    rows = [
        [
            gettext("từ %(day)s", day=format_day(week.starts_on)),
            format_quantity(week.amount, unit) if week.amount else gettext("không lấy"),
        ]
        for week in weeks
        if not week.is_usual
    ]
    if not rows or len(rows) == len(weeks):
        return rows
    usual = posting.weekly_amount
    return [*rows, [gettext("các tuần khác"), format_quantity(usual, unit) if usual else gettext("như thường lệ")]]


def confirm_values(posting: Posting) -> Row:
    """Return what the button says with which its owner confirms it, and where it is sent; nothing where it is done."""
    day = today()
    is_due = is_open(posting, day) and not is_confirmed_on(posting, day)
    return {
        "confirm_url": form_url(posting, "confirm") if is_due else "",
        "confirm_words": gettext("Còn hàng") if posting.side is Side.SUPPLY else gettext("Vẫn cần"),
    }


def page_values(posting: Posting, *, is_preview: bool = False) -> dict[str, Any]:
    """Return what the template of one posting needs."""
    return {
        "posting": posting,
        "heading": title_of(posting),
        "rows": rows_of(posting, is_preview=is_preview),
        "weeks": week_rows(posting),
        "freshness": freshness_of(posting, now()) if is_open(posting, today()) else {},
        **confirm_values(posting),
        "is_supply": posting.side is Side.SUPPLY,
        "icon_hint": posting.category.icon if posting.category else "box",
    }
