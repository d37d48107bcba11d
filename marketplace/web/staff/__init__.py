"""Pages for ministry and provincial staff."""

from flask import Blueprint

from marketplace.web.staff import (
    agreements,
    codes,
    complaints,
    contacts,
    expiring,
    home,
    jobs,
    lists,
    organisations,
    outbox,
    postings,
    unanswered,
    unmatched,
    users,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    agreements.bp,
    codes.bp,
    complaints.bp,
    contacts.bp,
    expiring.bp,
    home.bp,
    jobs.bp,
    lists.bp,
    organisations.bp,
    outbox.bp,
    postings.bp,
    unanswered.bp,
    unmatched.bp,
    users.bp,
)
