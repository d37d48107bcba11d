"""A writer killed in the middle of a write leaves an index that opens and can be written."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from marketplace.search.documents import Document, Query
from marketplace.search.whoosh_engine import open_engine
from tests.search.examples import asked

KILLS = 8
PARTS = 5

# Puts groups of documents for ever, one batch a group; every document of a group carries the number of its round.
WRITER = """
import itertools, sys
from pathlib import Path
from marketplace.search.documents import Document
from marketplace.search.whoosh_engine import open_engine

engine = open_engine(Path(sys.argv[1]))
for turn in itertools.count(int(sys.argv[2])):
    group = turn % 7
    with engine.batch():
        for part in range(5):
            texts = {"title": f"nhóm {group} lượt{turn}", "body": f"phần {part} cuối{turn} " + "mật ong rừng " * 30}
            engine.put([Document(key=group * 5 + part, collection="listings", texts=texts, version=turn)])
    print(turn, flush=True)
"""


def run_and_kill(directory: Path, first: int, chance: random.Random) -> int:
    """Let a writer work for a moment, kill it, and return the last round that it said was kept."""
    command = [sys.executable, "-c", WRITER, str(directory), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = int(writer.stdout.readline())
        time.sleep(chance.uniform(0, 0.4))
        writer.send_signal(signal.SIGKILL)
        said = writer.stdout.read().split("\n")
    return max([last, *(int(line) for line in said[:-1] if line)])


def test_a_killed_writer_does_no_harm(tmp_path: Path) -> None:
    chance = random.Random(7)
    open_engine(tmp_path).rebuild([])
    reader = open_engine(tmp_path)
    last = 0
    for _ in range(KILLS):
        last = run_and_kill(tmp_path, last + 1, chance)
        for engine in (open_engine(tmp_path), reader):
            assert not engine.needs_rebuild
            versions = engine.keys("listings")
            assert max(versions.values()) in (last, last + 1)
            for group in {key // PARTS for key in versions}:
                turns = {versions.get(group * PARTS + part) for part in range(PARTS)}
                assert len(turns) == 1
                turn = turns.pop()
                for word in (f"lượt{turn}", f"cuối{turn}"):
                    assert engine.find(asked(word)).total == PARTS
    writer = open_engine(tmp_path)
    writer.put([Document(key=1000, collection="demands", texts={"title": "gạo"})])
    assert reader.find(Query(text="gạo", collection="demands")).total == 1
    while writer.tidy():
        pass
    assert writer.count("demands") == 1


def test_a_killed_rebuild_leaves_the_old_index(tmp_path: Path) -> None:
    engine = open_engine(tmp_path)
    engine.rebuild([Document(key=1, collection="listings", texts={"title": "gạo"})])
    endless = (
        "import itertools, sys\nfrom pathlib import Path\nfrom marketplace.search import whoosh_engine as w\n"
        "from marketplace.search.documents import Document\nw.REBUILD_STEP = 50\n"
        "def all():\n    for key in itertools.count(2):\n        print(key, flush=True)\n"
        "        yield Document(key=key, collection='listings', texts={'title': 'gạo'})\n"
        "w.open_engine(Path(sys.argv[1])).rebuild(all())"
    )
    with subprocess.Popen([sys.executable, "-c", endless, str(tmp_path)], stdout=subprocess.PIPE) as builder:
        assert builder.stdout is not None
        for _ in range(120):
            builder.stdout.readline()
        builder.send_signal(signal.SIGKILL)
    assert engine.keys("listings") == {1: 0}
    assert engine.rebuild([Document(key=2, collection="listings", texts={"title": "gạo"})]) == 1
    assert open_engine(tmp_path).keys("listings") == {2: 0}
