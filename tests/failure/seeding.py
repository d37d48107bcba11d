"""Fills a site's database with published listings that wait to be indexed: ``python -m tests.failure.seeding 1000``."""

from __future__ import annotations

import sys
from datetime import timedelta
from decimal import Decimal

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.app import create_app
from marketplace.cli.database import upgrade_database
from marketplace.clock import now, today
from marketplace.db import session, transaction
from marketplace.jobs.actions import enqueue
from marketplace.jobs.models import Queue
from marketplace.postings.indexing import rebuild_index
from marketplace.postings.models import Listing, PostingStatus

GOODS = ("Nước mắm", "Mây tre đan", "Chè xanh", "Gốm sứ", "Bánh tráng", "Mật ong", "Lụa tơ tằm", "Hạt điều")


def seed(count: int) -> None:
    """Add listings to a site with an empty index and ask for each to be indexed, all in one transaction."""
    upgrade_database()
    rebuild_index()
    with transaction():
        organisation = Organisation(
            name="HTX Nghìn Tin",
            name_key="htx nghin tin",
            kind=OrganisationKind.COOPERATIVE,
            is_producer=True,
            is_distributor=False,
            province_code="01",
            contact_name="Lê Văn Tám",
            is_suspended=False,
            created_at=now(),
        )
        session.add(organisation)
        session.flush()
        listings = [
            Listing(
                organisation_id=organisation.id,
                status=PostingStatus.PUBLISHED,
                title=f"{GOODS[n % 8]} số {n}",
                description="Hàng làng nghề, đóng gói cẩn thận.",
                province_code="01",
                quantity_amount=Decimal(n + 1),
                quantity_unit="kg",
                expires_on=today() + timedelta(days=30),
                published_at=now(),
                created_at=now(),
                updated_at=now(),
                version=1,
            )
            for n in range(count)
        ]
        session.add_all(listings)
        session.flush()
        for listing in listings:
            enqueue("search.put", queue=Queue.INDEX, posting_id=listing.id)


if __name__ == "__main__":
    create_app()
    seed(int(sys.argv[1]))
