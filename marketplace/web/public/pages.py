"""What the site is, how personal data are kept, the terms, and help: texts that seldom change."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from marketplace.accounts.terms import TERMS_VERSION
from marketplace.i18n import language
from marketplace.taxonomy.queries import get_provinces
from marketplace.web.access import public
from marketplace.web.here import settings

bp = Blueprint("pages", __name__)

NAMES = ("about", "privacy", "terms", "help")


@bp.get("/pages/<name>")
@public
def show(name: str) -> str:
    """Show one text in the reader's language."""
    if name not in NAMES:
        abort(404)
    provinces = [row for row in get_provinces() if row.help_phone] if name == "help" else []
    return render_template(
        f"public/pages/{name}.{language()}.html",
        provinces=provinces,
        terms_version=TERMS_VERSION,
        operator=settings().operator_name,
    )
