"""Loads the records of a collection as organisations and postings, through the product's own actions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.accounts.actions import create_organisation
from marketplace.accounts.actor import Actor
from marketplace.accounts.drafts import OrganisationDraft
from marketplace.accounts.models import Organisation, OrganisationKind, User
from marketplace.accounts.passwords import hash_password, hasher_for
from marketplace.accounts.queries import get_actor
from marketplace.accounts.terms import TERMS_VERSION
from marketplace.cli.collection import DemandRecord, Measure, Party, SupplyRecord
from marketplace.clock import now, today
from marketplace.db import session
from marketplace.i18n import format_number
from marketplace.postings.actions import (
    publish,
    save_capacity,
    save_category,
    save_goods,
    save_need,
    save_papers,
    save_price,
    save_requirements,
    save_terms,
    start_demand,
    start_listing,
)
from marketplace.postings.drafts import (
    CapacityDraft,
    CertificateDraft,
    GoodsDraft,
    NeedDraft,
    PapersDraft,
    PriceDraft,
    RequirementsDraft,
    TermsDraft,
)
from marketplace.postings.models import Demand, Listing
from marketplace.taxonomy.certificates import recognise_certificate
from marketplace.taxonomy.channels import recognise_channel
from marketplace.taxonomy.places import find_province
from marketplace.taxonomy.suggestions import recognise_category, suggest_categories
from marketplace.text import fold_key, person_sort_key

PRODUCER_KINDS: Mapping[str, OrganisationKind] = {
    "ho kinh doanh": OrganisationKind.HOUSEHOLD,
    "to hop tac": OrganisationKind.COOPERATIVE_GROUP,
    "hop tac xa": OrganisationKind.COOPERATIVE,
    "doanh nghiep": OrganisationKind.ENTERPRISE,
    "lang nghe": OrganisationKind.CRAFT_VILLAGE,
}
BUYER_KINDS: Mapping[str, OrganisationKind] = {
    "market": OrganisationKind.MARKET,
    "wholesale_market": OrganisationKind.WHOLESALE_MARKET,
    "dealer": OrganisationKind.DEALER,
    "grocer": OrganisationKind.GROCER,
    "supermarket": OrganisationKind.SUPERMARKET,
    "convenience": OrganisationKind.CONVENIENCE,
    "mall": OrganisationKind.MALL,
    "marketplace": OrganisationKind.ECOMMERCE,
    "restaurant": OrganisationKind.HORECA,
    "hotel": OrganisationKind.HORECA,
    "export_direct": OrganisationKind.EXPORTER,
}
# A record without a usable place still needs one; the capital is where an office would file it.
DEFAULT_PROVINCE = "01"
SHORTEST_NOTICE = timedelta(days=45)
LONGEST_NOTICE = timedelta(days=500)
FIRST_PHONE = 900_000_100


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The postings made, by the ids of their records."""

    listings: Mapping[str, Listing]
    demands: Mapping[str, Demand]


def party_itself(party: Party) -> tuple[str, str | None]:
    """Return who acts for a party: a person called like it, with any phone."""
    return party.name[:120], None


class Loader:
    """Makes one user and one organisation for every party; all share one password.

    ``person`` tells who acts for a party: a name, and a phone where it is not any.
    """

    def __init__(self, password: str, person: Callable[[Party], tuple[str, str | None]] = party_itself) -> None:
        # Hashing is slow on purpose, so the sample's one password is hashed once.
        self.password_hash = hash_password(password, hasher=hasher_for("serve"))
        self.person = person
        self.parties: dict[tuple[str, bool], tuple[Organisation, Actor]] = {}
        self.phones: Iterator[int] = iter(range(FIRST_PHONE, FIRST_PHONE + 99_000))

    def user(self, full_name: str, phone: str | None = None) -> User:
        """Add a confirmed user."""
        user = User(
            full_name=full_name,
            sort_key=person_sort_key(full_name),
            phone=phone or f"+84{next(self.phones)}",
            password_hash=self.password_hash,
            language="vi",
            confirmed_at=now(),
            session_epoch=1,
            terms_version=TERMS_VERSION,
            terms_agreed_at=now(),
            created_at=now(),
        )
        session.add(user)
        session.flush()
        return user

    def organisation(self, party: Party, *, sells: bool) -> tuple[Organisation, Actor]:
        """Return the party's organisation and its administrator, made if new."""
        key = (fold_key(party.name), sells)
        if key not in self.parties:
            user = self.user(*self.person(party))
            organisation = create_organisation(
                OrganisationDraft(
                    name=party.name,
                    kind=kind_of(party, sells=sells),
                    is_producer=sells,
                    is_distributor=not sells,
                    province_code=find_province(party.province) or DEFAULT_PROVINCE,
                ),
                by=get_actor(user.id, organisation_id=None),
            )
            self.parties[key] = organisation, get_actor(user.id, organisation_id=organisation.id)
        return self.parties[key]


