"""Photos of a posting. The pictures are made and stored before the transaction; here only rows change."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.actor import Actor
from marketplace.db import session
from marketplace.errors import Invalid, NotFound
from marketplace.files.pictures import StoredPicture
from marketplace.postings.actions.changes import finish_edit, hold
from marketplace.postings.models import Photo, Posting
from marketplace.postings.queries import is_stem_used
from marketplace.postings.rules import MAX_PHOTOS


def append_photos(posting: Posting, photos: Sequence[StoredPicture]) -> None:
    """Add photos after those that are there; raises ``Invalid`` beyond eight. What is there already is left out."""
    shown = {photo.stem for photo in posting.photos}
    photos = [picture for picture in photos if picture.stem not in shown]
    if len(posting.photos) + len(photos) > MAX_PHOTOS:
        raise Invalid.of("photos", "postings.photos_many", max=MAX_PHOTOS)
    position = max((photo.position for photo in posting.photos), default=0)
    for place, picture in enumerate(photos, position + 1):
        posting.photos.append(Photo(position=place, stem=picture.stem, width=picture.width, height=picture.height))


def add_photos(posting: Posting, photos: Sequence[StoredPicture], *, by: Actor) -> None:
    """Add stored pictures to a posting."""
    hold(posting, by=by)
    append_photos(posting, photos)
    if photos:
        finish_edit(posting, "photos", by=by)


def remove_photo(posting: Posting, photo_id: int, *, by: Actor) -> str | None:
    """Take a photo off; return its stem when no posting shows it any more, for the door to delete the files."""
    hold(posting, by=by)
    photo = _photo(posting, photo_id)
    stem = photo.stem
    posting.photos.remove(photo)
    finish_edit(posting, "photos", by=by)
    session.flush()
    return None if is_stem_used(stem) else stem


def move_photo_first(posting: Posting, photo_id: int, *, by: Actor) -> None:
    """Make a photo the one that cards show."""
    hold(posting, by=by)
    chosen = _photo(posting, photo_id)
    others = [photo for photo in posting.photos if photo is not chosen]
    for position, photo in enumerate([chosen, *others], 1):
        photo.position = position
    finish_edit(posting, "photos", by=by)


def _photo(posting: Posting, photo_id: int) -> Photo:
    photo = next((photo for photo in posting.photos if photo.id == photo_id), None)
    if photo is None:
        raise NotFound("postings.photo_not_found")
    return photo
