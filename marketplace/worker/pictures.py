"""Deletes picture files that no posting shows: their upload failed, or was killed, after they had been stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from marketplace.clock import now
from marketplace.db import session
from marketplace.files.pictures import delete_picture, stems_before
from marketplace.files.store import FileStore
from marketplace.postings.queries import unused_stems

# Whoever is uploading now has not saved the posting yet.
YOUNG = timedelta(days=1)
BATCH = 500


def _batches(stems: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for stem in stems:
        batch.append(stem)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def forget_unused_pictures(store: FileStore) -> int:
    """Delete the files of pictures that are older than a day and belong to no posting; return how many pictures."""
    count = 0
    for stems in _batches(list(stems_before(store, now() - YOUNG))):
        unused = unused_stems(stems)
        session.rollback()
        for stem in unused:
            delete_picture(store, stem)
        count += len(unused)
    return count
