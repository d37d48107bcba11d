"""Every route as every role, against the table in who_may_what.tsv that can be read aloud.

``WRITE_TABLE=yes pytest tests/web/test_who_may_what.py`` writes the table anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.signing_in import sign_in
from tests.web.world import World, make_world

TABLE = Path(__file__).with_name("who_may_what.tsv")
ROLES = ("visitor", "owner", "colleague", "other", "outsider", "staff_here", "staff_elsewhere", "ministry", "system")
FIXED = {"code": "01", "kind": "province", "step": "goods", "name": "about", "width": "320", "ext": "jpg"}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield every route with every method that does something."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(rule: Rule, world: World) -> str:
    """Fill a route's parameters with the keys of the world."""
    side = "demand" if "demand" in rule.endpoint else "listing"
    values = {**FIXED, **world.keys, "posting_id": world.keys[side], "stem": world.photo_stem}
    if rule.endpoint.startswith("languages"):
        values["code"] = "en"
    if rule.endpoint == "listing_forms.step":
        values["step"] = "price"
    if rule.endpoint.startswith("blocks"):
        values["organisation_id"] = world.keys["buyer_id"]
    path = rule.rule
    for part in sorted(rule.arguments):
        for form in (f"<int:{part}>", f"<{part}>"):
            path = path.replace(form, str(values[part]))
    if rule.endpoint == "leads.new":
        path += f"?posting={world.keys['listing']}"
    return path


def outcome(answer: TestResponse) -> str:
    """Say in a word what became of a request."""
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 404:
        return "hidden"
    if answer.status_code in (302, 303) and answer.headers["Location"].startswith(
        ("/sessions/new", "/accounts/new?next=")
    ):
        return "sign in"
    assert answer.status_code < 500, answer.text[:500]
    return "yes"


def walk(app: Flask, new_client: Callable[[], FlaskClient], connection: object) -> dict[str, list[str]]:
    """Ask every route as every role; whatever it changes is undone before the next."""
    world = make_world()
    browsers = {role: sign_in(new_client(), user) if user else new_client() for role, user in world.users.items()}  # type: ignore[arg-type]
    app.config["WTF_CSRF_ENABLED"] = False
    found: dict[str, list[str]] = {}
    try:
        for rule, method in routes(app):
            row = []
            for role in ROLES:
                undo = connection.begin_nested()  # type: ignore[attr-defined]
                cookies = browsers[role].get_cookie("session")
                answer = browsers[role].open(address(rule, world), method=method, data={} if method == "POST" else None)
                row.append(outcome(answer))
                if cookies:
                    browsers[role].set_cookie("session", cookies.value)
                undo.rollback()
            found[f"{method} {rule.rule}"] = row
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    return found


def as_text(found: dict[str, list[str]]) -> str:
    lines = ["\t".join(["route", *ROLES]), *("\t".join([route, *row]) for route, row in sorted(found.items()))]
    return "".join(f"{line}\n" for line in lines)


def test_every_view_says_whom_it_is_for(app: Flask) -> None:
    unmarked = [rule.endpoint for rule, _ in routes(app) if not hasattr(app.view_functions[rule.endpoint], "guard")]
    assert unmarked == []


@pytest.mark.usefixtures("index")
def test_who_may_what(app: Flask, new_client: Callable[[], FlaskClient], db: scoped_session[Session]) -> None:
    connection = db.get_bind()
    found = as_text(walk(app, new_client, connection))
    if os.environ.get("WRITE_TABLE"):
        TABLE.write_text(found, encoding="utf-8")
    assert found.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()
