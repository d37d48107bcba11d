"""Reading organisations: one for its own people, lists for staff."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership, Organisation, StaffRole
from marketplace.accounts.policy import may_edit_organisation, may_see_contact_looks, may_verify
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.text import fold_key, tidy


class OrganisationFilter(enum.Enum):
    """Which organisations a list for staff shows."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    ALL = "all"


def get_organisation(organisation_id: int) -> Organisation:
    """Return an organisation with its places; raises NotFound."""
    found = session.scalars(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(joinedload(Organisation.province), joinedload(Organisation.ward))
    ).first()
    if found is None:
        raise NotFound("accounts.organisation_not_found")
    return found


def get_organisation_to_edit(organisation_id: int, *, by: Actor) -> Organisation:
    """Return an organisation that the actor administers; raises NotFound or Refused."""
    organisation = get_organisation(organisation_id)
    if not may_edit_organisation(by, organisation):
        raise Refused("accounts.not_your_organisation")
    return organisation


def get_organisation_of_member(organisation_id: int, *, by: Actor) -> Organisation:
    """Return an organisation that the actor belongs to; raises NotFound or Refused."""
    organisation = get_organisation(organisation_id)
    if not may_see_contact_looks(by, organisation):
        raise Refused("accounts.not_yours")
    return organisation


def get_organisation_to_verify(organisation_id: int, *, by: Actor) -> Organisation:
    """Return an organisation of this member of staff's province; raises NotFound or Refused."""
    organisation = get_organisation(organisation_id)
    if not may_verify(by, organisation):
        raise Refused("accounts.not_your_province")
    return organisation


def get_own_organisations(actor: Actor) -> Sequence[Organisation]:
    """Return the organisations that the actor belongs to."""
    return session.scalars(
        select(Organisation).where(Organisation.id.in_(actor.memberships)).order_by(Organisation.id)
    ).all()


def get_organisation_names(organisation_ids: Sequence[int]) -> Mapping[int, str]:
    """Return names of organisations by id."""
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))
    ).all()
    return {row.id: row.name for row in rows}


def find_same_tax_code(organisation: Organisation) -> Sequence[Organisation]:
    """Return other organisations with the same tax code, for whoever verifies one."""
    if organisation.tax_code is None:
        return []
    return session.scalars(
        select(Organisation)
        .where(Organisation.tax_code == organisation.tax_code, Organisation.id != organisation.id)
        .order_by(Organisation.id)
        .limit(10)
    ).all()


def is_sole_member(user_id: int, organisation_id: int) -> bool:
    """Tell whether nobody else belongs to the organisation."""
    others = select(func.count()).where(Membership.organisation_id == organisation_id, Membership.user_id != user_id)
    return session.scalar(others) == 0


def count_own_organisations(user_id: int) -> int:
    """Return how many organisations a user belongs to."""
    return session.scalar(select(func.count()).where(Membership.user_id == user_id)) or 0


def _in_reach(statement: Select[Organisation], actor: Actor, province_code: str | None) -> Select[Organisation]:
    if actor.staff_role is StaffRole.PROVINCIAL:
        return statement.where(Organisation.province_code == actor.staff_province_code)
    if province_code:
        return statement.where(Organisation.province_code == tidy(province_code))
    return statement


def _having(statement: Select[Organisation], state: OrganisationFilter) -> Select[Organisation]:
    if state is OrganisationFilter.UNVERIFIED:
        return statement.where(Organisation.verified_at.is_(None), Organisation.is_suspended.is_(False))
    if state is OrganisationFilter.VERIFIED:
        return statement.where(Organisation.verified_at.is_not(None), Organisation.is_suspended.is_(False))
    if state is OrganisationFilter.SUSPENDED:
        return statement.where(Organisation.is_suspended.is_(True))
    return statement


def get_organisations(
    *,
    by: Actor,
    state: OrganisationFilter = OrganisationFilter.UNVERIFIED,
    province_code: str | None = None,
    text: str = "",
    after: str | None = None,
) -> Page[Organisation]:
    """Return organisations for staff, the oldest first; provincial staff see their own province only."""
    statement = _having(_in_reach(select(Organisation), by, province_code), state)
    for word in fold_key(text).split()[:6]:
        statement = statement.where(Organisation.name_key.contains(word, autoescape=True))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Organisation.id > key[0])
    statement = statement.options(joinedload(Organisation.province), joinedload(Organisation.ward))
    rows = session.scalars(statement.order_by(Organisation.id).limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, PAGE_SIZE, lambda row: (row.id,))
    return Page(items=page.items, next_cursor=page.next_cursor, total=total)


def count_unverified(actor: Actor) -> int:
    """Return how many organisations wait to be verified by this member of staff."""
    statement = _having(_in_reach(select(Organisation), actor, None), OrganisationFilter.UNVERIFIED)
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0
