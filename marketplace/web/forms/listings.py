"""The forms of a listing's own steps: capacity, price, papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)

from marketplace.errors import FieldError, Invalid
from marketplace.i18n import Text, format_number, gettext
from marketplace.postings.drafts import CapacityDraft, CertificateDraft, PapersDraft, PriceDraft, TierDraft
from marketplace.postings.labels import FREIGHT_PAYERS, SAMPLE_TERMS
from marketplace.postings.models import FreightPayer, Posting, SampleTerms
from marketplace.postings.reading import price_unit_for
from marketplace.taxonomy.labels import CHANNEL_KINDS, name_of
from marketplace.taxonomy.models import Certificate, ReadinessPaper
from marketplace.taxonomy.queries import get_certificates, get_channels, get_craft_villages, get_papers
from marketplace.web.answers import problem_words
from marketplace.web.forms.certificates import certificate_choices
from marketplace.web.forms.postings import StepForm, amount_text, price_text, usual_units
from marketplace.web.forms.words import choices, lazy

TIERS = 3
SHOWN_PAPERS = 8
NO_ANSWER = ("", lazy("Chưa nói"))


class CapacityForm(StepForm):
    """How much a month, when, and the smallest order."""

    quantity = StringField(lazy("Mỗi tháng bán được bao nhiêu"), description=lazy("Ví dụ: 2 tấn, 500 hũ 200g, 300 cái"))
    is_open = BooleanField(lazy("Chưa nói trước được, tùy đơn hàng"))
    is_all_year = BooleanField(lazy("Cả năm đều có"))
    months = SelectMultipleField(
        lazy("Tháng nào có hàng"), choices=choices((str(m), str(m)) for m in range(1, 13)), validate_choice=False
    )
    month_amounts = FieldList(StringField(), min_entries=12, max_entries=12)
    min_order = StringField(lazy("Đơn ít nhất"), description=lazy("Ví dụ: 20 kg"))
    lead_time = StringField(lazy("Đặt trước bao lâu thì có hàng"), description=lazy("Ví dụ: 7 ngày, 2 tuần"))

    def start_from(self, posting: Posting) -> None:
        """Fill in what the listing says."""
        self.version.data = str(posting.version)
        months = [row.month for row in posting.months]
        self.quantity.data = amount_text(posting.quantity_amount, posting.quantity_unit)
        self.is_open.data = posting.is_quantity_open
        self.is_all_year.data = len(months) == 12
        self.months.data = [] if len(months) == 12 else [str(month) for month in months]
        said = {row.month: row.amount for row in posting.months}
        for month, entry in enumerate(self.month_amounts.entries, 1):
            entry.data = amount_text(said.get(month), posting.quantity_unit)
        self.min_order.data = amount_text(posting.min_order_amount, posting.min_order_unit)
        self.lead_time.data = _days_text(posting.lead_time_days)

    def prepare(self, posting: Posting) -> None:
        """Offer the usual units."""
        self.units = usual_units(posting)

    def draft(self) -> CapacityDraft:
        """Return what was typed."""
        return CapacityDraft(
            quantity=self.quantity.data or "",
            is_open=bool(self.is_open.data),
            is_all_year=bool(self.is_all_year.data),
            months=tuple(int(month) for month in self.months.data or () if month.isdecimal() and len(month) < 3),
            month_amounts={month: entry.data or "" for month, entry in enumerate(self.month_amounts.entries, 1)},
            min_order=self.min_order.data or "",
            lead_time=self.lead_time.data or "",
        )


def _days_text(days: int | None) -> str:
    return "" if days is None else gettext("%(days)s ngày", days=format_number(days))


class PriceForm(StepForm):
    """What it costs, with or without tax, cheaper for more, samples and carriage."""

    price_min = StringField(lazy("Giá thấp nhất"), description=lazy("Ví dụ: 85k, 85.000 hoặc 1tr2"))
    price_max = StringField(lazy("Giá cao nhất"))
    price_unit = StringField(lazy("Giá này cho một"), description=lazy("Ví dụ: kg, cái, hũ 200g"))
    has_vat = RadioField(
        lazy("Giá đã gồm thuế giá trị gia tăng chưa?"),
        choices=choices([("yes", lazy("Đã gồm thuế")), ("no", lazy("Chưa gồm thuế")), NO_ANSWER]),
        validate_choice=False,
    )
    # holds what is wrong with any of the rows below
    tiers = Field(lazy("Mua nhiều giá rẻ hơn"))
    tier_amounts = FieldList(StringField(), min_entries=TIERS, max_entries=TIERS)
    tier_prices = FieldList(StringField(), min_entries=TIERS, max_entries=TIERS)
    sample_terms = SelectField(
        lazy("Hàng mẫu"),
        choices=choices([NO_ANSWER, *((one.value, words) for one, words in SAMPLE_TERMS.items())]),
        validate_choice=False,
    )
    freight_payer = SelectField(
        lazy("Ai trả tiền chở hàng"),
        choices=choices([NO_ANSWER, *((one.value, words) for one, words in FREIGHT_PAYERS.items())]),
        validate_choice=False,
    )

    def start_from(self, posting: Posting) -> None:
        """Fill in what the listing says; prices are for the unit that goes with the quantity until told otherwise."""
        self.version.data = str(posting.version)
        self.price_min.data = price_text(posting.price_min)
        self.price_max.data = price_text(posting.price_max)
        self.price_unit.data = posting.price_unit or price_unit_for(posting.quantity_unit)
        self.has_vat.data = {True: "yes", False: "no", None: ""}[posting.price_has_vat]
        for tier, amount, price in zip(
            posting.price_tiers, self.tier_amounts.entries, self.tier_prices.entries, strict=False
        ):
            amount.data = amount_text(tier.from_amount, posting.price_unit)
            price.data = price_text(tier.price)
        self.sample_terms.data = posting.sample_terms.value if posting.sample_terms else ""
        self.freight_payer.data = posting.freight_payer.value if posting.freight_payer else ""

    def prepare(self, posting: Posting) -> None:
        """Offer the usual units."""
        self.units = usual_units(posting)

    def draft(self) -> PriceDraft:
        """Return what was typed; choices that do not exist count as no answer."""
        rows = zip(self.tier_amounts.entries, self.tier_prices.entries, strict=True)
        return PriceDraft(
            price_min=self.price_min.data or "",
            price_max=self.price_max.data or "",
            price_unit=self.price_unit.data or "",
            has_vat={"yes": True, "no": False}.get(self.has_vat.data or ""),
            tiers=tuple(TierDraft(from_amount=amount.data or "", price=price.data or "") for amount, price in rows),
            sample_terms=next((one for one in SampleTerms if one.value == self.sample_terms.data), None),
            freight_payer=next((one for one in FreightPayer if one.value == self.freight_payer.data), None),
        )


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """A certificate of the listing as the form shows it, with what is wrong with it."""

    code: str
    name: str
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    expires_on: str = ""
    errors: tuple[Text, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of its first field, to which the summary of errors leads."""
        return f"certificate-{self.code}-number"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


