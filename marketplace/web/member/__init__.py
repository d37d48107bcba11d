"""Pages for people who belong to an organisation."""

from flask import Blueprint

from marketplace.web.member import blocks, demand_forms, leads, listing_forms, matches, my, organisation_forms, profile

BLUEPRINTS: tuple[Blueprint, ...] = (
    blocks.bp,
    demand_forms.bp,
    leads.bp,
    listing_forms.bp,
    matches.bp,
    my.bp,
    organisation_forms.bp,
    profile.bp,
)
