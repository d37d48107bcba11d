"""How long a round of telling takes: ``MODE=demo VAR_DIR=/tmp/new python -m benchmarks.alerts [searches [postings]]``.

Fills an empty installation with people who each keep two searches to be told of at once, publishes one posting that a
few of them look for, and prints one JSON line a step in seconds: reading what is new, and a whole round with the
messages written. Delete the directory afterwards.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle

from sqlalchemy import insert

from marketplace.accounts.models import MemberRole, Membership, Organisation, OrganisationKind, User
from marketplace.accounts.terms import TERMS_VERSION
from marketplace.app import create_app
from marketplace.cli.database import upgrade_database
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.leads.queries.unwanted import get_unwanted
from marketplace.matching.models import AlertPace, SavedSearch
from marketplace.matching.news import FreshPostings, find_due_people, moment_of, read_news
from marketplace.postings.models import Listing, PostingStatus, Side
from marketplace.worker.alerting import PEOPLE, SETTLED, tell_everybody

SEARCHES, POSTINGS = 5_000, 1
WORDS = ("mật ong", "nước mắm", "gốm", "mây tre", "chè", "cà phê", "gạo", "miến dong", "tơ tằm", "nem chua")
EVERY = 50


@contextmanager
def timed(step: str, **figures: int) -> Iterator[None]:
    """Print how long a block took."""
    began = time.perf_counter()
    yield
    print(json.dumps({"step": step, **figures, "seconds": round(time.perf_counter() - began, 2)}))


def fill(searches: int) -> None:
    """Make people, each with an organisation and two searches; one in fifty looks for honey from Hà Nội."""
    moment, people = now() - timedelta(hours=1), searches // 2
    rows = range(1, people + 1)
    with transaction():
        session.execute(
            insert(User),
            [
                {
                    "id": n,
                    "full_name": f"Người {n}",
                    "sort_key": f"{n}",
                    "phone": f"+84912{n:06d}",
                    "password_hash": "",
                    "confirmed_at": moment,
                    "terms_version": TERMS_VERSION,
                    "terms_agreed_at": moment,
                    "created_at": moment,
                }
                for n in rows
            ],
        )
        session.execute(
            insert(Organisation),
            [
                {
                    "id": n,
                    "name": f"HTX {n}",
                    "name_key": f"htx {n}",
                    "kind": OrganisationKind.COOPERATIVE,
                    "is_producer": True,
                    "is_distributor": True,
                    "province_code": "01",
                    "contact_name": f"Người {n}",
                    "created_at": moment,
                }
                for n in rows
            ],
        )
        session.execute(
            insert(Membership),
            [{"user_id": n, "organisation_id": n, "role": MemberRole.ADMIN, "created_at": moment} for n in rows],
        )
        session.execute(insert(SavedSearch), [_search(n, word) for n, word in _searches(people)])


def _searches(people: int) -> Iterator[tuple[int, str]]:
    words = cycle(WORDS[1:])
    for number in range(1, people + 1):
        yield number, "mật ong" if number % EVERY == 0 else next(words)
        yield number, f"{next(words)} đặc sản"


def _search(user_id: int, text: str) -> dict[str, object]:
    moment = now() - timedelta(hours=1)
    return {
        "user_id": user_id,
        "side": Side.SUPPLY,
        "name": text,
        "params": {"q": text, "province": ["01"], "price": "200k/kg"},
        "pace": AlertPace.AT_ONCE,
        "created_at": moment,
        "told_until": moment,
        "seen_at": moment,
    }


def publish(count: int) -> None:
    """Make listings that have just come into sight."""
    moment = now() - timedelta(minutes=1)
    with transaction():
        for number in range(count):
            session.add(
                Listing(
                    organisation_id=1,
                    status=PostingStatus.PUBLISHED,
                    title="Mật ong hoa nhãn" if number == 0 else f"{WORDS[1 + number % 9]} số {number}",
                    category_code="processed.health.honey" if number == 0 else None,
                    province_code="01",
                    price_min=80_000,
                    price_unit="kg",
                    published_at=moment,
                    created_at=moment,
                    updated_at=moment,
                )
            )


def read_all() -> int:
    """Read what is new for everybody who is due; return for how many there is something."""
    moment = moment_of(now(), now() - SETTLED)
    fresh = FreshPostings(moment)
    after = found = 0
    while people := list(find_due_people(moment, after=after, limit=PEOPLE)):
        found += sum(not one.is_empty for one in read_news(people, moment, fresh, get_unwanted))
        after = people[-1]
    session.rollback()
    return found


def rounds() -> int:
    """Tell everybody; return in how many rounds."""
    count = 1
    while tell_everybody(site="Chắp Nối", site_url="https://chapnoi.example", ask_unwanted=get_unwanted):
        count += 1
    return count


def main() -> None:
    """Fill, publish, and print how long telling takes."""
    asked = [int(word) for word in sys.argv[1:3]]
    searches, postings = [*asked, *(SEARCHES, POSTINGS)[len(asked) :]]
    app = create_app()
    with app.app_context():
        upgrade_database()
        fill(searches)
        publish(postings)
        with timed("read", searches=searches, postings=postings):
            found = read_all()
        with timed("tell", people=found):
            rounds()
        with timed("nothing new"):
            rounds()


if __name__ == "__main__":
    main()
