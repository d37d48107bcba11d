"""What must not be possible: bringing back what staff took down, using another one's form, answering for the other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actions import create_organisation, export_user, suspend_organisation, verify_organisation
from marketplace.accounts.actor import VISITOR
from marketplace.accounts.drafts import OrganisationDraft
from marketplace.accounts.models import OrganisationKind, StaffRole
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.files.pictures import StoredPicture, stems_before
from marketplace.files.store import DiskStore
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Queue
from marketplace.leads.actions import accept_lead, open_contacts, reply, send_enquiry
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import Lead
from marketplace.moderation.actions import file_complaint
from marketplace.moderation.drafts import ComplaintDraft
from marketplace.moderation.models import ComplaintReason
from marketplace.notifications.models import OutboxMessage
from marketplace.postings.actions import add_photos, copy_posting, start_listing, take_down, withdraw
from marketplace.postings.queries import get_visible_posting, load_postings
from marketplace.search.documents import Query
from marketplace.search.registry import search_engine
from marketplace.worker.pictures import forget_unused_pictures
from tests.factories.accounts import actor_of, add_member, make_installation, make_organisation, make_staff, make_user
from tests.factories.postings import make_listing
from tests.web.signing_in import sign_in

Db = scoped_session[Session]
HERE = make_installation()


def make_lead() -> Lead:
    buyer = make_user("Bên Mua")
    make_organisation(buyer, name="Siêu thị", is_producer=False, is_distributor=True)
    listing = make_listing(make_organisation(make_user("Bên Bán")))
    with transaction():
        return send_enquiry(listing, MessageDraft(body="Còn hàng không?"), by=actor_of(buyer))


def test_a_copy_of_what_staff_took_down_cannot_be_made(db: Db) -> None:
    user = make_user()
    listing, by = make_listing(make_organisation(user)), actor_of(user)
    with transaction():
        take_down(listing, "Hàng giả", by=actor_of(make_staff(StaffRole.MINISTRY)))
    with pytest.raises(Refused) as refusal, transaction():
        copy_posting(listing, form_token="c" * 20, by=by)
    assert refusal.value.key == "postings.taken_down"


def test_a_withdrawn_posting_is_gone_at_once_though_the_index_still_has_it(
    db: Db, run_jobs: Callable[[], None], client: FlaskClient
) -> None:
    user = make_user()
    listing, by = make_listing(make_organisation(user), title="Mật ong bí mật"), actor_of(user)
    with transaction():
        enqueue("search.put", queue=Queue.INDEX, posting_id=listing.id)
    run_jobs()
    with transaction():
        listing = session.merge(listing)
        withdraw(listing, by=by)
    assert search_engine().find(Query(text="bí mật", collection="supply")).total == 1, "the index is behind"
    assert load_postings([listing.id]) == []
    with pytest.raises(NotFound):
        get_visible_posting(listing.id, VISITOR)
    for path in ("/listings?q=bi+mat", "/", f"/organisations/{listing.organisation_id}"):
        assert "Mật ong bí mật" not in client.get(path).text
    assert client.get(f"/listings/{listing.id}").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_sent_an_enquiry_does_not_decline_it(client: FlaskClient, db: Db, method: str) -> None:
    lead = make_lead()
    sender = lead.sender.memberships[0].user
    sign_in(client, sender)  # type: ignore[arg-type]
    token = client.get("/my/profile/name").text.split('name="csrf_token" value="')[1].split('"')[0]
    values = {"data": {"csrf_token": token}} if method == "post" else {}
    assert getattr(client, method)(f"/leads/{lead.id}/declines", **values).status_code == 403


def test_a_suspended_organisation_opens_no_contact_details(db: Db) -> None:
    lead = make_lead()
    seller, buyer = (actor_of(side.memberships[0].user) for side in (lead.recipient, lead.sender))
    with transaction():
        accept_lead(lead, by=seller)
        suspend_organisation(lead.sender_id, installation=HERE, by=actor_of(make_staff(StaffRole.MINISTRY)))
    with pytest.raises(Refused), transaction():
        open_contacts(lead, by=buyer)


def test_the_token_of_a_form_is_worth_nothing_to_others(db: Db) -> None:
    token, one, two = "t" * 20, make_user(), make_user()
    draft = OrganisationDraft(
        name="HTX", kind=OrganisationKind.COOPERATIVE, is_producer=True, is_distributor=False, province_code="01"
    )
    complaint = ComplaintDraft(reason=ComplaintReason.SPAM, text="Rác", form_token=token)
    made = []
    for user in (one, two):
        with transaction():
            shop = create_organisation(draft, form_token=token, by=actor_of(user))
            listing = start_listing(shop.id, form_token=token, by=actor_of(user))
            made += [
                ("shop", shop.id),
                ("listing", listing.id),
                ("told", file_complaint(complaint, by=actor_of(user)).id),
            ]
    assert len(set(made)) == 6
    with transaction():
        assert ("told", file_complaint(complaint, by=VISITOR).id) not in made


def test_one_token_in_two_conversations_is_two_messages(db: Db) -> None:
    buyer = make_user()
    make_organisation(buyer, is_producer=False, is_distributor=True)
    by, draft = actor_of(buyer), MessageDraft(body="Còn hàng không?", form_token="x" * 2000)
    with transaction():
        leads = [send_enquiry(make_listing(make_organisation()), MessageDraft(body="Chào"), by=by) for _ in range(2)]
        sent = {reply(lead, draft, by=by).id for lead in leads for _ in range(2)}
    assert len(sent) == 2


def test_a_member_takes_along_no_details_that_only_administrators_see(db: Db) -> None:
    owner, colleague = make_user("Chủ", phone="+84988000001"), make_user("Thợ")
    house = make_organisation(owner, tax_code="001185012345")
    add_member(house, colleague)
    with transaction():
        theirs = json.dumps(export_user(by=actor_of(colleague)))
        own = json.dumps(export_user(by=actor_of(owner)))
    for personal in ("001185012345", "+84988000001"):
        assert personal not in theirs
        assert personal in own


def test_a_subject_with_two_long_names_fits_its_column(db: Db) -> None:
    owner = make_user()
    house = make_organisation(owner, name="Hợp tác xã " + "ữ" * 189)
    with transaction():
        verify_organisation(house.id, installation=HERE, by=actor_of(make_staff(StaffRole.MINISTRY)))
    message = session.scalars(select(OutboxMessage)).one()
    assert len(message.subject) == 200
    assert message.body.startswith(house.name[:20])


def test_pictures_that_no_posting_came_to_show_are_forgotten_after_a_day(db: Db, tmp_path: Path) -> None:
    store, user = DiskStore(tmp_path), make_user()
    shown, forgotten, young = "a" * 32, "b" * 32, "c" * 32
    for stem in (shown, forgotten, young):
        for name in ("320.webp", "640.webp"):
            store.save(f"photos/{stem[:2]}/{stem}/{name}", b"x")
    draft = tmp_path / "photos" / "bb" / forgotten / ".1280.webp.0123456789ab"
    draft.write_bytes(b"half")
    other = tmp_path / "kept.by.somebody.else.txt"
    other.write_bytes(b"x")
    long_ago = (now() - timedelta(days=2)).timestamp()
    for path in tmp_path.rglob("*"):
        if path.is_file() and young not in str(path):
            os.utime(path, (long_ago, long_ago))
    listing = make_listing(make_organisation(user))
    with transaction():
        add_photos(listing, [StoredPicture(stem=shown, width=640, height=480)], by=actor_of(user))
    assert forget_unused_pictures(store) == 1
    assert set(stems_before(store, now() + timedelta(days=1))) == {shown, young}
    assert not draft.exists()
    assert other.exists()
    assert forget_unused_pictures(store) == 0
