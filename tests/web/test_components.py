"""Every component with sample values, outside the site: well-formed, labelled, no inline code, both languages."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from marketplace import i18n
from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import MemberRole, StaffRole
from marketplace.config import ROOT, Settings
from marketplace.web.components import COMPONENT_WORDS, ICONS, icon_for, list_problems, show_field
from tests.web.checking import Page

MEMBER = Actor(user_id=1, name="Nguyễn Thị Hoa", memberships={1: MemberRole.ADMIN}, organisation_id=1)
STAFF = Actor(user_id=2, name="Trần Văn Bình", staff_role=StaffRole.PROVINCIAL)
COMPONENTS = sorted(p.stem for p in (ROOT / "templates/components").glob("*.html") if p.stem != "gallery")
ERRORS = sorted(p.name for p in (ROOT / "templates/errors").glob("*.html"))


def environment(code: str = "vi") -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    words = i18n.translations(code)
    env.install_gettext_callables(words.ugettext, words.ungettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        COMPONENT_WORDS, css_url="/static/site.css", js_url="/static/site.js", image_url=lambda name: f"/static/{name}",
        csrf_token=lambda: "token", get_flashed_messages=lambda with_categories=False: [("done", "Xong.")],
    )  # fmt: skip
    return env


def render_gallery(settings: Settings, actor: Actor = VISITOR, code: str = "vi") -> str:
    options = [{"value": str(n), "label": f"Tỉnh {n}", "count": 90 - n, "selected": n == 7} for n in range(9)]
    return environment(code).get_template("components/gallery.html").render(
        actor=actor, settings=settings, language=code, help_line={}, unread_leads=3, other_language_url="/languages/en",
        groups=[{"name": "tinh", "label": "Tỉnh", "options": options}, {"name": "x", "label": "Trống", "options": []}],
        papers=[(f"p{n}", f"Giấy số {n}") for n in range(10)],
    )  # fmt: skip


class Controls(HTMLParser):
    """Ids, labels and controls of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.described: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "label" and found.get("for"):
            self.labelled.add(str(found["for"]))
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.controls.append(found)
        for name in ("aria-describedby", "aria-labelledby", "list", "form"):
            self.described.extend(str(found.get(name) or "").split())
        if tag == "a":
            self.links.append(str(found.get("href")))


@pytest.mark.parametrize("actor", [VISITOR, MEMBER, STAFF], ids=["visitor", "member", "staff"])
def test_the_gallery_is_well_formed_and_has_no_inline_code(settings: Settings, actor: Actor) -> None:
    html = render_gallery(settings, actor)
    assert Page(html).faults == []
    assert html.count("<main") == 1
    assert html.count("<h1") == 1


def test_every_control_has_a_label_and_every_reference_a_target(settings: Settings) -> None:
    page = Controls(render_gallery(settings, MEMBER))
    unnamed = [c for c in page.controls if c.get("id") not in page.labelled and not c.get("aria-label")]
    assert unnamed == []
    assert len(page.ids) == len(set(page.ids))
    assert [name for name in page.described if name not in page.ids] == []
    assert [link for link in page.links if link.startswith("#") and link != "#" and link[1:] not in page.ids] == []


def test_every_post_form_has_a_token(settings: Settings) -> None:
    for form in Page(render_gallery(settings, MEMBER)).forms:
        assert form["method"] == "get" or ("csrf_token", "token") in form["fields"]


def test_the_english_gallery_speaks_english(settings: Settings) -> None:
    html = render_gallery(settings, code="en")
    assert '<html lang="en">' in html
    assert "(optional)" in html
    assert "(không bắt buộc)" not in html


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_a_style_sheet_of_its_name_and_says_what_it_is(name: str) -> None:
    assert (ROOT / f"static/css/{name}.css").exists()
    assert (ROOT / f"templates/components/{name}.html").read_text(encoding="utf-8").startswith("{#\n")


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_nothing_but_settings(settings: Settings, name: str) -> None:
    html = environment().get_template(f"errors/{name}").render(settings=settings, words="")
    assert Page(html).faults == []
    assert settings.help_phone in html
    assert "<h1" in html


@pytest.mark.parametrize(("layout", "actor"), [("member", MEMBER), ("staff", STAFF)])
def test_layouts_show_the_page_inside(settings: Settings, layout: str, actor: Actor) -> None:
    source = f'{{% extends "layouts/{layout}.html" %}}{{% block content %}}<h1>H</h1>{{% endblock %}}'
    html = environment().from_string(source).render(
        actor=actor, settings=settings, language="vi", help_line={"name": "Sở", "phone": "0238"}, unread_leads=0,
        other_language_url="/", staff_nav=[{"label": "Chờ xác minh", "url": "/staff/organisations", "count": 4}],
    )  # fmt: skip
    assert Page(html).faults == []
    assert "<h1>H</h1>" in html
    assert html.count("Xong.") == 1
    assert html.rindex("/sessions/end") > html.index("</main>")


