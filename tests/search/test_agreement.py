"""The index answers as the plain engine that looks at every document does, whatever is asked."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.search.documents import Document
from marketplace.search.memory import MemoryEngine
from marketplace.search.whoosh_engine import WhooshEngine, open_engine
from tests.search.examples import asked, document

WORDS = st.sampled_from(["gạo", "gao", "nếp", "nước", "mắm", "mam", "nuts", "200g", ",", "hoà", "của", "cần"])
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
VALUES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple)
DOCUMENTS = st.builds(
    lambda key, title, body, kind, price: document(
        key, title, body=body, terms={"kind": kind}, numbers={} if price is None else {"price": price}
    ),
    st.integers(1, 12),
    TEXTS,
    TEXTS,
    VALUES,
    st.none() | st.integers(0, 3).map(float),
)
# Batches of documents to put, or keys to drop, one after the other.
CHANGES = st.lists(st.lists(DOCUMENTS, min_size=1, max_size=6) | st.integers(1, 12), min_size=1, max_size=9)
SORTS = st.sampled_from(["relevance", "newest", "price", "-price"])


@settings(max_examples=80, deadline=None)
@given(CHANGES, TEXTS, VALUES, VALUES, SORTS, st.integers(1, 5))
def test_engines_agree(
    changes: list[list[Document] | int],
    text: str,
    any_of: tuple[str, ...],
    none_of: tuple[str, ...],
    sort: str,
    size: int,
) -> None:
    with TemporaryDirectory() as directory:
        engines = (open_engine(Path(directory)), MemoryEngine())
        for change in changes:
            for engine in engines:
                engine.drop([change], collection="listings") if isinstance(change, int) else engine.put(change)
        filters = {"any_of": {"kind": any_of}, "none_of": {"kind": none_of[:1]}}
        cursor = None
        while True:
            query = asked(text, sort=sort, size=size, after=cursor, facets=("kind",), **filters)
            first, second = (engine.find(query) for engine in engines)
            assert first == second
            cursor = first.next_cursor
            if cursor is None:
                break
        ranked = [engine.rank({"title": text}, collection="listings", **filters) for engine in engines]
        assert ranked[0] == ranked[1]
        assert engines[0].keys("listings") == engines[1].keys("listings")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """An index with a few documents."""
    engine = open_engine(tmp_path_factory.mktemp("index"))
    engine.put([document(1, "gạo nếp", body="ngon"), document(2, "AND OR NOT", body="title:gạo")])
    return engine


ODD = st.sampled_from(['"', "(", "AND", "NOT", "title:", "*", "?", "[a TO b]", "\0", "😀", "gạo", "~2", "^3", "\ud800"])


@settings(deadline=None)
@given(st.text(max_size=200) | st.lists(ODD, max_size=30).map(" ".join))
def test_no_text_is_too_odd(stocked: WhooshEngine, text: str) -> None:
    stocked.find(asked(text))
    stocked.rank({"title": text, "body": text}, collection="listings")


MANY = " ".join(f"từ{n}" for n in range(3000))


@pytest.mark.parametrize("text", ["gạo " * 2500, "x" * 10_000, MANY + " gạo", "'\"" * 5000])
def test_no_text_is_too_long(stocked: WhooshEngine, text: str) -> None:
    found = stocked.find(asked(text))
    assert len(found.understood) <= 64
    stocked.rank({"title": text}, collection="listings")


def test_of_a_long_text_the_rarest_known_words_are_kept(tmp_path: Path) -> None:
    engine = open_engine(tmp_path)
    engine.put(document(key, " ".join(f"thường{n}" for n in range(100))) for key in range(2, 40))
    engine.put([document(1, "hiếm")])
    found = engine.find(asked(" ".join(f"thường{n}" for n in range(100)) + " hiếm"))
    assert "hiếm" in found.understood
    assert len(found.understood) == 64


def test_odd_documents_can_be_put(stocked: WhooshEngine) -> None:
    stocked.put([document(3, "\0 \ud800 " + "x" * 50_000, body="gạo\n" * 5000, terms={"": ("\0", "")})])
    stocked.drop([3], collection="listings")
