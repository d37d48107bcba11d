"""Every test that asks for ``engine`` runs on each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace.search.engine import SearchEngine
from marketplace.search.memory import MemoryEngine
from marketplace.search.whoosh_engine import WhooshEngine, open_engine


@pytest.fixture(params=["whoosh", "memory"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    """An empty engine."""
    return open_engine(tmp_path / "index") if request.param == "whoosh" else MemoryEngine()


@pytest.fixture
def whoosh(tmp_path: Path) -> WhooshEngine:
    """An empty engine on files, under ``tmp_path / "index"``."""
    return open_engine(tmp_path / "index")
