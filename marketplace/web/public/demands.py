"""What distributors want to buy: the search page, and one demand."""

from __future__ import annotations

from flask import Blueprint

from marketplace.postings.models import Side
from marketplace.web.access import public
from marketplace.web.public.finding import show_search
from marketplace.web.public.showing import show_posting

bp = Blueprint("demands", __name__)


@bp.get("/demands")
@public
def index() -> str:
    """Search the demands."""
    return show_search(Side.DEMAND)


@bp.get("/demands/<int:posting_id>")
@public
def show(posting_id: int) -> str:
    """Show one demand."""
    return show_posting(Side.DEMAND, posting_id)
