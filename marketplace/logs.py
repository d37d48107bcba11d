"""Structured logs without personal data: one line an event, JSON in a real installation."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

from marketplace.config import Settings

# A database names the value that broke a rule, a mail server the address that it refused.
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.:-])\+?\d{9,15}(?![\w.:-])")
_FREE_TEXT = ("exception", "reason")


def without_personal(text: str) -> str:
    """Return a text without phone numbers, tax codes and e-mail addresses."""
    return _PERSONAL.sub("…", text)


def hide_personal(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Strike personal data out of texts that others wrote."""
    for name in _FREE_TEXT:
        if isinstance(event.get(name), str):
            event[name] = without_personal(event[name])
    return event


def configure_logging(settings: Settings) -> None:
    """Set up structlog for this process; request bodies, names, phones and addresses are never passed to it."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_personal,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if settings.mode == "test" else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
