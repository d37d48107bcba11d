"""English pages are wholly English and Vietnamese pages wholly Vietnamese: every page as every kind of reader.

The world's own names and texts have no Vietnamese letters, so whatever has some comes from the site. Proper names
stay as they are: places, craft villages, the site's name. So does what a page marks as Vietnamese (``lang="vi"``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.routing import Map
from werkzeug.test import TestResponse

from marketplace.db import session
from marketplace.taxonomy.models import CraftVillage, MacroRegion, Province, ProvincePredecessor, Ward
from marketplace.text import nfc
from tests.web.checking import VOID, CheckingClient, Page
from tests.web.plain_world import make_plain_world
from tests.web.signing_in import sign_in
from tests.web.test_who_may_what import address, routes
from tests.web.world import World

pytestmark = pytest.mark.once

ROLES = ("visitor", "owner", "other", "staff_here", "system")
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(submit|search|loading|required|not found|choose|select|invalid|error|please|listings?|demands?|enquir(?:y|ies)"
    r"|the|and|with|for|your|this|that|of|from|not|field|page|welcome|back|next|save|delete|edit|more|view"
    r"|monday|january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|tonnes?|kilograms?|pieces?|litres?|month|day|days)\b",
    re.IGNORECASE,
)
SPOKEN = ("alt", "title", "aria-label", "placeholder", "aria-description", "label", "content")
# Of pages that differ only in their parameters so many are enough.
SAMPLES = 4
QUERIES = (
    "/listings?q=rice",
    "/listings?q=zzzz",
    "/listings?q=rice&place=nowhere&quantity=many&price=cheap",
    "/listings?quantity=2+tan&price=100k/kg&category=processed&province=01",
    "/demands?q=rice&province=01",
    "/no-such-page",
    "/listings/999999",
)
# Fields in which nonsense would change more than the answer.
KEPT = frozenset({"language", "csrf_token"})
# Said in no other language.
NAMES = ("Chắp Nối", "Tiếng Việt", "chục", "lạng", "sào", "yến", "tạ", "Tết", "nón lá", "áo dài", "Phở", "phở")


class Words(HTMLParser):
    """Everything that a page says, and the places it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.links: list[str] = []
        self.actions: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.language = "vi"
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = attrs.get("lang", "vi")
        inside = self._open[-1][1] if self._open else False
        is_quoted = inside or attrs.get("lang", self.language) != self.language or tag in ("script", "style")
        if tag not in VOID:
            self._open.append((tag, is_quoted))
        if "href" in attrs and tag == "a":
            self.links.append(attrs["href"])
        if tag == "form" and attrs.get("method") == "post":
            self.actions.append(attrs.get("action", ""))
        if is_quoted:
            return
        for name, value in attrs.items():
            is_button = name == "value" and (tag == "button" or attrs.get("type") in ("submit", "button"))
            is_spoken = name in SPOKEN and not value.startswith(("http://", "/"))
            if is_spoken or is_button or (name.startswith("data-") and " " in value):
                self.said.append(value)

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in [name for name, _ in self._open]:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1][1]):
            self.said.append(" ".join(data.split()))


def proper_names(db: scoped_session[Session]) -> re.Pattern[str]:
    """Return what is written the same in every language, the longest first."""
    names = set(NAMES)
    for column in (Province.name_vi, Province.name_short, ProvincePredecessor.name_vi, ProvincePredecessor.name_full):
        names.update(db.scalars(select(column)))
    names.update(db.scalars(select(MacroRegion.name_vi)))
    for village in db.scalars(select(CraftVillage)):
        names.update((village.name_vi, village.place_then, village.province_then))
    for ward in db.scalars(select(Ward)):
        names.update((f"{ward.kind} {ward.name_vi}", f"{ward.kind.capitalize()} {ward.name_vi}", ward.name_vi))
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name))


def form_kind(action: str) -> str:
    """Return where a form is sent, without the keys in it."""
    return re.sub(r"\d+", "0", urlsplit(action).path)


