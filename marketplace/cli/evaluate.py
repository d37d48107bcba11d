"""``flask evaluate``: runs a judged collection through the product and writes TREC runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from marketplace import db
from marketplace.cli.collection import BadCollection, SearchTopic, read_demand, read_supply, read_topics
from marketplace.cli.database import upgrade_database
from marketplace.cli.loading import Loaded, Loader, load_records, throwaway_password
from marketplace.matching.queries import rank_matches_of
from marketplace.matching.refresh import refresh
from marketplace.postings.indexing import index_postings
from marketplace.postings.models import Side
from marketplace.search.documents import Query
from marketplace.search.registry import search_engine, use_engine
from marketplace.search.whoosh_engine import open_engine

DEPTH = 100
TAG = "chapnoi"


def run_lines(topic: str, ranked: Iterable[tuple[str, float]]) -> Iterable[str]:
    """Yield a topic's lines in TREC form; scores only say the order."""
    for rank, (document, score) in enumerate(ranked, 1):
        yield f"{topic} Q0 {document} {rank} {score:.6f} {TAG}"


def matching_run(loaded: Loaded) -> list[str]:
    """Return the matches of every demand, as its owner would see them."""
    names = {posting.id: name for name, posting in loaded.listings.items()}
    lines: list[str] = []
    for topic, demand in loaded.demands.items():
        refresh(demand.id)
        ranked = rank_matches_of(demand.id, limit=DEPTH)
        lines += run_lines(topic, [(names[key], float(len(ranked) - at)) for at, (key, _order) in enumerate(ranked)])
    return lines


def search_run(topics: Sequence[SearchTopic], loaded: Loaded) -> list[str]:
    """Return what the search box finds for every topic."""
    lines: list[str] = []
    for topic in topics:
        side = Side(topic.side)
        postings = loaded.listings if side is Side.SUPPLY else loaded.demands
        names = {posting.id: name for name, posting in postings.items()}
        found = search_engine().find(Query(text=topic.text, collection=side.value, size=DEPTH))
        total = len(found.hits)
        lines += run_lines(topic.id, [(names[hit.key], float(total - at)) for at, hit in enumerate(found.hits)])
    return lines


def run_collection(directory: Path, out: Path, work: Path) -> tuple[int, int]:
    """Load a collection into a database and index under ``work``, and write both runs; return how many lines each."""
    supply, demand, topics = read_supply(directory), read_demand(directory), read_topics(directory)
    db.connect(f"sqlite:///{work / 'evaluate.sqlite3'}")
    use_engine(open_engine(work / "index"))
    upgrade_database()
    with db.transaction():
        loaded = load_records(supply, demand, Loader(throwaway_password()))
    index_postings([posting.id for posting in (*loaded.listings.values(), *loaded.demands.values())])
    runs = {"matching": matching_run(loaded), "search": search_run(topics, loaded)}
    out.mkdir(parents=True, exist_ok=True)
    for name, lines in runs.items():
        (out / f"{name}.run").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    db.session.remove()
    return len(runs["matching"]), len(runs["search"])


@click.command("evaluate")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--runs", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write.")
@with_appcontext
def evaluate(directory: Path, out: Path) -> None:
    """Load the judged collection in DIRECTORY into a throwaway database and index, and write matching.run and
    search.run (at most 100 documents a topic) for a TREC scorer."""
    with tempfile.TemporaryDirectory() as work:
        try:
            matches, hits = run_collection(directory, out, Path(work))
        except BadCollection as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"{out / 'matching.run'}: {matches} lines")
    click.echo(f"{out / 'search.run'}: {hits} lines")
