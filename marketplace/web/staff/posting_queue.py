"""Lists of postings that staff work through: each with what the office last did about it."""

from __future__ import annotations

from flask import render_template, request, url_for

from marketplace.paging import Page
from marketplace.postings.labels import title_of
from marketplace.postings.models import Posting
from marketplace.postings.overview import last_office_entries
from marketplace.web.posting_page import posting_url
from marketplace.web.staff.reach import chosen_province, province_choices
from marketplace.web.words import HISTORY


def render_queue(template: str, page: Page[Posting], total: int) -> str:
    """Render one page of such a list; ``total`` is how many postings the whole list has."""
    done = last_office_entries([posting.id for posting in page.items])
    return render_template(
        template,
        rows=[(posting, title_of(posting), posting_url(posting), done.get(posting.id)) for posting in page.items],
        page=page,
        total=total,
        words=HISTORY,
        province=chosen_province(),
        provinces=province_choices(),
        here=url_for(".index", province=chosen_province(), after=request.args.get("after")),
    )
