"""Postings that are seen and not seen: withdrawn, expired, renewed, copied, taken down; by whom and by whom not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import Organisation, StaffRole
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Invalid, NotFound, Refused
from marketplace.files.pictures import StoredPicture
from marketplace.jobs.models import Job
from marketplace.notifications.models import OutboxMessage
from marketplace.postings import actions
from marketplace.postings.drafts import (
    GoodsDraft,
)
from marketplace.postings.models import Posting, PostingStatus
from marketplace.postings.queries import get_own_posting, get_posting, get_visible_posting
from tests.factories.accounts import actor_of, make_organisation, make_staff, make_user
from tests.factories.postings import make_demand, make_listing

Db = scoped_session[Session]
HONEY = "processed.health.honey"


@dataclass
class Seller:
    actor: Actor
    organisation: Organisation


@pytest.fixture
def seller(db: Db) -> Seller:
    user = make_user("Lê Thị Ong")
    organisation = make_organisation(user, name="Hợp tác xã ong Tân Cương", province_code="19")
    return Seller(actor_of(user), organisation)


def picture(number: int) -> StoredPicture:
    return StoredPicture(stem=f"{number:032x}", width=1280, height=960)


def waiting(name: str = "search.put") -> int:
    return session.scalar(select(func.count()).where(Job.name == name)) or 0


def test_withdrawing_can_be_undone(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    with transaction():
        actions.withdraw(listing, by=seller.actor)
        actions.withdraw(listing, by=seller.actor)
    with pytest.raises(NotFound):
        get_visible_posting(listing.id, VISITOR)
    with transaction():
        actions.restore(listing, by=seller.actor)
    assert get_visible_posting(listing.id, VISITOR).status is PostingStatus.PUBLISHED


def test_what_expired_while_withdrawn_comes_back_expired(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    with transaction():
        actions.withdraw(listing, by=seller.actor)
        listing.expires_on = today() - timedelta(days=1)
        actions.restore(listing, by=seller.actor)
    assert listing.status is PostingStatus.EXPIRED


def test_the_last_day_counts_before_and_after_the_job(seller: Seller) -> None:
    over = make_demand(seller.organisation, expires_on=today() - timedelta(days=1))
    last_day = make_demand(seller.organisation, expires_on=today())
    with pytest.raises(NotFound):
        get_visible_posting(over.id, VISITOR)
    assert get_visible_posting(last_day.id, VISITOR)
    with transaction():
        assert actions.expire_due_postings() == 1
    with transaction():
        assert actions.expire_due_postings() == 0
    assert get_posting(over.id).status is PostingStatus.EXPIRED
    assert get_posting(last_day.id).status is PostingStatus.PUBLISHED
    assert waiting() == 1


def test_renewing_moves_the_last_day(seller: Seller) -> None:
    listing = make_listing(seller.organisation, status=PostingStatus.EXPIRED, expires_on=today() - timedelta(days=3))
    demand = make_demand(seller.organisation, status=PostingStatus.EXPIRED, expires_on=today() - timedelta(days=3))
    with transaction():
        actions.renew(listing, by=seller.actor)
    assert (listing.status, listing.expires_on) == (PostingStatus.PUBLISHED, today() + timedelta(days=90))
    for typed in ("", "hôm nào", (today() - timedelta(days=1)).isoformat()):
        with pytest.raises(Invalid), transaction():
            actions.renew(demand, closes_on=typed, by=seller.actor)
    with transaction():
        actions.renew(demand, closes_on=(today() + timedelta(days=9)).strftime("%d/%m/%Y"), by=seller.actor)
    assert (demand.status, demand.expires_on) == (PostingStatus.PUBLISHED, today() + timedelta(days=9))
    draft = make_listing(seller.organisation, status=PostingStatus.DRAFT)
    with pytest.raises(Conflict), transaction():
        actions.renew(draft, by=seller.actor)


def test_a_copy_says_the_same_and_shares_the_photos(seller: Seller) -> None:
    listing = make_listing(
        seller.organisation, photos=["a" * 32], certificates=["ocop4"], months={5: Decimal(7)}, channels=["market"]
    )
    with transaction():
        copy = actions.copy_posting(listing, form_token="c" * 20, by=seller.actor)
    kept = get_posting(copy.id)
    assert (kept.status, kept.title, kept.price_max) == (PostingStatus.DRAFT, listing.title, listing.price_max)
    assert (kept.published_at, kept.expires_on, kept.version) == (None, None, 1)
    assert (kept.photos[0].stem, kept.months[0].amount) == ("a" * 32, Decimal(7))
    with transaction():
        assert actions.remove_photo(copy, copy.photos[0].id, by=seller.actor) is None
        assert actions.remove_photo(listing, listing.photos[0].id, by=seller.actor) == "a" * 32


def test_photos_are_added_ordered_and_limited(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    with transaction():
        actions.add_photos(listing, [picture(1), picture(2), picture(3)], by=seller.actor)
    with transaction():
        actions.move_photo_first(listing, listing.photos[2].id, by=seller.actor)
    session.expire_all()
    assert [photo.stem for photo in get_posting(listing.id).photos] == [picture(n).stem for n in (3, 1, 2)]
    with pytest.raises(Invalid), transaction():
        actions.add_photos(listing, [picture(n) for n in range(10, 16)], by=seller.actor)
    with pytest.raises(NotFound), transaction():
        actions.remove_photo(listing, 999_999, by=seller.actor)


def test_other_organisations_are_refused_everything(seller: Seller) -> None:
    listing, draft = make_listing(seller.organisation), make_listing(seller.organisation, status=PostingStatus.DRAFT)
    stranger = make_user("Kẻ Lạ")
    make_organisation(stranger, name="Cơ sở khác")
    by = actor_of(stranger)
    with pytest.raises(NotFound):
        get_own_posting(draft.id, by)
    with pytest.raises(Refused):
        get_own_posting(listing.id, by)
    attempts = [
        lambda: actions.save_goods(listing, GoodsDraft(title="Của tôi"), by=by),
        lambda: actions.publish(draft, by=by),
        lambda: actions.withdraw(listing, by=by),
        lambda: actions.restore(listing, by=by),
        lambda: actions.renew(listing, by=by),
        lambda: actions.copy_posting(listing, form_token=None, by=by),
        lambda: actions.add_photos(listing, [picture(1)], by=by),
        lambda: actions.take_down(listing, "Xấu", by=by),
        lambda: actions.start_listing(seller.organisation.id, form_token=None, by=by),
    ]
    for attempt in attempts:
        with pytest.raises(Refused), transaction():
            attempt()


def test_staff_take_down_and_put_back(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    staff = actor_of(make_staff(StaffRole.MINISTRY))
    with transaction():
        actions.take_down(get_posting(listing.id), "Hàng giả.", by=staff)
    for attempt in (actions.restore, actions.publish):
        with pytest.raises(Refused) as caught, transaction():
            attempt(get_posting(listing.id), by=seller.actor)
        assert caught.value.key == "postings.taken_down"
    with transaction():
        actions.put_back(get_posting(listing.id), by=staff)
    assert get_visible_posting(listing.id, VISITOR).staff_note == ""
    told = [message.template for message in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert told == ["postings.taken_down", "postings.put_back"]


def test_a_suspended_organisation_shows_and_starts_nothing(seller: Seller) -> None:
    listing, draft = make_listing(seller.organisation), make_listing(seller.organisation, status=PostingStatus.DRAFT)
    with transaction():
        session.get_one(Organisation, seller.organisation.id).is_suspended = True
    with pytest.raises(NotFound):
        get_visible_posting(listing.id, VISITOR)
    for attempt in (
        lambda: actions.start_listing(seller.organisation.id, form_token=None, by=seller.actor),
        lambda: actions.publish(get_posting(draft.id), by=seller.actor),
    ):
        with pytest.raises(Refused), transaction():
            attempt()


def test_a_new_name_or_badge_has_all_that_is_published_read_anew(seller: Seller) -> None:
    listing = make_listing(seller.organisation)
    make_listing(seller.organisation, status=PostingStatus.DRAFT)
    with transaction():
        assert actions.reindex_organisation(seller.organisation.id) == 1
    assert (session.get_one(Posting, listing.id).version, waiting()) == (2, 1)


def test_all_postings_of_an_organisation_that_is_gone_are_withdrawn(seller: Seller) -> None:
    make_listing(seller.organisation)
    make_demand(seller.organisation, status=PostingStatus.PENDING)
    make_listing(seller.organisation, status=PostingStatus.DRAFT)
    with transaction():
        assert actions.withdraw_organisation_postings(seller.organisation.id) == 2
    with transaction():
        assert actions.withdraw_organisation_postings(seller.organisation.id) == 0
    assert waiting() == 2