class PapersForm(StepForm):
    """Certificates with their dates, papers, channels, shelf life, packaging, craft village."""

    certificates = SelectMultipleField(lazy("Chứng nhận đã có"), choices=[], validate_choice=False)
    papers = SelectMultipleField(lazy("Giấy tờ đã có"), choices=[], validate_choice=False)
    channels = SelectMultipleField(lazy("Muốn bán ở đâu"), choices=[], validate_choice=False)
    shelf_life = StringField(lazy("Hạn dùng"), description=lazy("Ví dụ: 6 tháng, 2 năm"))
    packaging = StringField(lazy("Đóng gói"), description=lazy("Ví dụ: hũ thủy tinh 200g, thùng 24 hũ"))
    craft_village_id = SelectField(lazy("Làng nghề"), choices=[], validate_choice=False)

    known: Sequence[Certificate] = ()
    # those that most channels ask for, and the others
    listed_papers: Sequence[ReadinessPaper] = ()
    rarer_papers: Sequence[ReadinessPaper] = ()
    rows: Sequence[CertificateRow] = ()

    def start_from(self, posting: Posting) -> None:
        """Fill in what the listing says."""
        self.version.data = str(posting.version)
        self.certificates.data = [row.certificate_code for row in posting.certificates]
        self.papers.data = [row.paper_code for row in posting.papers]
        self.channels.data = [row.channel_code for row in posting.channels]
        self.shelf_life.data = _days_text(posting.shelf_life_days)
        self.packaging.data = posting.packaging
        self.craft_village_id.data = str(posting.craft_village_id or "")

    def prepare(self, posting: Posting) -> None:
        """List what goods of this category can have, and the details of the certificates that are held."""
        held = {row.certificate_code for row in posting.certificates}
        self.known = [
            *get_certificates(posting.category_code),
            *(row.certificate for row in posting.certificates),
        ]
        self.known = list({row.code: row for row in self.known}.values())
        self.certificates.choices = certificate_choices(self.known, chosen=self.certificates.data or ())
        papers = sorted(get_papers(posting.category_code), key=lambda row: -len(row.asked_by))
        self.listed_papers, self.rarer_papers = papers[:SHOWN_PAPERS], papers[SHOWN_PAPERS:]
        self.papers.choices = choices((row.code, name_of(row)) for row in papers)
        self.channels.choices = _channel_choices()
        villages = get_craft_villages(posting.province_code, None) if posting.province_code else []
        rows = [(str(row.id), row.name_vi) for row in villages]
        self.craft_village_id.choices = choices([("", gettext("Không thuộc làng nghề nào")), *rows])
        if self.is_submitted():
            self.rows = [self._typed_row(row) for row in self.known if row.code in held or self._was_typed(row.code)]
        else:
            self.rows = [
                CertificateRow(
                    code=row.certificate_code,
                    name=name_of(row.certificate),
                    number=row.number,
                    issuer=row.issuer,
                    issued_on=_iso(row.issued_on),
                    expires_on=_iso(row.expires_on),
                )
                for row in posting.certificates
            ]

    def _was_typed(self, code: str) -> bool:
        return any(request.form.get(f"certificate-{code}-{part}") for part in ("number", "issued_on", "expires_on"))

    def _typed_row(self, certificate: Certificate) -> CertificateRow:
        parts = ("number", "issuer", "issued_on", "expires_on")
        said = [request.form.get(f"certificate-{certificate.code}-{part}", "") for part in parts]
        number, issuer, issued_on, expires_on = said
        return CertificateRow(
            code=certificate.code,
            name=name_of(certificate),
            number=number,
            issuer=issuer,
            issued_on=issued_on,
            expires_on=expires_on,
        )

    def draft(self) -> PapersDraft:
        """Return what was ticked and typed."""
        rows = {row.code: row for row in self.rows}
        village = self.craft_village_id.data or ""
        return PapersDraft(
            certificates=tuple(
                CertificateDraft(
                    code=code,
                    number=row.number if (row := rows.get(code)) else "",
                    issuer=row.issuer if row else "",
                    issued_on=row.issued_on if row else "",
                    expires_on=row.expires_on if row else "",
                )
                for code in self.certificates.data or ()
            ),
            papers=tuple(self.papers.data or ()),
            channels=tuple(self.channels.data or ()),
            shelf_life=self.shelf_life.data or "",
            packaging=self.packaging.data or "",
            craft_village_id=int(village) if village.isdecimal() and len(village) < 12 else None,
        )

    def take_problems(self, error: Invalid) -> Invalid:
        """Put what is wrong with single certificates at their rows; return the rest."""
        rest: list[FieldError] = []
        for problem in error.problems:
            code = problem.field.removeprefix("certificate_")
            if code == problem.field or all(row.code != code for row in self.rows):
                rest.append(problem)
            else:
                words = problem_words(problem)
                self.rows = [
                    replace(row, errors=(*row.errors, words)) if row.code == code else row for row in self.rows
                ]
        return Invalid(*rest)

    def row_problems(self) -> list[tuple[str, Text]]:
        """Return what is wrong with single certificates, for the summary on top."""
        return [(row.id, gettext("%(name)s: %(problem)s", name=row.name, problem=words))
                for row in self.rows for words in row.errors]  # fmt: skip


def _channel_choices() -> list[Any]:
    """Return the channels under headings of their kinds."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in get_channels():
        groups.setdefault(row.kind, []).append((row.code, name_of(row)))
    return [one for kind, rows in groups.items() for one in choices(rows, heading=str(CHANNEL_KINDS.get(kind, kind)))]
