"""Fills the figures of a new deal with what the lead, its postings, the last offer or the quote already say. Pure."""

from __future__ import annotations

from decimal import Decimal

from marketplace.agreements.drafts import MAX_GOODS, TermsDraft
from marketplace.agreements.models import Agreement
from marketplace.i18n import format_number, gettext
from marketplace.leads.models import Lead, Message
from marketplace.postings.labels import FREIGHT_PAYERS
from marketplace.postings.models import FreightPayer, Posting, Side
from marketplace.quotes.models import Quote


def sides_of(lead: Lead) -> tuple[int, int]:
    """Return (seller, buyer) of a lead: whoever owns a listing sells, whoever owns a demand buys."""
    if lead.posting.side is Side.SUPPLY:
        return lead.recipient_id, lead.sender_id
    return lead.sender_id, lead.recipient_id


def listing_and_demand(lead: Lead) -> tuple[Posting | None, Posting | None]:
    """Return the two postings of a lead, each where there is one."""
    both = {one.side: one for one in (lead.own_posting, lead.posting) if one is not None}
    return both.get(Side.SUPPLY), both.get(Side.DEMAND)


def amount_text(amount: Decimal | None, unit: str | None) -> str:
    """Return an amount as one would type it."""
    return f"{format_number(amount)} {unit}" if amount is not None and unit else ""


def price_text(price: int | None, unit: str | None) -> str:
    """Return a price as one would type it."""
    return f"{format_number(price)}/{unit}" if price is not None and unit else ""


def _number_text(number: int | Decimal | None) -> str:
    return "" if number is None else format_number(number)


def _delivery(freight: FreightPayer | None, demand: Posting | None) -> str:
    parts: list[str] = []
    if demand is not None and demand.province_code:
        parts.append(gettext("Giao hàng cho bên mua tại %(place)s.", place=demand.organisation.province.name_short))
    if freight is not None and freight is not FreightPayer.NEGOTIABLE:
        parts.append(gettext("Tiền vận chuyển: %(who)s.", who=str(FREIGHT_PAYERS[freight]).lower()))
    return " ".join(parts)


def _posting_price(listing: Posting | None) -> str:
    """Return the price of a listing that names one; of a range nobody knows yet which."""
    if listing is None or listing.price_max is None or listing.price_min not in (None, listing.price_max):
        return ""
    return price_text(listing.price_max, listing.price_unit)


def _draft_of_lead(lead: Lead, offer: Message | None) -> TermsDraft:
    listing, demand = listing_and_demand(lead)
    wanted = demand or listing
    said_amount = amount_text(offer.quantity_amount, offer.quantity_unit) if offer else ""
    said_price = price_text(offer.price, offer.price_unit) if offer else ""
    return TermsDraft(
        goods=(listing or lead.posting).title[:MAX_GOODS],
        quantity=said_amount or (amount_text(wanted.quantity_amount, wanted.quantity_unit) if wanted else ""),
        price=said_price or _posting_price(listing),
        has_vat=listing.price_has_vat if listing else None,
        quality=listing.packaging if listing else "",
        delivery=_delivery(listing.freight_payer if listing else None, demand),
        payment_days=_number_text(demand.payment_days if demand else None),
        discount=_number_text(demand.discount_percent if demand else None),
    )


def _draft_of_quote(quote: Quote) -> TermsDraft:
    demand = quote.posting if quote.posting.side is Side.DEMAND else None
    listing = quote.listing or (quote.posting if demand is None else None)
    return TermsDraft(
        goods=(listing or quote.posting).title[:MAX_GOODS],
        quantity=amount_text(quote.quantity_amount, quote.quantity_unit),
        price=price_text(quote.price, quote.price_unit),
        has_vat=quote.has_vat,
        quality=listing.packaging if listing else "",
        delivery=_delivery(quote.freight_payer, demand),
        payment_days=_number_text(quote.payment_days),
        payment=gettext("Bên bán xuất hóa đơn giá trị gia tăng.") if quote.gives_vat_invoice else "",
        discount=_number_text(quote.discount_percent),
    )


def first_draft(lead: Lead, quote: Quote | None = None, offer: Message | None = None) -> TermsDraft:
    """Return the figures of a new deal: the quote's, else the last offer's in the lead, else what the postings say."""
    return _draft_of_lead(lead, offer) if quote is None else _draft_of_quote(quote)


def category_of(lead: Lead, quote: Quote | None = None) -> str | None:
    """Return the category of the goods: the listing's, else the demand's."""
    listing, demand = listing_and_demand(lead)
    offered = quote.listing if quote else None
    found = next((one for one in (offered, listing, demand) if one is not None and one.category_code), None)
    return found.category_code if found else None


def draft_of(agreement: Agreement) -> TermsDraft:
    """Return the figures of a deal as one would type them, for changing."""
    return TermsDraft(
        goods=agreement.goods,
        quantity=amount_text(agreement.quantity_amount, agreement.quantity_unit),
        price=price_text(agreement.price, agreement.price_unit),
        has_vat=agreement.has_vat,
        monthly_value=_number_text(agreement.monthly_value),
        quality=agreement.quality,
        delivery=agreement.delivery,
        payment_days=_number_text(agreement.payment_days),
        payment=agreement.payment,
        discount=_number_text(agreement.discount_percent),
        starts_on=agreement.starts_on.isoformat() if agreement.starts_on else "",
        ends_on=agreement.ends_on.isoformat() if agreement.ends_on else "",
    )