def test_without_the_header_search_no_form_stands_before_the_page(settings: Settings) -> None:
    source = (
        '{% extends "layouts/base.html" %}{% block header_search %}{% endblock %}'
        '{% block content %}<form action="/listings"></form>{% endblock %}'
    )
    html = (
        environment()
        .from_string(source)
        .render(actor=MEMBER, settings=settings, language="vi", help_line={}, unread_leads=0, other_language_url="/")
    )
    assert Page(html).forms[0]["action"] == "/listings"


def test_every_category_has_a_drawn_icon() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")))
    with (ROOT / "marketplace/taxonomy/data/categories.csv").open(encoding="utf-8") as stream:
        hints = {row["icon_hint"] for row in csv.DictReader(stream)}
    known = {hint for all_hints in ICONS.values() for hint in all_hints.split()}
    assert hints - known == set()
    assert set(ICONS) == drawn
    assert icon_for("no such thing") == icon_for(None) == "box"


def test_every_sign_that_is_named_is_drawn(settings: Settings) -> None:
    signs = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/ui.svg").read_text(encoding="utf-8")))
    used = set()
    for actor in (VISITOR, MEMBER, STAFF):
        used |= set(re.findall(r"ui\.svg#([\w-]+)", render_gallery(settings, actor)))
    assert used - signs == set()


class Sample(Form):
    """A form with one field of each kind."""

    name = StringField("Tên hàng", [DataRequired("Ghi tên hàng."), Length(max=80)], description="Như vẫn gọi")
    note = StringField("Ghi chú", [Optional()])
    side = RadioField("Bên", choices=[SelectChoice("sell", "Bán"), SelectChoice("buy", "Mua")])
    unit = SelectField("Đơn vị", choices=[SelectChoice("kg"), SelectChoice("tấn")])
    papers = SelectMultipleField("Giấy tờ", choices=[SelectChoice("a", "A", optgroup="X"), SelectChoice("b", "B")])
    agreed = BooleanField("Đồng ý")


class Typed(dict[str, list[str]]):
    """What a browser sent."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def test_a_wtforms_field_keeps_what_was_typed_and_shows_what_is_wrong() -> None:
    form = Sample(Typed(name=["  "], note=["x"], side=["buy"], unit=["tấn"], papers=["b"], agreed=["y"]))
    form.validate()
    name = show_field(form.name)
    assert (name.value, name.errors, name.max_length, name.hint) == ("  ", ("Ghi tên hàng.",), 80, "Như vẫn gọi")
    assert (name.described_by, name.is_invalid) == ("name-hint name-error", "true")
    assert show_field(form.note).is_optional
    assert [c.value for c in show_field(form.side).choices if c.is_chosen] == ["buy"]
    assert [c.value for c in show_field(form.unit).choices if c.is_chosen] == ["tấn"]
    assert [c.value for c in show_field(form.papers).choices if c.is_chosen] == ["b"]
    assert show_field(form.agreed).is_checked
    assert list_problems(form) == [("name", "Ghi tên hàng.")]


def test_problems_of_the_whole_form_and_of_nested_forms_are_listed() -> None:
    class Nested:
        errors: dict[str | None, Any] = {None: ["Trùng."], "tiers": [{}, {"price": ["Ghi giá."]}]}

    assert list_problems(Nested()) == [("", "Trùng."), ("tiers-1-price", "Ghi giá.")]


def test_what_people_typed_is_escaped() -> None:
    env = environment()
    page = env.from_string(
        '{% from "components/field.html" import text_field, textarea_field %}'
        '{% from "components/thread.html" import thread %}'
        '{{ text_field("a", label=bad, value=bad, errors=[bad]) }}{{ textarea_field("b", label="B", value=bad) }}'
        '{{ thread([{"author": bad, "words": bad, "moment": ""}]) }}'
    ).render(bad='"><script>alert(1)</script>')
    assert "<script>" not in page


def test_table_cells_take_markup_of_other_components() -> None:
    page = (
        environment()
        .from_string(
            '{% from "components/table.html" import table %}{{ table("T", ["A", "B"], [["x", cell], ["y", none]]) }}'
        )
        .render(cell=Markup("<b>1</b>"))
    )
    assert "<b>1</b>" in page
    assert "–" in page
