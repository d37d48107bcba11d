"""Saving one step of a posting; on a published one it takes effect at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.clock import today
from marketplace.db import Base, session
from marketplace.errors import Invalid
from marketplace.postings.actions.changes import finish_edit, hold_for_edit
from marketplace.postings.actions.weeks import keep_weeks
from marketplace.postings.drafts import (
    CapacityDraft,
    GoodsDraft,
    GoodsValues,
    NeedDraft,
    PapersDraft,
    PriceDraft,
    RequirementsDraft,
    Step,
    TermsDraft,
)
from marketplace.postings.models import (
    Posting,
    PostingCertificate,
    PostingChannel,
    PostingMonth,
    PostingPaper,
    PriceTier,
)
from marketplace.postings.reading import read_capacity, read_goods, read_need, read_papers, read_price, read_terms
from marketplace.taxonomy.models import Category, Certificate, Channel, CraftVillage, Province, ReadinessPaper


def _refuse_unknown(field: str, row_type: type[Base], codes: Iterable[str | None]) -> None:
    """Raise ``Invalid`` at the field unless all codes are in a reference list."""
    wanted = {code for code in codes if code is not None}
    if not wanted:
        return
    column = row_type.__table__.c.code
    # PostgreSQL takes no text with a zero byte in it.
    if not all(code.isprintable() for code in wanted) or len(
        session.scalars(select(column).where(column.in_(wanted))).all()
    ) != len(wanted):
        raise Invalid.of(field, "taxonomy.choice_unknown")


def typical_units(posting: Posting) -> Sequence[str]:
    """Return the unit codes in which goods of the posting's category are usually counted."""
    return posting.category.typical_units if posting.category else ()


def apply_goods(posting: Posting, values: GoodsValues) -> None:
    """Put what the goods are on a posting; no province leaves the one that it has."""
    _refuse_unknown("province_code", Province, [values.province_code])
    posting.title = values.title
    posting.description = values.description
    if values.province_code:
        posting.province_code = values.province_code


def save_goods(posting: Posting, draft: GoodsDraft, *, expected_version: int | None = None, by: Actor) -> None:
    """Save what the goods are."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    apply_goods(posting, read_goods(draft))
    finish_edit(posting, Step.GOODS.value, by=by)


def save_category(posting: Posting, category_code: str, *, expected_version: int | None = None, by: Actor) -> None:
    """Save which category the goods belong to."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    category = session.get(Category, category_code) if category_code and category_code.isprintable() else None
    if category is None or (category.valid_until is not None and category.valid_until < today()):
        raise Invalid.of("category_code", "postings.missing_category")
    posting.category = category
    finish_edit(posting, Step.CATEGORY.value, by=by)


def save_capacity(posting: Posting, draft: CapacityDraft, *, expected_version: int | None = None, by: Actor) -> None:
    """Save how much a listing can supply and when."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    values = read_capacity(draft, typical_units(posting))
    posting.quantity_amount = values.quantity_amount
    posting.quantity_unit = values.quantity_unit
    posting.is_quantity_open = values.is_quantity_open
    posting.min_order_amount = values.min_order_amount
    posting.min_order_unit = values.min_order_unit
    posting.lead_time_days = values.lead_time_days
    kept = {row.month: row for row in posting.months}
    for month, amount in values.months.items():
        if month in kept:
            kept[month].amount = amount
    posting.months = [
        kept.get(month) or PostingMonth(month=month, amount=amount) for month, amount in values.months.items()
    ]
    finish_edit(posting, Step.QUANTITY.value, by=by)


def save_price(posting: Posting, draft: PriceDraft, *, expected_version: int | None = None, by: Actor) -> None:
    """Save what a listing costs."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    values = read_price(draft, typical_units(posting), posting.quantity_unit)
    posting.price_min = values.price_min
    posting.price_max = values.price_max
    posting.price_unit = values.price_unit
    posting.price_has_vat = values.price_has_vat
    posting.sample_terms = values.sample_terms
    posting.freight_payer = values.freight_payer
    posting.price_tiers = [PriceTier(from_amount=amount, price=price) for amount, price in values.tiers]
    finish_edit(posting, Step.PRICE.value, by=by)


