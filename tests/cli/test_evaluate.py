"""``evaluate`` and the sample: collections in, runs out; the sample is believable and loads once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.cli.collection import BadCollection, read_supply
from marketplace.cli.loading import category_of, codes_of, years_to_shift
from tests.living import ROOT

pytestmark = pytest.mark.processes

SUPPLY = [
    {
        "id": "a",
        "title": "Nước mắm cá cơm Phú Quốc",
        "producer": {"name": "Hãng A", "type": "doanh nghiệp", "province": "Kiên Giang"},
        "capacity": {"amount": 2, "unit": "tấn", "per": "month"},
        "price": {"min": 50000, "max": 60000, "unit": "lít"},
        "certifications": ["HACCP"],
        "channels": ["siêu thị"],
        "months": None,
        "category": None,
        "min_order": None,
        "description": "Mắm nhĩ.",
    },
    {
        "id": "b",
        "title": "Chiếu cói Kim Sơn",
        "producer": {"name": "Hợp tác xã B", "type": "hợp tác xã", "province": "Ninh Bình"},
        "capacity": None,
        "price": None,
        "certifications": [],
        "channels": [],
        "months": [3, 4],
        "category": "Cói",
        "min_order": {"amount": 10, "unit": "cái"},
        "description": "",
    },
]
DEMAND = [
    {
        "id": "x",
        "title": "Mua nước mắm",
        "description": "",
        "category": None,
        "quantity": {"amount": 500, "unit": "kg", "per": "month"},
        "buyer": {"name": "Siêu thị C", "type": "siêu thị", "province": "Hà Nội"},
        "price_max": None,
        "certifications_required": ["HACCP"],
        "delivery_province": "Hà Tây",
        "needed_from": "2020-03",
        "needed_until": None,
    },
]
QUERIES = [{"id": "q", "text": "chieu coi", "side": "supply"}, {"id": "r", "text": "nước mắm", "side": "demand"}]


def write(directory: Path, name: str, rows: list[dict[str, object]]) -> None:
    (directory / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def flask(tmp_path: Path, *command: str, mode: str = "test") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "MODE": mode, "VAR_DIR": str(tmp_path / "var")}
    env.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_collection_is_run_through_the_product(tmp_path: Path) -> None:
    for name, rows in (("supply", SUPPLY), ("demand", DEMAND), ("queries", QUERIES)):
        write(tmp_path, f"{name}.jsonl", rows)  # type: ignore[arg-type]
    done = flask(tmp_path, "evaluate", str(tmp_path), "--runs", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr[-2000:]
    matching = (tmp_path / "out" / "matching.run").read_text().split("\n")
    search = (tmp_path / "out" / "search.run").read_text().splitlines()
    assert matching[0].split()[:4] == ["x", "Q0", "a", "1"]
    assert [line.split()[:3] for line in search if line.split()[3] == "1"] == [["q", "Q0", "b"], ["r", "Q0", "x"]]
    assert not (tmp_path / "var" / "chapnoi.sqlite3").exists(), "the site's own database is left alone"


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "supply.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(BadCollection, match=r"supply\.jsonl:1: KeyError"):
        read_supply(tmp_path)
    done = flask(tmp_path, "evaluate", str(tmp_path), "--runs", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "supply.jsonl:1" in done.stderr


def test_the_sample_loads_once_and_is_complete(tmp_path: Path) -> None:
    assert flask(tmp_path, "db", "upgrade", mode="demo").returncode == 0
    done = flask(tmp_path, "demo", "load", mode="demo")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "0901000001" in done.stdout
    check = flask(tmp_path, "search", "check", mode="demo")
    assert check.stdout == "missing 0, stale 0, surplus 0\n"
    again = flask(tmp_path, "demo", "load", mode="demo")
    assert again.returncode == 1
    assert "already" in again.stderr


def test_names_become_codes() -> None:
    assert codes_of(["OCOP 4 sao", "OCOP 4 sao", "giấy khen"]) == ("ocop4",)
    assert category_of("Nước mắm", "Nước mắm cá cơm", "").startswith("processed.")
    assert years_to_shift(None) == 0
