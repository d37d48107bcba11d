"""Pages for everybody."""

from flask import Blueprint

from marketplace.web.public import (
    accounts,
    complaints,
    demands,
    health,
    home,
    invitations,
    languages,
    listings,
    organisations,
    outbox,
    pages,
    photos,
    provinces,
    questions,
    recoveries,
    sessions,
    taps,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.bp,
    complaints.bp,
    listings.bp,
    demands.bp,
    health.bp,
    home.bp,
    invitations.bp,
    languages.bp,
    organisations.bp,
    outbox.bp,
    pages.bp,
    photos.bp,
    provinces.bp,
    questions.bp,
    recoveries.bp,
    sessions.bp,
    taps.bp,
)
