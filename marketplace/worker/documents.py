"""Deletes attached files that belong to nothing: taken away again, or their upload failed or was killed."""

from __future__ import annotations

from datetime import timedelta

from marketplace.agreements.queries import owned_documents
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.files.documents import documents_before, unknown_names
from marketplace.files.store import FileStore

# Whoever is uploading now has not saved the paper yet.
YOUNG = timedelta(days=1)
BATCH = 500


def _forget_rows() -> int:
    """Delete rows that nothing refers to; their files go with the files that have no row."""
    last, count = 0, 0
    while True:
        with transaction():
            rows = documents_before(now() - YOUNG, last, BATCH)
            if not rows:
                return count
            owned = owned_documents([row.id for row in rows])
            for row in rows:
                if row.id not in owned:
                    session.delete(row)
                    count += 1
            last = rows[-1].id


def forget_unused_documents(store: FileStore) -> int:
    """Delete rows that are older than a day and belong to nothing, then files without a row; return how many rows."""
    count = _forget_rows()
    names = [name for name in store.names_before(now() - YOUNG) if name.startswith("documents/")]
    for start in range(0, len(names), BATCH):
        unknown = unknown_names(names[start : start + BATCH])
        session.rollback()
        for name in unknown:
            store.delete(name)
    return count
