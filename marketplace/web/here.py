"""What this installation is, for views."""

from __future__ import annotations

from flask import current_app

from marketplace.accounts.installation import Installation, installation_for
from marketplace.config import Settings
from marketplace.files.store import DiskStore, FileStore


def settings() -> Settings:
    """Return the settings with which the site was started."""
    return current_app.extensions["marketplace.settings"]


def installation() -> Installation:
    """Return what actions on accounts need from the settings."""
    return installation_for(settings())


def file_store() -> FileStore:
    """Return where uploaded files are kept."""
    return DiskStore(settings().files_dir)
