"""Measures search on made-up documents: building, searching with counts, ranking a whole document, committing one."""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from marketplace.search.documents import Document, Query
from marketplace.search.whoosh_engine import open_engine

_HEADS = "nước bánh trà cà gạo mật đường kẹo mứt miến bún tương giỏ chiếu nón lụa gốm tranh ghế tủ dao cuốc máy tinh"
_TAILS = "mắm tráng xanh phê nếp ong phèn dừa gừng dong khô ớt tre cói lá tơ sứ đá mây gỗ thái xẻng xay phòng dầu"
_ONSETS = "b c ch d đ g h kh l m n ng nh ph qu r s t th tr v x"
_RHYMES = "a á à ạ an án at ay ăn ắt âm ấp em ên iêm iết in o ón ôi ộc ơn ương ươi u úc ung ưa ưởng"
HEADS = _HEADS.split()
TAILS = _TAILS.split()
SYLLABLES = [onset + rhyme for onset in _ONSETS.split() for rhyme in _RHYMES.split()]
FACETS = ("category", "province", "certificate", "channel")


def make_document(key: int, chance: random.Random) -> Document:
    """A listing of about the usual length, with common words common and rare words rare."""
    head, tail = chance.choice(HEADS), chance.choice(TAILS)
    body = [SYLLABLES[int(len(SYLLABLES) * chance.random() ** 3)] for _ in range(chance.randint(20, 60))]
    title = f"{head} {tail} {chance.choice(SYLLABLES)} {chance.choice(SYLLABLES)}"
    return Document(
        key=key,
        collection="listings",
        texts={"title": title, "words": f"{head} {tail}", "body": " ".join(body), "place": f"tỉnh {key % 34}"},
        terms={
            "category": (f"c{key % 180}", f"g{key % 4}"),
            "province": (f"{key % 34}",),
            "certificate": tuple(f"k{n}" for n in range(key % 4)),
            "channel": (f"h{key % 8}",),
        },
        numbers={"published": float(key), "price_mass": float(key % 500)},
        version=1,
    )


def timed(ask: Callable[[], object], times: int) -> dict[str, float]:
    """Run something repeatedly; return the median and the 95th percentile in milliseconds."""
    spent: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - begun) * 1000)
    return {"p50_ms": round(statistics.median(spent), 2), "p95_ms": round(sorted(spent)[int(times * 0.95)], 2)}


def report(step: str, **figures: float) -> None:
    """Print one line of JSON."""
    print(json.dumps({"step": step, **figures}), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Build an index of the asked size and print what each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    count = parser.parse_args(arguments).documents
    chance = random.Random(1)
    with TemporaryDirectory() as directory:
        writer = open_engine(Path(directory))
        begun = time.perf_counter()
        writer.rebuild(make_document(key, chance) for key in range(count))
        report("build", documents=count, seconds=round(time.perf_counter() - begun, 2))
        engine = open_engine(Path(directory))
        begun = time.perf_counter()
        engine.count("listings")
        report("open", seconds=round(time.perf_counter() - begun, 2))

        def search() -> None:
            text = f"{chance.choice(HEADS)} {chance.choice(TAILS)}"
            engine.find(Query(text=text, collection="listings", any_of={"province": ("1", "2")}, facets=FACETS))

        def rank() -> None:
            engine.rank(make_document(chance.randrange(10**6), chance).texts, collection="listings")

        def commit() -> None:
            writer.put([make_document(count + chance.randrange(10**6), chance)])

        report("search, two words with counts", **timed(search, 200))
        report("rank, a whole document", **timed(rank, 100))
        report("commit of one document", **timed(commit, 100))
        report("search just after a commit", **timed(lambda: (commit(), search()), 50))
        report("rank after 150 commits", **timed(rank, 100))
        begun = time.perf_counter()
        steps = sum(1 for _ in iter(writer.tidy, False))
        report("tidy", steps=steps, seconds=round(time.perf_counter() - begun, 2))
        report("memory", peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
