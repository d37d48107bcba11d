"""Which search engine this process uses: set once at start, replaced by tests and by ``evaluate``."""

from __future__ import annotations

from marketplace.search.engine import SearchEngine

_engine: SearchEngine | None = None


def use_engine(engine: SearchEngine) -> None:
    """Make this the engine of the process."""
    global _engine
    _engine = engine


def search_engine() -> SearchEngine:
    """Return the engine in use; raises ``RuntimeError`` before ``use_engine``."""
    if _engine is None:
        raise RuntimeError("use_engine() has not been called")
    return _engine