def kind_of(party: Party, *, sells: bool) -> OrganisationKind:
    """Return what an organisation is, from the words of the record."""
    if sells:
        return PRODUCER_KINDS.get(fold_key(party.kind), OrganisationKind.HOUSEHOLD)
    return BUYER_KINDS.get(recognise_channel(party.kind) or "", OrganisationKind.DEALER)


def category_of(category: str | None, title: str, description: str) -> str:
    """Return the category's code: from its own words, narrowed by the title where that agrees, else from the text."""
    named = recognise_category(category) if category else None
    suggested = [code for code, _score in suggest_categories(title, description)]
    if named is None:
        return suggested[0] if suggested else "other"
    within = [code for code in suggested if code == named or code.startswith(named + ".")]
    return within[0] if within else named


def in_words(measure: Measure | None) -> str:
    """Return an amount as somebody would type it."""
    return f"{format_number(measure.amount)} {measure.unit}" if measure else ""


def codes_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of certificates that the list knows, each once."""
    found = (recognise_certificate(name) for name in names)
    return tuple(dict.fromkeys(code for code in found if code))


def load_listing(record: SupplyRecord, loader: Loader) -> Listing:
    """Make and publish one listing."""
    organisation, actor = loader.organisation(record.party, sells=True)
    listing = start_listing(organisation.id, form_token=None, by=actor)
    goods = GoodsDraft(title=record.title, description=record.description, province_code=organisation.province_code)
    save_goods(listing, goods, by=actor)
    save_category(listing, category_of(record.category, record.title, record.description), by=actor)
    capacity = CapacityDraft(
        quantity=in_words(record.capacity),
        is_open=record.capacity is None,
        months=record.months or (),
        min_order=in_words(record.min_order),
    )
    save_capacity(listing, capacity, by=actor)
    price = PriceDraft(
        price_min=str(record.price_min or ""), price_max=str(record.price_max or ""), price_unit=record.price_unit or ""
    )
    save_price(listing, price, by=actor)
    channels = (recognise_channel(name) for name in record.channels)
    papers = PapersDraft(
        certificates=tuple(CertificateDraft(code=code) for code in codes_of(record.certifications)),
        channels=tuple(dict.fromkeys(code for code in channels if code)),
    )
    save_papers(listing, papers, by=actor)
    publish(listing, by=actor)
    return listing


def years_to_shift(needed_from: date | None) -> int:
    """Return by how many years a period is moved so that it begins this month or in the year after; the months,
    which are what a season is compared with, stay."""
    if needed_from is None:
        return 0
    this_month = today().replace(day=1)
    shift = this_month.year - needed_from.year
    return shift if needed_from.replace(year=needed_from.year + shift) >= this_month else shift + 1


def closing_day(needed_until: date | None) -> date:
    """Return a sensible closing date for a demand whose record has none."""
    latest = today() + LONGEST_NOTICE
    return min(latest, max(today() + SHORTEST_NOTICE, needed_until or today()))


def load_demand(record: DemandRecord, loader: Loader) -> Demand:
    """Make and publish one demand, its period moved to the coming year."""
    organisation, actor = loader.organisation(record.party, sells=False)
    goods = GoodsDraft(title=record.title, description=record.description)
    demand = start_demand(organisation.id, goods, form_token=None, by=actor)
    save_category(demand, category_of(record.category, record.title, record.description), by=actor)
    shift = years_to_shift(record.needed_from)
    start, end = (day and day.replace(year=day.year + shift) for day in (record.needed_from, record.needed_until))
    need = NeedDraft(
        quantity=in_words(record.quantity) or "1 cái",
        needed_from=f"{start:%m/%Y}" if start else "",
        needed_until=f"{end:%m/%Y}" if end else "",
        closes_on=f"{closing_day(end):%d/%m/%Y}",
    )
    save_need(demand, need, by=actor)
    terms = TermsDraft(
        price_max=str(int(record.price_max.amount)) if record.price_max else "",
        price_unit=record.price_max.unit if record.price_max else "",
        channel_code=recognise_channel(record.party.kind) or "",
        province_code=find_province(record.delivery_province or "") or organisation.province_code,
    )
    save_terms(demand, terms, by=actor)
    save_requirements(demand, RequirementsDraft(certificates=codes_of(record.certifications)), by=actor)
    publish(demand, by=actor)
    if record.quantity is None:
        forget_quantity(demand)
    return demand


def forget_quantity(demand: Demand) -> None:
    """Take away the quantity that the form insists on and the record does not state."""
    demand.quantity_amount = None
    demand.quantity_unit = None


def load_records(supply: Sequence[SupplyRecord], demand: Sequence[DemandRecord], loader: Loader) -> Loaded:
    """Make everything; runs inside the caller's ``transaction()``."""
    return Loaded(
        listings={record.id: load_listing(record, loader) for record in supply},
        demands={record.id: load_demand(record, loader) for record in demand},
    )


def throwaway_password() -> str:
    """Return a password that nobody will use."""
    return secrets.token_urlsafe(16)
