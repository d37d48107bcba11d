"""A database that tests may fill from several threads: nothing in it is rolled back, all of it is thrown away."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace import db as database
from marketplace.cli.database import upgrade_database
from marketplace.config import Settings, load_settings
from tests.conftest import make_postgres_database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def open_market(
    house: Flask, settings: Settings, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Connect to an empty database with the reference lists, on both kinds of server, and go back afterwards."""
    address = f"sqlite:///{tmp_path_factory.mktemp('open')}/market.sqlite3"
    if request.param == "postgresql":
        server = os.environ.get("TEST_POSTGRES_URL")
        if not server:
            pytest.skip("TEST_POSTGRES_URL is not set")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        address = make_postgres_database(server, f"chapnoi_open_{worker}")
    env = {"MODE": "test", "VAR_DIR": str(settings.var_dir), "SECRET_KEY": "test", "DATABASE_URL": address}
    database.connect(load_settings(env).database_url)
    upgrade_database()
    database.session.remove()
    try:
        yield str(request.param)
    finally:
        database.session.remove()
        database.connect(settings.database_url)
