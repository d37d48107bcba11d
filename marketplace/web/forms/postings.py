"""What the forms of listings and demands share: a step with its version, goods, category, photos, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf

from marketplace.clock import today
from marketplace.files.images import MAX_BYTES
from marketplace.i18n import format_day, format_number, gettext
from marketplace.postings.drafts import GoodsDraft
from marketplace.postings.models import Posting
from marketplace.postings.rules import MAX_DESCRIPTION, MAX_TITLE, pause_end
from marketplace.taxonomy.labels import name_of
from marketplace.taxonomy.models import Category
from marketplace.taxonomy.places import label_for_province
from marketplace.taxonomy.queries import CategoryNode, get_category_tree, get_provinces
from marketplace.taxonomy.suggestions import suggest_categories
from marketplace.taxonomy.units import format_unit
from marketplace.web.forms.words import choices, lazy

OTHER = "other_code"
# How long a pause can be, in the order of the buttons; see ``rules.pause_end``.
PAUSES = ("two_weeks", "month", "season", "open")


def amount_text(amount: Decimal | None, unit: str | None) -> str:
    """Return an amount as one would type it."""
    return f"{format_number(amount)} {unit}" if amount is not None and unit else ""


def price_text(price: int | None) -> str:
    """Return a price as one would type it."""
    return "" if price is None else format_number(price)


def province_choices() -> list[Any]:
    """Return the provinces in force with the earlier ones that are in them, after a line that chooses none."""
    rows = [(row.code, label_for_province(row)) for row in get_provinces()]
    return choices([("", gettext("Chọn tỉnh, thành phố")), *rows])


def usual_units(posting: Posting) -> list[str]:
    """Return the units in which goods of the posting's category are usually counted, as shown to the reader."""
    codes = posting.category.typical_units if posting.category else ["kg", "piece", "litre"]
    return list(dict.fromkeys(format_unit(code) for code in codes))


def pause_choices(posting: Posting) -> list[tuple[str, str]]:
    """Return how long a posting can be paused, each with the words of its button."""
    day = today()
    ends = {name: pause_end(name, [row.month for row in posting.months], day) for name in PAUSES}
    words = {
        "two_weeks": gettext("2 tuần"),
        "month": gettext("1 tháng"),
        "season": gettext("Đến mùa sau"),
        "open": gettext("Chưa biết ngày"),
    }
    return [(name, _with_day(words[name], end)) for name, end in ends.items() if end or name == "open"]


def _with_day(words: str, end: date | None) -> str:
    """Return the words of a pause with the day on which it is over."""
    if end is None:
        return words
    return gettext("%(words)s (hiện lại %(day)s)", words=words, day=format_day(end + timedelta(days=1)))


class StepForm(FlaskForm):
    """One screen; ``version`` is that of the posting when the screen was opened."""

    version = HiddenField()
    # somebody else has changed the posting since the screen was opened
    is_stale = False

    def start_from(self, posting: Posting) -> None:
        """Fill in what the posting says."""
        self.process(obj=posting)
        self.version.data = str(posting.version)

    def prepare(self, posting: Posting) -> None:
        """Fill lists of choices that depend on the posting; asked on every showing."""

    def expected_version(self) -> int | None:
        """Return the version that the screen was opened with; None where it says none."""
        raw = self.version.data or ""
        return int(raw) if raw.isdecimal() and len(raw) < 12 else None


class GoodsForm(StepForm):
    """What it is, and where it comes from."""

    title = StringField(lazy("Tên hàng"), description=lazy("Ví dụ: Mật ong hoa nhãn, chai 500ml"))
    description = TextAreaField(
        lazy("Mô tả"), description=lazy("Làm từ gì, khác hàng nơi khác ở đâu. Không cần ghi số điện thoại.")
    )
    province_code = SelectField(lazy("Hàng có ở tỉnh nào"), choices=province_choices, validate_choice=False)

    LENGTHS: Mapping[str, int] = {"title": MAX_TITLE, "description": MAX_DESCRIPTION}

    def draft(self) -> GoodsDraft:
        """Return what was typed."""
        return GoodsDraft(
            title=self.title.data or "",
            description=self.description.data or "",
            province_code=self.province_code.data or "",
        )


