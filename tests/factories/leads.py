"""Enquiries for tests: two organisations, and what one owes the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import now
from marketplace.db import session
from marketplace.leads import actions
from marketplace.leads.drafts import MessageDraft
from marketplace.leads.models import Lead, ReplyDue
from marketplace.postings.models import Posting
from tests.factories.accounts import actor_of, make_organisation, make_user, writing
from tests.factories.postings import make_demand, make_listing


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A buyer from elsewhere who writes about a seller's listing."""

    listing: Posting
    demand: Posting
    sender: Actor
    recipient: Actor
    shop: Organisation
    maker: Organisation


def make_pair(
    *,
    maker_province: str = "01",
    shop_province: str = "79",
    seller_email: str | None = None,
    buyer_email: str | None = None,
) -> Pair:
    """Make a seller and a buyer, each with something posted; without an address they get text messages."""
    seller, buyer = make_user(email=seller_email), make_user("Trần Văn Mua", email=buyer_email)
    maker = make_organisation(seller, province_code=maker_province, is_verified=True)
    shop = make_organisation(
        buyer,
        name="Siêu thị Hoa Sen",
        is_producer=False,
        is_distributor=True,
        province_code=shop_province,
        is_verified=True,
    )
    return Pair(
        listing=make_listing(maker),
        demand=make_demand(shop),
        sender=actor_of(buyer),
        recipient=actor_of(seller),
        shop=shop,
        maker=maker,
    )


def make_lead(pair: Pair, body: str = "Chào bà con, bên tôi cần mật ong.") -> Lead:
    """Let the buyer write to the seller."""
    with writing():
        return actions.send_enquiry(pair.listing, MessageDraft(body=body), by=pair.sender)


def due_of(lead: Lead) -> ReplyDue:
    """Return what was owed first in a lead, as it stands now."""
    statement = select(ReplyDue).where(ReplyDue.lead_id == lead.id).order_by(ReplyDue.id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()  # type: ignore[return-value]


def miss(lead: Lead) -> ReplyDue:
    """Let a deadline have passed yesterday."""
    with writing():
        due = due_of(lead)
        due.asked_at, due.due_at, due.missed_at = (now() - timedelta(days=days) for days in (9, 1, 1))
    return due
