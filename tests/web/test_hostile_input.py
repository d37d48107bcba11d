"""Every form and every address parameter with what no honest browser sends: never a crash, never unescaped."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.models import User
from marketplace.postings.drafts import STEPS
from marketplace.postings.models import Side
from tests.web.checking import CheckingClient, Page
from tests.web.signing_in import sign_in
from tests.web.test_who_may_what import address, routes
from tests.web.world import World, make_world

MARK = "<script>alert(1)</script>"
HOSTILE = {
    "nothing at all": "",
    "markup": f"\"'>{MARK}{{{{7*7}}}}%s%(name)s {'ữ' * 5000}",
    "control characters": "0\x00\x0b\u202e",
    "a number that fits nowhere": "9" * 40,
}
Db = scoped_session[Session]
PARAMETERS = ("q", "after", "status", "state", "tab", "side", "place", "price", "capacity", "sort", "category", "next")
MORE = ("posting", "match", "lead", "organisation", "withdrawn", "verified", "put_away", "sides", "kind", "province")
CURSORS: tuple[list[object], ...] = (
    [True],
    ["x"],
    [None],
    [1.5],
    [2**80],
    [float("nan")],
    [1, "x"],
    [True, True, True],
)


def pages(app: Flask, world: World) -> Iterator[str]:
    """Yield the address of every page that can be fetched, each screen of the two long forms among them."""
    for rule, method in routes(app):
        if method == "GET" and not rule.endpoint.endswith(".step"):
            yield address(rule, world)
    for side, name in ((Side.SUPPLY, "listing"), (Side.DEMAND, "demand")):
        for step in STEPS[side]:
            yield f"/{name}s/{world.keys[name]}/steps/{step.value}"
    yield "/organisations/new?sides=sells&kind=household"


def browsers(new_client: Callable[[], FlaskClient], world: World) -> dict[str, CheckingClient]:
    """Return the owner's browser for everything, and an administrator's for the pages of staff."""
    found = {}
    for role in ("owner", "system"):
        user, client = world.users[role], new_client()
        assert isinstance(user, User)
        assert isinstance(client, CheckingClient)
        found[role] = sign_in(client, user)
    return found


class Attack:
    """Asks, undoes whatever it changed, and writes down what went wrong."""

    def __init__(self, app: Flask, new_client: Callable[[], FlaskClient], db: Db) -> None:
        self.world = make_world()
        self.browsers = browsers(new_client, self.world)
        self.connection = db.get_bind()
        self.found: list[str] = []

    def ask(self, path: str, what: str, **values: object) -> str:
        """Ask one thing; return the page."""
        client = self.browsers["system" if path.startswith("/staff") else "owner"]
        undo = self.connection.begin_nested()  # type: ignore[union-attr]
        cookie = client.get_cookie("session")
        assert cookie
        try:
            answer = client.open(path, **values)  # type: ignore[arg-type]
        except Exception as error:
            self.found.append(f"{path} {what}: {type(error).__name__} {error}"[:300])
            return ""
        finally:
            undo.rollback()
            client.set_cookie("session", cookie.value)
        is_page = answer.mimetype == "text/html"
        if answer.status_code >= 500 or (is_page and MARK in answer.text):
            self.found.append(f"{path} {what}: {answer.status_code}")
        if not answer.headers.get("Location", "/").startswith("/"):
            self.found.append(f"{path} {what}: leads to {answer.headers['Location']}")
        return answer.text if is_page else ""


def fields_of(html: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the address and the field names of every form on a page that sends something."""
    names = sorted(set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', html)))
    for form in Page(html).forms:
        if form["method"] == "post":
            yield form["action"], [name for name in names if name != "csrf_token"]


@pytest.fixture
def attack(app: Flask, new_client: Callable[[], FlaskClient], db: Db, index: None) -> Iterator[Attack]:
    """An attack on a small market, without the protection that a foreign site could not pass."""
    made = Attack(app, new_client, db)
    app.config["WTF_CSRF_ENABLED"] = False
    yield made
    app.config["WTF_CSRF_ENABLED"] = True


def test_no_form_crashes_or_shows_what_was_typed_as_code(app: Flask, attack: Attack) -> None:
    seen: set[str] = set()
    for path in pages(app, attack.world):
        for action, names in fields_of(attack.ask(path, "fetch")):
            target = action or path
            if target in seen or target == "/sessions/end":
                continue
            seen.add(target)
            for what, value in HOSTILE.items():
                attack.ask(target, what, method="POST", data=dict.fromkeys(names, value))
    assert len(seen) > 30
    assert attack.found == [], "\n".join(attack.found)


def test_no_address_crashes(app: Flask, attack: Attack) -> None:
    typed = [HOSTILE[what][:200] for what in ("markup", "control characters")]
    for path in pages(app, attack.world):
        if "?" not in path and "<form" in attack.ask(path, "fetch"):
            for value in typed:
                attack.ask(path, value[:30], query_string=dict.fromkeys((*PARAMETERS, *MORE), value))
    assert attack.found == [], "\n".join(attack.found)


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_nobody_is_led_away(attack: Attack, elsewhere: str) -> None:
    things = attack.world.keys
    for path in ("/sessions/new", "/languages/en", "/sign-in", "/sign-up", "/accounts/new", "/organisations/new"):
        attack.ask(path, elsewhere, query_string={"next": elsewhere})
    for path in (
        f"/organisations/{things['buyer_id']}/blocks",
        f"/organisations/{things['buyer_id']}/blocks/removals",
        f"/matches/{things['match_id']}/restorations",
        f"/staff/organisations/{things['organisation_id']}/verify",
        f"/staff/organisations/{things['organisation_id']}/suspend",
    ):
        attack.ask(path, elsewhere, method="POST", data={"next": elsewhere})
    dismissal = {"next": elsewhere, "reason": "price"}
    attack.ask(f"/matches/{things['match_id']}/dismissals", elsewhere, method="POST", data=dismissal)
    assert attack.found == [], "\n".join(attack.found)


def test_no_made_up_place_in_a_list_crashes(app: Flask, attack: Attack) -> None:
    staff = ("organisations", "postings", "postings?state=taken_down", "complaints", "outbox")
    own = ("my/postings", "leads", "matches", f"organisations/{attack.world.keys['organisation_id']}/contact-looks")
    for path in ("listings", "demands", "outbox", *own, *(f"staff/{name}" for name in staff)):
        for key in CURSORS:
            cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
            attack.ask(f"/{path}{'&' if '?' in path else '?'}after={cursor}", f"{key}")
    assert attack.found == [], "\n".join(attack.found)


def test_nothing_is_done_for_a_form_without_its_token(
    app: Flask, new_client: Callable[[], FlaskClient], db: Db
) -> None:
    world = make_world()
    clients = browsers(new_client, world)
    asked = [address(rule, world) for rule, method in routes(app) if method == "POST"]
    answers = {
        path: clients["system" if path.startswith("/staff") else "owner"].post(path).status_code for path in asked
    }
    assert len(answers) > 50
    assert {path: status for path, status in answers.items() if status != 400} == {}
