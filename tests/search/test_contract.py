"""What every search engine does."""

from __future__ import annotations

import pytest

from marketplace.search.checks import compare_keys
from marketplace.search.documents import Document, Query
from marketplace.search.engine import SearchEngine
from tests.search.examples import asked, document, found_keys


def titles(engine: SearchEngine, *texts: str) -> None:
    engine.put(document(at, text) for at, text in enumerate(texts, 1))


def test_an_empty_engine_finds_nothing(engine: SearchEngine) -> None:
    found = engine.find(asked("gạo", facets=("province",)))
    assert (found.hits, found.total, found.facets, found.next_cursor) == ([], 0, {"province": {}}, None)
    assert engine.find(asked()).total == 0
    assert engine.rank({"title": "gạo"}, collection="listings").hits == []
    assert engine.keys("listings") == {}
    assert engine.count("listings") == 0


def test_put_replaces_and_drop_removes(engine: SearchEngine) -> None:
    engine.put([document(1, "gạo tẻ"), document(2, "gạo nếp")])
    engine.put([document(1, "muối hạt", version=2)])
    engine.put([document(1, "muối hạt", version=2)])
    assert found_keys(engine.find(asked("gạo"))) == [2]
    assert found_keys(engine.find(asked("muối"))) == [1]
    assert engine.keys("listings") == {1: 2, 2: 1}
    engine.drop([1, 77], collection="listings")
    assert engine.find(asked("muối")).total == 0
    assert engine.count("listings") == 1


def test_collections_are_apart(engine: SearchEngine) -> None:
    engine.put([document(1, "gạo"), document(1, "gạo", collection="demands", version=9)])
    engine.drop([1], collection="listings")
    assert engine.count("listings") == 0
    assert engine.keys("demands") == {1: 9}
    assert found_keys(engine.find(Query(text="gạo", collection="demands"))) == [1]


def test_a_batch_is_kept_together_or_not_at_all(engine: SearchEngine) -> None:
    engine.put([document(1, "gạo")])
    with engine.batch():
        engine.put([document(2, "gạo"), document(3, "gạo")])
        engine.drop([1, 3], collection="listings")
        engine.put([document(2, "muối", version=5)])
    assert engine.keys("listings") == {2: 5}

    def stop_half_way() -> None:
        with engine.batch():
            engine.put([document(4, "gạo")])
            engine.drop([2], collection="listings")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stop_half_way()
    assert engine.keys("listings") == {2: 5}


def test_rebuild_and_clear(engine: SearchEngine) -> None:
    engine.put([document(1, "gạo"), document(2, "gạo")])
    assert engine.rebuild([document(2, "muối", version=3), document(3, "muối")]) == 2
    assert engine.keys("listings") == {2: 3, 3: 1}
    assert engine.find(asked("gạo")).total == 0
    assert not engine.needs_rebuild
    engine.clear()
    assert engine.count("listings") == 0


@pytest.mark.parametrize("text", ["nước mắm", "nuoc mam", "NƯỚC  MẮM!", '"nước" AND mắm*', "nước-mắm"])
def test_marks_case_and_punctuation_do_not_matter(engine: SearchEngine, text: str) -> None:
    titles(engine, "Nước mắm nhĩ Phú Quốc", "Nuoc mam Nha Trang", "Gạo ST25")
    assert set(found_keys(engine.find(asked(text)))[:2]) == {1, 2}


def test_typed_marks_outrank_folded_ones(engine: SearchEngine) -> None:
    titles(engine, "ga lăn", "gà lăn", "gá lăn")
    assert found_keys(engine.find(asked("gà")))[0] == 2


def test_words_side_by_side_outrank_words_apart(engine: SearchEngine) -> None:
    titles(engine, "mắm ruốc nước cốt", "nước mắm ruốc cốt")
    assert found_keys(engine.find(asked("nuoc mam"))) == [2, 1]


def test_titles_outrank_bodies(engine: SearchEngine) -> None:
    engine.put([document(1, "quà quê", body="mật ong"), document(2, "mật ong", body="quà quê")])
    assert found_keys(engine.find(asked("mật ong"))) == [2, 1]


def test_whatever_has_all_words_stands_first(engine: SearchEngine) -> None:
    titles(engine, "dừa dừa dừa", "hộp", "kẹo kẹo")
    engine.put([document(2, "hộp", body="bánh kẹo và dừa khô " * 10)])
    found = engine.find(asked("kẹo dừa"))
    assert found_keys(found)[0] == 2
    assert set(found_keys(found)) == {1, 2, 3}
    assert found.understood == ("kẹo", "dừa")


def test_with_enough_full_hits_partial_ones_are_left_out(engine: SearchEngine) -> None:
    titles(engine, *["kẹo dừa"] * 12, "kẹo lạc", "dừa sáp")
    assert engine.find(asked("kẹo dừa")).total == 12


def test_nothing_said_finds_everything_newest_first(engine: SearchEngine) -> None:
    titles(engine, "một", "hai", "ba")
    assert found_keys(engine.find(asked("  "))) == [3, 2, 1]
    assert engine.find(asked("?!")).total == 0


