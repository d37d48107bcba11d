"""Pages for people who belong to an organisation."""

from flask import Blueprint

from marketplace.web.member import (
    agreement_papers,
    agreements,
    alerts,
    blocks,
    calls,
    demand_forms,
    kept_forms,
    leads,
    listing_forms,
    matches,
    members,
    my,
    organisation_forms,
    postponements,
    profile,
    quote_decisions,
    quote_forms,
    quote_requests,
    quotes,
    saved_listings,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    agreement_papers.bp,
    agreements.bp,
    alerts.bp,
    blocks.bp,
    calls.bp,
    demand_forms.bp,
    kept_forms.bp,
    leads.bp,
    listing_forms.bp,
    matches.bp,
    members.bp,
    my.bp,
    organisation_forms.bp,
    postponements.bp,
    profile.bp,
    quote_decisions.bp,
    quote_forms.bp,
    quote_requests.bp,
    quotes.bp,
    saved_listings.bp,
)
