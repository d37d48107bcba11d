"""The index on disk: other processes, torn files, rebuilds, locks and merges."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marketplace.errors import Conflict
from marketplace.search import whoosh_engine
from marketplace.search.whoosh_engine import WhooshEngine, choose_merge, open_engine
from tests.search.examples import asked, document, found_keys

WRITE_ONE = """
import sys
from pathlib import Path
from marketplace.search.documents import Document
from marketplace.search.whoosh_engine import open_engine
open_engine(Path(sys.argv[1])).put([Document(key=int(sys.argv[2]), collection="listings", texts={"title": "gạo"})])
"""


def build(directory: Path) -> Path:
    """The build in use."""
    return directory / (directory / "CURRENT").read_text().split()[0]


def test_what_another_process_commits_is_found_at_once(whoosh: WhooshEngine, tmp_path: Path) -> None:
    whoosh.put([document(1, "gạo")])
    assert whoosh.find(asked("gạo")).total == 1
    subprocess.run([sys.executable, "-c", WRITE_ONE, str(tmp_path / "index"), "2"], check=True)
    assert whoosh.find(asked("gạo")).total == 2


def test_readers_move_to_a_rebuilt_index_by_themselves(whoosh: WhooshEngine, tmp_path: Path) -> None:
    reader = open_engine(tmp_path / "index")
    whoosh.put([document(1, "gạo")])
    assert reader.find(asked("gạo")).total == 1
    for round_ in range(3):
        whoosh.rebuild([document(10 + round_, "gạo")])
        assert found_keys(reader.find(asked("gạo"))) == [10 + round_]
    builds = [name for name in os.listdir(tmp_path / "index") if (tmp_path / "index" / name).is_dir()]
    assert builds == [build(tmp_path / "index").name]


def test_a_rebuild_that_fails_leaves_the_old_index(whoosh: WhooshEngine) -> None:
    whoosh.rebuild([document(1, "gạo")])

    def broken():
        yield document(2, "gạo")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        whoosh.rebuild(broken())
    assert whoosh.keys("listings") == {1: 1}
    whoosh.rebuild([document(3, "gạo")])
    assert whoosh.keys("listings") == {3: 1}


def test_a_missing_index_needs_a_rebuild_even_after_a_put(whoosh: WhooshEngine) -> None:
    assert whoosh.needs_rebuild
    whoosh.put([document(1, "gạo")])
    assert whoosh.needs_rebuild
    assert whoosh.count("listings") == 1
    whoosh.rebuild([document(1, "gạo")])
    assert not whoosh.needs_rebuild


def damage_pointer(directory: Path) -> None:
    (directory / "CURRENT").write_bytes(b"\xff\x00\xfe")


def damage_contents(directory: Path) -> None:
    for path in build(directory).glob("*.toc"):
        path.write_bytes(path.read_bytes()[:20])


def damage_segments(directory: Path) -> None:
    for path in build(directory).glob("*.seg"):
        path.write_bytes(path.read_bytes()[:50])


def remove_segments(directory: Path) -> None:
    for path in build(directory).glob("*.seg"):
        path.unlink()


def change_form(directory: Path) -> None:
    (directory / "CURRENT").write_text("0x00000000-000001\n")


@pytest.mark.parametrize("damage", [damage_pointer, damage_contents, damage_segments, remove_segments, change_form])
def test_an_index_that_cannot_be_read_is_empty_until_rebuilt(whoosh: WhooshEngine, tmp_path: Path, damage) -> None:
    whoosh.rebuild([document(1, "gạo")])
    damage(tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    assert engine.find(asked("gạo")).total == 0
    assert engine.needs_rebuild
    engine.put([document(2, "gạo")])
    assert engine.keys("listings") == {2: 1}
    assert engine.needs_rebuild
    engine.rebuild([document(1, "gạo"), document(2, "gạo")])
    assert not engine.needs_rebuild
    assert engine.count("listings") == 2


def test_strays_of_a_killed_writer_do_no_harm(whoosh: WhooshEngine, tmp_path: Path) -> None:
    whoosh.rebuild([document(1, "gạo")])
    place = build(tmp_path / "index")
    (place / "_MAIN_99.toc.123.4").write_bytes(b"torn")
    (place / "MAIN_abcdefgh.trm").write_bytes(b"torn")
    (place / "scratch").mkdir()
    (place / "scratch" / "x.ctmp").write_bytes(b"torn")
    (tmp_path / "index" / "CURRENT.new").write_text("torn")
    (tmp_path / "index" / (place.name[:-1] + "9")).mkdir()
    engine = open_engine(tmp_path / "index")
    assert found_keys(engine.find(asked("gạo"))) == [1]
    engine.put([document(2, "gạo")])
    assert engine.count("listings") == 2
    assert sorted(path.suffix for path in place.iterdir()) == ["", ".seg", ".seg", ".toc"]


def test_a_second_writer_is_refused(whoosh: WhooshEngine, tmp_path: Path) -> None:
    whoosh.put([document(1, "gạo")])
    with (tmp_path / "index" / "write.lock").open() as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(Conflict) as refusal:
            whoosh.put([document(2, "gạo")])
        assert refusal.value.key == "search.locked"
        assert whoosh.find(asked("gạo")).total == 1
    whoosh.put([document(2, "gạo")])
    assert whoosh.count("listings") == 2


def test_segments_stay_few_and_nothing_is_lost(whoosh: WhooshEngine, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(whoosh_engine, "FANOUT", 3)
    for key in range(1, 61):
        whoosh.put([document(key, f"gạo số {key}")])
        if key % 4 == 0:
            whoosh.drop([key - 1], collection="listings")
    assert len(list(build(tmp_path / "index").glob("*.seg"))) <= 10
    while whoosh.tidy():
        pass
    assert len(list(build(tmp_path / "index").glob("*.seg"))) <= 6
    assert sorted(whoosh.keys("listings")) == [key for key in range(1, 61) if key % 4 != 3]
    assert found_keys(whoosh.find(asked("số 37")))[0] == 37


def test_tidy_rewrites_segments_that_are_mostly_gone(whoosh: WhooshEngine) -> None:
    whoosh.rebuild(document(key, "gạo") for key in range(10))
    assert not whoosh.tidy()
    whoosh.drop(range(8), collection="listings")
    assert whoosh.tidy()
    assert not whoosh.tidy()
    assert sorted(whoosh.keys("listings")) == [8, 9]
    whoosh.drop([8, 9], collection="listings")
    assert whoosh.count("listings") == 0
    assert not whoosh.tidy()


@pytest.mark.parametrize(
    ("sizes", "limit", "chosen"),
    [
        ([], None, []),
        ([(1, 1)] * 5, 300, []),
        ([(1, 1)] * 6, 300, [0, 1, 2, 3, 4, 5]),
        ([(9000, 9000)] + [(1, 1)] * 6, 300, [1, 2, 3, 4, 5, 6]),
        ([(9000, 9000)] * 6, 300, []),
        ([(9000, 9000)] * 6, None, [0, 1, 2, 3, 4, 5]),
        ([(0, 5), (7, 7)], 300, [0]),
        ([(4, 10)], 300, []),
        ([(4, 10)], None, [0]),
    ],
)
def test_what_is_merged(sizes: list[tuple[int, int]], limit: int | None, chosen: list[int]) -> None:
    assert choose_merge(sizes, limit) == chosen


def test_a_broken_index_is_not_read_over_and_over(whoosh: WhooshEngine, tmp_path: Path) -> None:
    whoosh.rebuild([document(1, "gạo")])
    remove_segments(tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    engine.find(asked("gạo"))
    begun = time.perf_counter()
    for _ in range(20):
        engine.find(asked("gạo"))
    assert time.perf_counter() - begun < 0.3
