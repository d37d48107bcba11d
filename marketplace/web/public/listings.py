"""What producers offer: the search page, and one listing."""

from __future__ import annotations

from flask import Blueprint

from marketplace.postings.models import Side
from marketplace.web.access import public
from marketplace.web.public.finding import show_search
from marketplace.web.public.showing import show_posting

bp = Blueprint("listings", __name__)


@bp.get("/listings")
@public
def index() -> str:
    """Search the listings."""
    return show_search(Side.SUPPLY)


@bp.get("/listings/<int:posting_id>")
@public
def show(posting_id: int) -> str:
    """Show one listing."""
    return show_posting(Side.SUPPLY, posting_id)
