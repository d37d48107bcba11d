"""The forms of a demand's own steps: need, terms, requirements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField

from marketplace.clock import today
from marketplace.i18n import format_month, format_number, gettext
from marketplace.postings.drafts import NeedDraft, RequirementsDraft, TermsDraft
from marketplace.postings.labels import WEEKDAYS
from marketplace.postings.models import Posting
from marketplace.postings.reading import price_unit_for
from marketplace.postings.rules import weekly_of_month
from marketplace.taxonomy.labels import name_of
from marketplace.taxonomy.models import ReadinessPaper
from marketplace.taxonomy.queries import get_certificates, get_channels, get_papers
from marketplace.taxonomy.units import format_quantity
from marketplace.web.forms.certificates import certificate_choices
from marketplace.web.forms.postings import StepForm, amount_text, price_text, province_choices, usual_units
from marketplace.web.forms.words import choices, lazy

MONTHS_AHEAD = 18


def month_choices(*said: date | None) -> list[Any]:
    """Return this month and the next ones, and those that are said already, after a line that chooses none."""
    first = today().replace(day=1)
    ahead = {_later(first, count) for count in range(MONTHS_AHEAD)}
    days = sorted(ahead | {day for day in said if day})
    return choices([("", gettext("Chưa nói")), *((f"{day:%Y-%m}", format_month(day)) for day in days)])


def _later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _weekly_hint(posting: Posting) -> str:
    """Return what a month's amount comes to in a week, for somebody who has not said it; it is never put in."""
    if posting.quantity_amount is None or not posting.quantity_unit or posting.weekly_amount is not None:
        return ""
    monthly = format_quantity(posting.quantity_amount, posting.quantity_unit)
    weekly = format_quantity(weekly_of_month(posting.quantity_amount), posting.quantity_unit)
    return gettext("%(monthly)s mỗi tháng là chừng %(weekly)s mỗi tuần.", monthly=monthly, weekly=weekly)


class NeedForm(StepForm):
    """How much a month, from when until when, and until when offers are taken."""

    quantity = StringField(lazy("Mỗi tháng cần bao nhiêu"), description=lazy("Ví dụ: 2 tấn, 500 chai 500ml"))
    is_standing = RadioField(
        lazy("Mua thế nào?"),
        choices=choices([("yes", lazy("Mua đều, lâu dài")), ("no", lazy("Mua một đợt"))]),
        validate_choice=False,
    )
    weekly = StringField(
        lazy("Mua đều thì mỗi tuần bao nhiêu"),
        description=lazy("Ví dụ: 100 kg, 50 chai. Bỏ trống nếu chỉ tính theo tháng."),
    )
    delivery_days = SelectMultipleField(
        lazy("Mua đều thì nhận hàng ngày nào"), choices=[], validate_choice=False, coerce=str
    )
    needed_from = SelectField(lazy("Cần từ tháng"), choices=[], validate_choice=False)
    needed_until = SelectField(lazy("Đến hết tháng"), choices=[], validate_choice=False)
    closes_on = StringField(
        lazy("Nhận chào hàng đến hết ngày"), description=lazy("Qua ngày này tin tự ẩn. Xa nhất là 18 tháng.")
    )

    def start_from(self, posting: Posting) -> None:
        """Fill in what the demand says."""
        self.version.data = str(posting.version)
        self.quantity.data = amount_text(posting.quantity_amount, posting.quantity_unit)
        self.is_standing.data = {True: "yes", False: "no", None: None}[posting.is_standing]
        self.weekly.data = amount_text(posting.weekly_amount, posting.quantity_unit)
        self.delivery_days.data = [str(day) for day in posting.delivery_days or ()]
        self.needed_from.data = f"{posting.needed_from:%Y-%m}" if posting.needed_from else ""
        self.needed_until.data = f"{posting.needed_until:%Y-%m}" if posting.needed_until else ""
        self.closes_on.data = posting.expires_on.isoformat() if posting.expires_on else ""

    def prepare(self, posting: Posting) -> None:
        """Offer months, days of the week and the usual units; say what a month's amount comes to in a week."""
        self.delivery_days.choices = choices((str(day), str(words)) for day, words in WEEKDAYS.items())
        self.weekly_hint = _weekly_hint(posting)
        self.needed_from.choices = month_choices(posting.needed_from, posting.needed_until)
        self.needed_until.choices = self.needed_from.choices
        self.units = usual_units(posting)

    def draft(self) -> NeedDraft:
        """Return what was typed."""
        return NeedDraft(
            quantity=self.quantity.data or "",
            needed_from=self.needed_from.data or "",
            needed_until=self.needed_until.data or "",
            is_standing={"yes": True, "no": False}.get(self.is_standing.data or ""),
            closes_on=self.closes_on.data or "",
            weekly=self.weekly.data or "",
            delivery_days=tuple(int(day) for day in self.delivery_days.data or () if day.isdecimal() and len(day) == 1),
        )


