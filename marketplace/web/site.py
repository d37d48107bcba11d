"""Connects pages, guards, answers, headers, assets and template words to the application."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter

from marketplace import i18n
from marketplace.config import Settings
from marketplace.db import session
from marketplace.leads.queries import count_unread_leads
from marketplace.taxonomy.queries import find_help_phone
from marketplace.web.access import actor, install_access
from marketplace.web.answers import install_answers
from marketplace.web.assets import install_assets
from marketplace.web.headers import install_headers
from marketplace.web.limits import install_limits
from marketplace.web.member import BLUEPRINTS as MEMBER
from marketplace.web.public import BLUEPRINTS as PUBLIC
from marketplace.web.shown import FILTERS, GLOBALS
from marketplace.web.staff import BLUEPRINTS as STAFF

csrf = CSRFProtect()


class KeyConverter(IntegerConverter):
    """A row's key in an address: more digits than any key has are no page of ours, not a crash."""

    regex = r"\d{1,15}"


def help_line(settings: Settings) -> dict[str, str]:
    """Return whom to phone: the office of the reader's province, else the installation's own number."""
    phone = find_help_phone(actor().province_code)
    return {"name": i18n.gettext("Cần giúp, gọi"), "phone": phone or settings.help_phone}


def other_language_url() -> str:
    """Return the address that shows this page in the other language."""
    other = "en" if i18n.language() == "vi" else "vi"
    target = urlsplit(request.full_path)
    path = f"{target.path}?{target.query}" if target.query else target.path
    return url_for("languages.choose", code=other, next=path if request.method == "GET" else "/")


def template_words(settings: Settings) -> dict[str, Any]:
    """Return what every template may name."""
    me = actor()
    return {
        "actor": me,
        "settings": settings,
        "language": i18n.language(),
        "help_line": help_line(settings),
        "other_language_url": other_language_url(),
        "unread_leads": count_unread_leads(me) if me.is_signed_in else 0,
        "new_form_token": lambda: secrets.token_urlsafe(16),
    }


def register_site(app: Flask, settings: Settings) -> None:
    """Add every page to the application."""
    app.url_map.converters["int"] = KeyConverter
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, lambda one, many, num: i18n.translations(i18n.language()).ungettext(one, many, num), newstyle=True
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
    csrf.init_app(app)
    install_limits(app, settings)
    install_access(app)
    install_answers(app)
    install_headers(app)
    install_assets(app, settings)
    Compress(app)
    app.context_processor(lambda: template_words(settings))
    for blueprint in (*PUBLIC, *MEMBER, *STAFF):
        app.register_blueprint(blueprint)

    @app.teardown_appcontext
    def release(_error: BaseException | None) -> None:
        session.remove()
