"""Reading the listings that a buyer keeps in mind."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.postings.models import Posting, PostingCertificate
from marketplace.quotes.models import SavedListing


def get_saved_listings(actor: Actor, *, after: str | None = None) -> Page[SavedListing]:
    """Return what the actor's organisation keeps in mind, the newest first."""
    listing = joinedload(SavedListing.listing)
    statement = (
        select(SavedListing)
        .where(SavedListing.organisation_id == actor.organisation_id)
        .options(
            listing.joinedload(Posting.organisation).joinedload(Organisation.province),
            listing.joinedload(Posting.category),
            listing.joinedload(Posting.province),
            listing.selectinload(Posting.photos),
            listing.selectinload(Posting.certificates).joinedload(PostingCertificate.certificate),
        )
    )
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(SavedListing.id < key[0])
    rows = session.scalars(statement.order_by(SavedListing.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def get_saved_listing(saved_id: int, actor: Actor) -> SavedListing:
    """Return one that the actor's organisation keeps in mind; raises NotFound."""
    statement = (
        select(SavedListing)
        .where(SavedListing.id == saved_id)
        .options(joinedload(SavedListing.listing), selectinload(SavedListing.listing, Posting.photos))
    )
    found = session.scalars(statement).first()
    if found is None or not actor.belongs_to(found.organisation_id):
        raise NotFound("quotes.saved_not_found")
    return found


def find_saved_listing(listing_id: int, actor: Actor) -> SavedListing | None:
    """Return whether the actor's organisation keeps a listing in mind: the row, or None."""
    if actor.organisation_id is None:
        return None
    statement = select(SavedListing).where(
        SavedListing.listing_id == listing_id, SavedListing.organisation_id == actor.organisation_id
    )
    return session.scalars(statement).first()


def saved_among(listing_ids: Collection[int], actor: Actor) -> Collection[int]:
    """Return those of these listings that the actor's organisation keeps in mind."""
    statement = select(SavedListing.listing_id).where(
        SavedListing.listing_id.in_(listing_ids), SavedListing.organisation_id == actor.organisation_id
    )
    return frozenset(session.scalars(statement))