class TermsForm(StepForm):
    """What is paid, when, where the goods go and where they are sold."""

    province_code = SelectField(lazy("Nhận hàng ở tỉnh nào"), choices=province_choices, validate_choice=False)
    price_max = StringField(lazy("Giá mua cao nhất"), description=lazy("Ví dụ: 85k, 85.000 hoặc 1tr2"))
    price_unit = StringField(lazy("Giá này cho một"), description=lazy("Ví dụ: kg, cái, hũ 200g"))
    discount = StringField(lazy("Chiết khấu mong muốn (%)"), description=lazy("Từ 0 đến 60"))
    payment_days = StringField(
        lazy("Nhận hàng xong bao lâu thì trả tiền"), description=lazy("Ví dụ: 0, 15 ngày, 1 tháng")
    )
    channel_code = SelectField(lazy("Hàng sẽ bán ở đâu"), choices=[], validate_choice=False)

    def start_from(self, posting: Posting) -> None:
        """Fill in what the demand says; the price is for the unit that goes with the quantity until told otherwise."""
        self.version.data = str(posting.version)
        self.province_code.data = posting.province_code or ""
        self.price_max.data = price_text(posting.price_max)
        self.price_unit.data = posting.price_unit or price_unit_for(posting.quantity_unit)
        self.discount.data = "" if posting.discount_percent is None else format_number(posting.discount_percent)
        self.payment_days.data = "" if posting.payment_days is None else str(posting.payment_days)
        self.channel_code.data = posting.channel_code or ""

    def prepare(self, posting: Posting) -> None:
        """Offer channels and the usual units."""
        rows = get_channels()
        self.channel_code.choices = choices([("", gettext("Chưa nói")), *((row.code, name_of(row)) for row in rows)])
        self.units = usual_units(posting)

    def draft(self) -> TermsDraft:
        """Return what was typed."""
        return TermsDraft(
            price_max=self.price_max.data or "",
            price_unit=self.price_unit.data or "",
            discount=self.discount.data or "",
            payment_days=self.payment_days.data or "",
            channel_code=self.channel_code.data or "",
            province_code=self.province_code.data or "",
        )


class RequirementsForm(StepForm):
    """Which papers and certificates a seller must have; nothing is ticked beforehand."""

    papers = SelectMultipleField(lazy("Giấy tờ phải có"), choices=[], validate_choice=False)
    other_papers = SelectMultipleField(lazy("Giấy tờ khác"), choices=[], validate_choice=False)
    certificates = SelectMultipleField(lazy("Chứng nhận phải có"), choices=[], validate_choice=False)

    usual_papers: Sequence[ReadinessPaper] = ()

    def start_from(self, posting: Posting) -> None:
        """Fill in what the demand requires."""
        self.version.data = str(posting.version)
        self.papers.data = [row.paper_code for row in posting.papers]
        self.other_papers.data = self.papers.data
        self.certificates.data = [row.certificate_code for row in posting.certificates]

    def prepare(self, posting: Posting) -> None:
        """Put the papers that the demand's channel usually asks for before the others."""
        usual = set(posting.channel.typical_requirements) if posting.channel else set()
        papers = get_papers(posting.category_code)
        self.usual_papers = [row for row in papers if row.code in usual]
        self.papers.choices = choices((row.code, name_of(row)) for row in self.usual_papers)
        self.other_papers.choices = choices((row.code, name_of(row)) for row in papers if row.code not in usual)
        self.certificates.choices = certificate_choices(
            get_certificates(posting.category_code), chosen=self.certificates.data or ()
        )

    def draft(self) -> RequirementsDraft:
        """Return what was ticked."""
        return RequirementsDraft(
            certificates=tuple(self.certificates.data or ()),
            papers=(*(self.papers.data or ()), *(self.other_papers.data or ())),
        )
