"""All sentences for error keys and for lines of the history, gathered from the rooms."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.accounts import labels as accounts
from marketplace.agreements import labels as agreements
from marketplace.files import labels as files
from marketplace.i18n import Text, lazy
from marketplace.jobs import labels as jobs
from marketplace.leads import labels as leads
from marketplace.matching import labels as matching
from marketplace.moderation import labels as moderation
from marketplace.notifications import labels as notifications
from marketplace.postings import labels as postings
from marketplace.quotes import labels as quotes
from marketplace.search import labels as search
from marketplace.taxonomy import labels as taxonomy

ROOMS = (
    taxonomy,
    search,
    files,
    jobs,
    notifications,
    accounts,
    postings,
    matching,
    leads,
    quotes,
    agreements,
    moderation,
)

MESSAGES: Mapping[str, Text] = {
    "input.invalid": lazy("Có chỗ chưa đúng, mời xem lại."),
    **{key: words for room in ROOMS for key, words in room.MESSAGES.items()},
}

# What was done, by the verb under which it is recorded.
HISTORY: Mapping[str, Text] = {
    verb: words
    for room in (taxonomy, accounts, postings, matching, leads, quotes, agreements, moderation)
    for verb, words in room.HISTORY.items()
}
