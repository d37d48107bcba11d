"""Browsers that are signed in, for tests of pages."""

from __future__ import annotations

from marketplace.accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.web.checking import CheckingClient


def sign_in(client: CheckingClient, user: User, password: str = PASSWORD) -> CheckingClient:
    """Sign a user in through the form, as a browser does."""
    page = client.get("/sessions/new")
    values = {"contact": user.phone or user.email, "password": password}
    answer = client.submit(page, values, action="/sessions/new", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return client
