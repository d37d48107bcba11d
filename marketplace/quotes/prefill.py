"""What a new quote knows already: from the supplier's own listing, the demand, or an earlier quote. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace.postings.facts import supply_facts_of
from marketplace.postings.models import Posting, Side
from marketplace.quotes.drafts import QuoteValues, Usual
from marketplace.quotes.models import Quote
from marketplace.quotes.requirements import INVOICE, answers_in, known_answers, requirements_of
from marketplace.taxonomy.units import Quantity, convert

# A quote holds for so long unless told otherwise.
VALID_FOR = timedelta(days=30)


def usual_of(posting: Posting, listing: Posting | None = None) -> Usual:
    """Return the units in which a quote about a posting is typed."""
    first = listing or posting
    return Usual(
        typical=posting.category.typical_units if posting.category else (),
        quantity_unit=posting.quantity_unit or first.quantity_unit or "",
        price_unit=posting.price_unit or first.price_unit or "",
    )


def _quantity(posting: Posting, listing: Posting) -> tuple[Quantity | None, Quantity | None]:
    """Return what is wanted and what can be supplied, each where it is known."""
    pairs = ((posting.quantity_amount, posting.quantity_unit), (listing.quantity_amount, listing.quantity_unit))
    wanted, able = (Quantity(amount=amount, unit=unit) if amount and unit else None for amount, unit in pairs)
    return wanted, able


def _offered(posting: Posting, listing: Posting) -> Quantity | None:
    """Return as much as is wanted, or what can be supplied where that is less; both in the wanted unit if possible."""
    wanted, able = _quantity(posting, listing)
    if wanted is None or able is None:
        return able
    same = convert(able, wanted.unit)
    if same is None:
        return able
    return wanted if same.amount >= wanted.amount else same


def _price(listing: Posting, offered: Quantity | None) -> int | None:
    """Return the price for a quantity: of the tier that it reaches, else the listing's own upper price."""
    same = convert(offered, listing.price_unit) if offered and listing.price_unit else None
    reached = [tier.price for tier in listing.price_tiers if same is not None and tier.from_amount <= same.amount]
    return reached[-1] if reached else listing.price_max or listing.price_min


def values_from_listing(posting: Posting, listing: Posting, today: date) -> QuoteValues:
    """Return what the supplier's own listing says to a demand (or about itself); nothing is made up."""
    facts = supply_facts_of(listing, today)
    is_demand = posting.side is Side.DEMAND
    offered = _offered(posting, listing)
    price = _price(listing, offered)
    return QuoteValues(
        quantity_amount=offered.amount if offered else None,
        quantity_unit=offered.unit if offered else None,
        price=price if listing.price_unit else None,
        price_unit=listing.price_unit if price else None,
        has_vat=listing.price_has_vat,
        gives_vat_invoice=True if INVOICE in facts.papers else None,
        min_order_amount=listing.min_order_amount,
        min_order_unit=listing.min_order_unit,
        lead_time_days=listing.lead_time_days,
        freight_payer=listing.freight_payer,
        valid_until=today + VALID_FOR,
        answers=known_answers(posting, requirements_of(posting), facts) if is_demand else {},
    )


def values_from_quote(quote: Quote, posting: Posting, today: date) -> QuoteValues:
    """Return what an earlier quote said, as far as the posting asks for it; its last day begins anew."""
    keys = {one.key for one in requirements_of(posting)}
    is_standing = bool(posting.is_standing)
    return QuoteValues(
        quantity_amount=quote.quantity_amount,
        quantity_unit=quote.quantity_unit,
        weekly_amount=quote.weekly_amount if is_standing else None,
        price=quote.price,
        price_unit=quote.price_unit,
        has_vat=quote.has_vat,
        gives_vat_invoice=quote.gives_vat_invoice,
        min_order_amount=quote.min_order_amount,
        min_order_unit=quote.min_order_unit,
        lead_time_days=quote.lead_time_days,
        freight_payer=quote.freight_payer,
        payment_days=quote.payment_days,
        discount_percent=quote.discount_percent,
        valid_until=today + VALID_FOR,
        note=quote.note,
        answers={key: answer for key, answer in answers_in(quote.answers).items() if key in keys},
    )


def first_values(posting: Posting, listing: Posting | None, earlier: Quote | None, today: date) -> QuoteValues:
    """Return what a new quote begins with: an earlier quote of the same supplier, else its listing, else its day."""
    if earlier is not None:
        return values_from_quote(earlier, posting, today)
    if listing is not None:
        return values_from_listing(posting, listing, today)
    return QuoteValues(valid_until=today + VALID_FOR)
