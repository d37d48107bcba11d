"""A kept search: the same however it was typed, in words, and only with what was understood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from marketplace.clock import now
from marketplace.db import session
from marketplace.i18n import reading
from marketplace.postings.asking import (
    count_since,
    find_since,
    identity_of,
    load_fresh,
    normalised,
    params_of,
    query_of,
    request_of,
    words_of,
)
from marketplace.postings.indexing import index_postings
from marketplace.postings.models import PostingStatus, Side
from marketplace.postings.searching import SearchRequest, facet_names, search_postings
from tests.counting import count_statements
from tests.factories.accounts import make_organisation
from tests.factories.postings import make_demand, make_listing

Db = scoped_session[Session]


def asked(text: str = "", *, side: Side = Side.SUPPLY, **values: object) -> SearchRequest:
    chosen = {name: values.pop(name) for name in ("category", "province", "certificate", "channel") if name in values}
    return SearchRequest(side=side, text=text, chosen=chosen, **values)  # type: ignore[arg-type]


def kept(request: SearchRequest) -> SearchRequest:
    return normalised(request, facet_names())


def test_page_order_unknown_codes_and_what_was_not_understood_are_dropped(db: Db) -> None:
    request = kept(
        asked(
            "  mật   ong ",
            province=("79", "01", "79", "không có"),
            category=("no.such.thing",),
            capacity="nhiều lắm",
            price="100k/kg",
            place="xứ nào đó",
            sort="newest",
            after="abc",
        )
    )
    assert params_of(request) == {"q": "mật ong", "province": ["01", "79"], "price": "100k/kg"}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (asked("Mật Ong"), asked(" mật  ong"), True),
        (asked("mật ong", province=("79", "01")), asked("mật ong", province=("01", "79")), True),
        (asked("mật ong", sort="newest", after="x"), asked("mật ong"), True),
        (asked("mật ong", province=("Hà Tây",)), asked("mật ong", province=("01",)), True),
        (asked("mật ong"), asked("mật ong", side=Side.DEMAND), False),
        (asked("mật ong"), asked("mật ong", price="100k/kg"), False),
        (asked("mật ong"), asked("mật"), False),
    ],
)
def test_the_same_search_is_the_same(db: Db, one: SearchRequest, other: SearchRequest, is_same: bool) -> None:
    assert (identity_of(kept(one)) == identity_of(kept(other))) is is_same


def test_in_words(db: Db) -> None:
    names = facet_names()
    request = kept(asked("mật ong", province=("01",), certificate=("ocop4",), price="100k/kg", place="miền Bắc"))
    assert words_of(request, names) == "mật ong · Hà Nội · Sản phẩm OCOP 4 sao · miền Bắc · Đến 100.000 ₫/kg"
    assert words_of(kept(asked()), names) == "Mọi tin chào hàng"
    with reading("en"):
        assert words_of(kept(asked(side=Side.DEMAND)), facet_names()) == "All demands"


texts = st.text(max_size=60) | st.sampled_from(["100k/kg", "2 tấn", "Hà Tây", "miền Tây", "mật ong"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=texts,
    place=texts,
    capacity=texts,
    price=texts,
    province=st.lists(st.sampled_from(["01", "79", "Hà Tây", "x"]), max_size=4),
    side=st.sampled_from(Side),
)
def test_keeping_a_kept_search_changes_nothing(
    db: Db, text: str, place: str, capacity: str, price: str, province: list[str], side: Side
) -> None:
    names = facet_names()
    request = asked(text, side=side, place=place, capacity=capacity, price=price, province=tuple(province))
    once = normalised(request, names)
    again = normalised(request_of(side, params_of(once)), names)
    assert again == once
    assert identity_of(again) == identity_of(once)
    assert words_of(once, names)
    assert query_of(side, params_of(once)).is_whole


@pytest.mark.usefixtures("index")
def test_what_was_published_since_by_others(db: Db) -> None:
    own = make_organisation(name="HTX Nhà")
    others = make_organisation(name="HTX Khác")
    old = make_listing(others, published_at=now() - timedelta(hours=2))
    fresh = [make_listing(others, published_at=now() - timedelta(minutes=n)) for n in (2, 1)]
    every = [
        old,
        *fresh,
        make_listing(own),
        make_demand(),
        make_listing(others, title="Gốm", category_code="craft.ceramics"),
    ]
    index_postings([row.id for row in every])
    query, since = query_of(Side.SUPPLY, {"q": "mat ong"}), now() - timedelta(hours=1)
    assert count_since(query, since, without=[own.id]) == 2
    assert find_since(query, since, without=[own.id], limit=5) == [fresh[1].id, fresh[0].id]
    assert count_since(query, fresh[0].published_at or now(), without=[own.id]) == 1


def test_fresh_is_what_everybody_sees_in_a_fixed_number_of_statements(db: Db) -> None:
    maker = make_organisation(name="HTX Khác")
    start = now() - timedelta(hours=1)

    def fresh() -> list[str]:
        return [one.title for one in load_fresh(start, now())]

    make_listing(maker, title="Một", certificates=["ocop4"])
    make_listing(maker, title="Cũ", published_at=start)
    make_listing(maker, title="Nháp", status=PostingStatus.DRAFT)
    make_listing(maker, title="Rút", status=PostingStatus.WITHDRAWN)
    make_listing(maker, title="Hết hạn", expires_on=now().date() - timedelta(days=2))
    session.rollback()
    one = count_statements(fresh)
    assert fresh() == ["Một"]
    make_listing(maker, title="Hai", certificates=["ocop3"])
    make_demand(title="Ba")
    session.rollback()
    assert count_statements(fresh) == one
    assert fresh() == ["Một", "Hai", "Ba"]


@pytest.mark.usefixtures("index")
def test_two_places_that_exclude_each_other_find_nothing(db: Db) -> None:
    index_postings([make_listing(make_organisation(province_code="01")).id])
    assert search_postings(asked("mật ong", province=("01",), place="Hà Tây")).total == 1
    assert search_postings(asked("mật ong", province=("01",), place="Kiên Giang")).total == 0
