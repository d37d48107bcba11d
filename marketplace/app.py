"""Puts the house together: the only module that knows every room."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import db
from marketplace.cli import register_commands
from marketplace.config import ROOT, Settings, load_settings
from marketplace.logs import configure_logging
from marketplace.search.registry import use_engine
from marketplace.search.whoosh_engine import open_engine
from marketplace.web import register_site
from marketplace.worker.commands import worker

MAX_UPLOAD_BYTES = 60 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application; with no settings they are read from the environment."""
    settings = settings or load_settings()
    configure_logging(settings)
    db.connect(settings.database_url)
    use_engine(open_engine(settings.index_dir))
    app = Flask(
        "marketplace",
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(settings.var_dir),
    )
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 30,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=settings.mode == "test",
    )
    app.extensions["marketplace.settings"] = settings
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    register_site(app, settings)
    register_commands(app)
    app.cli.add_command(worker)
    return app
