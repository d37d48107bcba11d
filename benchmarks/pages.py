"""How long the site itself takes for its pages, in this process: ``MODE=demo VAR_DIR=... python -m benchmarks.pages``.

Prints one JSON line a page: median and 95th percentile in milliseconds, bytes of the page before compression, and the
number of SQL statements. Run it before and after a change of a hot path, on the same sample (``flask demo load``).
"""

from __future__ import annotations

import json
import re
import statistics
import time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace import db
from marketplace.app import create_app
from marketplace.cli.demo import SAMPLE_PASSWORD

ROUNDS = 40
SELLER, BUYER = "0901000001", "0901000003"
# stands in a path for the own posting whose page of matches is the longest: "listings/7"
OWN = "{own}"

PAGES: tuple[tuple[str | None, str], ...] = (
    (None, "/"),
    (None, "/listings?q=nuoc+mam"),
    (None, "/listings?q=nuoc+mam&province=91&certificate=ocop4&price=200k/lit"),
    (None, "/listings"),
    (SELLER, "/my"),
    (SELLER, f"/{OWN}"),
    (SELLER, f"/{OWN}/matches"),
    (BUYER, f"/{OWN}/matches"),
    (BUYER, "/matches"),
    (BUYER, "/listings?q=nuoc+mam"),
    (BUYER, "/my/alerts"),
    (BUYER, "/leads"),
)


def sign_in(client: FlaskClient, phone: str) -> None:
    """Sign a sample account in; the form's token is taken from its page."""
    page = client.get("/sessions/new").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    answer = client.post("/sessions/new", data={"csrf_token": token, "contact": phone, "password": SAMPLE_PASSWORD})
    if answer.status_code != 303:
        raise SystemExit(f"{phone} cannot sign in: is this the sample site?")


def find_own(client: FlaskClient) -> str:
    """Return the own posting with the longest page of matches."""
    own = set(re.findall(r"/((?:listings|demands)/\d+)/matches", client.get("/my/postings").get_data(as_text=True)))
    return max(sorted(own), key=lambda path: len(client.get(f"/{path}/matches").data))


def measure(client: FlaskClient, path: str, statements: list[int]) -> dict[str, Any]:
    """Ask for a page many times."""
    if (answer := client.get(path)).status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}: is this the sample site?")
    statements[0] = 0
    size = len(client.get(path).data)
    per_page = statements[0]
    took: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {
        "page": path,
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "bytes": size,
        "statements": per_page,
    }


def main() -> None:
    """Print a line for every page."""
    app = create_app()
    statements = [0]

    @event.listens_for(db.engine(), "before_cursor_execute")
    def count(*_: object) -> None:
        statements[0] += 1

    for phone, path in PAGES:
        client = app.test_client()
        if phone:
            sign_in(client, phone)
        here = path.replace(OWN, find_own(client)) if OWN in path else path
        print(json.dumps(measure(client, here, statements)))


if __name__ == "__main__":
    main()