class WishForm(GoodsForm):
    """What is wanted; where to is asked later."""

    form_token = HiddenField()
    title = StringField(lazy("Cần mua hàng gì"), description=lazy("Ví dụ: Nước mắm truyền thống 40 độ đạm"))
    description = TextAreaField(lazy("Mô tả"), description=lazy("Cỡ, loại, cách đóng gói, điều không nhận."))
    province_code = None

    def draft(self) -> GoodsDraft:
        """Return what was typed."""
        return GoodsDraft(title=self.title.data or "", description=self.description.data or "")


def _branches(node: CategoryNode, path: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a part of the tree as headings with choices: groups as headings, what is under them as choices."""
    name = name_of(node.category)
    heading = f"{path} › {name}" if path else name
    leaves = [(child.category.code, name_of(child.category)) for child in node.children if not child.children]
    if path:
        leaves.append((node.category.code, gettext("%(name)s, loại khác", name=name)))
    found = [(heading, leaves)] if leaves else []
    for child in node.children:
        if child.children:
            found += _branches(child, name)
    return found


class CategoryForm(StepForm):
    """Which kind of goods: a few likely ones as cards, and all of them in a list."""

    category_code = RadioField(lazy("Hàng này thuộc nhóm nào?"), choices=[], validate_choice=False)
    other_code = SelectField(lazy("Nhóm khác"), choices=[], validate_choice=False)

    def prepare(self, posting: Posting) -> None:
        """Suggest categories from the title; the one chosen before stands first."""
        tree = get_category_tree()
        known = _flat(tree)
        likely = [code for code, _score in suggest_categories(posting.title, posting.description, limit=4)]
        codes = [posting.category_code, *likely] if posting.category_code else likely
        shown = [known[code] for code in dict.fromkeys(codes) if code in known]
        self.category_code.choices = choices((row.code, name_of(row)) for row in shown)
        self.hints = {row.code: _above(row, known) for row in shown}
        branches = [branch for root in tree for branch in _branches(root)]
        self.other_code.choices = choices([("", gettext("Chọn trong danh sách"))])
        self.other_code.choices += [one for heading, leaves in branches for one in choices(leaves, heading=heading)]
        if not self.is_submitted():
            self.category_code.data = posting.category_code or (shown[0].code if shown else None)
            self.other_code.data = ""

    def draft(self) -> str:
        """Return the code chosen: from the list where something was chosen there, else the card."""
        return self.other_code.data or self.category_code.data or ""


def _flat(nodes: Sequence[CategoryNode]) -> dict[str, Category]:
    found: dict[str, Category] = {}
    for node in nodes:
        found[node.category.code] = node.category
        found.update(_flat(node.children))
    return found


def _above(category: Category, known: Mapping[str, Category]) -> str:
    """Return the names of the groups that a category is in, from the top."""
    names: list[str] = []
    parent = known.get(category.parent_code or "")
    while parent is not None:
        names.append(name_of(parent))
        parent = known.get(parent.parent_code or "")
    return " › ".join(reversed(names))


class PhotosForm(FlaskForm):
    """Photos; none is fine."""

    form_token = HiddenField()
    photos = MultipleFileField(
        lazy("Ảnh hàng"), description=lazy("Chụp rõ hàng, nơi sáng. Tối đa 8 ảnh, mỗi ảnh không quá 15 MB.")
    )

    def uploads(self) -> list[bytes]:
        """Return the files that were sent, cut where they are too large; no choice sends a file without a name."""
        found: list[bytes] = []
        for upload in request.files.getlist("photos"):
            if upload.filename:
                found.append(upload.read(MAX_BYTES + 1))
            upload.close()
        return found


class ReasonForm(FlaskForm):
    """Why staff decline or take down."""

    reason = TextAreaField(lazy("Lý do"), description=lazy("Bà con sẽ đọc câu này. Ghi rõ cần sửa gì."))


class PauseForm(FlaskForm):
    """How long a posting is out of sight; each choice says when it comes back."""

    until = RadioField(
        lazy("Tạm ẩn đến bao giờ?"),
        choices=[],
        validators=[AnyOf(PAUSES, message=lazy("Mời chọn một mục."))],
        validate_choice=False,
    )

    def prepare(self, posting: Posting) -> None:
        """Offer what makes sense for the posting: the next season only where goods have one."""
        self.until.choices = choices(pause_choices(posting))

    def end(self, posting: Posting) -> date | None:
        """Return the last day of the pause that was chosen; None for one without end."""
        return pause_end(self.until.data or "", [row.month for row in posting.months], today())


class RenewForm(FlaskForm):
    """Until when a demand takes offers."""

    closes_on = StringField(lazy("Nhận chào hàng đến hết ngày"))
