"""The test house: one migrated database a test process, and a transaction around each test that is rolled back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, scoped_session

from marketplace import db as database
from marketplace.app import create_app
from marketplace.cli.database import upgrade_database
from marketplace.config import Settings, load_settings
from marketplace.i18n import set_language
from marketplace.jobs.models import Queue
from marketplace.jobs.queries import has_due_jobs
from marketplace.search.registry import search_engine
from marketplace.worker.loop import work_once
from tests.web.checking import CheckingClient


def make_postgres_database(admin_url: str, name: str) -> str:
    """Make an empty database on the test server and return its address."""
    url = admin_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return admin_url.rpartition("/")[0] + "/" + name


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a test installation; TEST_DATABASE=postgresql puts it on TEST_POSTGRES_URL."""
    var_dir = tmp_path_factory.mktemp("var")
    env = {"MODE": "test", "VAR_DIR": str(var_dir), "SECRET_KEY": "test"}
    if os.environ.get("TEST_DATABASE") == "postgresql":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        env["DATABASE_URL"] = make_postgres_database(os.environ["TEST_POSTGRES_URL"], f"chapnoi_test_{worker}")
    return load_settings(env)


@pytest.fixture(scope="session")
def house(settings: Settings) -> Iterator[Flask]:
    """The application on a migrated database with the reference lists."""
    app = create_app(settings)
    app.test_client_class = CheckingClient
    upgrade_database()
    database.session.remove()
    yield app
    database.session.remove()
    database.engine().dispose()


@pytest.fixture
def db(house: Flask) -> Iterator[scoped_session[Session]]:
    """The session, inside a transaction that is rolled back after the test."""
    connection = database.engine().connect()
    outer = connection.begin()
    database.bind_to(connection)
    set_language("vi")
    try:
        yield database.session
    finally:
        database.session.remove()
        database.bind_to(None)
        outer.rollback()
        connection.close()


@pytest.fixture
def index(db: scoped_session[Session]) -> Iterator[None]:
    """An empty search index for a test that writes to it."""
    search_engine().clear()
    yield
    search_engine().clear()


@pytest.fixture
def app(house: Flask, db: scoped_session[Session]) -> Flask:
    """The application, for a test that needs its configuration or commands."""
    return house


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, whose every page is checked (see ``CheckingClient``)."""
    return app.test_client()


@pytest.fixture
def new_client(app: Flask) -> Callable[[], FlaskClient]:
    """More browsers, for journeys with several people."""
    return app.test_client


@pytest.fixture
def run_jobs(app: Flask, index: None) -> Callable[[], None]:
    """Do everything that waits for the worker, in this process."""

    def run() -> None:
        with app.app_context():
            for _ in range(200):
                done = sum(work_once(queue, "test") for queue in Queue)
                if not done and not has_due_jobs():
                    return
        raise AssertionError("the jobs never end")

    return run


@pytest.fixture
def var_dir(settings: Settings) -> Path:
    """Where the test installation keeps its files."""
    return settings.var_dir
