"""The front page: one box to search, two things to do, and what is new."""

from __future__ import annotations

from flask import Blueprint, render_template

from marketplace.postings.models import Side
from marketplace.postings.queries import count_by_category, count_open_postings, get_latest_postings
from marketplace.taxonomy.queries import get_category_tree
from marketplace.web.access import public

bp = Blueprint("home", __name__)

NEWEST = 6
NEWEST_DEMANDS = 4


@bp.get("/")
@public
def index() -> str:
    """Show the front page."""
    counts = count_by_category(Side.SUPPLY)
    groups = [
        (root.category, [child.category for child in root.children if counts.get(child.category.code)])
        for root in get_category_tree()
        if counts.get(root.category.code)
    ]
    return render_template(
        "public/home.html",
        listings=get_latest_postings(Side.SUPPLY, limit=NEWEST),
        demands=get_latest_postings(Side.DEMAND, limit=NEWEST_DEMANDS),
        listing_count=count_open_postings(Side.SUPPLY),
        demand_count=count_open_postings(Side.DEMAND),
        groups=groups,
        counts=counts,
    )
