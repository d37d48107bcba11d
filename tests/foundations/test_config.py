"""Settings from the environment."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marketplace.config import BadSetting, load_settings, stored_secret


def test_no_setting_is_needed(tmp_path: Path) -> None:
    settings = load_settings({"VAR_DIR": str(tmp_path)})
    assert settings.mode == "serve"
    assert not settings.shows_outbox
    assert settings.database_url == f"sqlite:///{tmp_path / 'chapnoi.sqlite3'}"
    assert settings.host == "127.0.0.1"


def test_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: stored_secret(tmp_path), range(16)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "99999"),
        ("PORT", "abc"),
        ("MODE", "party"),
        ("DATABASE_URL", "mysql://x"),
        ("APPROVE_FIRST_POSTING", "perhaps"),
        ("SMS_ADAPTER", "pigeon"),
    ],
)
def test_unusable_settings_are_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load_settings({"VAR_DIR": str(tmp_path), name: value})


def test_postgres_urls_get_the_driver(tmp_path: Path) -> None:
    for url in ("postgres://a@b/c", "postgresql://a@b/c"):
        assert (
            load_settings({"VAR_DIR": str(tmp_path), "DATABASE_URL": url}).database_url == "postgresql+psycopg://a@b/c"
        )
