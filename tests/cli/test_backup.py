"""``flask db backup``: a copy of a database in use that can be put in its place."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from marketplace.cli.database import copy_sqlite
from tests.living import ROOT, site_env


def flask(var_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a site of its own."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.run(command, cwd=ROOT, env=site_env(var_dir, 1), capture_output=True, text=True, check=False)


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A database in use: what was written last is in its journal, and not yet in the file."""
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE tin (title TEXT)")
        connection.commit()
    return path


def test_the_copy_has_what_was_written_last_and_leaves_writers_alone(live: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("INSERT INTO tin VALUES ('Mật ong')")
        writer.commit()
        writer.execute("INSERT INTO tin VALUES ('chưa xong')")
        copy_sqlite(live, target)
        writer.commit()
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT title FROM tin").fetchall() == [("Mật ong",)]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.sqlite3"]


def test_a_failed_copy_leaves_the_last_one(tmp_path: Path) -> None:
    broken, target = tmp_path / "broken.sqlite3", tmp_path / "copy.sqlite3"
    broken.write_bytes(b"no database at all" * 100)
    target.write_text("yesterday's")
    with pytest.raises(sqlite3.DatabaseError):
        copy_sqlite(broken, target)
    assert target.read_text() == "yesterday's"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.sqlite3", "copy.sqlite3"]


@pytest.mark.processes
def test_a_site_comes_back_from_its_backup(tmp_path: Path) -> None:
    var, copy = tmp_path / "var", tmp_path / "copy.sqlite3"
    who = ["--name", "Trần Quản Trị", "--contact", "0988123456", "--password", "mật-khẩu-dài"]
    assert flask(var, "db", "upgrade").returncode == 0
    assert flask(var, "users", "create-staff", *who, "--role", "system").returncode == 0
    made = flask(var, "db", "backup", str(copy))
    assert made.returncode == 0, made.stderr

    again = tmp_path / "again"
    again.mkdir()
    copy.rename(again / "chapnoi.sqlite3")
    assert flask(again, "db", "upgrade").returncode == 0
    assert flask(again, "search", "rebuild").returncode == 0
    assert flask(again, "search", "check").returncode == 0
    with closing(sqlite3.connect(again / "chapnoi.sqlite3")) as connection:
        assert connection.execute('SELECT phone FROM "user"').fetchall() == [("+84988123456",)]


@pytest.mark.processes
def test_a_copy_onto_itself_is_refused(tmp_path: Path) -> None:
    assert flask(tmp_path, "db", "upgrade").returncode == 0
    refused = flask(tmp_path, "db", "backup", str(tmp_path / "chapnoi.sqlite3"))
    assert refused.returncode == 1
    assert "itself" in refused.stderr
