"""Which version of the terms and the privacy notice is in force; raised when their text changes in substance."""

from __future__ import annotations

TERMS_VERSION = "2026-11"
