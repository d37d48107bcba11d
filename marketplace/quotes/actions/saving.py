"""Listings that a buyer keeps in mind."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import add_unless_taken, lock_row, session
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.postings.models import Posting, Side
from marketplace.quotes.actions.changes import own_organisation
from marketplace.quotes.drafts import MAX_SAVED_NOTE, read_note
from marketplace.quotes.models import SavedListing

MAX_SAVED = 500


def _find(organisation_id: int, listing_id: int) -> SavedListing | None:
    statement = select(SavedListing).where(
        SavedListing.organisation_id == organisation_id, SavedListing.listing_id == listing_id
    )
    return session.scalars(statement).first()


def save_listing(listing: Posting, note: str = "", *, by: Actor) -> SavedListing:
    """Keep a listing of another organisation in mind; doing it twice keeps it once."""
    own_id = own_organisation(by)
    if listing.side is not Side.SUPPLY or listing.organisation_id == own_id:
        raise Refused("quotes.save_own")
    if found := _find(own_id, listing.id):
        return found
    saved = select(func.count()).select_from(SavedListing).where(SavedListing.organisation_id == own_id)
    if (session.scalar(saved) or 0) >= MAX_SAVED:
        raise Conflict("quotes.saved_many", max=MAX_SAVED)
    row = SavedListing(
        organisation_id=own_id,
        listing_id=listing.id,
        note=read_note(note, MAX_SAVED_NOTE),
        created_by_id=by.user_id,
        created_at=now(),
    )
    if add_unless_taken(row):
        return row
    found = _find(own_id, listing.id)
    if found is None:
        raise NotFound("quotes.saved_not_found")
    return found


def note_saved_listing(row: SavedListing, note: str, *, by: Actor) -> None:
    """Write down why a listing is kept in mind; only the own organisation reads it."""
    lock_row(row)
    if not by.belongs_to(row.organisation_id):
        raise NotFound("quotes.saved_not_found")
    row.note = read_note(note, MAX_SAVED_NOTE)


def forget_saved_listing(row: SavedListing, *, by: Actor) -> None:
    """Keep a listing in mind no longer."""
    if not by.belongs_to(row.organisation_id):
        raise NotFound("quotes.saved_not_found")
    session.delete(row)
    session.flush()
