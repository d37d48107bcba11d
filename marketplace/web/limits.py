"""How often one address may ask for what can be abused: sign-in, codes, complaints."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from marketplace.config import Settings

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)

# A whole office or village may share one address, so these are generous; the domain limits each account.
SIGN_IN_LIMIT = "60 per 5 minutes"
CODE_LIMIT = "40 per hour"
COMPLAINT_LIMIT = "30 per hour"


def install_limits(app: Flask, settings: Settings) -> None:
    """Connect the limits; several machines share them through Redis (``RATE_LIMIT_STORAGE``)."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.rate_limit_storage
    app.config["RATELIMIT_ENABLED"] = settings.mode != "test"
    limiter.init_app(app)