GOODS: list[Document] = [
    document(1, "gạo", terms={"province": ("01",), "channel": ("shop", "market")}, numbers={"price": 10}),
    document(2, "gạo", terms={"province": ("79",), "channel": ("shop",)}, numbers={"price": 30}),
    document(3, "gạo", terms={"province": ("79",)}, numbers={"price": 20}),
    document(4, "gạo", terms={"province": ("48",), "channel": ("market", "market")}),
    document(5, "muối", terms={"province": ("48",), "channel": ("market",)}, numbers={"price": 1}),
]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"any_of": {"province": ("01", "48")}}, [4, 1]),
        ({"any_of": {"province": ("79",), "channel": ("shop", "market")}}, [2]),
        ({"any_of": {"province": ()}}, [4, 3, 2, 1]),
        ({"any_of": {"province": ("99",)}}, []),
        ({"any_of": {"unheard": ("x",)}}, []),
        ({"none_of": {"channel": ("shop",)}}, [4, 3]),
        ({"at_least": {"price": 20}}, [3, 2]),
        ({"at_most": {"price": 20}}, [3, 1]),
        ({"at_least": {"price": 20}, "at_most": {"price": 20}}, [3]),
        ({"at_least": {"unheard": 0}}, []),
    ],
)
def test_filters(engine: SearchEngine, filters: dict, keys: list[int]) -> None:
    engine.put(GOODS)
    found = engine.find(asked("gạo", sort="newest", **filters))
    assert (found_keys(found), found.total) == (keys, len(keys))


def test_facets_count_all_hits_and_leave_their_own_filter_out(engine: SearchEngine) -> None:
    engine.put(GOODS)
    found = engine.find(asked("gạo", size=1, any_of={"province": ("79",)}, facets=("province", "channel", "unheard")))
    assert found.total == 2
    assert found.facets == {"province": {"01": 1, "79": 2, "48": 1}, "channel": {"shop": 1}, "unheard": {}}


@pytest.mark.parametrize(
    ("sort", "keys"),
    [
        ("price", [5, 1, 3, 2, 4]),
        ("-price", [2, 3, 1, 5, 4]),
        ("newest", [5, 4, 3, 2, 1]),
        ("unheard", [5, 4, 3, 2, 1]),
    ],
)
def test_sorting(engine: SearchEngine, sort: str, keys: list[int]) -> None:
    engine.put(GOODS)
    assert found_keys(engine.find(asked(sort=sort))) == keys


@pytest.mark.parametrize(
    ("text", "sort"),
    [("gạo", "relevance"), ("gạo thơm", "relevance"), ("gạo vắng", "relevance"), ("", "newest"), ("", "price")],
)
def test_pages_neither_repeat_nor_skip_while_documents_come_in(engine: SearchEngine, text: str, sort: str) -> None:
    words = ["gạo", "gạo thơm", "gạo thơm ngon", "gạo tám thơm gạo", "gạo gạo"]
    engine.put(document(key, words[key % 5], numbers={"price": key % 7}) for key in range(1, 41))
    before = set(found_keys(engine.find(asked(text, size=500))))
    seen: list[int] = []
    cursor = None
    for step in range(50):
        found = engine.find(asked(text, sort=sort, size=7, after=cursor))
        seen += found_keys(found)
        cursor = found.next_cursor
        if cursor is None:
            break
        fresh = range(100 + step * 3, 103 + step * 3)
        engine.put(document(key, words[key % 5], numbers={"price": key % 7}) for key in fresh)
    old = [key for key in seen if key in before]
    assert len(old) == len(set(old))
    assert set(old) == before
    assert len(seen) == len(set(seen))


def test_a_page_goes_on_where_its_last_row_is_now_or_was(engine: SearchEngine) -> None:
    engine.put(document(key, "gạo", numbers={"price": key}) for key in range(1, 10))
    cursor = engine.find(asked(sort="price", size=3)).next_cursor
    engine.drop([3], collection="listings")
    assert found_keys(engine.find(asked(sort="price", size=3, after=cursor))) == [4, 5, 6]
    engine.put([document(3, "gạo", numbers={"price": 6.5})])
    assert found_keys(engine.find(asked(sort="price", size=3, after=cursor))) == [7, 8, 9]


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "WzEsMl0", "WyJhIiwiYiIsImMiXQ", "W251bGwsMWU5OTksM10", "é" * 500])
def test_a_tampered_cursor_begins_anew(engine: SearchEngine, cursor: str) -> None:
    titles(engine, "gạo", "gạo")
    assert found_keys(engine.find(asked("gạo", after=cursor))) == [2, 1]


def test_rank_finds_the_likest_and_measures_it(engine: SearchEngine) -> None:
    titles(engine, "nước mắm nhĩ cá cơm", "mắm ruốc", "gạo nếp", "ghế mây")
    ranked = engine.rank({"title": "nước mắm cá cơm", "body": "loại ngon"}, collection="listings")
    assert [hit.key for hit in ranked.hits][:2] == [1, 2]
    likeness = [ranked.likeness(hit) for hit in ranked.hits]
    assert 1 >= likeness[0] > 0.5 > likeness[1] > 0
    same = engine.rank({"title": "gạo nếp"}, collection="listings")
    assert same.likeness(same.hits[0]) > 0.99


def test_rank_filters_and_limits(engine: SearchEngine) -> None:
    engine.put(GOODS)
    ranked = engine.rank(
        {"title": "gạo"}, collection="listings", any_of={"province": ("79", "01")}, none_of={"channel": ("market",)}
    )
    assert [hit.key for hit in ranked.hits] == [3, 2]
    assert [hit.key for hit in engine.rank({"title": "gạo"}, collection="listings", k=1).hits] == [4]


def test_the_check_names_what_differs(engine: SearchEngine) -> None:
    engine.put([document(1, "gạo"), document(2, "gạo", version=4), document(3, "gạo")])
    difference = compare_keys(engine, "listings", {1: 1, 2: 5, 4: 1})
    assert (difference.missing, difference.stale, difference.surplus) == ((4,), (2,), (3,))
    assert difference
    assert not compare_keys(engine, "listings", {1: 1, 2: 4, 3: 1})