class Reader:
    """Reads every page that a person gets to, and notes what is in the wrong language."""

    def __init__(self, app: Flask, client: FlaskClient, role: str, is_wrong: Callable[[str], object]) -> None:
        self.url_map: Map = app.url_map
        self.client = client
        self.role = role
        self.is_wrong = is_wrong
        self.wrong: dict[str, str] = {}
        self.seen: dict[str, set[str]] = {}
        self.forms: set[str] = set()

    def read(self, answer: TestResponse, place: str) -> Words:
        """Note what is wrong with one page."""
        assert answer.status_code < 500, f"{place}: {answer.text[:300]}"
        if answer.mimetype not in ("text/html", "text/plain"):
            return Words("")
        words = Words(nfc(answer.text))
        for said in words.said:
            if self.is_wrong(said):
                self.wrong.setdefault(said[:160], f"{self.role} {place}")
        return words

    def is_new(self, path: str) -> bool:
        """Tell whether a page is worth reading: another one of its kind, while there were few."""
        parts = urlsplit(path)
        try:
            rule = self.url_map.bind("localhost").match(parts.path, method="GET")[0]
        except Exception:  # no such page for GET; reading it shows the error page
            rule = "none"
        kind = f"{rule} {','.join(sorted(part.split('=')[0] for part in parts.query.split('&')))}"
        known = self.seen.setdefault(kind, set())
        if path in known or len(known) >= SAMPLES or str(rule).startswith(("languages", "assets", "photos")):
            return False
        known.add(path)
        return True

    def walk(self, paths: list[str]) -> None:
        """Read pages and what they lead to."""
        todo = list(paths)
        while todo:
            path = todo.pop(0)
            if not self.is_new(path):
                continue
            answer = self.client.get(path, follow_redirects=True)
            words = self.read(answer, path)
            for link in words.links:
                target = urljoin(answer.request.path, link).partition("#")[0]
                if target.startswith("/"):
                    todo.append(target)
            if not self.forms.issuperset(form_kind(action or path) for action in words.actions):
                self.send_forms(answer, path)

    def send_forms(self, page: TestResponse, path: str) -> None:
        """Send every kind of form empty, with nonsense, and as it stands; whatever it changes is undone."""
        for form in Page(page.text).forms:
            action = form["action"] or path
            if form["method"] != "post" or form_kind(action) in self.forms:
                continue
            self.forms.add(form_kind(action))
            for typed in (lambda _: "", lambda _: "??" * 600, lambda value: value):
                values = {name: typed(value) for name, value in form["fields"] if name not in KEPT}
                self.send(action, {**dict(form["fields"]), **values})

    def send(self, action: str, values: dict[str, str]) -> None:
        undo = session.get_bind().begin_nested()  # type: ignore[union-attr]
        cookies = self.client.get_cookie("session")
        answer = self.client.post(action, data=values, follow_redirects=True)
        self.read(answer, f"POST {action} {sorted(values)[:6]}")
        undo.rollback()
        if cookies:
            self.client.set_cookie("session", cookies.value)


def starting_points(app: Flask, world: World) -> Iterator[str]:
    """Yield an address for every route, every step of the forms, every list, and some searches."""
    for rule, method in routes(app):
        if method == "GET":
            yield address(rule, world)
    for step in ("photos", "goods", "category", "quantity", "price", "papers"):
        yield f"/listings/{world.keys['listing']}/steps/{step}"
    for step in ("goods", "category", "quantity", "terms", "requirements"):
        yield f"/demands/{world.keys['demand']}/steps/{step}"
    for kind in ("category", "province", "certificate", "paper", "channel", "nothing"):
        yield f"/staff/lists/{kind}"
    for name in ("about", "privacy", "terms", "help"):
        yield f"/pages/{name}"
    yield from QUERIES


def read_as(app: Flask, role: str, language: str, is_wrong: Callable[[str], object]) -> list[str]:
    world = make_plain_world(language)
    user = world.users[role]
    # Not the checking client, which parses every page once more.
    client = FlaskClient(app, app.response_class, use_cookies=True)
    if user:
        signed_in = sign_in(CheckingClient(app, app.response_class, use_cookies=True), user).get_cookie("session")
        assert signed_in
        client.set_cookie("session", signed_in.value)
    client.get(f"/languages/{language}")
    app.config["WTF_CSRF_ENABLED"] = False
    reader = Reader(app, client, role, is_wrong)
    reader.forms.add("/sessions/end")
    try:
        reader.walk(list(starting_points(app, world)))
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    return [f"{said!r} on {place}" for said, place in reader.wrong.items()]


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("role", ROLES)
def test_english_pages_are_english(app: Flask, db: scoped_session[Session], role: str) -> None:
    names = proper_names(db)
    # most texts are plain, and looking for thousands of names in each is slow
    wrong = read_as(app, role, "en", lambda s: VIETNAMESE.search(s) and VIETNAMESE.search(names.sub("", s)))
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("role", ["visitor", "owner", "system"])
def test_vietnamese_pages_are_vietnamese(app: Flask, role: str) -> None:
    wrong = read_as(app, role, "vi", ENGLISH.search)
    assert not wrong, "\n".join(wrong)
