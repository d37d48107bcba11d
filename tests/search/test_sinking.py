"""What falls short of a number that the query names stands below what says about as much; both engines agree."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.search.engine import SearchEngine
from marketplace.search.memory import MemoryEngine
from marketplace.search.whoosh_engine import open_engine
from tests.search.examples import asked, document, found_keys

SINK = {"sink_below": {"said": 100.0}}


def goods(engine: SearchEngine) -> None:
    engine.put(
        [
            document(1, "mật ong", numbers={"said": 200}),
            document(2, "mật ong", numbers={"said": 99}),
            document(3, "mật ong"),
            document(4, "mật ong", numbers={"said": 100}),
            document(5, "mật ong", numbers={"said": 5}),
        ]
    )


def test_old_ones_sink_below_equals_and_keep_their_order(engine: SearchEngine) -> None:
    goods(engine)
    assert found_keys(engine.find(asked("mật ong", **SINK))) == [4, 3, 1, 5, 2]
    assert found_keys(engine.find(asked("mật ong"))) == [5, 4, 3, 2, 1]


def test_without_words_they_stand_last(engine: SearchEngine) -> None:
    goods(engine)
    assert found_keys(engine.find(asked("", **SINK))) == [4, 3, 1, 5, 2]


@pytest.mark.parametrize(("sort", "keys"), [("newest", [5, 4, 3, 2, 1]), ("said", [5, 2, 4, 1, 3])])
def test_an_order_that_was_asked_for_is_kept(engine: SearchEngine, sort: str, keys: list[int]) -> None:
    goods(engine)
    assert found_keys(engine.find(asked("mật ong", sort=sort, **SINK))) == keys


def test_what_was_meant_stands_before_what_only_resembles_it(engine: SearchEngine) -> None:
    engine.put([document(1, "mật ong", numbers={"said": 1}), document(2, "mật mía", numbers={"said": 200})])
    assert found_keys(engine.find(asked("mật ong", **SINK))) == [1, 2]


def test_a_far_better_answer_stays_above(engine: SearchEngine) -> None:
    engine.put(document(key, "đường phèn", numbers={"said": 200}) for key in range(10, 30))
    engine.put(
        [
            document(1, "mật ong rừng", body="mật ong rừng nguyên chất", numbers={"said": 1}),
            document(2, "quà quê", body="kẹo bánh trái mứt dừa me gừng ổi và ít mật ong rừng", numbers={"said": 200}),
        ]
    )
    assert found_keys(engine.find(asked("mật ong rừng", **SINK)))[:2] == [1, 2]


@pytest.mark.parametrize("text", ["mật ong", ""])
def test_pages_go_on_across_the_line(engine: SearchEngine, text: str) -> None:
    engine.put(document(key, "mật ong", numbers={"said": key % 3 * 60}) for key in range(1, 31))
    whole = found_keys(engine.find(asked(text, size=500, **SINK)))
    seen: list[int] = []
    cursor = None
    while True:
        found = engine.find(asked(text, size=7, after=cursor, **SINK))
        seen += found_keys(found)
        cursor = found.next_cursor
        if cursor is None:
            break
    assert seen == whole
    assert {key % 3 for key in whole[:10]} == {2}


DOCUMENTS = st.lists(
    st.builds(
        lambda key, title, said: document(key, title, numbers={} if said is None else {"said": float(said)}),
        st.integers(1, 15),
        st.lists(st.sampled_from(["mật", "ong", "mía", "gạo"]), max_size=5).map(" ".join),
        st.none() | st.integers(0, 200),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(DOCUMENTS, st.sampled_from(["", "mật ong", "gạo"]), st.sampled_from(["relevance", "newest", "said"]))
def test_engines_agree_on_what_sinks(documents: list, text: str, sort: str) -> None:
    with TemporaryDirectory() as directory:
        plain, stored = MemoryEngine(), open_engine(Path(directory))
        for engine in (plain, stored):
            engine.put(documents)
        query = asked(text, sort=sort, size=20, **SINK)
        left, right = plain.find(query), stored.find(query)
    assert found_keys(left) == found_keys(right)
    assert [hit.score for hit in left.hits] == pytest.approx([hit.score for hit in right.hits])