def save_papers(posting: Posting, draft: PapersDraft, *, expected_version: int | None = None, by: Actor) -> None:
    """Save what a listing is ready for."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    values = read_papers(draft, today())
    _refuse_unknown("certificates", Certificate, [row.code for row in values.certificates])
    _refuse_unknown("papers", ReadinessPaper, values.papers)
    _refuse_unknown("channels", Channel, values.channels)
    if values.craft_village_id and session.get(CraftVillage, values.craft_village_id) is None:
        raise Invalid.of("craft_village_id", "taxonomy.choice_unknown")
    held = {row.certificate_code: row for row in posting.certificates}
    certificates: list[PostingCertificate] = []
    for said in values.certificates:
        row = held.get(said.code) or PostingCertificate(certificate_code=said.code)
        row.number, row.issuer = said.number, said.issuer
        row.issued_on, row.expires_on = said.issued_on, said.expires_on
        certificates.append(row)
    posting.certificates = certificates
    _set_papers(posting, values.papers)
    channels = {row.channel_code: row for row in posting.channels}
    posting.channels = [channels.get(code) or PostingChannel(channel_code=code) for code in values.channels]
    posting.shelf_life_days = values.shelf_life_days
    posting.packaging = values.packaging
    posting.craft_village_id = values.craft_village_id
    finish_edit(posting, Step.PAPERS.value, by=by)


def _set_papers(posting: Posting, codes: Sequence[str]) -> None:
    papers = {row.paper_code: row for row in posting.papers}
    posting.papers = [papers.get(code) or PostingPaper(paper_code=code) for code in codes]


def save_need(posting: Posting, draft: NeedDraft, *, expected_version: int | None = None, by: Actor) -> None:
    """Save how much a demand is for and when."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    values = read_need(draft, today(), typical_units(posting))
    keep_weeks(posting, values.quantity_unit if values.is_standing else None)
    posting.weekly_amount = values.weekly_amount
    posting.delivery_days = list(values.delivery_days) or None
    posting.quantity_amount = values.quantity_amount
    posting.quantity_unit = values.quantity_unit
    posting.needed_from = values.needed_from
    posting.needed_until = values.needed_until
    posting.is_standing = values.is_standing
    posting.expires_on = values.closes_on
    finish_edit(posting, Step.QUANTITY.value, by=by)


def save_terms(posting: Posting, draft: TermsDraft, *, expected_version: int | None = None, by: Actor) -> None:
    """Save what a demand offers."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    values = read_terms(draft, typical_units(posting), posting.quantity_unit)
    _refuse_unknown("channel_code", Channel, [values.channel_code])
    _refuse_unknown("province_code", Province, [values.province_code])
    posting.price_max = values.price_max
    posting.price_unit = values.price_unit
    posting.discount_percent = values.discount_percent
    posting.payment_days = values.payment_days
    posting.channel_code = values.channel_code
    posting.province_code = values.province_code
    finish_edit(posting, Step.TERMS.value, by=by)


def save_requirements(
    posting: Posting, draft: RequirementsDraft, *, expected_version: int | None = None, by: Actor
) -> None:
    """Save what a demand asks for."""
    hold_for_edit(posting, by=by, expected_version=expected_version)
    codes = tuple(dict.fromkeys(draft.certificates))
    _refuse_unknown("certificates", Certificate, codes)
    _refuse_unknown("papers", ReadinessPaper, draft.papers)
    held = {row.certificate_code: row for row in posting.certificates}
    posting.certificates = [held.get(code) or PostingCertificate(certificate_code=code) for code in codes]
    _set_papers(posting, tuple(dict.fromkeys(draft.papers)))
    finish_edit(posting, Step.REQUIREMENTS.value, by=by)
