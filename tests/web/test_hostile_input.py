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

from marketplace.accounts.actions import make_tap
from marketplace.accounts.models import User
from marketplace.db import transaction
from marketplace.postings.drafts import STEPS
from marketplace.postings.models import Side
from marketplace.web.taps import PAGES
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
# Typed into one field of a form that is right otherwise.
ODD = ("9" * 400, "1e400", "-5", "²", "0001-01-01", "9999-12-31", "2026-02-30", "0000-00", "99999999999999999/kg")
Db = scoped_session[Session]
PARAMETERS = ("q", "after", "status", "state", "tab", "side", "place", "price", "capacity", "sort", "category", "next")
MORE = (
    "quote",
    "lead",
    "said",
    "from",
    "questions",
    "removed",
    "fresh",
    "done",
    "stage",
    "reason",
    "posting",
    "match",
    "organisation",
    "withdrawn",
    "verified",
    "put_away",
    "sides",
    "kind",
    "province",
)
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


def taps(world: World) -> list[str]:
    """Return a link in a message to the owner for each purpose that there is."""
    owner, keys = world.users["owner"], world.keys
    assert owner is not None
    things = {
        "agreements.follow_up": keys["follow_up_id"],
        "alerts.pace": owner.id,
        "leads.answer": keys["lead_id"],
        "postings.freshness": keys["listing"],
        "quotes.answer": keys["quote_id"],
        "quotes.invitation": keys["quote_invitation_id"],
    }
    assert set(things) == set(PAGES)
    place = {"organisation_id": keys["organisation_id"], "site_url": ""}
    with transaction():
        return [make_tap(owner, purpose=purpose, thing_id=thing, **place) for purpose, thing in things.items()]  # type: ignore[arg-type]


def pages(app: Flask, world: World) -> Iterator[str]:
    """Yield the address of every page that can be fetched, each screen of the two long forms among them."""
    for rule, method in routes(app):
        if method == "GET" and not rule.endpoint.endswith(".step"):
            yield address(rule, world)
    for side, name in ((Side.SUPPLY, "listing"), (Side.DEMAND, "demand")):
        for step in STEPS[side]:
            yield f"/{name}s/{world.keys[name]}/steps/{step.value}"
    yield "/organisations/new?sides=sells&kind=household"
    yield f"/agreements/new?lead={world.keys['lead_id']}"
    yield from taps(world)


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


def test_no_odd_value_in_one_field_crashes(app: Flask, attack: Attack) -> None:
    seen: set[tuple[str, str]] = set()
    for path in pages(app, attack.world):
        for form in Page(attack.ask(path, "fetch")).forms:
            target, fields = form["action"] or path, {n: v for n, v in form["fields"] if n not in ("csrf_token", "q")}
            if form["method"] != "post" or target == "/sessions/end":
                continue
            for name in (name for name in fields if (target, name) not in seen):
                seen.add((target, name))
                for value in ODD:
                    attack.ask(target, f"{name}: {value[:20]}", method="POST", data={**fields, name: value})
    assert len(seen) > 200
    assert attack.found == [], "\n".join(attack.found)


def test_no_address_crashes(app: Flask, attack: Attack) -> None:
    typed = [HOSTILE[what][:200] for what in ("markup", "control characters")]
    for path in pages(app, attack.world):
        if "?" not in path and "<form" in attack.ask(path, "fetch"):
            for value in (*typed, "²"):
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
    keys = attack.world.keys
    staff = (*staff, "agreements", "expiring", "unanswered", "unmatched")
    own = ("my/postings", "my/postings?fresh=due", "my/quotes", "my/saved", "my/agreements", "my/demands/quotes")
    own = (*own, f"demands/{keys['demand']}/quotes", f"demands/{keys['demand']}/invitations", "my/alerts")
    own = (*own, "leads", "matches", f"organisations/{keys['organisation_id']}/contact-looks")
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
