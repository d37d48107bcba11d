"""Every state of a saved search: each verb as each person, compared with a table that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session, scoped_session

from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.models import StaffRole, User
from marketplace.matching.actions import (
    mark_looked_at,
    remove_search,
    rename_search,
    restore_search,
    save_search,
    set_search_pace,
)
from marketplace.matching.actions.searches import MAX_SEARCHES
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.matching.queries import get_saved_search
from marketplace.postings.models import Side
from marketplace.postings.searching import SearchRequest
from tests.factories.accounts import actor_of, add_member, make_organisation, make_staff, make_user
from tests.factories.alerts import make_search
from tests.walking import compare, walk

TABLE = Path(__file__).with_name("search_states.tsv")
HONEY = SearchRequest(side=Side.SUPPLY, text="mật ong")


def states(owner: User) -> Mapping[str, Callable[[], SavedSearch]]:
    """Return how to bring a saved search into each state."""

    def kept() -> SavedSearch:
        return make_search(owner, "mật ong")

    def removed() -> SavedSearch:
        search = kept()
        remove_search(search, by=actor_of(owner))
        return search

    def removed_and_thirty_others() -> SavedSearch:
        search = removed()
        for number in range(MAX_SEARCHES):
            make_search(owner, f"hàng {number}")
        return search

    return {one.__name__: one for one in (kept, removed, removed_and_thirty_others)}


VERBS: Mapping[str, Callable[[SavedSearch, Actor], object]] = {
    "read": lambda search, actor: get_saved_search(search.id, actor),
    "look": lambda search, actor: mark_looked_at(search, by=actor),
    "rename": lambda search, actor: rename_search(search, "Ong nhà", by=actor),
    "rename_to_nothing": lambda search, actor: rename_search(search, "  ", by=actor),
    "set_pace": lambda search, actor: set_search_pace(search, AlertPace.WEEKLY, by=actor),
    "remove": lambda search, actor: remove_search(search, by=actor),
    "restore": lambda search, actor: restore_search(search, by=actor),
    "save_again": lambda search, actor: save_search(HONEY, by=actor),
}


def test_who_may_do_what_with_a_search_in_each_state(db: scoped_session[Session]) -> None:
    owner, colleague, other = make_user("Chủ"), make_user("Thợ"), make_user("Người Khác")
    house = make_organisation(owner)
    add_member(house, colleague)
    make_organisation(other, name="HTX Khác")
    actors = {
        "owner": actor_of(owner),
        "colleague": actor_of(colleague),
        "other": actor_of(other),
        "staff_here": actor_of(make_staff(StaffRole.PROVINCIAL, "01")),
        "staff_elsewhere": actor_of(make_staff(StaffRole.PROVINCIAL, "79")),
        "ministry": actor_of(make_staff(StaffRole.MINISTRY)),
        "visitor": VISITOR,
    }
    compare(walk(states(owner), VERBS, actors), TABLE)
