"""What everybody sees of an organisation; how to reach it is never on this page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, render_template, request, url_for

from marketplace.accounts.labels import KINDS, sides_of
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import get_organisation
from marketplace.leads.labels import response_words
from marketplace.leads.queries import response_of
from marketplace.postings.labels import SIDES
from marketplace.postings.models import Side
from marketplace.postings.queries import count_organisation_postings, get_organisation_postings
from marketplace.taxonomy.places import label_for_province
from marketplace.web.access import actor, public

bp = Blueprint("organisations", __name__)

# A code of twelve digits is its owner's personal number.
PUBLIC_TAX_CODE = (10, 13, 14)


def public_tax_code(organisation: Organisation) -> str:
    """Return the tax code where it is not a personal number."""
    code = organisation.tax_code or ""
    return code if len(code) in PUBLIC_TAX_CODE else ""


def side_shown(counts: Mapping[Side, int]) -> Side:
    """Return the side that the address asks for; else what it offers, unless it only buys."""
    asked = next((side for side in Side if side.value == request.args.get("side")), None)
    if asked is not None:
        return asked
    return Side.DEMAND if counts[Side.DEMAND] and not counts[Side.SUPPLY] else Side.SUPPLY


def response_shown(organisation_id: int) -> str:
    """Return how an organisation answers, in words; empty where there are too few cases to say so."""
    response = response_of([organisation_id]).get(organisation_id)
    return response_words(response) if response else ""


def list_url(organisation_id: int, side: Side, after: str | None = None) -> str:
    """Return the address of the page with one side of what an organisation posts."""
    return url_for("organisations.show", organisation_id=organisation_id, side=side.value, after=after)


def tab_rows(organisation_id: int, shown: Side, counts: Mapping[Side, int]) -> list[dict[str, object]]:
    """Return the two sides as tabs; none for an organisation that shows nothing."""
    return [
        {
            "label": SIDES[side],
            "url": list_url(organisation_id, side),
            "count": counts[side],
            "current": side is shown,
        }
        for side in Side
        if any(counts.values())
    ]


@bp.get("/organisations/<int:organisation_id>")
@public
def show(organisation_id: int) -> str:
    """Show an organisation with what it offers and wants; a suspended one only to its people and its staff."""
    organisation = get_organisation(organisation_id)
    me = actor()
    is_own = me.belongs_to(organisation.id)
    if organisation.is_suspended and not is_own and not me.is_staff_for(organisation.province_code):
        abort(404)
    counts = count_organisation_postings(organisation.id)
    side = side_shown(counts)
    page = get_organisation_postings(organisation.id, side=side, after=request.args.get("after"))
    return render_template(
        "public/organisation.html",
        organisation=organisation,
        kind=KINDS[organisation.kind],
        sides=sides_of(organisation),
        place=label_for_province(organisation.province),
        tax_code=public_tax_code(organisation),
        response=response_shown(organisation.id),
        page=page,
        is_supply=side is Side.SUPPLY,
        tabs=tab_rows(organisation.id, side, counts),
        here=list_url(organisation.id, side),
        next_url=list_url(organisation.id, side, after=page.next_cursor) if page.next_cursor else "",
        is_later=bool(request.args.get("after")),
        is_own=is_own,
        may_edit=me.administers(organisation.id),
    )
