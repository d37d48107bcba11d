"""What listing a product costs a person: screens and keystrokes counted, and nothing asked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from marketplace.postings.models import Listing, PostingStatus
from marketplace.postings.queries import get_posting
from tests.factories.accounts import make_organisation, make_user
from tests.web.checking import CheckingClient, Page
from tests.web.signing_in import sign_in

# A thumb types about two characters a second: with seven screens that is well under three minutes.
MOST_SCREENS = 7
MOST_KEYSTROKES = 60


class Thumb:
    """Somebody with a phone: every form sent is a screen, every character typed a keystroke, every choice a tap."""

    def __init__(self, client: CheckingClient) -> None:
        self.client = client
        self.screens = 0
        self.keystrokes = 0

    def send(self, page: TestResponse, **typed: Any) -> TestResponse:
        """Type into the form, take what is filled in already as it stands, and go on."""
        self.screens += 1
        self.keystrokes += sum(len(value) for value in typed.values() if isinstance(value, str))
        answer = self.client.submit(page, typed)
        assert answer.status_code == 200, answer.text[:400]
        return answer


def fields_of(page: TestResponse, name: str) -> list[str]:
    """Return what a form's field already holds."""
    return [value for form in Page(page.text).forms for field, value in form["fields"] if field == name]


def list_product(thumb: Thumb, *, title: str, quantity: str, price: str, unit: str, **papers: Any) -> TestResponse:
    page = thumb.client.get("/listings/new")
    page = thumb.send(page)  # no photo yet
    page = thumb.send(page, title=title)
    page = thumb.send(page)  # the first suggestion is right
    page = thumb.send(page, quantity=quantity)
    page = thumb.send(page, price_min=price, price_unit=unit)
    page = thumb.send(page, **papers)
    thumb.screens += 1
    return thumb.client.submit(page, {}, action="/publish")


@pytest.fixture
def thumb(client: CheckingClient) -> Thumb:
    """A cooperative's bookkeeper, signed in."""
    user = make_user("Lê Thị Sổ")
    make_organisation(user, name="HTX Miến dong Bình Lư", province_code="15")
    sign_in(client, user)
    return Thumb(client)


def newest(page: TestResponse) -> Listing:
    number = int(page.request.path.split("/")[2])
    listing = get_posting(number)
    assert isinstance(listing, Listing)
    return listing


@pytest.mark.usefixtures("index")
def test_the_first_product_takes_few_screens_and_little_typing(thumb: Thumb, run_jobs: Callable[[], None]) -> None:
    page = list_product(thumb, title="Miến dong Bình Lư", quantity="2 tấn", price="75k", unit="kg")
    listing = newest(page)
    assert listing.status is PostingStatus.PUBLISHED
    assert (listing.price_min, listing.price_unit, str(listing.quantity_amount)) == (75_000, "kg", "2")
    assert thumb.screens <= MOST_SCREENS
    assert thumb.keystrokes <= MOST_KEYSTROKES


@pytest.mark.usefixtures("index")
def test_the_second_product_is_not_asked_what_the_first_one_said(thumb: Thumb) -> None:
    said = {"channels": ["supermarket", "dealer"], "papers": ["label", "barcode"], "packaging": "Gói 500g"}
    list_product(thumb, title="Miến dong Bình Lư", quantity="2 tấn", price="75k", unit="kg", **said)
    thumb.keystrokes = 0
    page = list_product(thumb, title="Bột dong riềng", quantity="1 tấn", price="30k", unit="kg")
    listing = newest(page)
    assert listing.province_code == "15", "the organisation's profile knows the province"
    assert {row.channel_code for row in listing.channels} == {"supermarket", "dealer"}
    assert {row.paper_code for row in listing.papers} == {"label", "barcode"}
    assert listing.packaging == "Gói 500g"
    assert thumb.keystrokes <= MOST_KEYSTROKES


def test_the_profile_fills_in_what_it_knows(thumb: Thumb) -> None:
    page = thumb.send(thumb.client.get("/listings/new"))
    assert fields_of(page, "province_code") == ["15"]
