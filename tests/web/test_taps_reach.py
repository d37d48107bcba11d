"""Links in messages: looking changes nothing, and a link is good for one purpose, one thing and one member."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import make_tap
from marketplace.accounts.models import Membership, User
from marketplace.db import Base, session, transaction
from marketplace.web.taps import PAGES
from tests.web.checking import CheckingClient
from tests.web.test_hostile_input import taps
from tests.web.world import World, make_world

Db = scoped_session[Session]
THINGS = {
    "agreements.follow_up": "follow_up_id",
    "leads.answer": "lead_id",
    "postings.freshness": "listing",
    "quotes.answer": "quote_id",
    "quotes.invitation": "quote_invitation_id",
}


@pytest.fixture
def world(db: Db, index: None) -> World:
    return make_world()


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the database, as it is now."""
    session.expire_all()
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(client: CheckingClient, world: World, method: str) -> None:
    links = taps(world)
    before = snapshot()
    for link in links:
        answer = client.open(link, method=method)
        assert answer.status_code == 200, link
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert snapshot() == before


def test_a_link_opens_no_thing_of_others(client: CheckingClient, world: World) -> None:
    """Whoever could choose what a link is about would still reach only what the organisation may."""
    outsider = world.users["outsider"]
    assert isinstance(outsider, User)
    house_id = session.scalars(select(Membership.organisation_id).where(Membership.user_id == outsider.id)).one()
    with transaction():
        links = {
            purpose: make_tap(
                outsider, organisation_id=house_id, purpose=purpose, thing_id=int(str(world.keys[key])), site_url=""
            )
            for purpose, key in THINGS.items()
        }
    before = {purpose: client.get(link).status_code for purpose, link in links.items()}
    # the page of old postings shows none of theirs
    assert before.pop("postings.freshness") == 200
    assert set(before.values()) == {404}
    assert "Mật ong" not in client.get(links["postings.freshness"]).text


def test_a_link_used_for_another_purpose_finds_nothing(client: CheckingClient, world: World) -> None:
    owner = world.users["owner"]
    assert isinstance(owner, User)
    unknown = "quotes.award"
    assert unknown not in PAGES
    with transaction():
        link = make_tap(
            owner, organisation_id=int(str(world.keys["organisation_id"])), purpose=unknown, thing_id=1, site_url=""
        )
    assert client.get(link).status_code == 404


def test_a_link_is_no_session(client: CheckingClient, world: World) -> None:
    for link in taps(world):
        client.get(link)
        assert client.get("/my").status_code == 302
        assert client.get(f"/leads/{world.keys['lead_id']}").status_code == 302


def test_no_link_is_good_once_its_owner_has_left(client: CheckingClient, world: World) -> None:
    owner, links = world.users["owner"], taps(world)
    assert isinstance(owner, User)
    with transaction():
        session.delete(session.scalars(select(Membership).where(Membership.user_id == owner.id)).one())
    assert {client.get(link).status_code for link in links} == {404}


def test_no_code_is_logged(
    client: CheckingClient, world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    links = taps(world)
    for link in links:
        client.get(link)
        client.post(link, data={"answer": "nonsense"})
        client.get(f"/t/x{link.removeprefix('/t/')}")
    said = caplog.text + "".join(capfd.readouterr())
    assert not [link for link in links if link.removeprefix("/t/") in said]


def test_a_link_that_is_over_leads_to_signing_in(client: CheckingClient, world: World) -> None:
    page = client.get("/t/AbCdEfGhIjKl")
    assert page.status_code == 404
    assert "/sessions/new?next=" in page.text
