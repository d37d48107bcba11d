"""A few documents answer a query as every engine does where it asks for all the words."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.search.answering import Handful
from marketplace.search.documents import Document, Query
from marketplace.search.engine import SearchEngine
from tests.search.examples import asked, document, found_keys

WORDS = [
    "nước",
    "mắm",
    "nước mắm",
    "mật ong",
    "mat ong",
    "gốm",
    "Phú Quốc",
    "chén sứ",
    "1,5kg",
    "honey",
    "cần mua",
    "?",
]

GOODS = [
    document(1, "Nước mắm Phú Quốc", terms={"province": ("91",)}, numbers={"price_volume": 100.0}),
    document(2, "Mắm ruốc", body="làm từ ruốc, không phải nước ép"),
    document(3, "Nước mắm nhĩ", terms={"province": ("01",), "certificate": ("ocop4",)}),
    document(4, "Mật ong hoa nhãn, chai 1,5kg", terms={"province": ("01",)}),
    document(5, "Nước mắm", collection="demands"),
]


def test_all_words_and_all_filters(engine: SearchEngine) -> None:
    engine.put(GOODS)
    handful = Handful(GOODS)
    for query, keys in (
        (asked("nuoc mam"), [1, 2, 3]),
        (asked("nước mắm phú quốc"), [1]),
        (asked("nước mắm", any_of={"province": ("01",)}), [3]),
        (asked("nước mắm", at_most={"price_volume": 150.0}), [1]),
        (asked("", any_of={"province": ("01", "79")}), [3, 4]),
        (asked("nước", none_of={"province": ("01",)}), [1, 2]),
        (asked("tàu vũ trụ"), []),
        (asked("???"), []),
        (Query(text="nước mắm", collection="demands"), [5]),
    ):
        assert handful.answers(query) == keys, query
        assert sorted(found_keys(engine.find(as_whole(query)))) == keys, query


def as_whole(query: Query) -> Query:
    return Query(**{**vars(query), "is_whole": True})


def test_an_engine_that_is_asked_for_all_words_finds_nothing_less(engine: SearchEngine) -> None:
    engine.put(GOODS)
    loose = found_keys(engine.find(asked("nước mắm ruốc")))
    assert found_keys(engine.find(asked("nước mắm ruốc", is_whole=True))) == [2]
    assert loose[0] == 2
    assert len(loose) > 1


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
documents = st.lists(st.tuples(texts, texts, st.sampled_from(["01", "79"])), min_size=1, max_size=12).map(
    lambda rows: [
        document(key, title, body=body, terms={"province": (code,)}) for key, (title, body, code) in enumerate(rows, 1)
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(goods=documents, text=texts, code=st.sampled_from(["", "01"]))
def test_both_say_the_same(engine: SearchEngine, goods: list[Document], text: str, code: str) -> None:
    engine.clear()
    engine.put(goods)
    query = asked(text, any_of={"province": (code,)} if code else {}, size=100)
    assert Handful(goods).answers(query) == sorted(found_keys(engine.find(as_whole(query))))
