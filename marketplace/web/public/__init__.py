"""Pages for everybody."""

from flask import Blueprint

from marketplace.web.public import (
    accounts,
    complaints,
    demands,
    health,
    home,
    languages,
    listings,
    organisations,
    outbox,
    pages,
    photos,
    provinces,
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
    languages.bp,
    organisations.bp,
    outbox.bp,
    pages.bp,
    photos.bp,
    provinces.bp,
    recoveries.bp,
    sessions.bp,
    taps.bp,
)
